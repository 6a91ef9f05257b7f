//! Which relays an endpoint may use: one's own for everything, and those of others, if allowed, for the
//! bond in which they are named. Decision 0021.

use std::{collections::BTreeSet, path::Path, time::Duration};

use fondly_net::{Endpoint, Relay, RelayCondition, RelayRoots, RelayState, Ways, look_at};
use fondly_store::Tx;
use fondly_sync::{DeviceId, SpaceId};
use tokio::task::JoinSet;

use crate::{
    Check, Engine, EngineError, RelayView,
    checking::{advice, broken, fine},
    config::{Config, NetMode},
};

/// The relays of n0 in `net.relays`.
const N0: &str = "n0";
/// So long a relay is waited for by `doctor`.
const LOOK_DEADLINE: Duration = Duration::from_secs(6);
/// So long it may take until it is known which of several relays takes this device.
const HOME_LIMIT: Duration = Duration::from_secs(6);

/// Whose devices an endpoint meets.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whose<'a> {
    /// One's own: a relay of somebody else would see them.
    Own,
    /// Those of a bond, who name these relays.
    Bond(&'a [String]),
}

fn entries(value: &str) -> impl Iterator<Item = &str> {
    let apart = |c: char| c.is_whitespace() || c == ',';
    value.split(apart).filter(|entry| !entry.is_empty())
}

/// The relays of a setting: each entry before the next.
fn parse(value: &str) -> Result<Vec<Vec<Relay>>, EngineError> {
    let mut ranks = Vec::new();
    for entry in entries(value) {
        if entry == N0 {
            ranks.push(Relay::n0());
            continue;
        }
        let relay = entry.parse().map_err(|error| EngineError::Relay {
            error,
            // It may be a token with a slip in it.
            entry: entry
                .split_once('@')
                .map_or(entry, |(_, url)| url)
                .to_owned(),
        })?;
        ranks.push(vec![relay]);
    }
    Ok(ranks)
}

pub(crate) fn check(value: &str) -> Result<(), EngineError> {
    parse(value).map(drop)
}

pub(crate) fn check_roots(value: &str) -> Result<(), EngineError> {
    roots(value).map(drop)
}

/// A list of relays without their tokens.
pub(crate) fn shown(value: &str) -> String {
    let entry = |entry: &str| match entry.parse::<Relay>() {
        Ok(relay) => relay.to_string(),
        Err(_) => entry.to_owned(),
    };
    entries(value).map(entry).collect::<Vec<_>>().join(" ")
}

fn roots(value: &str) -> Result<RelayRoots, EngineError> {
    if value.is_empty() {
        return Ok(RelayRoots::default());
    }
    Ok(RelayRoots::read(Path::new(value))?)
}

/// By which ways an endpoint of this home may reach others.
pub(crate) fn ways(config: &Config, whose: Whose<'_>) -> Result<Ways, EngineError> {
    let discovery = config.discovery() && config.net_mode() != NetMode::Off;
    if config.net_mode() != NetMode::Public {
        return Ok(Ways {
            discovery,
            ..Ways::default()
        });
    }
    let mut ranks = parse(&config.value("net.relays")?)?;
    if let Whose::Bond(named) = whose {
        let own: Vec<String> = ranks.iter().flatten().map(Relay::url).collect();
        for mut allowed in parse(&config.value("net.relays.allowed")?)? {
            allowed.retain(|relay| {
                !own.contains(&relay.url()) && named.iter().any(|named| relay.is(named))
            });
            ranks.extend(Some(allowed).filter(|allowed| !allowed.is_empty()));
        }
    }
    Ok(Ways {
        ranks,
        roots: roots(&config.value("net.relays.roots")?)?,
        discovery,
    })
}

/// The relays that devices of others name in a bond.
pub(crate) fn named(
    tx: &Tx<'_>,
    space: &SpaceId,
    own: &DeviceId,
) -> Result<Vec<String>, EngineError> {
    let devices = tx.space_devices(space)?.into_iter();
    let others = devices.filter(|(device, _)| device != own);
    Ok(others.filter_map(|(_, at)| at.relay).collect())
}

