//! Whom I am linked with, and making sure of each other.

use fondly_crypto::{VerifyingKey, check_words};
use fondly_store::{BondRow, Tx};
use fondly_sync::{Control, invite::Transcript, shown};

use crate::{
    Engine, EngineError, PersonView, VerifyView, bonds,
    clock::{floor_to_hour, now},
    epochs,
};

/// After so many wrong typings a bond is void.
const WRONG_WORDS_MAX: u32 = 3;

impl Engine {
    /// Whom I am linked with.
    ///
    /// # Errors
    /// `Store`.
    pub fn people(&self) -> Result<Vec<PersonView>, EngineError> {
        self.view(|_, tx, labels| {
            let view = |bond: &BondRow| {
                let roster = tx.roster(&bond.person)?;
                Ok(PersonView {
                    name: bond.label.clone(),
                    person_id: shown(&bond.person.0),
                    verified: bond.verified,
                    they_verified: bond.they_verified,
                    paused: labels.is_paused(&bond.space),
                    devices: roster.map_or(0, |roster| roster.devices().len()),
                })
            };
            labels.standing().into_iter().map(view).collect()
        })
    }

    /// The three words that I read out to NAME.
    ///
    /// # Errors
    /// `NoPerson`, `Void`, `Store`.
    pub fn my_words(&self, name: &str) -> Result<VerifyView, EngineError> {
        self.view(|_, tx, labels| verify_view(tx, labels.require(name)?))
    }

    /// Takes the three words that NAME read to me. The third wrong typing voids the bond.
    ///
    /// # Errors
    /// `WrongWords`, `Void`, `NoPerson`, `Store`.
    pub fn verify(&mut self, name: &str, words: &[String]) -> Result<VerifyView, EngineError> {
        self.change(|me, tx, labels| {
            let bond = labels.require(name)?;
            if bond.verified {
                return Ok(Ok(verify_view(tx, bond)?));
            }
            let theirs = words_of(tx, bond, !bond.inviter)?;
            let typed = check_words::normalise(words);
            if typed.is_ok_and(|typed| check_words::matches(&typed, &theirs)) {
                let bond = BondRow {
                    verified: true,
                    wrong_words: 0,
                    ..bond.clone()
                };
                bonds::save(me, tx, bond.clone())?;
                let at = floor_to_hour(now());
                me.append_control(tx, &bond.space, at, &Control::Verified)?;
                return Ok(Ok(verify_view(tx, &bond)?));
            }
            let wrong_words = bond.wrong_words + 1;
            let voided = wrong_words >= WRONG_WORDS_MAX;
            let counted = BondRow {
                wrong_words,
                voided,
                ..bond.clone()
            };
            bonds::save(me, tx, counted)?;
            let name = bond.label.clone();
            let left = WRONG_WORDS_MAX - wrong_words;
            // The count is committed with this transaction, so the error is its value.
            Ok(Err(if voided {
                EngineError::Void { name }
            } else {
                EngineError::WrongWords { name, left }
            }))
        })?
    }
}

fn verify_view(tx: &Tx<'_>, bond: &BondRow) -> Result<VerifyView, EngineError> {
    Ok(VerifyView {
        my_words: words_of(tx, bond, bond.inviter)?
            .map(str::to_owned)
            .to_vec(),
        verified: bond.verified,
    })
}

/// The words of one side of a bond, as things stand.
fn words_of(tx: &Tx<'_>, bond: &BondRow, inviter: bool) -> Result<[&'static str; 3], EngineError> {
    let rosters = epochs::rosters(tx, &bond.space)?;
    let anew = rosters.iter().filter(|roster| roster.resets() > 0);
    let roots: Vec<VerifyingKey> = anew.map(|roster| *roster.root()).collect();
    Ok(Transcript::from_bytes(bond.transcript).words_after(inviter, &roots))
}
