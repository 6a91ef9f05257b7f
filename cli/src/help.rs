//! The help of every command, in the language of the person.
//!
//! What is said of `fondly device add` is the message `help-device-add`: its value in short, then the
//! attributes `more`, `examples`, `arg-NAME` for each argument and `value-NAME` for each value that
//! needs a word. What several commands say of an argument stands in `help-everywhere`. Commands and
//! arguments themselves are the same in every language.

use clap::{
    Arg, ArgAction, Command,
    builder::{PossibleValue, PossibleValuesParser},
};

use crate::words::{self, Language};

/// Help begins with what a command does and how it is called, before all that can be said to it.
const EXAMPLES_FIRST: &str = "{about}{after-help}\n\n{usage-heading} {usage}\n\n{all-args}";

/// What the messages of arguments begin with, and where those stand that several commands share.
const SHARED: &str = "help-everywhere";
const VALUE_NAMES: &str = "help-names";

/// Headings, as clap writes them, and the messages that stand for them.
const HEADINGS: [(&str, &str); 2] = [
    ("Options:", "usage-heading-options"),
    ("Arguments:", "usage-heading-arguments"),
];

/// The command line with its help.
pub(crate) fn in_words(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let worded = worded(command, &name, None);
    if words::language() == Language::English {
        return worded;
    }
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help(words::of("usage-version"));
    worded.disable_version_flag(true).arg(version)
}

/// Help as it is shown: what clap says in English itself is replaced.
pub(crate) fn shown(help: &str) -> String {
    if words::language() == Language::English {
        return help.to_owned();
    }
    let mut shown = String::new();
    for line in help.lines() {
        let heading = HEADINGS.iter().find(|(heading, _)| *heading == line);
        shown += &heading.map_or_else(|| line.to_owned(), |(_, id)| words::of(id));
        shown.push('\n');
    }
    shown.replace("[OPTIONS]", &words::of("usage-options"))
}

fn worded(command: Command, name: &str, above: Option<&str>) -> Command {
    let id = above.map_or_else(|| format!("help-{name}"), |above| format!("{above}-{name}"));
    let mut command = command
        .help_template(template())
        .mut_args(|arg| argument(arg, &id))
        .mut_subcommands(|sub| {
            let name = sub.get_name().to_owned();
            // The program itself is not part of what its commands are called.
            let above = above.map_or("help", |_| id.as_str());
            worded(sub, &name, Some(above))
        });
    if let Some(about) = words::found(&id) {
        if let Some(more) = words::attribute(&id, "more") {
            command = command.long_about(format!("{about}\n\n{}", unwrapped(&more)));
        }
        command = command.about(about.trim_end_matches('.').to_owned());
    }
    if let Some(examples) = words::attribute(&id, "examples") {
        command = command.after_long_help(examples);
    }
    if words::language() == Language::English {
        command
    } else {
        without_english(command)
    }
}

fn template() -> String {
    match words::language() {
        Language::English => EXAMPLES_FIRST.to_owned(),
        Language::German => {
            EXAMPLES_FIRST.replace("{usage-heading}", &words::of("usage-heading-usage"))
        }
    }
}

/// What clap would add in English.
fn without_english(command: Command) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help(words::of("usage-help"));
    command
        .disable_help_flag(true)
        .arg(help)
        .subcommand_help_heading(words::of("usage-heading-commands"))
        .subcommand_value_name(words::of("usage-command"))
}

fn argument(arg: Arg, id: &str) -> Arg {
    let name = format!("arg-{}", arg.get_id());
    let found = words::attribute(id, &name);
    let help = found.or_else(|| words::attribute(SHARED, &name));
    let arg = named_values(arg);
    let mut arg = match &help {
        Some(help) => arg.help(help.clone()),
        None => arg,
    };
    if arg.get_help_heading().is_some() {
        arg = arg.help_heading(words::of(SHARED));
    }
    let arg = explained_values(arg, id);
    match words::language() {
        Language::English => arg,
        Language::German => in_own_words(arg, &help.unwrap_or_default()),
    }
}

/// What stands for the value of an argument, as DAY or FILE.
fn named_values(arg: Arg) -> Arg {
    if !arg.get_action().takes_values() {
        return arg;
    }
    let by_default = [arg.get_id().as_str().to_uppercase()];
    let names: Vec<String> = arg.get_value_names().map_or_else(
        || by_default.to_vec(),
        |names| names.iter().map(ToString::to_string).collect(),
    );
    let worded = names
        .iter()
        .map(|name| words::attribute(VALUE_NAMES, name).unwrap_or_else(|| name.clone()));
    let worded: Vec<clap::builder::Str> = worded.map(Into::into).collect();
    arg.value_names(worded)
}

/// Says of each value what it means, where there is something to say.
fn explained_values(arg: Arg, id: &str) -> Arg {
    let values = arg.get_possible_values();
    let explained: Vec<PossibleValue> = values
        .iter()
        .map(|value| {
            let named = PossibleValue::new(value.get_name().to_owned());
            let about = format!("value-{}", value.get_name());
            match words::attribute(id, &about) {
                Some(help) => named.help(help),
                None => named,
            }
        })
        .collect();
    if explained.iter().any(|value| value.get_help().is_some()) {
        return arg.value_parser(PossibleValuesParser::new(explained));
    }
    arg
}

/// Defaults and values, which clap names in English.
fn in_own_words(arg: Arg, help: &str) -> Arg {
    let mut remarks = String::new();
    let defaults: Vec<String> = arg
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    if !defaults.is_empty() && !arg.is_hide_default_value_set() {
        let value = defaults.join(" ");
        remarks += &format!(" {}", words::with("usage-default", &[("value", &value)]));
    }
    let values = arg.get_possible_values();
    let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    if !names.is_empty() && arg.get_action().takes_values() {
        let values = names.join(", ");
        remarks += &format!(" {}", words::with("usage-values", &[("values", &values)]));
    }
    let explained = values.iter().filter_map(|value| {
        let help = value.get_help()?;
        Some(format!("\n- {}: {help}", value.get_name()))
    });
    let explained: String = explained.collect();
    let mut arg = arg.help(format!("{help}{remarks}"));
    if arg.get_action().takes_values() {
        arg = arg.hide_default_value(true).hide_possible_values(true);
    }
    if explained.is_empty() {
        arg
    } else {
        arg.long_help(format!("{help}{remarks}\n{explained}"))
    }
}

/// Paragraphs that were wrapped in their file.
fn unwrapped(text: &str) -> String {
    let paragraphs = text
        .split("\n\n")
        .map(|paragraph| paragraph.replace('\n', " "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}
