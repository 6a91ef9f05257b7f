//! What peers take to catch up: bytes on the wire and milliseconds, several times.

use fondly_corpus::Entry;

use crate::{
    outcome::{Measure, Outcome, median},
    work::text_bytes,
};

/// Bytes and milliseconds of one meeting.
type Meeting = (f64, f64);

#[derive(Debug, Default)]
pub struct CatchUps {
    tens: Vec<f64>,
    ten_ms: Vec<f64>,
    beyond: Vec<f64>,
    idles: Vec<f64>,
    idle_ms: Vec<f64>,
    thousands: Vec<f64>,
    thousand_ms: Vec<f64>,
}

impl CatchUps {
    pub fn ten(&mut self, news: &[Entry], (bytes, ms): Meeting) {
        self.tens.push(bytes);
        self.ten_ms.push(ms);
        self.beyond.push(bytes - text_bytes(news));
    }

    pub fn nothing_new(&mut self, (bytes, ms): Meeting) {
        self.idles.push(bytes);
        self.idle_ms.push(ms);
    }

    pub fn thousand(&mut self, news: &[Entry], (bytes, ms): Meeting) {
        self.thousands.push(bytes / text_bytes(news));
        self.thousand_ms.push(ms);
    }

    /// The medians.
    pub fn into_outcome(self, outcome: &mut Outcome) {
        outcome.set(Measure::CatchUpTen, median(self.ten_ms));
        outcome.set(Measure::CatchUpTenBytes, median(self.tens));
        outcome.set(Measure::CatchUpTenBeyondText, median(self.beyond));
        outcome.set(Measure::NothingNew, median(self.idle_ms));
        outcome.set(Measure::NothingNewBoth, median(self.idles));
        if !self.thousands.is_empty() {
            outcome.set(Measure::CatchUpThousand, median(self.thousand_ms));
            outcome.set(Measure::CatchUpThousandTexts, median(self.thousands));
        }
    }
}
