//! Bodies of control records.
#![no_main]

use fondly_sync::{Control, limits::ADDRESSES_MAX};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(control) = Control::decode(data) else {
        return;
    };
    assert_eq!(control.encode(), data);
    if let Control::DeviceInSpace(device) = &control {
        assert!(device.addresses.len() <= ADDRESSES_MAX);
    }
});
