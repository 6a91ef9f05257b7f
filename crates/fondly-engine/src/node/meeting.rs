//! Meeting devices once: a round of `sync`, and the first sync of a new device.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error as _,
    sync::Arc,
    time::Duration,
};

use fondly_net::NetError;
use fondly_sync::{DeviceId, shown};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep, sleep_until, timeout_at},
};

use super::{
    Node, guard,
    peers::{OWN, Peer, peers, spaces},
};
use crate::{EngineError, PeerView, link::Outcome};

/// Once one device of a person was met, the others are looked for so long: most likely they are off.
const OTHERS_AFTER: Duration = Duration::from_secs(2);
/// Before anybody else is met, own devices are looked for so long: one may have let go of somebody
/// while this one was off. One that is up answers in far less.
const OWN_FIRST: Duration = Duration::from_millis(1500);
/// Between two attempts to reach somebody in one round.
const RETRY_AFTER: Duration = Duration::from_millis(500);

impl Node {
    /// Hears from own devices before anybody else can be met, so that what one of them let go is
    /// let go here. Where none is up, this device goes by what it knows.
    pub(crate) async fn hear_own_first(self: &Arc<Self>) -> Result<(), EngineError> {
        if !self.open_journal().await? {
            return Ok(());
        }
        let me = Arc::clone(&self.me);
        let journal = self.me.journal;
        let peers = self.desk.read(move |tx| {
            let others = spaces(&me, tx)?.len() > 1;
            let own = peers(&me, tx, Vec::new())?.into_iter();
            let own = own.filter(|peer| peer.own && peer.space == journal);
            Ok(own.filter(|_| others).collect::<Vec<_>>())
        });
        let (until, mut tasks) = (Instant::now() + OWN_FIRST, JoinSet::new());
        let hurry = watch::Sender::new(until);
        for peer in peers.await? {
            let (node, hurry) = (Arc::clone(self), hurry.subscribe());
            tasks.spawn(async move { node.meet(peer, until, hurry).await });
        }
        let mut heard = Vec::new();
        while let Some(view) = tasks.join_next().await {
            heard.push(view.map_err(|_| EngineError::Shape)?);
        }
        *guard(&self.heard_first) = heard;
        Ok(())
    }

    /// One round with every device of the bonds called `names`, or of all. A device that cannot be
    /// dialled may also come by itself while the round lasts.
    pub(crate) async fn round(
        self: &Arc<Self>,
        names: Vec<String>,
        limit: Duration,
    ) -> Result<Vec<PeerView>, EngineError> {
        let until = Instant::now() + limit;
        let with_own = names.is_empty() || names.iter().any(|name| name.eq_ignore_ascii_case(OWN));
        let heard_first = std::mem::take(&mut *guard(&self.heard_first));
        let mut tasks = JoinSet::new();
        let mut hurries: BTreeMap<String, watch::Sender<Instant>> = BTreeMap::new();
        let (own, others): (Vec<_>, Vec<_>) = self
            .peers(names)
            .await?
            .into_iter()
            .partition(|peer| peer.own);
        let mut hurry = |label: &str| {
            let sender = hurries.entry(label.to_owned());
            let sender = sender.or_insert_with(|| watch::Sender::new(until));
            sender.subscribe()
        };
        for peer in others {
            let (node, hurry) = (Arc::clone(self), hurry(&peer.label));
            tasks.spawn(async move { node.meet(peer, until, hurry).await });
        }
        let devices: BTreeSet<DeviceId> = own.into_iter().map(|peer| peer.device).collect();
        for device in devices {
            let (node, hurry) = (Arc::clone(self), hurry(OWN));
            tasks.spawn(async move { node.meet_own(device, until, hurry).await });
        }
        let mut views = Vec::new();
        while let Some(view) = tasks.join_next().await {
            let view = view.map_err(|_| EngineError::Shape)?;
            if let Some(hurry) = hurries.get(&view.name).filter(|_| view.reached) {
                let soon = Instant::now() + OTHERS_AFTER;
                hurry.send_modify(|until| *until = soon.min(*until));
            }
            views.push(view);
        }
        if views.is_empty() && with_own {
            // Nobody is left to dial where an own device just said that this one was removed.
            views = heard_first;
        }
        views.sort_by(|a, b| (&a.name, &a.device).cmp(&(&b.name, &b.device)));
        Ok(views)
    }

