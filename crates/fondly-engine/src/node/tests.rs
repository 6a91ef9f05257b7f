//! Endpoints of a home: each has one port for good.

use fondly_crypto::SigningKey;
use tempfile::TempDir;

use super::*;
use crate::{Engine, Protection, init, unlock};

/// A home that listens for a second device of its person.
fn opened(dir: &TempDir) -> Engine {
    let home = Home::at(dir.path().join("home"));
    if !home.has_journal() {
        init(&home, "Ana", Protection::KeyFile).expect("a new journal");
        let mut config = Config::load(&home).expect("settings");
        config.set("net.bind", "127.0.0.1").expect("an address");
    }
    let mut engine = unlock(&home, &mut || panic!("no passphrase is needed")).expect("it opens");
    engine
        .change(|me, tx, _| {
            let mut roster = crate::devices::own_roster(me, tx)?;
            let phone = SigningKey::from_bytes(&[9; 32]);
            if !roster.knows(&DeviceId(phone.verifying_key())) {
                roster.add(&me.key, &phone)?;
                tx.put_roster(&roster, 0)?;
            }
            Ok(())
        })
        .expect("a second device");
    engine
}

fn node(dir: &TempDir) -> Arc<Node> {
    let holder = opened(dir).into_holder();
    let taken = Node::take(&holder.home, holder.me, holder.desk, false);
    taken.expect("a lock").expect("nobody else has it")
}

#[tokio::test]
async fn a_node_that_closes_opens_no_endpoint_any_more() {
    let dir = TempDir::new().expect("a temporary directory");
    let first = node(&dir);
    first.open_and_close().await.expect("it listens");
    let at = first.listening();
    assert_eq!(at.len(), 1);
    first.close().await;
    // News of a session that just ended.
    first.open_and_close().await.expect("nothing to do");
    assert!(first.listening().is_empty());
    drop(first);
    let again = node(&dir);
    again.open_and_close().await.expect("it listens");
    assert_eq!(again.listening(), at);
    again.close().await;
}

#[tokio::test]
async fn an_endpoint_is_opened_once_whoever_asks() {
    let dir = TempDir::new().expect("a temporary directory");
    let first = node(&dir);
    first.open_and_close().await.expect("it listens");
    let at = first.listening();
    first.close().await;
    drop(first);
    let again = node(&dir);
    let (one, other) = tokio::join!(again.open_and_close(), again.open_and_close());
    one.and(other).expect("it listens");
    assert_eq!(again.listening(), at);
    again.close().await;
}
