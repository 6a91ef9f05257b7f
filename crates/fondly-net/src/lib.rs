//! fondly-net.
