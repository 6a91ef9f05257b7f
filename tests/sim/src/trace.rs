//! What happened, in one number: equal traces are equal runs, step by step and frame by frame.

use sha2::{Digest as _, Sha256};

/// A running hash over what happened.
#[derive(Debug, Clone, Default)]
pub struct Trace(Sha256);

impl Trace {
    /// Notes something that happened. `what` says of which kind it is.
    pub fn note(&mut self, what: &str, bytes: &[u8]) {
        for field in [what.as_bytes(), bytes] {
            self.0.update((field.len() as u64).to_le_bytes());
            self.0.update(field);
        }
    }

    /// The trace so far, in hexadecimal digits.
    pub fn digest(&self) -> String {
        let digest = self.0.clone().finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
