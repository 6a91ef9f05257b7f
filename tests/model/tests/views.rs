//! The engine shows what a model without logs, keys and devices says that it must.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use fondly_model::{
    acts::{Act, Fate, batch},
    model::Entry,
    real::Both,
};
use proptest::{collection::vec, prelude::*};

/// So many histories in each run; `PROPTEST_CASES=n` runs another number.
const CASES: u32 = 10;

fn cases() -> u32 {
    let given = std::env::var("PROPTEST_CASES").ok();
    given.and_then(|it| it.parse().ok()).unwrap_or(CASES)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        max_shrink_iters: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_view_of_every_device_is_that_of_the_model(
        seed in any::<u64>(),
        batches in vec(batch(), 1..5),
    ) {
        let mut both = Both::new(seed).map_err(TestCaseError::fail)?;
        for batch in &batches {
            both.batch(batch).map_err(TestCaseError::fail)?;
        }
    }
}

/// Ana thanks Sam, keeps an appreciation, and shares a need.
fn begun() -> Both {
    let mut both = Both::new(1).unwrap();
    let acts = [
        Act::Thank { fate: Fate::Shared },
        Act::Thank { fate: Fate::Kept },
        Act::Need { to: true },
        Act::Share {
            which: 2,
            part: false,
        },
    ];
    both.batch(&acts.map(|act| (0, 1, act)).into()).unwrap();
    both
}

/// Changes the model alone; what the comparison says then.
fn planted(both: &mut Both, fault: impl FnOnce(&mut Both)) -> String {
    both.compare().unwrap();
    fault(both);
    both.compare().expect_err("the views differ from the model")
}

#[test]
fn a_model_that_differs_in_any_view_is_noticed() {
    let mut both = begun();
    let said = planted(&mut both, |both| {
        both.model.received[1][0].edition.said.text.push('!');
    });
    assert!(said.starts_with("the list of device 0 of Sam"), "{said}");
    let said = planted(&mut begun(), |both| {
        let edition = both.model.entries[0].edition.as_mut();
        edition.unwrap().edited = true;
    });
    assert!(said.starts_with("the log of device 0 of Ana"), "{said}");
    let said = planted(&mut begun(), |both| {
        both.model.received[1].pop();
    });
    assert!(said.starts_with("the list of device 0 of Sam"), "{said}");
    let said = planted(&mut begun(), |both| {
        both.model.opened[1][1].push((0, (1, 0)));
    });
    assert!(said.starts_with("the inbox of device 1 of Sam"), "{said}");
    let said = planted(&mut begun(), |both| both.model.away[0][0].push(1));
    assert!(said.starts_with("the shelf of device 0 of Ana"), "{said}");
    let said = planted(&mut begun(), |both| {
        let answer = Entry {
            author: 1,
            gone: false,
            ..both.model.entries[1].clone()
        };
        both.model.entries.push(answer);
    });
    assert!(said.starts_with("the list of device 0 of Sam"), "{said}");
}

/// What the list does not show first: each is asked for by itself.
#[test]
fn a_model_that_differs_in_balance_or_search_is_noticed() {
    let at = |what: &str| what.to_owned();
    let mut both = begun();
    both.compare_balance(0, 0, &at).unwrap();
    both.model.entries[2].said.state = Some("met");
    let said = both.compare_balance(0, 0, &at);
    assert!(said.unwrap_err().starts_with("the own needs"));
    let mut both = begun();
    both.model.received[1][1].edition.said.state = Some("met");
    let said = both.compare_balance(1, 1, &at);
    assert!(said.unwrap_err().starts_with("what waits"));
    let mut both = begun();
    both.compare_search(0, 1, &at).unwrap();
    both.model.entries[1].said.text = both.model.part();
    let said = both.compare_search(0, 1, &at);
    assert!(said.unwrap_err().starts_with("the search for words2x"));
}

/// What was found here once, each as it was drawn.
#[test]
fn what_was_shared_and_withdrawn_unheard_stands_on_no_shelf() {
    let mut both = Both::new(2).unwrap();
    let acts = [
        Act::Thank { fate: Fate::Shared },
        Act::Unshare { which: 0 },
        Act::Thank { fate: Fate::Held },
        Act::Unshare { which: 1 },
    ];
    both.batch(&acts.map(|act| (0, 0, act)).into()).unwrap();
    assert!(both.model.entries[0].withdrawn && both.model.entries[1].on_shelf());
}

#[test]
fn what_was_held_and_then_shared_and_withdrawn_unheard_stands_on_no_shelf() {
    let mut both = Both::new(3).unwrap();
    let thank = (1, 1, Act::Thank { fate: Fate::Held });
    let take_back = |device| (1, device, Act::Unshare { which: 0 });
    both.batch(&vec![thank, take_back(1)]).unwrap();
    let share = Act::Share {
        which: 0,
        part: false,
    };
    both.batch(&vec![(1, 0, share), take_back(0)]).unwrap();
    assert!(both.model.entries[0].withdrawn && !both.model.entries[0].on_shelf());
}
