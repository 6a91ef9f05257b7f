//! The needs of both sides: `balance`.

use clap::Args;
use fondly_engine::{BalanceView, EntryView};

use crate::words;
use crate::{
    describe::{self, Extent},
    failure::Failure,
    output::{Output, Style},
    phrase,
    run::Program,
    text::neutral_line,
    when,
};

#[derive(Debug, Args)]
pub(crate) struct BalanceArgs {
    name: Option<String>,
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
}

impl BalanceArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let output = &mut program.output;
        let since = self.since.map(|day| when::day(&day, output)).transpose()?;
        let engine = program.engine()?;
        let balances = engine.balance(self.name.as_deref(), since.as_deref())?;
        let output = &mut program.output;
        if output.is_json() {
            return output.document(&balances);
        }
        let people = balances.people;
        let mut told = false;
        for balance in people.iter().filter(|balance| !is_empty(balance)) {
            if std::mem::replace(&mut told, true) {
                output.line("")?;
            }
            side(output, balance)?;
        }
        if !told {
            return output.say(&words::of("practice-no-needs"));
        }
        if balances.older {
            output.say(&format!("\n{}", words::of("practice-older-needs")))?;
        }
        match people.iter().find_map(|balance| balance.waiting.first()) {
            Some(first) => {
                let id = phrase::short(&first.id);
                let begin = words::with("practice-begin-here", &[("id", &id)]);
                output.say(&format!("\n{begin}"))
            }
            None => Ok(()),
        }
    }
}

const fn is_empty(balance: &BalanceView) -> bool {
    balance.mine.open.is_empty()
        && balance.mine.closed.is_empty()
        && balance.theirs.open.is_empty()
        && balance.theirs.closed.is_empty()
}

fn side(output: &mut Output, balance: &BalanceView) -> Result<(), Failure> {
    let name = balance.name.as_deref().map(neutral_line);
    let heading = name
        .clone()
        .unwrap_or_else(|| words::of("practice-to-nobody").into());
    output.parts(&[(Style::Bold, &heading)])?;
    let name = name.unwrap_or_default();
    let of_theirs = |id| words::with(id, &[("name", &name)]);
    list(
        output,
        &words::of("practice-waiting-for-you"),
        &balance.waiting,
    )?;
    list(
        output,
        &words::of("practice-yours-open"),
        &balance.mine.open,
    )?;
    list(
        output,
        &words::of("practice-yours-closed"),
        &balance.mine.closed,
    )?;
    list(
        output,
        &of_theirs("practice-theirs-open"),
        &balance.theirs.open,
    )?;
    list(
        output,
        &of_theirs("practice-theirs-closed"),
        &balance.theirs.closed,
    )
}

fn list(output: &mut Output, heading: &str, needs: &[EntryView]) -> Result<(), Failure> {
    if needs.is_empty() {
        return Ok(());
    }
    output.line(&format!("{heading}:"))?;
    describe::entries(output, needs, Extent::FirstLine, "")
}