/// The relay to name to others: the one at which this endpoint waits, or will.
pub(crate) async fn to_name(endpoint: &Endpoint) -> Option<String> {
    let relays: Vec<&Relay> = endpoint.ways().relays().collect();
    match relays.as_slice() {
        [] => None,
        [only] => Some(only.url()),
        [first, ..] => {
            let home = endpoint.relay_within(HOME_LIMIT).await;
            Some(home.unwrap_or_else(|| first.url()))
        }
    }
}

/// The relay to name in place of the one that was told: that one, until another is known.
pub(crate) fn to_tell(endpoint: &Endpoint, told: Option<&str>) -> Option<String> {
    let ways = endpoint.ways();
    let still = |told: &&str| ways.relays().any(|relay| relay.is(told));
    let told = told.filter(still).map(str::to_owned);
    let first = || ways.relays().next().map(Relay::url);
    endpoint.relay().or(told).or_else(first)
}

/// How things stand with relays, for somebody to look at: the best that any endpoint knows.
pub(crate) fn views(states: impl IntoIterator<Item = RelayState>) -> Vec<RelayView> {
    let mut views: Vec<RelayView> = Vec::new();
    let mut states: Vec<RelayState> = states.into_iter().collect();
    let rank = |state: &RelayState| match state.condition {
        RelayCondition::Connected => 0,
        RelayCondition::Refused { .. } => 1,
        RelayCondition::Unreachable { .. } => 2,
        RelayCondition::Trying => 3,
        RelayCondition::Spare => 4,
    };
    states.sort_by_key(rank);
    for state in states {
        if views.iter().all(|view| view.url != state.url) {
            views.push(view(state));
        }
    }
    views
}

fn view(RelayState { url, condition }: RelayState) -> RelayView {
    let (state, detail) = match condition {
        RelayCondition::Connected => ("connected", None),
        RelayCondition::Refused { reason } => ("refused", Some(reason)),
        RelayCondition::Unreachable { error } => ("unreachable", Some(error)),
        RelayCondition::Trying => ("trying", None),
        RelayCondition::Spare => ("spare", None),
    };
    RelayView {
        url,
        state: state.to_owned(),
        detail,
    }
}

impl Engine {
    /// Whether relays are used: looking at them needs the network.
    ///
    /// # Errors
    /// If the settings cannot be read.
    pub fn uses_relays(&self) -> Result<bool, EngineError> {
        Ok(Config::load(&self.home)?.net_mode() == NetMode::Public)
    }

    /// Tries every relay that is set once, and says what to do. Nothing where none is used.
    ///
    /// # Errors
    /// `Store`.
    pub async fn look_at_relays(&self) -> Result<Vec<Check>, EngineError> {
        let config = Config::load(&self.home)?;
        if config.net_mode() != NetMode::Public {
            return Ok(Vec::new());
        }
        let mut ranks = parse(&config.value("net.relays")?)?;
        ranks.extend(parse(&config.value("net.relays.allowed")?)?);
        let relays: Vec<Relay> = ranks.into_iter().flatten().collect();
        let mut checks = self.not_allowed(&relays)?;
        let Ok(roots) = roots(&config.value("net.relays.roots")?) else {
            let detail = "the file of net.relays.roots cannot be used";
            return Ok(vec![broken("relay", detail)]);
        };
        let mut looking = JoinSet::new();
        for relay in relays {
            let roots = roots.clone();
            looking.spawn(async move { look_at(&relay, &roots, LOOK_DEADLINE).await });
        }
        let mut states = looking.join_all().await;
        states.sort_by(|a, b| a.url.cmp(&b.url));
        checks.extend(states.into_iter().map(check_of));
        Ok(checks)
    }

