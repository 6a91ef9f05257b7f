//! What people type or paste: invite lines and words.
#![no_main]

use fondly_crypto::{RecoveryWords, check_words};
use fondly_sync::invite::Invite;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(invite) = Invite::parse(text) {
        let line = invite.to_line();
        assert_eq!(
            Invite::parse(&line)
                .expect("its own line is read")
                .to_line(),
            line
        );
    }
    if let Ok(words) = RecoveryWords::parse(text) {
        let again = words.words().join(" ");
        let again = RecoveryWords::parse(&again).expect("its own words are read");
        assert_eq!(again.entropy(), words.entropy());
    }
    let typed: Vec<&str> = text.split_whitespace().collect();
    if let Ok(words) = check_words::normalise(&typed) {
        assert_eq!(check_words::normalise(&words), Ok(words));
    }
});
