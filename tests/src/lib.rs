//! fondly-tests.