    /// Meets an own device about every space: the journal first, which may bring new bonds.
    pub(crate) async fn meet_own(
        self: Arc<Self>,
        device: DeviceId,
        until: Instant,
        hurry: watch::Receiver<Instant>,
    ) -> PeerView {
        let mut whole: Option<PeerView> = None;
        let mut done = BTreeSet::new();
        loop {
            let next = match self.peers(vec!["me".to_owned()]).await {
                Ok(peers) => peers
                    .into_iter()
                    .find(|peer| peer.device == device && !done.contains(&peer.space)),
                Err(error) => {
                    tracing::error!(%error, "could not read what to sync with an own device");
                    None
                }
            };
            let Some(peer) = next else { break };
            done.insert(peer.space);
            let view = Arc::clone(&self).meet(peer, until, hurry.clone()).await;
            let reached = view.reached;
            whole = Some(match whole {
                Some(before) => added(before, view),
                None => view,
            });
            if !reached {
                break;
            }
            if let Err(error) = self.open_and_close().await {
                tracing::error!(%error, "could not open an endpoint");
            }
        }
        let mut view = whole.unwrap_or_else(|| nobody(&device));
        view.device = self.name_of(device).await.unwrap_or(view.device);
        view
    }

    async fn name_of(&self, device: DeviceId) -> Option<String> {
        let names = self.desk.read(|tx| Ok(tx.device_names()?)).await.ok()?;
        names.get(&device).map(|named| named.name.clone())
    }

    /// Tries to link until `hurry`, and lets a session that began go on until `until`.
    async fn meet(
        self: Arc<Self>,
        peer: Peer,
        until: Instant,
        mut hurry: watch::Receiver<Instant>,
    ) -> PeerView {
        let began = Instant::now();
        let not_reached = || EngineError::Unreachable {
            name: peer.label.clone(),
        };
        let mut last = not_reached();
        loop {
            let link = tokio::select! {
                link = self.connect(&peer) => link,
                () = passed(&mut hurry) => break,
            };
            let tried = match link {
                Ok(link) => timeout_at(until, self.converse(&peer, link, false, |_| {})).await,
                // How it was not reached would tell a pause from a computer that is off.
                Err(EngineError::Net(error @ (NetError::Unreachable(_) | NetError::TimedOut))) => {
                    tracing::debug!(%error, "a device was not reached");
                    Ok(Err(not_reached()))
                }
                Err(error) => Ok(Err(error)),
            };
            match tried {
                Ok(Ok(outcome)) => return peer_view(&peer, Ok(outcome)),
                Ok(Err(error)) => last = error,
                Err(_) => {
                    last = EngineError::OutOfTime {
                        name: peer.label.clone(),
                    };
                    break;
                }
            }
            if !matches!(last, EngineError::Unreachable { .. }) {
                tracing::debug!(error = %last, "a session ended early");
            }
            if *self.reborn.borrow() {
                // All goes on as the new device.
                break;
            }
            tokio::select! {
                () = sleep(RETRY_AFTER) => {}
                () = passed(&mut hurry) => break,
            }
        }
        let met = self.met.borrow();
        let came = met.get(&peer.device).filter(|(at, _)| *at >= began);
        peer_view(&peer, came.map(|(_, outcome)| outcome.clone()).ok_or(last))
    }
}

/// Completes when the time is over, which may be brought forward meanwhile.
async fn passed(until: &mut watch::Receiver<Instant>) {
    loop {
        let at = *until.borrow_and_update();
        tokio::select! {
            () = sleep_until(at) => return,
            // Once nobody can bring it forward any more, the time stays.
            changed = until.changed() => if changed.is_err() {
                return sleep_until(at).await;
            },
        }
    }
}

/// What two sessions with one device moved together.
fn added(before: PeerView, more: PeerView) -> PeerView {
    PeerView {
        reached: before.reached && more.reached,
        sent: before.sent + more.sent,
        received: before.received + more.received,
        bytes_out: before.bytes_out + more.bytes_out,
        bytes_in: before.bytes_in + more.bytes_in,
        round_trips: before.round_trips + more.round_trips,
        problem: before.problem.or(more.problem),
        ..before
    }
}

fn nobody(device: &DeviceId) -> PeerView {
    PeerView {
        name: OWN.to_owned(),
        device: shown(device.as_bytes()),
        reached: false,
        sent: 0,
        received: 0,
        bytes_out: 0,
        bytes_in: 0,
        round_trips: 0,
        problem: None,
    }
}

/// An error and its causes in one line.
fn in_words(error: &EngineError) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        line = format!("{line}: {inner}");
        cause = inner.source();
    }
    line
}

fn peer_view(peer: &Peer, result: Result<Outcome, EngineError>) -> PeerView {
    let (outcome, problem) = match result {
        Ok(outcome) => (outcome, None),
        Err(error) => (Outcome::default(), Some(in_words(&error))),
    };
    PeerView {
        name: peer.label.clone(),
        device: shown(peer.device.as_bytes()),
        reached: outcome.complete,
        sent: outcome.tally.sent,
        received: outcome.tally.received,
        bytes_out: outcome.bytes_out,
        bytes_in: outcome.bytes_in,
        round_trips: outcome.tally.round_trips,
        problem,
    }
}
