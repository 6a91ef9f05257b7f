//! What shells offer of the journal while somebody types: ids with their first lines, and names. Only
//! where the key is at hand: nothing is asked, and a locked journal offers nothing.

use clap::{Args, ValueEnum};
use clap_complete::Shell;
use fondly_engine::{Engine, EngineError, Filter};

use crate::{
    failure::Failure,
    phrase::{day, gist, kind, short},
    run::Program,
    text::neutral_line,
};

/// Entries that are offered, the newest.
const ENTRIES_MAX: usize = 50;
/// Commands whose first argument is an id, and those where it is a name.
const TAKE_AN_ID: &str = "show edit rm need-state share unshare who respond ack heard";
const TAKE_A_NAME: &str =
    "thanks log remember verify balance rename sync exposure block pause resume unlink";

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    Ids,
    People,
}

#[derive(Debug, Args)]
#[command(hide = true)]
pub(crate) struct CompleteArgs {
    what: What,
}

impl CompleteArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let mut nobody_is_asked = || Err(EngineError::Locked);
        let engine = match fondly_engine::unlock(&program.home, &mut nobody_is_asked) {
            Ok(engine) => engine,
            Err(error) => {
                tracing::debug!(%error, "nothing is offered");
                return Ok(());
            }
        };
        let lines = match self.what {
            What::Ids => ids(&engine)?,
            What::People => people(&engine)?,
        };
        lines.iter().try_for_each(|line| program.output.line(line))
    }
}

fn ids(engine: &Engine) -> Result<Vec<String>, Failure> {
    let filter = Filter {
        limit: Some(ENTRIES_MAX),
        ..Filter::default()
    };
    let entries = engine.list(&filter)?;
    let lines = entries.iter().map(|entry| {
        let mine = entry.author == "me";
        let (day, kind, gist) = (day(&entry.date), kind(entry, mine), gist(entry));
        format!(
            "{}\t{day} {kind}: {}",
            short(&entry.id),
            neutral_line(&gist)
        )
    });
    Ok(lines.collect())
}

/// Names that a shell takes as one word and does not read as anything else.
fn people(engine: &Engine) -> Result<Vec<String>, Failure> {
    let is_word = |name: &String| {
        let plain = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '-';
        !name.starts_with('-') && name.chars().all(plain)
    };
    let people = engine.people()?.into_iter().map(|person| person.name);
    Ok(people.filter(is_word).collect())
}

/// The completions of a shell, with what the journal offers.
pub(crate) fn with_journal(shell: Shell, script: &str) -> String {
    match shell {
        Shell::Bash => format!("{script}\n{}", bash()),
        Shell::Fish => format!("{script}\n{}", fish()),
        Shell::Zsh => zsh(script),
        _ => script.to_owned(),
    }
}

fn alternatives(commands: &str) -> String {
    commands.replace(' ', "|")
}

fn bash() -> String {
    let (ids, names) = (alternatives(TAKE_AN_ID), alternatives(TAKE_A_NAME));
    format!(
        r#"_fondly_journal() {{
    _fondly "$@"
    local what="" word="${{COMP_WORDS[COMP_CWORD]}}"
    [[ $COMP_CWORD -eq 2 && $word != -* ]] || return 0
    case "${{COMP_WORDS[1]}}" in
        {ids}) what=ids ;;
        {names}) what=people ;;
        *) return 0 ;;
    esac
    COMPREPLY=( $(compgen -W "$(fondly complete $what 2>/dev/null | cut -f1)" -- "$word") )
}}
complete -F _fondly_journal -o nosort -o bashdefault -o default fondly
"#
    )
}

fn fish() -> String {
    let rule = |commands: &str, what: &str| {
        format!(
            "complete -c fondly -n '__fish_seen_subcommand_from {commands}' -f \
             -a '(fondly complete {what} 2>/dev/null)'\n"
        )
    };
    rule(TAKE_AN_ID, "ids") + &rule(TAKE_A_NAME, "people")
}

/// Arguments called `id` and `name` are completed from the journal in place of files.
fn zsh(script: &str) -> String {
    const FUNCTIONS: &str = r#"
_fondly_ids() {
    local -a entries
    entries=( ${(f)"$(fondly complete ids 2>/dev/null)"} )
    entries=( ${entries//:/\\:} )
    entries=( ${entries/$'\t'/:} )
    _describe -V 'entry' entries
}

_fondly_people() {
    local -a people
    people=( ${(f)"$(fondly complete people 2>/dev/null)"} )
    _describe 'person' people
}
"#;
    let (head, rest) = script.split_once('\n').unwrap_or((script, ""));
    let mut lines = vec![head.to_owned(), FUNCTIONS.to_owned()];
    for line in rest.lines() {
        let from = if line.starts_with("':id -- ") || line.starts_with("'::id -- ") {
            ":_fondly_ids"
        } else if line.starts_with("':name -- ") || line.starts_with("'::name -- ") {
            ":_fondly_people"
        } else {
            ":_default"
        };
        lines.push(line.replace(":_default", from));
    }
    lines.join("\n") + "\n"
}
