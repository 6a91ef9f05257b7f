//! Whether both people hold the same: `compare`.

use clap::Args;
use fondly_engine::{CompareView, ForkView, Signed, SignedView, Witness};

use crate::{
    failure::Failure,
    output::Style,
    phrase::{moment, short},
    run::Program,
    text::neutral_line,
    words,
};

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    name: String,
}

impl CompareArgs {
    pub(crate) fn run(self, program: &mut Program) -> Result<(), Failure> {
        let view = program.engine()?.compare(&self.name)?;
        let output = &mut program.output;
        if output.is_json() {
            return output.document(&view);
        }
        output.parts(&[(Style::Bold, &view.words.join(" "))])?;
        let name = neutral_line(&self.name);
        in_words(&name, &view)
            .iter()
            .try_for_each(|line| output.say(line))
    }
}

fn in_words(name: &str, view: &CompareView) -> Vec<String> {
    if !view.forks.is_empty() {
        let mut lines: Vec<String> = view.forks.iter().map(|fork| forked(name, fork)).collect();
        lines.push(words::of("bond-fork-kept"));
        return lines;
    }
    let others = || view.signed.iter().filter(|signed| !signed.this);
    if let Some(other) = others().find(|signed| signed.holds == Signed::Other) {
        let mine = other.device_name.as_deref().map(neutral_line);
        return vec![match mine {
            Some(device) => words::with("bond-signed-other-mine", &[("device", &device)]),
            None => words::with(
                "bond-signed-other",
                &[("name", &name), ("device", &short(&other.device))],
            ),
        }];
    }
    let same: Vec<String> = others()
        .filter(|signed| signed.holds == Signed::Same)
        .map(|signed| same(name, signed))
        .collect();
    let theirs = |signed: &SignedView| signed.name != "me" && signed.holds == Signed::Same;
    if view.signed.iter().any(theirs) {
        return vec![words::with(
            "bond-both-signed",
            &[("name", &name), ("devices", &same.join(", "))],
        )];
    }
    if view.to_send > 0 {
        return vec![words::with("bond-still-waits", &[("name", &name)])];
    }
    vec![
        words::with("bond-compare", &[("name", &name)]),
        words::with("bond-not-signed-yet", &[("name", &name)]),
    ]
}

fn same(name: &str, signed: &SignedView) -> String {
    let time = signed.at.as_deref().map(moment).unwrap_or_default();
    match signed.device_name.as_deref().map(neutral_line) {
        Some(device) => words::with("bond-signed-mine", &[("device", &device), ("time", &time)]),
        None => words::with(
            "bond-signed-theirs",
            &[
                ("name", &name),
                ("device", &short(&signed.device)),
                ("time", &time),
            ],
        ),
    }
}

fn forked(name: &str, fork: &ForkView) -> String {
    let mine = fork.name == "me";
    let who = match fork.device_name.as_deref().map(neutral_line) {
        Some(device) => words::with("bond-fork-my-device", &[("device", &device)]),
        None if mine => words::with(
            "bond-fork-device-of-mine",
            &[("device", &short(&fork.device))],
        ),
        None => words::with(
            "bond-fork-device",
            &[("name", &name), ("device", &short(&fork.device))],
        ),
    };
    match &fork.shown_by {
        Witness::Itself | Witness::Unknown => words::with("bond-fork-two-times", &[("who", &who)]),
        Witness::Mine(own) => words::with(
            "bond-fork-to-mine",
            &[("who", &who), ("device", &neutral_line(own))],
        ),
        Witness::Theirs if mine => {
            words::with("bond-fork-to-person", &[("who", &who), ("name", &name)])
        }
        Witness::Theirs => words::with("bond-fork-to-theirs", &[("who", &who), ("name", &name)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(name: &str, this: bool, holds: Signed) -> SignedView {
        SignedView {
            name: name.to_owned(),
            device: "d6xsj5nod6xsj5nod6xsj5nod6".to_owned(),
            device_name: (name == "me").then(|| "phone".to_owned()),
            this,
            holds,
            at: Some("2026-11-28T09:00:00Z".to_owned()),
        }
    }

    fn view(signed: Vec<SignedView>, to_send: u64, shown_by: Option<Witness>) -> CompareView {
        let fork = |shown_by| ForkView {
            name: "Sam".to_owned(),
            device: "d6xsj5nod6xsj5nod6xsj5nod6".to_owned(),
            device_name: None,
            shown_by,
        };
        let forks: Vec<ForkView> = shown_by.map(fork).into_iter().collect();
        CompareView {
            words: Vec::new(),
            to_send,
            signed,
            two_histories: !forks.is_empty(),
            forks,
        }
    }

    fn said(view: &CompareView) -> String {
        in_words("Sam", view).join(" ")
    }

    #[test]
    fn both_have_signed_only_where_a_device_of_theirs_has_signed_the_same() {
        let mine = || signed("me", true, Signed::Same);
        let with = |holds| view(vec![mine(), signed("Sam", false, holds)], 0, None);
        assert!(said(&with(Signed::Same)).starts_with("You and Sam have signed"));
        for other in [Signed::Nothing, Signed::Earlier, Signed::Further] {
            assert!(said(&with(other)).contains("Sam has not yet"), "{other:?}");
        }
        assert!(said(&with(Signed::Other)).contains("something else than what is here"));
        let own = view(vec![mine(), signed("me", false, Signed::Same)], 0, None);
        assert!(said(&own).contains("Sam has not yet"));
        assert!(said(&view(vec![mine()], 2, None)).contains("still waits to go to Sam"));
    }

    #[test]
    fn a_fork_is_told_by_who_told_it_to_whom() {
        let told = |shown_by| said(&view(Vec::new(), 0, Some(shown_by)));
        assert!(told(Witness::Mine("phone".to_owned())).starts_with(
            "A device of Sam (d6xsj5no) told this device and your phone two different things."
        ));
        assert!(told(Witness::Itself).contains("told you two different things, at two times"));
        assert!(told(Witness::Theirs).contains("you and another device of Sam"));
        assert!(told(Witness::Unknown).contains("kept as proof"));
    }
}
