//! What a command does to files, in its order, as strace tells it.

use std::{fs, path::PathBuf, process::Command};

use fondly_tests::{Person, Said};

/// Calls that change a file, a directory or what is durable. Of those that [`event`] does not know,
/// none may touch the volume.
const CALLS: &str = "trace=open,openat,creat,close,dup,dup2,dup3,write,pwrite64,writev,pwritev,\
                     pwritev2,truncate,ftruncate,fallocate,fsync,fdatasync,sync_file_range,mkdir,\
                     mkdirat,unlink,unlinkat,rmdir,rename,renameat,renameat2,link,linkat,symlink,\
                     symlinkat,copy_file_range,sendfile";
/// Longer than anything that is written at once.
const STRING_BYTES_MAX: &str = "1048576";
const STANDARD_OUTPUT: u32 = 1;

/// One thing that a process did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    Open {
        fd: u32,
        path: PathBuf,
        create: bool,
        truncate: bool,
    },
    Close {
        fd: u32,
    },
    Write {
        fd: u32,
        at: Option<u64>,
        bytes: Vec<u8>,
    },
    Truncate {
        fd: u32,
        length: u64,
    },
    Sync {
        fd: u32,
    },
    MakeDir {
        path: PathBuf,
    },
    Remove {
        path: PathBuf,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    /// It said that it succeeded.
    Acknowledge,
}

/// Runs a command to its end, and gives what it did.
pub(crate) fn record(person: &Person, args: &[&str]) -> Vec<Event> {
    let program = person.command(&[args, &["--json"]].concat());
    let log = person.temporary().join("calls");
    let mut strace = Command::new("strace");
    strace
        .args([
            "-f",
            "-qq",
            "-xx",
            "-s",
            STRING_BYTES_MAX,
            "-e",
            "signal=none",
            "-e",
            CALLS,
        ])
        .arg("-o")
        .arg(&log)
        .arg(program.get_program())
        .args(program.get_args())
        .env_clear();
    for (name, value) in program.get_envs() {
        if let Some(value) = value {
            strace.env(name, value);
        }
    }
    let said = Said::of(&mut strace, &[]);
    assert_eq!(said.code, Some(0), "{args:?}: {said:?}");
    let lines = fs::read_to_string(&log).unwrap();
    fs::remove_file(&log).unwrap();
    lines.lines().filter_map(event).collect()
}

/// A line of strace, taken apart.
struct Call<'a> {
    name: &'a str,
    /// With strings decoded.
    arguments: Vec<Argument<'a>>,
    result: u32,
}

enum Argument<'a> {
    Word(&'a str),
    Bytes(Vec<u8>),
}

impl Argument<'_> {
    fn number<T: std::str::FromStr>(&self) -> Option<T> {
        match self {
            Argument::Word(word) => word.parse().ok(),
            Argument::Bytes(_) => None,
        }
    }

    fn path(&self) -> Option<PathBuf> {
        match self {
            Argument::Bytes(bytes) => Some(String::from_utf8(bytes.clone()).unwrap().into()),
            Argument::Word(_) => None,
        }
    }

    fn says(&self, flag: &str) -> bool {
        matches!(self, Argument::Word(word) if word.split('|').any(|one| one == flag))
    }
}

fn event(line: &str) -> Option<Event> {
    let call = taken_apart(line)?;
    let fd = call.arguments.first().and_then(Argument::number);
    let paths = || call.arguments.iter().filter_map(Argument::path);
    let path = || paths().next().filter(|path| path.is_absolute()).unwrap();
    Some(match call.name {
        "open" | "openat" | "creat" => Event::Open {
            fd: call.result,
            path: paths().next().unwrap(),
            create: call
                .arguments
                .iter()
                .any(|argument| argument.says("O_CREAT")),
            truncate: call
                .arguments
                .iter()
                .any(|argument| argument.says("O_TRUNC")),
        },
        "close" => Event::Close { fd: fd.unwrap() },
        "write" if fd == Some(STANDARD_OUTPUT) => Event::Acknowledge,
        "write" | "pwrite64" => {
            let Some(Argument::Bytes(bytes)) = call.arguments.into_iter().nth(1) else {
                panic!("no bytes: {line}");
            };
            assert_eq!(u32::try_from(bytes.len()), Ok(call.result), "a short write");
            Event::Write {
                fd: fd.unwrap(),
                at: last_number(line).filter(|_| call.name == "pwrite64"),
                bytes,
            }
        }
        "ftruncate" => Event::Truncate {
            fd: fd.unwrap(),
            length: last_number(line).unwrap(),
        },
        "fsync" | "fdatasync" => Event::Sync { fd: fd.unwrap() },
        "mkdir" | "mkdirat" => Event::MakeDir { path: path() },
        "unlink" | "unlinkat" | "rmdir" => Event::Remove { path: path() },
        "rename" | "renameat" | "renameat2" => Event::Rename {
            from: path(),
            to: paths().nth(1).filter(|path| path.is_absolute()).unwrap(),
        },
        name => panic!("the model does not know {name}: {line}"),
    })
}

/// The last argument of a call, where it is a number.
fn last_number(line: &str) -> Option<u64> {
    let (call, _) = line.rsplit_once(") ")?;
    call.rsplit(", ").next()?.parse().ok()
}

/// A call that succeeded.
fn taken_apart(line: &str) -> Option<Call<'_>> {
    assert!(
        !line.contains("<unfinished"),
        "more than one thread: {line}"
    );
    let (_, line) = line.split_once(' ')?;
    let (name, rest) = line.trim_start().split_once('(')?;
    let (arguments, result) = rest.rsplit_once(") ")?;
    let result = result.trim_start().strip_prefix("= ")?;
    let result = result.split(' ').next()?.parse().ok()?;
    let arguments = arguments.split(", ").map(|argument| {
        match argument
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
        {
            Some(hex) => Argument::Bytes(decoded(hex)),
            None => Argument::Word(argument),
        }
    });
    Some(Call {
        name,
        arguments: arguments.collect(),
        result,
    })
}

fn decoded(hex: &str) -> Vec<u8> {
    let bytes = hex.split("\\x").skip(1);
    bytes
        .map(|byte| u8::from_str_radix(byte, 16).unwrap())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_strace_are_understood() {
        let line = r#"12  pwrite64(4, "\x00\xff", 2, 4096)  = 2"#;
        let bytes = vec![0, 255];
        assert_eq!(
            event(line),
            Some(Event::Write {
                fd: 4,
                at: Some(4096),
                bytes
            })
        );
        let line = r#"12  openat(AT_FDCWD, "\x2f\x61", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 3"#;
        let path = PathBuf::from("/a");
        assert_eq!(
            event(line),
            Some(Event::Open {
                fd: 3,
                path,
                create: true,
                truncate: false
            })
        );
        let line = r#"12  openat(AT_FDCWD, "\x2f\x61", O_RDONLY) = -1 ENOENT (No such file)"#;
        assert_eq!(event(line), None);
        assert_eq!(
            event("7 ftruncate(3, 249856) = 0"),
            Some(Event::Truncate {
                fd: 3,
                length: 249_856
            })
        );
        assert_eq!(
            event(r#"7 write(1, "\x7b", 1) = 1"#),
            Some(Event::Acknowledge)
        );
    }
}
