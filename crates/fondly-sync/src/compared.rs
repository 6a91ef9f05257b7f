//! What a device signs that it holds, so that two people know that they hold the same.

use fondly_crypto::{Domain, check_words, hash};
use serde::{Deserialize, Serialize};

use crate::{
    DeviceId, RecordHash, SpaceId,
    codec::encode,
    limits::{NUMBER_END, ROSTER_DEVICES_MAX},
};

/// The logs of a bond up to their last records that count: see [`crate::Control::counts`]. Whoever
/// signs it holds all of them, and everything before, since records are chained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The digest of each member's roster, ascending by person.
    pub rosters: Vec<[u8; 32]>,
    /// The logs of which something that counts is held, ascending by device.
    pub ends: Vec<LogEnd>,
}

/// The last record of a log that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEnd {
    /// Whose log it is.
    pub device: DeviceId,
    /// One more than the number of the record.
    pub next: u64,
    /// The hash of the record.
    pub hash: RecordHash,
}

impl Compared {
    /// Four words: the same at whoever holds the same.
    pub fn words(&self, space: &SpaceId) -> [&'static str; 4] {
        let fields = [encode(&self.rosters), encode(&self.ends)];
        let held = hash(Domain::COMPARE, &[&space.0, &fields[0], &fields[1]]);
        check_words::four_from_bits(&held)
    }

    /// Whether it names each log once, no more than there can be, and no impossible record.
    pub(crate) fn is_sound(&self) -> bool {
        let ascending = self.ends.is_sorted_by(|a, b| a.device < b.device);
        let possible = |end: &LogEnd| end.next > 0 && end.next < NUMBER_END;
        ascending
            && !self.ends.is_empty()
            && self.ends.len() <= 2 * ROSTER_DEVICES_MAX
            && self.rosters.len() <= ROSTER_DEVICES_MAX
            && self.ends.iter().all(possible)
    }
}

#[cfg(test)]
mod tests {
    use fondly_crypto::VerifyingKey;

    use super::*;

    fn end(device: u8, next: u64) -> LogEnd {
        LogEnd {
            device: DeviceId(VerifyingKey([device; 32])),
            next,
            hash: RecordHash([device; 32]),
        }
    }

    fn with(ends: Vec<LogEnd>) -> Compared {
        let rosters = vec![[1; 32], [2; 32]];
        Compared { rosters, ends }
    }

    #[test]
    fn words_differ_where_any_log_roster_or_space_does() {
        let space = SpaceId([7; 32]);
        let one = with(vec![end(1, 5), end(2, 9)]);
        let other_roster = Compared {
            rosters: vec![[1; 32], [3; 32]],
            ..one.clone()
        };
        let words = one.words(&space);
        assert_eq!(words, one.clone().words(&space));
        for other in [
            with(vec![end(1, 5)]),
            with(vec![end(1, 5), end(2, 8)]),
            with(vec![
                end(1, 5),
                LogEnd {
                    hash: RecordHash([9; 32]),
                    ..end(2, 9)
                },
            ]),
            other_roster,
        ] {
            assert_ne!(words, other.words(&space));
        }
        assert_ne!(words, one.words(&SpaceId([8; 32])));
    }

    #[test]
    fn a_statement_names_each_log_once_and_no_impossible_record() {
        assert!(with(vec![end(1, 1), end(2, NUMBER_END - 1)]).is_sound());
        for bad in [
            vec![],
            vec![end(1, 0)],
            vec![end(1, NUMBER_END)],
            vec![end(2, 1), end(1, 1)],
            vec![end(1, 1), end(1, 1)],
        ] {
            assert!(!with(bad.clone()).is_sound(), "{bad:?}");
        }
        let most = |count: usize| {
            let ends = (0..count).map(|at| end(u8::try_from(at).unwrap(), 1));
            with(ends.collect()).is_sound()
        };
        assert!(most(2 * ROSTER_DEVICES_MAX) && !most(2 * ROSTER_DEVICES_MAX + 1));
    }
}
