//! At which relay an endpoint waits for others: of those that are set, the first that takes it.
//!
//! iroh waits at the nearest of the relays in its map. So one rank of them is there under its own
//! URL, and all are there as `wss`: those iroh dials, with their token, where a peer is to be met
//! there, but it can measure none of them and so never waits there. Which rank it is changes when no
//! relay of it takes this endpoint, and when one before it does again. Decision 0031.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use iroh::{RelayMap, RelayUrl, Watcher as _, endpoint::RelayStatus};
use tokio::time::{Instant, sleep_until};

use crate::{
    Relay, RelayCondition, RelayState, Ways,
    relay::{innermost, look_at},
};

/// A new endpoint may take so long until a relay takes it, before the next is looked for.
const FIRST: Duration = Duration::from_secs(2);
/// A relay may be away for so long, as while it is started again, before the next is looked for.
const PATIENCE: Duration = Duration::from_secs(5);
/// So long a relay is waited for when it is looked for.
const LOOK_LIMIT: Duration = Duration::from_secs(3);

/// At which relay an endpoint waits.
#[derive(Debug)]
pub(crate) struct Order {
    ways: Arc<Ways>,
    map: RelayMap,
    found: Mutex<Found>,
}

#[derive(Debug, Default)]
struct Found {
    /// The rank at which the endpoint waits, or is to.
    rank: usize,
    /// What became of those that were looked for in vain.
    failed: BTreeMap<RelayUrl, RelayCondition>,
}

impl Order {
    pub(crate) fn new(ways: Arc<Ways>) -> Self {
        let map: RelayMap = ways.relays().map(Relay::aside).collect();
        for relay in ways.ranks.first().into_iter().flatten() {
            map.insert(relay.at().clone(), Arc::new(relay.config()));
        }
        Self {
            ways,
            map,
            found: Mutex::default(),
        }
    }

