//! How much memory something takes at its peak.

use std::fs;

/// A mark from which growth is measured.
#[derive(Debug)]
pub struct Memory {
    before: u64,
}

impl Memory {
    /// Forgets earlier peaks of this process. `None` where the system does not let it.
    pub fn mark() -> Option<Self> {
        // 5 takes the peak back to what is resident now: proc_pid_clear_refs(5).
        fs::write("/proc/self/clear_refs", "5").ok()?;
        let before = resident("VmRSS:")?;
        Some(Self { before })
    }

    /// By how many KiB the resident memory of this process, with what C libraries take, grew at
    /// most since the mark.
    ///
    /// # Panics
    /// If the system does not say.
    pub fn peak_kib(&self) -> u64 {
        let peak = resident("VmHWM:").expect("the system said so before");
        peak.saturating_sub(self.before)
    }
}

fn resident(line: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let amount = status.lines().find_map(|it| it.strip_prefix(line))?;
    amount.trim().strip_suffix(" kB")?.parse().ok()
}
