//! A socket in the home that is not of this user: nobody talks to it.

use std::{
    fs,
    io::{ErrorKind, Read as _, Write as _},
    os::unix::{fs::PermissionsExt as _, net::UnixListener},
    path::Path,
    sync::mpsc,
    thread,
    time::Duration,
};

use fondly_tests::{Person, Process, until};
use rustix::{
    process::{Signal, Uid},
    thread::set_thread_res_uid,
};

/// A user that is not this one.
const OTHER: u32 = 65_534;
/// A key of the right form, which opens nothing.
const ANSWER: &[u8] =
    b"{\"is\":\"key\",\"key\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}\n";

/// Listens as another user and offers a key to whoever comes; gives what each visitor said. `None`
/// where this user may not become another.
fn listens_as_another(socket: &Path) -> Option<mpsc::Receiver<Vec<u8>>> {
    let (tell, told) = mpsc::channel();
    let (began, begins) = mpsc::channel();
    let socket = socket.to_path_buf();
    // Credentials are of a thread: the rest of this process stays who it is.
    thread::spawn(move || {
        let other = Uid::from_raw(OTHER);
        if set_thread_res_uid(other, other, other).is_err() {
            return;
        }
        let listener = UnixListener::bind(&socket).unwrap();
        began.send(()).unwrap();
        for visitor in listener.incoming() {
            let mut visitor = visitor.unwrap();
            visitor
                .set_read_timeout(Some(Duration::from_secs(5)))
                .unwrap();
            // The visitor may be gone already.
            drop(visitor.write_all(ANSWER));
            let mut said = vec![0; 4096];
            let length = match visitor.read(&mut said) {
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::ConnectionReset => 0,
                Err(error) => panic!("{error}"),
            };
            said.truncate(length);
            if tell.send(said).is_err() {
                return;
            }
        }
    });
    begins.recv().ok().map(|()| told)
}

#[test]
fn the_socket_is_its_owner_s_alone_and_gone_once_serve_has_ended() {
    let ana = Person::with_open_key("Ana");
    let socket = ana.home().join("serve.sock");
    for signal in [Signal::INT, Signal::TERM] {
        let mut serve = Process::start(&mut ana.command(&["serve"]));
        assert_eq!(serve.line(), "ready");
        let mode = socket.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        serve.signal(signal);
        let (status, _) = serve.ended_within(fondly_tests::PATIENCE);
        assert_eq!(status.code(), Some(0), "{signal:?}");
        assert!(!socket.exists());
    }
}

#[test]
fn of_two_that_are_started_at_once_one_serves() {
    let ana = Person::with_open_key("Ana");
    let mut serves = [0, 1].map(|_| Some(Process::start(&mut ana.command(&["serve", "--json"]))));
    let mut codes = Vec::new();
    until("one of them has ended", || {
        for serve in &mut serves {
            let over = serve.as_mut().is_some_and(|it| it.is_over());
            if let Some(over) = serve.take_if(|_| over) {
                codes.push(over.ended_within(fondly_tests::PATIENCE).0.code());
            }
        }
        !codes.is_empty()
    });
    assert_eq!(codes, [Some(1)]);
    let mut left = serves.into_iter().flatten().next().unwrap();
    assert!(left.line().contains("\"ready\":true"));
    ana.writes(&["reflect", "a quiet day"]);
    assert_eq!(ana.json(&["lock"])["was_held"], true);
}

#[test]
fn a_socket_of_another_user_is_told_nothing_and_believed_in_nothing() {
    let ana = Person::new("Ana");
    ana.writes(&["reflect", "a quiet day"]);
    for dir in [ana.all(), &ana.home()] {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let Some(told) = listens_as_another(&ana.home().join("serve.sock")) else {
        println!("skipped: only root may listen as another user");
        return;
    };
    // Without the passphrase, that key would be all there is.
    let mut command = ana.command(&["list", "--json"]);
    crate::said(command.env_remove("FONDLY_PASSPHRASE_FILE")).error(3);
    assert_eq!(ana.texts(&["list"]), ["a quiet day"]);
    for _ in 0..2 {
        let said = told.recv_timeout(fondly_tests::PATIENCE).unwrap();
        assert!(said.is_empty(), "{}", String::from_utf8_lossy(&said));
    }
    // The lock decides who holds the network, not what lies there.
    let serve = ana.serve();
    let mut command = ana.command(&["list", "--json"]);
    let listed = crate::said(command.env_remove("FONDLY_PASSPHRASE_FILE")).document();
    assert_eq!(listed["entries"][0]["text"], "a quiet day");
    serve.stop();
}
