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

use crate::{
    args,
    commands::completing,
    failure::Failure,
    help,
    output::Output,
    text::neutral_line,
    usage,
    words::{self, Language},
};

/// What is explained beside the commands, and the messages that do.
const TOPICS: [(&str, &str); 5] = [
    ("safety", "topic-safety"),
    ("sharing", "topic-sharing"),
    ("devices", "topic-devices"),
    ("words", "topic-words"),
    ("import", "topic-import"),
];

/// From 0 to 1; slips of one or two letters are above.
const LIKE_ENOUGH: f64 = 0.8;

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

#[derive(Debug, Args)]
pub(crate) struct HelpArgs {
    #[arg(value_name = "TOPIC")]
    topic: Vec<String>,
}

impl HelpArgs {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let mut command = args::in_words();
        command.build();
        if let [topic] = self.topic.as_slice()
            && let Some((_, message)) = TOPICS.iter().find(|(name, _)| name == topic)
        {
            output.verbatim(&words::of(message))?;
            output.verbatim("\n")?;
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
        nearest: nearest.map(|(_, known)| known.to_owned()),
    }
}

fn long_help(output: &mut Output, command: &mut Command) -> Result<(), Failure> {
    let help = command.render_long_help().to_string();
    output.verbatim(&help::shown(&help))
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    shell: Shell,
}

impl CompletionsArgs {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let mut command = args::in_words();
        let name = command.get_name().to_owned();
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, name, &mut script);
        let script = String::from_utf8(script).map_err(|_| Failure::NotUtf8)?;
        output.verbatim(&completing::with_journal(self.shell, &script))
    }
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
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
        output.say(&words::with(
            "journal-pages-in",
            &[("dir", &neutral_line(&dir))],
        ))
    }
}

fn write_pages(dir: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o755).create(dir)?;
    clap_mangen::generate_to(args::in_words(), dir)?;
    if words::language() == Language::English {
        return Ok(());
    }
    for page in std::fs::read_dir(dir)? {
        let path = page?.path();
        if path.extension().is_some_and(|extension| extension == "1") {
            let page = std::fs::read_to_string(&path)?;
            std::fs::write(&path, usage::page(&page))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS_MAX: usize = 106;

    /// What each topic says, in every language.
    fn texts() -> Vec<(&'static str, String)> {
        let languages = [Language::English, Language::German];
        let of = |language| TOPICS.map(|(name, id)| (name, words::said(language, id, &[])));
        languages.into_iter().flat_map(of).collect()
    }

    #[test]
    fn topics_fit_a_terminal() {
        for (name, text) in texts() {
            assert!(text.lines().count() > 5, "{name}: {text}");
            for line in text.lines() {
                assert!(line.chars().count() <= COLUMNS_MAX, "{name}: {line}");
            }
        }
    }

    #[test]
    fn each_command_that_a_topic_names_is_there() {
        let command = args::command();
        let mut named = 0;
        for (topic, text) in texts() {
            for rest in text.split("fondly ").skip(1) {
                let name = rest.split_whitespace().next().unwrap();
                let name = name.trim_end_matches(|sign: char| !sign.is_alphanumeric());
                let known = command.find_subcommand(name).is_some();
                let is_word = name.chars().all(|letter| letter.is_ascii_lowercase());
                let prose = ["is", "has"].contains(&name);
                assert!(known || prose || !is_word, "{topic} names fondly {name}");
                named += usize::from(known);
            }
        }
        assert!(named > 20, "{named}");
    }
}
