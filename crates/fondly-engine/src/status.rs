//! `status` and `doctor`.

use crate::{
    Check, Engine, EngineError, NetView, PersonStatus, StatusView, backup, clock::rfc3339,
    config::Config, devices, served, vault::key_lies_open,
};

impl Engine {
    /// The state of everything. Says nothing of whether the other is there.
    ///
    /// # Errors
    /// `Store`.
    pub fn status(&self) -> Result<StatusView, EngineError> {
        let config = Config::load(&self.home)?;
        let addresses = served::ask_addresses(&self.home);
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
        };
        self.view(|me, tx, labels| {
            let inbox = tx.inbox()?;
            let mut people = Vec::new();
            for bond in labels.standing() {
                let end = tx.tip(&bond.space, &me.device)?.next;
                let holds = tx.peer_holds(&bond.space)?;
                let held = holds.iter().filter(|((_, log), _)| *log == me.device);
                let held = held.map(|(_, next)| *next).max().unwrap_or(0);
                let to_read = inbox.iter().filter(|row| row.space == bond.space).count();
                people.push(PersonStatus {
                    name: bond.label.clone(),
                    last_exchange: bond.last_exchange.map(|at| rfc3339(at, None)),
                    to_send: end.saturating_sub(held),
                    to_read: to_read as u64,
                });
            }
            remarks.extend(devices::remarks(me, tx, labels)?);
            remarks.extend(backup::remark(tx)?);
            Ok(StatusView {
                people,
                devices: devices::list(me, tx)?,
                net,
                remarks,
            })
        })
    }

    /// Looks at store, keys, logs and network settings.
    ///
    /// # Errors
    /// `Store` if the store cannot be looked at at all.
    pub fn doctor(&self) -> Result<Vec<Check>, EngineError> {
        let check = |name: &str, ok, detail: String| Check {
            name: name.to_owned(),
            ok,
            detail,
        };
        let damage = self.store.check()?;
        let sound = damage.is_empty();
        let store = if sound {
            "whole".to_owned()
        } else {
            damage.join("; ")
        };
        let config = Config::load(&self.home)?;
        let open = key_lies_open(&self.home);
        let key = if open {
            "in a file without a passphrase"
        } else {
            "wrapped"
        };
        let forked = self.view(devices::two_histories)?;
        let logs = if forked.is_empty() {
            "one history each".to_owned()
        } else {
            let words: Vec<String> = forked.into_iter().map(|(_, words)| words).collect();
            words.join("; ")
        };
        let backup = self.view(|_, tx, _| backup::remark(tx))?;
        let backup = backup.unwrap_or_else(|| "nothing to do".to_owned());
        Ok(vec![
            check("store", sound, store),
            check("key", true, key.to_owned()),
            // A copy put back does this; nothing here is broken by it.
            check("logs", true, logs),
            // Advice, not a fault.
            check("backup", true, backup),
            check("network", true, format!("mode {}", config.get("net.mode")?)),
        ])
    }
}
