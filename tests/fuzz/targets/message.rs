//! Messages of sessions, of forming a bond, of linking and of giving back.
#![no_main]

use fondly_sync::{
    Message,
    codec::{decode, encode},
    invite, linking, returning,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(message) = Message::decode(data) {
        assert_eq!(message.encode(), data);
    }
    if let Ok(step) = invite::Step::decode(data) {
        assert_eq!(step.encode(), data);
    }
    if let Ok(step) = linking::Step::decode(data) {
        assert_eq!(step.encode(), data);
    }
    if let Ok(step) = returning::Step::decode(data) {
        assert_eq!(step.encode(), data);
    }
    if let Ok(grant) = decode::<linking::Grant>(data, 128 << 10) {
        assert_eq!(encode(&grant), data);
    }
    if let Ok(part) = decode::<returning::Part>(data, 192 << 10) {
        assert_eq!(encode(&part), data);
    }
});
