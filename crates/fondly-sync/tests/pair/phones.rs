//! More devices of Ana, and what is known of them.

use super::*;

impl Pair {
    /// A third device, of Ana, which both know.
    pub(crate) fn phone(&mut self) -> SigningKey {
        let phone = self.ana_adds_a_device();
        self.homes[1].rosters = self.homes[0].rosters.clone();
        phone
    }

    /// `side` gets so many records that `phone` signs after those which that side holds.
    pub(crate) fn holds_of(&mut self, side: Side, phone: &SigningKey, count: usize) {
        let own = std::mem::replace(&mut self.homes[side as usize].key, *phone.to_bytes());
        self.write(side, count);
        self.homes[side as usize].key = own;
    }

    /// How many records of `device` a side holds.
    pub(crate) fn held_of(&self, side: Side, phone: &SigningKey) -> usize {
        let device = DeviceId(phone.verifying_key());
        self.home(side).logs.get(&device).map_or(0, Vec::len)
    }

    /// Ana adds a device to the roster that only she holds; gives its key.
    pub(crate) fn ana_adds_a_device(&mut self) -> SigningKey {
        let phone = SigningKey::from_bytes(&[31; 32]);
        self.change_anas_roster(|roster, ana| {
            roster.add(ana, &phone).expect("Ana is in");
        });
        phone
    }

    /// Changes the roster of Ana in her own home.
    pub(crate) fn change_anas_roster(&mut self, change: impl FnOnce(&mut Roster, &SigningKey)) {
        let (person, ana) = (self.person(Side::Ana), SigningKey::from_bytes(&[1; 32]));
        let rosters = &mut self.homes[0].rosters;
        let roster = rosters.iter_mut().find(|roster| roster.person() == person);
        change(roster.expect("it is hers"), &ana);
        if self.replica(Side::Ana).current_epoch().is_none() {
            self.make_epoch(Side::Ana);
        }
    }

    /// Ana holds so many records of a phone of hers that was removed, and both know the roster.
    pub(crate) fn ana_holds_of_a_removed_phone(&mut self, count: usize) {
        let phone = self.ana_adds_a_device();
        let own = std::mem::replace(&mut self.homes[0].key, *phone.to_bytes());
        self.write(Side::Ana, count);
        self.homes[0].key = own;
        self.change_anas_roster(|roster, ana| {
            let gone = DeviceId(phone.verifying_key());
            let signer = Signer::Device(DeviceId(ana.verifying_key()));
            let removed = roster.remove(ana, signer, [gone].into());
            removed.expect("Ana is in");
        });
        let [ana, sam] = &mut self.homes;
        sam.rosters.clone_from(&ana.rosters);
    }

    /// From here on Ana's side is her phone, which knows the rosters and nothing else.
    pub(crate) fn ana_is_at(&mut self, phone: &SigningKey) {
        self.homes[0] = Home {
            key: *phone.to_bytes(),
            sealing: [77; 32],
            logs: Logs::new(),
            epochs: BTreeMap::new(),
            ..self.homes[0].clone()
        };
    }

    /// What Ana's device says of itself before its proof, and forgets what Sam knows of it.
    pub(super) fn introduction(&mut self) -> Introduction {
        let said = DeviceInSpace {
            sealing: sealing_public(&self.homes[0].sealing),
            endpoint: [if self.other_endpoint { 4 } else { 5 }; 32],
            addresses: Vec::new(),
            relay: None,
        };
        let prev = self.replica(Side::Ana).tip(&self.device(Side::Ana)).hash;
        let body = Control::DeviceInSpace(said).encode();
        let record = self.append(Side::Ana, Subject::Control, body);
        Introduction {
            device_run: Run::of(prev, &[record]).expect("own records are signed"),
            roster: self.replica(Side::Ana).own_roster().expect("hers").encode(),
        }
    }

    /// Ana's device dials and introduces itself to Sam, who has not heard of its keys.
    pub(crate) fn reconcile_introduced(&mut self) -> Result<(), PeerFault> {
        let introduction = self.introduction();
        let mut live = self.begin(Side::Ana);
        let sam = self.replica(Side::Sam);
        let sealing = BTreeMap::new();
        let replica = Replica { sealing, ..sam };
        let context = Self::context(7);
        let theirs = Session::new(replica, context, Role::Listener, None, false);
        let theirs = theirs.with_somebody_unknown();
        let [ours, _] = live.sessions;
        live.sessions = [ours.introducing(introduction), theirs];
        live.run(self)?;
        assert_eq!(live.complete, [true; 2]);
        Ok(())
    }

    /// The devices that Sam knows of Ana.
    pub(crate) fn anas_devices_at_sam(&self) -> usize {
        let person = self.person(Side::Ana);
        let rosters = &self.homes[1].rosters;
        let roster = rosters.iter().find(|roster| roster.person() == person);
        roster.map_or(0, |roster| roster.devices().len())
    }
}
