//! With which devices sessions are under way, or their links stand since.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Mutex,
};

use fondly_sync::{DeviceId, SpaceId};

use super::guard;

/// Counts sessions, about a space with a device: one whose link is lost may end after the next began.
#[derive(Debug, Default)]
pub(super) struct Live(Mutex<BTreeMap<(SpaceId, DeviceId), usize>>);

/// A session that counts until this is dropped.
#[derive(Debug)]
pub(super) struct Standing<'n> {
    live: &'n Live,
    key: (SpaceId, DeviceId),
}

impl Live {
    pub(super) fn stands(&self, space: SpaceId, device: DeviceId) -> Standing<'_> {
        let key = (space, device);
        *guard(&self.0).entry(key).or_default() += 1;
        Standing { live: self, key }
    }

    pub(super) fn has(&self, space: SpaceId, device: DeviceId) -> bool {
        guard(&self.0).contains_key(&(space, device))
    }
}

impl Drop for Standing<'_> {
    fn drop(&mut self) {
        if let Entry::Occupied(mut count) = guard(&self.live.0).entry(self.key) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use fondly_crypto::SigningKey;

    use super::*;

    #[test]
    fn a_device_is_live_until_its_last_link_ends() {
        let space = SpaceId([1; 32]);
        let device = |seed| DeviceId(SigningKey::from_bytes(&[seed; 32]).verifying_key());
        let live = Live::default();
        let lost = live.stands(space, device(1));
        let next = live.stands(space, device(1));
        drop(lost);
        assert!(live.has(space, device(1)));
        assert!(!live.has(space, device(2)));
        drop(next);
        assert!(!live.has(space, device(1)));
    }
}
