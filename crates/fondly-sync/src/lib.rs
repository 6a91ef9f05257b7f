//! fondly-sync.
