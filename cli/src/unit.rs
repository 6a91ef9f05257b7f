//! What tells a system to keep `fondly serve` running: a systemd user unit, or a launchd agent.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const SYSTEMD_NAME: &str = "fondly.service";
const LAUNCHD_LABEL: &str = "org.fondly.serve";

/// Who starts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manager {
    Systemd,
    Launchd,
}

impl Manager {
    /// That of this system.
    pub(crate) const fn here() -> Self {
        if cfg!(target_os = "macos") {
            Self::Launchd
        } else {
            Self::Systemd
        }
    }

    /// Where the file belongs; `None` without a home directory.
    pub(crate) fn file(self) -> Option<PathBuf> {
        let absolute = |name: &str| {
            std::env::var_os(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        let home = absolute("HOME");
        match self {
            Self::Systemd => absolute("XDG_CONFIG_HOME")
                .or_else(|| home.map(|home| home.join(".config")))
                .map(|dir| dir.join("systemd/user").join(SYSTEMD_NAME)),
            Self::Launchd => home.map(|home| {
                let agents = home.join("Library/LaunchAgents");
                agents.join(format!("{LAUNCHD_LABEL}.plist"))
            }),
        }
    }

    /// The file that runs `arguments`, the program first; `None` where one of them cannot stand in
    /// such a file.
    pub(crate) fn text(self, arguments: &[&OsStr]) -> Option<String> {
        let arguments: Option<Vec<&str>> = arguments
            .iter()
            .map(|argument| {
                argument
                    .to_str()
                    .filter(|it| !it.contains(char::is_control))
            })
            .collect();
        let arguments = arguments?;
        Some(match self {
            Self::Systemd => systemd(&arguments),
            Self::Launchd => launchd(&arguments),
        })
    }

    /// The commands that begin to use a file that was written.
    pub(crate) fn start(self, file: &Path) -> Vec<Vec<String>> {
        match self {
            Self::Systemd => vec![
                systemctl(&["daemon-reload"]),
                systemctl(&["enable", "--now", SYSTEMD_NAME]),
            ],
            Self::Launchd => vec![launchctl(&[
                "bootstrap",
                &domain(),
                &file.to_string_lossy(),
            ])],
        }
    }

    /// The commands that end its use, before the file goes.
    pub(crate) fn stop(self) -> Vec<Vec<String>> {
        match self {
            Self::Systemd => vec![systemctl(&["disable", "--now", SYSTEMD_NAME])],
            Self::Launchd => vec![launchctl(&[
                "bootout",
                &format!("{}/{LAUNCHD_LABEL}", domain()),
            ])],
        }
    }
}

fn systemctl(arguments: &[&str]) -> Vec<String> {
    let whole = ["systemctl", "--user"].iter().chain(arguments);
    whole.map(|it| (*it).to_owned()).collect()
}

fn launchctl(arguments: &[&str]) -> Vec<String> {
    let whole = std::iter::once(&"launchctl").chain(arguments);
    whole.map(|it| (*it).to_owned()).collect()
}

fn domain() -> String {
    format!("gui/{}", rustix::process::getuid().as_raw())
}

/// Runs a command; false where it cannot be run or fails.
pub(crate) fn runs(command: &[String]) -> bool {
    let Some((program, arguments)) = command.split_first() else {
        return false;
    };
    let status = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

/// Codes 2, 3 and 6 say that somebody has to do something first: starting again would not help.
fn systemd(arguments: &[&str]) -> String {
    let command: Vec<String> = arguments.iter().map(|it| quoted(it)).collect();
    format!(
        "[Unit]\n\
         Description=Fondly keeps the links of a journal\n\
         Documentation=man:fondly(1)\n\
         \n\
         [Service]\n\
         Type=exec\n\
         ExecStart={}\n\
         Restart=on-failure\n\
         RestartSec=30\n\
         RestartPreventExitStatus=2 3 6\n\
         TimeoutStopSec=10\n\
         NoNewPrivileges=yes\n\
         UMask=0077\n\
         LimitCORE=0\n\
         \n\
         [Install]\n\
         WantedBy=default.target\n",
        command.join(" ")
    )
}

/// systemd.service(5): quotes and backslashes, `%` specifiers, `$` variables.
fn quoted(argument: &str) -> String {
    let mut text = String::from("\"");
    for character in argument.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            '%' | '$' => text.extend([character, character]),
            other => text.push(other),
        }
    }
    text.push('"');
    text
}

fn launchd(arguments: &[&str]) -> String {
    let strings: String = arguments
        .iter()
        .map(|it| format!("    <string>{}</string>\n", escaped(it)))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n\
         <dict>\n\
         \x20 <key>Label</key>\n\
         \x20 <string>{LAUNCHD_LABEL}</string>\n\
         \x20 <key>ProgramArguments</key>\n\
         \x20 <array>\n{strings}\
         \x20 </array>\n\
         \x20 <key>RunAtLoad</key>\n\
         \x20 <true/>\n\
         \x20 <key>KeepAlive</key>\n\
         \x20 <dict>\n\
         \x20   <key>SuccessfulExit</key>\n\
         \x20   <false/>\n\
         \x20 </dict>\n\
         \x20 <key>ThrottleInterval</key>\n\
         \x20 <integer>30</integer>\n\
         \x20 <key>Umask</key>\n\
         \x20 <integer>63</integer>\n\
         </dict>\n\
         </plist>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(manager: Manager, arguments: &[&str]) -> Option<String> {
        let arguments: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
        manager.text(&arguments)
    }

    #[test]
    fn a_unit_runs_exactly_these_arguments() {
        let unit = text(
            Manager::Systemd,
            &["/opt/fondly", "--home", "/home/a b/%h$HOME\"\\"],
        );
        let line = "ExecStart=\"/opt/fondly\" \"--home\" \"/home/a b/%%h$$HOME\\\"\\\\\"\n";
        assert!(
            unit.as_ref().is_some_and(|unit| unit.contains(line)),
            "{unit:?}"
        );
    }

    #[test]
    fn an_agent_holds_each_argument_as_text() {
        let agent = text(Manager::Launchd, &["/opt/fondly", "<&>"]).unwrap();
        assert!(
            agent.contains("    <string>&lt;&amp;&gt;</string>\n"),
            "{agent}"
        );
        assert!(agent.contains("\n  <key>Label</key>\n  <string>org.fondly.serve</string>\n"));
    }

    #[test]
    fn an_argument_that_would_break_the_file_is_refused() {
        for manager in [Manager::Systemd, Manager::Launchd] {
            assert_eq!(
                text(manager, &["/opt/fondly", "a\nExecStart=/bin/sh"]),
                None
            );
        }
    }
}
