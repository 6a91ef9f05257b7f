//! fondly-crypto.
