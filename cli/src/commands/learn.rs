//! Learning the program: `help`, `completions`, `man`.

use std::{
    fs::DirBuilder,
    io,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
};

use clap::{Args, Command, Subcommand};
use clap_complete::Shell;
use fondly_engine::EngineError;

use crate::{args, commands::completing, failure::Failure, output::Output, text::neutral_line};

/// What is explained beside the commands.
const TOPICS: [(&str, &str); 5] = [
    ("safety", include_str!("../../topics/safety.txt")),
    ("sharing", include_str!("../../topics/sharing.txt")),
    ("devices", include_str!("../../topics/devices.txt")),
    ("words", include_str!("../../topics/words.txt")),
    ("import", include_str!("../../topics/import.txt")),
];

/// From 0 to 1; slips of one or two letters are above.
const LIKE_ENOUGH: f64 = 0.8;

/// What explains the program. It needs no journal.
#[derive(Debug, Subcommand)]
pub(crate) enum Learn {
    Help(HelpArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

impl Learn {
    /// Whether what it prints is read at leisure.
    pub(crate) const fn is_read(&self) -> bool {
        matches!(self, Self::Help(_))
    }

    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        match self {
            Self::Help(args) => args.run(output),
            Self::Completions(args) => args.run(output),
            Self::Man(args) => args.run(output),
        }
    }
}

/// Explain a command or a topic: safety, sharing, devices, words, import.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly help safety
  fondly help thanks")]
pub(crate) struct HelpArgs {
    /// A command or a topic
    #[arg(value_name = "TOPIC")]
    topic: Vec<String>,
}

impl HelpArgs {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let mut command = args::command();
        command.build();
        if let [topic] = self.topic.as_slice()
            && let Some((_, text)) = TOPICS.iter().find(|(name, _)| name == topic)
        {
            output.verbatim(text)?;
            // What import means as a command is said as well.
            return match command.find_subcommand_mut(topic) {
                Some(command) => {
                    output.verbatim("\n")?;
                    long_help(output, command)
                }
                None => Ok(()),
            };
        }
        let mut found = &mut command;
        for name in &self.topic {
            found = found
                .find_subcommand_mut(name)
                .ok_or_else(|| no_topic(name))?;
        }
        long_help(output, found)
    }
}

/// Says that there is no such topic, and which may have been meant.
fn no_topic(name: &str) -> Failure {
    let command = args::command();
    let names = command.get_subcommands().map(Command::get_name);
    let topics = TOPICS.iter().map(|(topic, _)| *topic);
    let alike = names
        .chain(topics)
        .map(|known| (strsim::jaro_winkler(name, known), known));
    let nearest = alike
        .filter(|(likeness, _)| *likeness >= LIKE_ENOUGH)
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    Failure::NoTopic {
        name: neutral_line(name).into_owned(),
        meant: nearest.map_or(String::new(), |(_, known)| {
            format!("; did you mean {known}?")
        }),
    }
}

fn long_help(output: &mut Output, command: &mut Command) -> Result<(), Failure> {
    let help = command.render_long_help().to_string();
    output.verbatim(&help)
}

/// Print what a shell needs to complete commands and options.
///
/// It knows commands and options. While fondly serve runs it also knows ids, first lines and names; at
/// other times nothing of your journal.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly completions bash > ~/.local/share/bash-completion/completions/fondly
  fondly completions zsh > ~/.zfunc/_fondly
  fondly completions fish > ~/.config/fish/completions/fondly.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

impl CompletionsArgs {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let mut command = args::command();
        let name = command.get_name().to_owned();
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, name, &mut script);
        let script = String::from_utf8(script).map_err(|_| Failure::NotUtf8)?;
        output.verbatim(&completing::with_journal(self.shell, &script))
    }
}

/// Write manual pages into a directory, one for each command.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly man ~/.local/share/man/man1")]
pub(crate) struct ManArgs {
    /// The directory; it is made if it is not there
    dir: PathBuf,
}

impl ManArgs {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        write_pages(&self.dir).map_err(|source| EngineError::Io {
            what: "could not write into",
            path: self.dir.clone(),
            source,
        })?;
        let dir = self.dir.to_string_lossy();
        output.say(&format!("The pages are in {}.", neutral_line(&dir)))
    }
}

fn write_pages(dir: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o755).create(dir)?;
    clap_mangen::generate_to(args::command(), dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_fit_a_terminal_and_are_plain() {
        for (name, text) in TOPICS {
            for line in text.lines() {
                assert!(line.len() <= 100 && line.is_ascii(), "{name}: {line}");
            }
        }
    }

    #[test]
    fn each_command_that_a_topic_names_is_there() {
        let command = args::command();
        for (topic, text) in TOPICS {
            let named = text.split("fondly ").skip(1);
            for rest in named {
                let name = rest.split_whitespace().next().unwrap();
                let known = command.find_subcommand(name).is_some();
                let is_word = name.chars().all(|letter| letter.is_ascii_lowercase());
                let prose = ["is", "has"].contains(&name);
                assert!(known || prose || !is_word, "{topic} names fondly {name}");
            }
        }
    }
}
