//! Which texts to show side by side after a merge.

/// The texts of all heads that changed the same sentence as another head, without repeats.
///
/// `text_at` gives the text of one head, `base_of` the last text that two heads have in common.
pub(crate) fn conflicting<H>(
    heads: &[H],
    text_at: impl Fn(&H) -> String,
    base_of: impl Fn(&H, &H) -> String,
) -> Vec<String> {
    let texts: Vec<_> = heads.iter().map(text_at).collect();
    let branches = || heads.iter().zip(&texts).enumerate();
    let conflict = |at: usize, head: &H, text: &str| {
        branches().any(|(other_at, (other, other_text))| {
            at != other_at && {
                // The same base from both sides: the lower of the two goes first.
                let base = if at < other_at {
                    base_of(head, other)
                } else {
                    base_of(other, head)
                };
                meet(&base, text, other_text)
            }
        })
    };
    let shown = branches()
        .filter(|(at, (head, text))| conflict(*at, head, text))
        .map(|(_, (_, text))| text.clone());
    let shown = distinct(shown.collect());
    if shown.len() > 1 { shown } else { Vec::new() }
}

/// The texts without repeats, in the order in which they first come.
pub(crate) fn distinct(texts: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        if !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}

/// Whether both texts changed one and the same sentence of `base`, and not to the same text.
fn meet(base: &str, one: &str, other: &str) -> bool {
    if one == other {
        return false;
    }
    let base = sentences(base);
    let changed = changed(&base, &sentences(one));
    let also = self::changed(&base, &sentences(other));
    changed.iter().zip(also).any(|(one, other)| *one && other)
}

/// Sentences, roughly: up to a full stop, a question or exclamation mark, or a line end.
fn sentences(text: &str) -> Vec<&str> {
    let pieces = text.split_inclusive(['.', '!', '?', '\n', '\u{2026}', '\u{3002}']);
    pieces
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
        .collect()
}

/// Cells of the comparison table, beyond which all that lies between the first and the last
/// difference counts as changed.
const TABLE_MAX: usize = 1 << 20;

/// For each sentence of `base`, whether it is gone from `text`: not in a longest common
/// subsequence of the two.
fn changed(base: &[&str], text: &[&str]) -> Vec<bool> {
    let before = base
        .iter()
        .zip(text)
        .take_while(|(one, other)| one == other)
        .count();
    let left = base.len().min(text.len()) - before;
    let pairs = base.iter().rev().zip(text.iter().rev()).take(left);
    let after = pairs.take_while(|(one, other)| one == other).count();
    let mut changed = vec![false; base.len()];
    let inner = base.len() - before - after;
    let middle: Vec<_> = base.iter().skip(before).take(inner).collect();
    let new: Vec<_> = text
        .iter()
        .skip(before)
        .take(text.len() - before - after)
        .collect();
    let kept = if middle.len().saturating_mul(new.len()) <= TABLE_MAX {
        in_common(&middle, &new)
    } else {
        vec![false; inner]
    };
    for (flag, kept) in changed.iter_mut().skip(before).zip(kept) {
        *flag = !kept;
    }
    changed
}

/// For each of `one`, whether it is in a longest common subsequence with `other`.
fn in_common<T: PartialEq>(one: &[T], other: &[T]) -> Vec<bool> {
    // Row i holds the lengths for one[i..] against each other[j..].
    let mut table = vec![vec![0_u32; other.len() + 1]];
    for item in one.iter().rev() {
        let below = table.last().map(Vec::as_slice).unwrap_or_default();
        let mut row = vec![0; other.len() + 1];
        let mut right = 0;
        let cells = row
            .iter_mut()
            .rev()
            .skip(1)
            .zip(below.windows(2).rev())
            .zip(other.iter().rev());
        for ((cell, below), candidate) in cells {
            let [down, diagonal] = below else { continue };
            *cell = if item == candidate {
                diagonal + 1
            } else {
                right.max(*down)
            };
            right = *cell;
        }
        table.push(row);
    }
    let mut at = 0;
    let length = |row: &[u32], at: usize| row.get(at).copied().unwrap_or(0);
    let rows = table.iter().rev().zip(table.iter().rev().skip(1));
    rows.zip(one)
        .map(|((row, below), item)| {
            while length(row, at) > length(below, at) {
                let here = other.get(at);
                at += 1;
                if here == Some(item) {
                    return true;
                }
            }
            false
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_subsequence_is_found() {
        assert_eq!(
            in_common(&[1, 2, 3, 4], &[2, 9, 4]),
            [false, true, false, true]
        );
        assert_eq!(in_common(&[1, 2], &[]), [false, false]);
        assert_eq!(in_common::<u8>(&[], &[1]), Vec::<bool>::new());
        assert_eq!(
            in_common(&[1, 1, 2], &[1, 2, 1])
                .iter()
                .filter(|kept| **kept)
                .count(),
            2
        );
    }

    #[test]
    fn edits_of_different_sentences_do_not_meet() {
        let base = "I am tired. I need rest. Soon.";
        assert!(!meet(
            base,
            "I am very tired. I need rest. Soon.",
            "I am tired. I need rest. Now."
        ));
        assert!(meet(
            base,
            "I am tired. I need sleep. Soon.",
            "I am tired. I need quiet. Soon."
        ));
        assert!(meet(
            base,
            "I am tired. Soon.",
            "I am tired. I need quiet. Soon."
        ));
        assert!(!meet(base, "I am tired. Soon.", "I am tired. Soon."));
        assert!(!meet(
            base,
            "Hello. I am tired. I need rest. Soon.",
            "I am tired. Soon."
        ));
    }

    #[test]
    fn texts_that_conflict_with_none_are_left_out() {
        let texts = ["A. b. c.", "x. B. c.", "X. b. c."];
        let shown = conflicting(
            &[0, 1, 2],
            |at| texts[*at].to_owned(),
            |_, _| "a. b. c.".into(),
        );
        assert_eq!(shown, ["A. b. c.", "x. B. c.", "X. b. c."]);
        let shown = conflicting(
            &[0, 1],
            |at| ["A. b.", "a. B."][*at].into(),
            |_, _| "a. b.".into(),
        );
        assert!(shown.is_empty());
    }
}
