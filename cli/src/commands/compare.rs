//! Whether both people hold the same: `compare`.

use clap::Args;
use fondly_engine::{CompareView, ForkView, Signed, SignedView, Witness};

use crate::{
    failure::Failure,
    output::Style,
    phrase::{moment, short},
    run::Program,
    text::neutral_line,
};

/// Show four words for what both of you hold, and sign that this device holds it.
///
/// Read them to each other by phone or face to face. The same words on both sides mean that both
/// devices hold the same records, in the same order. Other words mean that something still waits:
/// sync, and compare again. What each device has signed goes with the next sync, so it can be seen
/// without reading anything out as well.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  fondly compare Sam")]
pub(crate) struct CompareArgs {
    /// With whom
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
        lines.push(
            "Both are signed by that device and kept as proof: nobody else can have made them. What \
             came here first stays, and nothing further of that device is taken. The words above will \
             not agree."
                .to_owned(),
        );
        return lines;
    }
    let others = || view.signed.iter().filter(|signed| !signed.this);
    if let Some(other) = others().find(|signed| signed.holds == Signed::Other) {
        return vec![format!(
            "{} has signed something else than what is here, at the same place: it was told something \
             different, or says so. Sync with all devices, and see fondly doctor.",
            device(name, other)
        )];
    }
    let same: Vec<String> = others()
        .filter(|signed| signed.holds == Signed::Same)
        .map(|signed| {
            let at = signed.at.as_deref().map(moment).unwrap_or_default();
            format!("{} on {at}", device(name, signed))
        })
        .collect();
    let theirs = |signed: &SignedView| signed.name != "me" && signed.holds == Signed::Same;
    if view.signed.iter().any(theirs) {
        return vec![format!(
            "You and {name} have signed that you hold the same: {}.",
            same.join(", ")
        )];
    }
    if view.to_send > 0 {
        return vec![format!(
            "Something of yours still waits to go to {name}: until it is there, {name} has other words. \
             To exchange: fondly sync {name}"
        )];
    }
    let mut lines = vec![format!(
        "Read them to each other. If {name} has the same, both devices hold the same. If not, something \
         still waits: fondly sync {name}, and compare again."
    )];
    lines.push(format!(
        "You have signed them, and {name} has not yet: that shows once they compare too, and you have \
         synced."
    ));
    lines
}

fn device(name: &str, signed: &SignedView) -> String {
    match &signed.device_name {
        Some(own) => format!("your {}", neutral_line(own)),
        None => format!("a device of {name} ({})", short(&signed.device)),
    }
}

fn forked(name: &str, fork: &ForkView) -> String {
    let mine = fork.name == "me";
    let who = match &fork.device_name {
        Some(own) => format!("Your {}", neutral_line(own)),
        None if mine => format!("A device of yours ({})", short(&fork.device)),
        None => format!("A device of {name} ({})", short(&fork.device)),
    };
    match &fork.shown_by {
        Witness::Itself | Witness::Unknown => {
            format!("{who} told you two different things, at two times.")
        }
        Witness::Mine(own) => format!(
            "{who} told this device and your {} two different things.",
            neutral_line(own)
        ),
        Witness::Theirs if mine => {
            format!("{who} told this device and {name} two different things.")
        }
        Witness::Theirs => {
            format!("{who} told you and another device of {name} two different things.")
        }
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
