//! `status` and `doctor`.

use crate::{
    Check, Engine, EngineError, NetView, PersonStatus, StatusView, backup,
    checking::{self, advice, broken, fine},
    clock::rfc3339,
    config::Config,
    devices, meetings, served,
    vault::{key_lies_open, needs_passphrase},
};

impl Engine {
    /// The state of everything. Says nothing of whether the other is there.
    ///
    /// # Errors
    /// `Store`.
    pub fn status(&self) -> Result<StatusView, EngineError> {
        let config = Config::load(&self.home)?;
        let (addresses, relays) = served::ask_addresses(&self.home);
        let mut remarks = Vec::new();
        if key_lies_open(&self.home) {
            remarks.push(
                "the key of this journal lies in a file without a passphrase: whoever has the \
                 files can read it"
                    .to_owned(),
            );
        }
        let net = NetView {
            mode: config.get("net.mode")?,
            addresses,
            relays,
        };
        self.view(|me, tx, labels| {
            let to_read = tx.inbox_counts()?;
            let mut people = Vec::new();
            for bond in labels.standing() {
                let end = tx.tip(&bond.space, &me.device)?.next;
                let holds = tx.peer_holds(&bond.space)?;
                let held = holds.iter().filter(|((_, log), _)| *log == me.device);
                let held = held.map(|(_, next)| *next).max().unwrap_or(0);
                people.push(PersonStatus {
                    name: bond.label.clone(),
                    last_exchange: bond.last_exchange.map(|at| rfc3339(at, None)),
                    to_send: end.saturating_sub(held),
                    to_read: to_read.get(&bond.space).copied().unwrap_or(0),
                    devices: meetings::devices_of(me, tx, &bond.label)?,
                });
            }
            remarks.extend(devices::remarks(me, tx, labels)?);
            remarks.extend(backup::remark(tx)?);
            Ok(StatusView {
                people,
                devices: devices::list(me, tx)?,
                own: meetings::own_devices(me, tx)?,
                net,
                remarks,
            })
        })
    }

    /// Looks at store, keys, logs, clock, backup, permissions and network, and says what to do.
    ///
    /// # Errors
    /// `Store` if the store cannot be looked at at all.
    pub fn doctor(&self) -> Result<Vec<Check>, EngineError> {
        let damage = self.store.check()?;
        let config = Config::load(&self.home)?;
        let store = if damage.is_empty() {
            fine("store", "whole")
        } else {
            let what = damage.join("; ");
            broken(
                "store",
                format!("{what}: fondly backup FILE, then fondly restore elsewhere"),
            )
        };
        let key = if key_lies_open(&self.home) {
            let detail = "in a file without a passphrase; to choose one: fondly passphrase";
            advice("key", detail)
        } else if needs_passphrase(&self.home)? {
            fine("key", "wrapped by your passphrase")
        } else {
            fine("key", "in the keyring of this system")
        };
        let forked = self.view(devices::two_histories)?;
        let logs = if forked.is_empty() {
            fine("logs", "one history each")
        } else {
            // A copy put back does this; nothing here is broken by it.
            let words: Vec<String> = forked.into_iter().map(|(_, words)| words).collect();
            advice("logs", words.join("; "))
        };
        let backup = self.view(|_, tx, _| backup::remark(tx))?;
        let backup = backup.map_or_else(
            || fine("backup", "nothing to do"),
            |it| advice("backup", it),
        );
        let clock = self.view(|_, tx, _| checking::clock(tx))?;
        let linked = self.view(|_, _, labels| Ok(!labels.standing().is_empty()))?;
        let mut checks = vec![store, key, logs, backup, clock];
        checks.push(checking::permissions(&self.home)?);
        checks.push(checking::network(&self.home, &config));
        checks.push(checking::serving(&self.home, linked)?);
        checks.extend(checking::stale_socket(&self.home)?);
        Ok(checks)
    }
}
