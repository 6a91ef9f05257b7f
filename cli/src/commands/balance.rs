//! The needs of both sides: `balance`.

use clap::Args;
use fondly_engine::{BalanceView, EntryView};
use serde::Serialize;

use crate::{
    describe::{self, Extent},
    failure::Failure,
    output::{Output, Style},
    phrase,
    run::Program,
    text::neutral_line,
};

#[derive(Serialize)]
struct Balances<'a> {
    people: &'a [BalanceView],
}

/// Read your needs and theirs, side by side.
///
/// First what waits for your answer, then yours and theirs, open and closed. Nothing is counted and
/// nothing is compared, and nobody else sees it.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly balance
  fondly balance Sam")]
pub(crate) struct BalanceArgs {
    /// With whom
    name: Option<String>,
}

impl BalanceArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let people = program.engine()?.balance(self.name.as_deref())?;
        let output = &mut program.output;
        if output.is_json() {
            return output.document(&Balances { people: &people });
        }
        let mut told = false;
        for balance in people.iter().filter(|balance| !is_empty(balance)) {
            if std::mem::replace(&mut told, true) {
                output.line("")?;
            }
            side(output, balance)?;
        }
        if !told {
            return output.say("No needs are written down yet. To begin: fondly need");
        }
        match people.iter().find_map(|balance| balance.waiting.first()) {
            Some(first) => output.say(&format!(
                "\nIf you like, begin here: fondly respond {}",
                phrase::short(&first.id)
            )),
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
        .unwrap_or_else(|| "To nobody in particular".into());
    output.parts(&[(Style::Bold, &heading)])?;
    let name = name.unwrap_or_default();
    list(output, "Waiting for your answer", &balance.waiting)?;
    list(output, "Yours, open", &balance.mine.open)?;
    list(output, "Yours, closed", &balance.mine.closed)?;
    list(output, &format!("{name}, open"), &balance.theirs.open)?;
    list(output, &format!("{name}, closed"), &balance.theirs.closed)
}

fn list(output: &mut Output, heading: &str, needs: &[EntryView]) -> Result<(), Failure> {
    if needs.is_empty() {
        return Ok(());
    }
    output.line(&format!("{heading}:"))?;
    describe::entries(output, needs, Extent::FirstLine, "")
}
