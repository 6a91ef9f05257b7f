//! fondly-store.
