//! fondly-engine.
