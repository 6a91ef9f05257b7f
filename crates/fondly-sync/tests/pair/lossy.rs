//! A link that changes what is said on it.

use super::{Pair, PeerFault, Side};

/// Of which frame, at which place, with what, and how: cut short, made longer, doubled from there on,
/// or mixed.
pub(crate) type Change = (usize, usize, u8, u8);

impl Pair {
    /// A session over a link that may change and lose what is said.
    pub(crate) fn reconcile_lossy(&mut self, dialler: Side) -> Result<(), PeerFault> {
        self.begin(dialler).run(self)
    }

    /// Changes the frame with this number on its way.
    pub(super) fn change(&self, number: usize, frame: &mut Vec<u8>) {
        for (of, at, with, how) in &self.changes {
            if *of == number {
                change(frame, *at, *with, *how);
            }
        }
    }
}

/// Longer than any frame may be: doubled over and over, one would fill the memory of its sender.
const LENGTH_MAX: usize = 8 << 20;

fn change(frame: &mut Vec<u8>, at: usize, with: u8, how: u8) {
    let at = at % (frame.len() + 1);
    match how {
        0 => frame.truncate(at),
        1 => frame.insert(at, with),
        2 if frame.len() > LENGTH_MAX => {}
        2 => frame.extend_from_within(at..),
        _ => {
            if let Some(byte) = frame.get_mut(at) {
                *byte ^= with;
            }
        }
    }
}
