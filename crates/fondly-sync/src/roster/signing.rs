//! Many signatures at once, each by the strict rules: checking them together, as one sum, would take
//! some that the strict rules refuse, and devices could be divided by them.

use std::{collections::BTreeMap, num::NonZero, thread};

use fondly_crypto::{Domain, ReadKey, Signature, VerifyingKey};

use crate::{RosterHash, fault::PeerFault};

/// So many are worth a thread: starting one takes as long as checking about two.
const WORTH_A_THREAD: usize = 16;
/// The signatures of a full roster take a few milliseconds; more threads would not be felt.
const THREADS_MAX: usize = 4;

/// Who is said to have signed what.
pub(super) type Check<'a> = (VerifyingKey, RosterHash, &'a Signature);

/// Checks all, on as many cores as it is worth.
///
/// # Errors
/// `Roster` if one does not verify.
pub(super) fn check_all(checks: &[Check<'_>]) -> Result<(), PeerFault> {
    let worth = checks.len() / WORTH_A_THREAD;
    if worth < 2 {
        // Asking for the number of cores reads files.
        return check(checks);
    }
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = checks.len().div_ceil(worth.min(cores).min(THREADS_MAX));
    let (mine, others) = checks.split_at(share);
    thread::scope(|scope| {
        let start = |part| thread::Builder::new().spawn_scoped(scope, move || check(part));
        let started: Vec<_> = others
            .chunks(share)
            .map(|part| (part, start(part)))
            .collect();
        let mut all = check(mine);
        for (part, started) in started {
            let checked = match started {
                Ok(handle) => handle.join().unwrap_or(Err(PeerFault::Roster)),
                // The system gives no thread.
                Err(_) => check(part),
            };
            all = all.and(checked);
        }
        all
    })
}

fn check(checks: &[Check<'_>]) -> Result<(), PeerFault> {
    // Most acts of a roster are signed by few keys.
    let mut keys = BTreeMap::new();
    for (key, hash, signature) in checks {
        let key = match keys.get(key) {
            Some(key) => *key,
            None => {
                let read: ReadKey = key.read().map_err(|_| PeerFault::Roster)?;
                keys.insert(*key, read);
                read
            }
        };
        key.verify(Domain::ROSTER_SIGNATURE, &hash.0, signature)
            .map_err(|_| PeerFault::Roster)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use fondly_crypto::SigningKey;

    use super::*;

    #[test]
    fn one_bad_signature_is_found_wherever_it_stands() {
        let key = SigningKey::from_bytes(&[1; 32]);
        let hash = |n: usize| RosterHash([u8::try_from(n).expect("small"); 32]);
        let sign = |n: usize| key.sign(Domain::ROSTER_SIGNATURE, &hash(n).0);
        for count in [0, 1, WORTH_A_THREAD, 2 * WORTH_A_THREAD + 1, 148] {
            let mut signatures: Vec<Signature> = (0..count).map(sign).collect();
            let checked = |signatures: &[Signature]| {
                let checks = signatures.iter().enumerate();
                let checks = checks.map(|(n, signature)| (key.verifying_key(), hash(n), signature));
                check_all(&checks.collect::<Vec<_>>())
            };
            assert!(checked(&signatures).is_ok(), "{count}");
            for bad in 0..count {
                let good = signatures[bad];
                signatures[bad] = sign(200);
                assert!(checked(&signatures).is_err(), "{bad} of {count}");
                signatures[bad] = good;
            }
        }
    }
}
