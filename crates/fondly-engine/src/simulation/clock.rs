//! The time that this thread believes in.

use std::cell::Cell;

thread_local! {
    static NOW: Cell<Option<i64>> = const { Cell::new(None) };
}

/// Sets the time of this thread, in seconds since 1970; `None` for the system's.
pub fn set(now: Option<i64>) {
    NOW.set(now);
}

pub(crate) fn now() -> Option<i64> {
    NOW.get()
}
