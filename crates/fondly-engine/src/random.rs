//! Randomness of the operating system enters the house here.

use rand_core::UnwrapErr;

/// The generator of the operating system. It panics where the system has no randomness: without
/// it nothing may be signed or sealed.
pub(crate) const fn rng() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}
