//! The randomness of this thread.

use std::{cell::RefCell, convert::Infallible};

use rand_core::{CryptoRng, TryCryptoRng, TryRng};

thread_local! {
    static GENERATOR: RefCell<Option<Box<dyn CryptoRng>>> = const { RefCell::new(None) };
}

/// Gives this thread a generator, or takes it away. Returns the one that it had.
pub fn replace(generator: Option<Box<dyn CryptoRng>>) -> Option<Box<dyn CryptoRng>> {
    GENERATOR.replace(generator)
}

/// Draws from the generator of this thread if it was given one, else from `R`.
#[derive(Debug)]
pub struct Source<R>(pub(crate) R);

impl<R: CryptoRng> Source<R> {
    fn draw<T>(&mut self, draw: impl FnOnce(&mut dyn CryptoRng) -> T) -> T {
        GENERATOR.with_borrow_mut(|generator| match generator {
            Some(generator) => draw(generator.as_mut()),
            None => draw(&mut self.0),
        })
    }
}

impl<R: CryptoRng> TryRng for Source<R> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.draw(|rng| rng.next_u32()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.draw(|rng| rng.next_u64()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.draw(|rng| rng.fill_bytes(bytes));
        Ok(())
    }
}

impl<R: CryptoRng> TryCryptoRng for Source<R> {}