    /// The map for iroh, which sees what is changed in it.
    pub(crate) fn map(&self) -> RelayMap {
        self.map.clone()
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rank(&self) -> usize {
        self.found().rank
    }

    fn relays_of(&self, rank: usize) -> &[Relay] {
        self.ways.ranks.get(rank).map_or(&[], Vec::as_slice)
    }

    fn current(&self) -> &[Relay] {
        self.relays_of(self.rank())
    }

    /// By which URL iroh is to dial a relay. The endpoint has one connection to the relay at which it
    /// waits, which a second one by another URL would silence.
    pub(crate) fn url_of(&self, relay: &Relay) -> RelayUrl {
        if self.current().contains(relay) {
            relay.at().clone()
        } else {
            relay.aside().url
        }
    }

    /// The relay at which the endpoint waits, if it takes it.
    pub(crate) fn home(&self, status: &[RelayStatus]) -> Option<RelayUrl> {
        let current = self.current();
        let home = status.iter().find(|home| {
            home.is_connected() && current.iter().any(|relay| relay.at() == home.url())
        });
        home.map(|home| home.url().clone())
    }

    /// How things stand with each relay.
    pub(crate) fn states(&self, status: &[RelayStatus]) -> Vec<RelayState> {
        let stands = self.home(status).is_some();
        let found = self.found();
        let ranks = self.ways.ranks.iter().enumerate();
        let relays = ranks.flat_map(|(rank, relays)| relays.iter().map(move |it| (rank, it)));
        let state = |(rank, relay): (usize, &Relay)| {
            let home = status.iter().find(|home| home.url() == relay.at());
            let condition = match (home, found.failed.get(relay.at())) {
                (Some(home), _) if rank == found.rank => condition_of(home),
                (_, Some(failed)) => failed.clone(),
                (_, None) if stands => RelayCondition::Spare,
                (_, None) => RelayCondition::Trying,
            };
            RelayState {
                url: relay.url(),
                condition,
            }
        };
        relays.map(state).collect()
    }

    /// The first of these ranks with a relay that takes this device. Nobody after it is asked.
    async fn look(&self, ranks: Range<usize>) -> Option<usize> {
        for rank in ranks {
            for relay in self.relays_of(rank) {
                let seen = look_at(relay, &self.ways.roots, LOOK_LIMIT).await;
                if seen.condition == RelayCondition::Connected {
                    self.found().failed.remove(relay.at());
                    return Some(rank);
                }
                let failed = &mut self.found().failed;
                failed.insert(relay.at().clone(), seen.condition);
            }
        }
        None
    }

    /// Lets iroh wait at a relay of another rank.
    async fn wait_at(&self, endpoint: &iroh::Endpoint, rank: usize) {
        let before = std::mem::replace(&mut self.found().rank, rank);
        for relay in self.relays_of(before) {
            self.map.remove(relay.at());
        }
        for relay in self.relays_of(rank) {
            let config = Arc::new(relay.config());
            endpoint.insert_relay(relay.at().clone(), config).await;
        }
    }
}

fn condition_of(home: &RelayStatus) -> RelayCondition {
    if home.is_connected() {
        return RelayCondition::Connected;
    }
    match (home.auth_denied_reason(), home.last_error()) {
        (Some(reason), _) => RelayCondition::Refused {
            reason: reason.to_owned(),
        },
        (None, Some(error)) => RelayCondition::Unreachable {
            error: innermost(&format!("{error:#}")),
        },
        (None, None) => RelayCondition::Trying,
    }
}

/// Keeps the endpoint at the first relay that takes it, until it is closed, and finds out why none does.
/// Nothing is done while it waits at the first of all.
pub(crate) async fn keep(endpoint: iroh::Endpoint, order: Arc<Order>) {
    let mut status = endpoint.home_relay_status();
    let mut pauses = Pauses::default();
    let mut stood = false;
    let mut due = Some(Instant::now() + FIRST);
    loop {
        let (rank, stands) = (order.rank(), order.home(&status.get()).is_some());
        if stands != stood {
            stood = stands;
            due = match (stands, rank) {
                (true, 0) => None,
                (true, _) => Some(Instant::now() + pauses.next()),
                (false, _) => Some(Instant::now() + PATIENCE),
            };
        }
        tokio::select! {
            // Cancel-safe: both only wait.
            changed = status.updated() => {
                if changed.is_err() {
                    return;
                }
                continue;
            }
            () = at(due) => {}
        }
        let ranks = if stands {
            0..rank
        } else {
            0..order.ways.ranks.len()
        };
        let found = order.look(ranks).await;
        let stands = order.home(&status.get()).is_some();
        due = match found {
            Some(found) if found < rank || (found > rank && !stands) => {
                tracing::info!(from = rank, to = found, "waiting at another relay");
                pauses.moved(rank, found, Instant::now());
                order.wait_at(&endpoint, found).await;
                stood = false;
                Some(Instant::now() + PATIENCE)
            }
            _ if stands && rank == 0 => None,
            _ => Some(Instant::now() + pauses.next()),
        };
    }
}

async fn at(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// How long until relays are looked for again. One that comes and goes is returned to ever later: each
/// change is told to everybody.
#[derive(Debug)]
struct Pauses {
    next: Duration,
    least: Duration,
    returned: Option<Instant>,
}

impl Default for Pauses {
    fn default() -> Self {
        Self {
            next: Self::LEAST,
            least: Self::LEAST,
            returned: None,
        }
    }
}

impl Pauses {
    const LEAST: Duration = Duration::from_secs(10);
    const LONGEST: Duration = Duration::from_secs(60);
    /// Whoever stayed so long after having returned may be trusted again.
    const CALM: Duration = Duration::from_secs(600);
    const LEAST_MAX: Duration = Duration::from_secs(1800);

    fn next(&mut self) -> Duration {
        let now = self.next;
        self.next = (now * 2).min(Self::LONGEST.max(self.least));
        now
    }

    fn moved(&mut self, from: usize, to: usize, now: Instant) {
        if to < from {
            self.returned = Some(now);
        } else {
            let calm = |since: Instant| now.duration_since(since) >= Self::CALM;
            self.least = if self.returned.is_none_or(calm) {
                Self::LEAST
            } else {
                (self.least * 2).min(Self::LEAST_MAX)
            };
        }
        self.next = self.least;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_away_is_looked_for_at_least_once_a_minute() {
        let mut pauses = Pauses::default();
        pauses.moved(0, 1, Instant::now());
        let seconds: Vec<u64> = (0..5).map(|_| pauses.next().as_secs()).collect();
        assert_eq!(seconds, [10, 20, 40, 60, 60]);
    }

    #[test]
    fn whoever_comes_and_goes_is_returned_to_ever_later_until_it_stays() {
        let mut pauses = Pauses::default();
        let mut now = Instant::now();
        let mut least = Vec::new();
        for _ in 0..10 {
            pauses.moved(0, 1, now);
            least.push(pauses.next().as_secs());
            pauses.moved(1, 0, now);
            now += Duration::from_secs(5);
        }
        assert_eq!(least, [10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800]);
        now += Pauses::CALM;
        pauses.moved(0, 1, now);
        assert_eq!(pauses.next(), Pauses::LEAST);
    }

    #[test]
    fn iroh_can_measure_one_rank_alone_and_has_the_token_of_each() {
        const TOKEN: &str = "0123456789abcdef";
        let ranks = ["https://one.example", "https://two.example"];
        let relay = |at: &str| -> Relay {
            at.replacen("://", &format!("://{TOKEN}@"), 1)
                .parse()
                .unwrap()
        };
        let ways = Ways {
            ranks: ranks.iter().map(|at| vec![relay(at)]).collect(),
            ..Ways::default()
        };
        let order = Order::new(Arc::new(ways));
        let configs: Vec<_> = order.map().relays();
        for config in &configs {
            assert_eq!(config.auth_token.as_deref(), Some(TOKEN));
            let measured = config.url.scheme() == "https";
            assert_eq!(config.quic.is_some(), measured, "{}", config.url);
        }
        let mut urls: Vec<String> = configs.iter().map(|it| it.url.to_string()).collect();
        urls.sort();
        assert_eq!(
            urls,
            [
                "https://one.example/",
                "wss://one.example/",
                "wss://two.example/"
            ]
        );
        let dialled = |at: &str| order.url_of(&relay(at)).to_string();
        assert_eq!(dialled(ranks[0]), "https://one.example/");
        assert_eq!(dialled(ranks[1]), "wss://two.example/");
    }
}
