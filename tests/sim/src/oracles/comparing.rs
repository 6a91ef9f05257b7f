//! Two people who hold the same read the same words to each other.

use std::collections::BTreeMap;

use fondly_engine::{CompareView, Signed};

/// What a device reads out of a bond.
#[derive(Debug, Clone)]
pub struct Read {
    /// What the device is called.
    pub name: String,
    /// The two people, and a number that those of them have alike who can find each other.
    pub circle: (usize, usize, usize),
    /// It holds two histories of a log, or knows of them.
    pub may_differ: bool,
    /// A home of either person was put back, and may have signed what nobody else came to hold.
    pub may_have_signed_else: bool,
    /// What it says.
    pub view: CompareView,
}

/// The words are the same on all devices of two people that can find each other, but where a log has two
/// histories; and nobody is said to have signed something else.
///
/// # Errors
/// Who reads other words, or is told of a statement that nobody made.
pub fn who_holds_the_same_reads_the_same(read: &[Read]) -> Result<(), String> {
    let mut circles: BTreeMap<_, Vec<&Read>> = BTreeMap::new();
    for one in read {
        circles.entry(one.circle).or_default().push(one);
    }
    for circle in circles.values() {
        if circle.iter().any(|one| one.may_differ) {
            continue;
        }
        for one in circle {
            if one.view.words != circle[0].view.words {
                let (words, other) = (&one.view.words, circle[0]);
                return Err(format!(
                    "{} reads {words:?}, and {} {:?}",
                    one.name, other.name, other.view.words
                ));
            }
            let mut signed = one.view.signed.iter();
            let other = signed.find(|signed| signed.holds == Signed::Other);
            if let Some(other) = other.filter(|_| !one.may_have_signed_else) {
                return Err(format!("{} is told of {other:?}", one.name));
            }
        }
    }
    Ok(())
}
