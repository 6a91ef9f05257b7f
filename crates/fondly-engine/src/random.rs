//! Randomness of the operating system enters the house here.

use rand_core::UnwrapErr;

/// The generator of the operating system. It panics where the system has no randomness: without
/// it nothing may be signed or sealed.
#[cfg(not(feature = "simulation"))]
pub(crate) const fn rng() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}

/// The generator of the operating system, unless this thread was given another.
#[cfg(feature = "simulation")]
pub(crate) const fn rng() -> crate::simulation::random::Source<UnwrapErr<getrandom::SysRng>> {
    crate::simulation::random::Source(UnwrapErr(getrandom::SysRng))
}
