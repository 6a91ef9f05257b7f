//! `doctor`: what it looks at beside store, logs and backup, and what it says to do.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, UdpSocket},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::Path,
};

use fondly_store::Tx;

use crate::{
    Check, EngineError, Home,
    clock::{now, rfc3339},
    config::{Config, NetMode},
    home::io,
    meetings, served,
};

/// A clock may differ so much from one that was right when it was looked at last.
const CLOCK_TOLERANCE: i64 = 3600;

fn check(name: &str, ok: bool, advice: bool, detail: impl Into<String>) -> Check {
    Check {
        name: name.to_owned(),
        ok,
        advice,
        detail: detail.into(),
    }
}

/// It is as it should be.
pub(crate) fn fine(name: &str, detail: impl Into<String>) -> Check {
    check(name, true, false, detail)
}

/// Nothing is broken, and something could be better.
pub(crate) fn advice(name: &str, detail: impl Into<String>) -> Check {
    check(name, true, true, detail)
}

/// Something is broken.
pub(crate) fn broken(name: &str, detail: impl Into<String>) -> Check {
    check(name, false, false, detail)
}

/// Whether anybody but their owner could read the files of a journal.
pub(crate) fn permissions(home: &Home) -> Result<Check, EngineError> {
    let (journal, key) = (home.journal(), home.key_file());
    for path in [home.dir(), &journal, &key] {
        let found = fs::metadata(path).map_err(io("could not look at", path))?;
        if found.uid() != rustix::process::geteuid().as_raw() {
            let detail = format!(
                "{} belongs to another user of this computer",
                path.display()
            );
            return Ok(broken("permissions", detail));
        }
        if found.permissions().mode() & 0o077 != 0 {
            let shown = path.display();
            let detail = format!("others can open {shown}: chmod go-rwx {shown}");
            return Ok(broken("permissions", detail));
        }
    }
    Ok(fine("permissions", "only you can open the files"))
}

/// Whether the clock stands before what certainly is over.
pub(crate) fn clock(tx: &Tx<'_>) -> Result<Check, EngineError> {
    let began = tx.identity()?.created_at;
    let over = meetings::latest(tx)?.unwrap_or(began).max(began);
    Ok(clock_at(now(), over))
}

fn clock_at(here: i64, over: i64) -> Check {
    let shown = rfc3339(here, None);
    if here + CLOCK_TOLERANCE < over {
        let over = rfc3339(over, None);
        let detail = format!(
            "this computer says {shown}, and has been past {over}: set its clock; dates of entries \
             come from it"
        );
        advice("clock", detail)
    } else {
        fine("clock", shown)
    }
}

/// Whether the network can be used as it is set.
pub(crate) fn network(home: &Home, config: &Config) -> Check {
    if config.net_mode() == NetMode::Off {
        let detail = "off: nothing is sent or fetched; fondly bundle exchanges by file";
        return fine("network", detail);
    }
    let (bind, port) = config.bind();
    let at = bind.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    // Binding sends nothing.
    if let Err(error) = UdpSocket::bind((at, 0)) {
        let detail = format!(
            "{at} cannot be listened at ({error}): set net.bind to an address of this computer, or \
             to nothing"
        );
        return broken("network", detail);
    }
    if let Some(detail) = without_effect(config) {
        return advice("network", detail);
    }
    let (addresses, _) = served::ask_addresses(home);
    let mode = match (config.net_mode(), config.discovery()) {
        (NetMode::Public, false) => "known addresses, and relays",
        (NetMode::Public, true) => "known addresses, relays, and discovery in the local network",
        (_, true) => "known addresses, and discovery in the local network",
        (_, false) => "known addresses only",
    };
    if addresses.is_empty() {
        return fine("network", format!("{mode}; nothing listens now"));
    }
    let other = |port: u16| {
        let end = format!(":{port}");
        addresses.iter().all(|address| !address.ends_with(&end))
    };
    match port {
        Some(port) if other(port) => advice(
            "network",
            format!(
                "port {port} was in use, or another was kept from before; listening at {}",
                addresses.join(", ")
            ),
        ),
        _ => fine(
            "network",
            format!("{mode}; listening at {}", addresses.join(", ")),
        ),
    }
}

/// What is set and does nothing.
fn without_effect(config: &Config) -> Option<&'static str> {
    let set = |key: &str| config.value(key).is_ok_and(|value| !value.is_empty());
    let relays = set("net.relays") || set("net.relays.allowed");
    match config.net_mode() {
        NetMode::Public if !relays => Some(
            "net.mode is public, and no relay is set, so it is as lan: fondly config set net.relays \
             https://TOKEN@HOST, or n0",
        ),
        NetMode::Lan if relays => {
            Some("relays are set and not used: fondly config set net.mode public")
        }
        _ => None,
    }
}

/// Whether what is shared can come and go by itself.
pub(crate) fn serving(home: &Home, linked: bool) -> Result<Check, EngineError> {
    Ok(if crate::is_held(home)? {
        fine("serve", "runs, and keeps the key at hand")
    } else if linked {
        advice(
            "serve",
            "does not run: what is shared comes and goes with fondly sync, or by itself with fondly \
             serve or fondly service install",
        )
    } else {
        fine("serve", "does not run, and nobody is linked")
    })
}

/// Whether the directory holds what an interrupted program left.
pub(crate) fn stale_socket(home: &Home) -> Result<Option<Check>, EngineError> {
    let lies = Path::exists(&home.dir().join("serve.sock"));
    Ok((lies && !crate::is_held(home)?).then(|| {
        fine(
            "socket",
            "one lies there of a program that was killed; the next one removes it",
        )
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_back_is_noticed() {
        let noon = 1_795_000_000;
        assert!(!clock_at(noon, noon + CLOCK_TOLERANCE).advice);
        let behind = clock_at(noon, noon + CLOCK_TOLERANCE + 1);
        assert!(behind.ok && behind.advice);
        assert!(behind.detail.contains("set its clock"));
    }
}
