//! fondly-journal.
