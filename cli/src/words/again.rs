//! Messages that are said of one entry after another: the same words need not be made each time.

use std::{cell::RefCell, collections::HashMap, fmt::Write as _};

use fluent_bundle::FluentValue;

use super::{Values, with};

/// What is remembered: the days of most lists, and all kinds.
const REMEMBERED_MAX: usize = 512;

thread_local! {
    static SAID: RefCell<HashMap<String, String>> = RefCell::default();
}

/// As [`with`], remembering what was said.
pub(crate) fn again(id: &str, values: &Values<'_>) -> String {
    let Some(key) = key(id, values) else {
        return with(id, values);
    };
    let said = SAID.with_borrow(|said| said.get(&key).cloned());
    said.unwrap_or_else(|| {
        let new = with(id, values);
        SAID.with_borrow_mut(|said| {
            if said.len() >= REMEMBERED_MAX {
                said.clear();
            }
            said.insert(key, new.clone());
        });
        new
    })
}

/// The message and its values. `None` where one is neither text nor number.
fn key(id: &str, values: &Values<'_>) -> Option<String> {
    let mut key = id.to_owned();
    for (_, value) in values {
        match value.value() {
            // With its length before it, no text can be another and a part of the next.
            FluentValue::String(text) => write!(key, " {} {text}", text.len()).ok()?,
            FluentValue::Number(number) => write!(key, " {}", number.value).ok()?,
            _ => return None,
        }
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_again_is_said_with_its_own_values() {
        let need_to = |name: &str| again("entry-kind-need-to", &[("name", &name)]);
        for _ in 0..2 {
            assert_eq!(need_to("Sam"), "need, to Sam");
            assert_eq!(need_to("Jo"), "need, to Jo");
        }
        let month = |month: i64| again("date-month-short", &[("month", &month)]);
        assert_eq!((month(1), month(12)), ("Jan".into(), "Dec".into()));
    }

    #[test]
    fn values_are_told_apart() {
        let key = |one: &str, other: &str| key("x", &[("one", &one), ("other", &other)]);
        assert_ne!(key("a 1 b", "c"), key("a", "b 1 c"));
        assert_eq!(key("a", "b"), key("a", "b"));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        for number in 0..2 * i64::try_from(REMEMBERED_MAX).unwrap() {
            again("date-month-short", &[("month", &number)]);
        }
        SAID.with_borrow(|said| assert!(said.len() <= REMEMBERED_MAX));
    }
}
