//! Carries out what the two sessions ask for, in memory.

use super::*;

impl Live {
    /// Until both are silent.
    pub(crate) fn run(&mut self, pair: &mut Pair) -> Result<(), PeerFault> {
        for side in [Side::Ana, Side::Sam] {
            let effects = self.sessions[side as usize].start();
            self.carry_out(pair, side, effects)?;
        }
        self.until_silent(pair)
    }

    /// `side` wrote something while the link stands.
    pub(crate) fn tell(&mut self, pair: &mut Pair, side: Side) -> Result<(), PeerFault> {
        self.queues[side as usize].push_back(Input::Appended);
        self.until_silent(pair)
    }

    fn until_silent(&mut self, pair: &mut Pair) -> Result<(), PeerFault> {
        loop {
            let mut order = [self.dialler, self.dialler.other()];
            if pair.rng.next_u32() & 1 == 1 {
                order.reverse();
            }
            let ready = order
                .into_iter()
                .find(|side| !self.queues[*side as usize].is_empty());
            let Some(side) = ready else { return Ok(()) };
            let Some(input) = self.queues[side as usize].pop_front() else {
                return Ok(());
            };
            let effects = self.sessions[side as usize].handle(&mut pair.rng, input)?;
            self.carry_out(pair, side, effects)?;
        }
    }

    fn carry_out(
        &mut self,
        pair: &mut Pair,
        side: Side,
        effects: Vec<Effect>,
    ) -> Result<(), PeerFault> {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Renew { rosters, met } => {
                    let home = &mut pair.homes[side as usize];
                    if let Some(rosters) = rosters {
                        home.rosters = rosters;
                    }
                    if let Some((device, said, _)) = met {
                        home.met.insert(device, said.sealing);
                    }
                    if pair.replica(side).current_epoch().is_none() {
                        pair.make_epoch(side);
                    }
                    let renewed = Input::Renewed(Box::new(pair.replica(side)));
                    let more = self.sessions[side as usize].handle(&mut pair.rng, renewed)?;
                    effects.extend(more);
                }
                Effect::Send(mut frame) => {
                    if let Some((index, bit)) = pair.flip
                        && index == self.trace.len()
                    {
                        frame[bit / 8] ^= 1 << (bit % 8);
                    }
                    pair.change(self.trace.len(), &mut frame);
                    self.trace.push(frame.clone());
                    if pair.cut_after.is_none_or(|cut| self.trace.len() <= cut) {
                        self.queues[side.other() as usize].push_back(Input::Message(frame));
                    }
                }
                Effect::Load { device, first } => {
                    let log = pair
                        .home(side)
                        .logs
                        .get(&device)
                        .cloned()
                        .unwrap_or_default();
                    let at = usize::try_from(first).expect("logs are short");
                    let prev = match at.checked_sub(1) {
                        Some(before) => log[before].hash,
                        None => log_start(&pair.space, &device),
                    };
                    let records: Vec<Record> = log.into_iter().skip(at).take(256).collect();
                    let signed = records
                        .iter()
                        .rposition(|record| record.signature.is_some());
                    let records = records[..signed.map_or(0, |at| at + 1)].to_vec();
                    self.queues[side as usize].push_back(Input::Loaded { prev, records });
                }
                Effect::Commit(batch) => {
                    let home = &mut pair.homes[side as usize];
                    for run in batch.runs {
                        let log = home.logs.entry(*run.device()).or_default();
                        assert_eq!(run.first(), log.len() as u64, "runs are stored in order");
                        log.extend(run.into_records());
                    }
                    for run in batch.fills {
                        let log = home.logs.get_mut(run.device()).expect("it is here");
                        for record in run.into_records() {
                            let at = usize::try_from(record.seq).expect("logs are short");
                            assert_eq!(log[at].hash, record.hash);
                            log[at].item = record.item;
                            pair.filled += 1;
                        }
                    }
                    home.epochs
                        .extend(batch.epochs.into_iter().map(|held| (held.id, held)));
                    self.queues[side as usize].push_back(Input::Committed);
                }
                Effect::Compare {
                    device, seq, hash, ..
                } => {
                    let log = &pair.home(side).logs[&device];
                    let at = usize::try_from(seq).expect("logs are short");
                    if log[at].hash != hash {
                        pair.frozen.push((side, device));
                        self.queues[side as usize].push_back(Input::Froze(device));
                    }
                }
                Effect::Freeze { device, .. } => pair.frozen.push((side, device)),
                Effect::Complete => self.complete[side as usize] = true,
                Effect::RolledBack { .. } => self.rolled_back.push(side),
                Effect::Unopened => return Err(PeerFault::Epoch),
                Effect::OwnHistory(run) => pair.own_history.extend(run.into_records()),
                Effect::Sealed(_) | Effect::PeerHolds { .. } | Effect::Finish => {}
            }
        }
        Ok(())
    }
}