    /// Relays that people name and that are not used.
    fn not_allowed(&self, allowed: &[Relay]) -> Result<Vec<Check>, EngineError> {
        self.view(|me, tx, labels| {
            let mut checks = Vec::new();
            for bond in labels.standing() {
                let named = named(tx, &bond.space, &me.device)?;
                let named = named.iter().filter_map(|named| named.parse::<Relay>().ok());
                let named: BTreeSet<String> = named.map(|relay| relay.url()).collect();
                let named = named
                    .into_iter()
                    .filter(|named| !allowed.iter().any(|relay| relay.is(named)));
                checks.extend(named.map(|url| {
                    let name = &bond.label;
                    advice(
                        "relay",
                        format!(
                            "{name} can be met at {url}, which is not used here; if you trust it to \
                             see when you two talk: fondly config set net.relays.allowed {url}"
                        ),
                    )
                }));
            }
            Ok(checks)
        })
    }
}

fn check_of(RelayState { url, condition }: RelayState) -> Check {
    match condition {
        RelayCondition::Connected => fine("relay", format!("{url} takes this device")),
        RelayCondition::Refused { reason } => broken(
            "relay",
            format!("{url} refuses this device ({reason}): ask whoever runs it for a token"),
        ),
        RelayCondition::Unreachable { error } => advice(
            "relay",
            format!("{url} is not reached ({error}): see that it runs, and that its name is right"),
        ),
        RelayCondition::Trying | RelayCondition::Spare => {
            advice("relay", format!("{url} did not answer in time"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://0123456789abcdef@own.example";
    const THEIRS: &str = "https://theirs.example";

    fn config(values: &[(&str, &str)]) -> (tempfile::TempDir, Config) {
        let dir = tempfile::tempdir().unwrap();
        let home = crate::Home::at(dir.path().to_path_buf());
        let mut config = Config::load(&home).unwrap();
        for (key, value) in values {
            config.set(key, value).unwrap();
        }
        (dir, config)
    }

    fn urls(config: &Config, whose: Whose<'_>) -> Vec<String> {
        let ways = ways(config, whose).unwrap();
        ways.relays().map(Relay::url).collect()
    }

    #[test]
    fn a_relay_of_somebody_else_is_for_the_bond_that_names_it_alone() {
        let set = [
            ("net.mode", "public"),
            ("net.relays", OWN),
            ("net.relays.allowed", THEIRS),
        ];
        let (_dir, config) = config(&set);
        let (own, theirs) = ("https://own.example/", "https://theirs.example/");
        assert_eq!(urls(&config, Whose::Own), [own]);
        assert_eq!(urls(&config, Whose::Bond(&[])), [own]);
        let other = ["https://other.example".to_owned()];
        assert_eq!(urls(&config, Whose::Bond(&other)), [own]);
        let named = [THEIRS.to_owned()];
        assert_eq!(urls(&config, Whose::Bond(&named)), [own, theirs]);
    }

    #[test]
    fn relays_are_used_in_mode_public_alone() {
        for mode in ["off", "lan"] {
            let (_dir, config) = config(&[("net.mode", mode), ("net.relays", OWN)]);
            assert!(urls(&config, Whose::Own).is_empty());
        }
    }

    #[test]
    fn a_token_is_kept_and_not_shown() {
        let (_dir, config) = config(&[("net.relays", OWN)]);
        assert_eq!(config.value("net.relays").unwrap(), OWN);
        assert_eq!(
            config.get("net.relays").unwrap(),
            "https://***@own.example/"
        );
        assert!(
            config
                .list()
                .iter()
                .all(|(_, value)| !value.contains("0123"))
        );
    }

    #[test]
    fn the_error_of_a_setting_holds_no_token() {
        let error = parse("https://0123456789abc:def@own.example").unwrap_err();
        assert!(!error.to_string().contains("0123"), "{error}");
    }

    #[test]
    fn the_relays_of_n0_have_a_short_name() {
        let n0 = parse("n0, https://own.example").unwrap();
        assert!(n0[0].len() > 1 && n0[0].iter().any(|relay| relay.url().contains("iroh")));
        assert_eq!(n0[1], ["https://own.example".parse().unwrap()]);
        assert_eq!(shown("n0 https://own.example"), "n0 https://own.example/");
    }
}
