//! What is measured, in which unit, and what came out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Ms,
    Us,
    Bytes,
    /// Times the text.
    Texts,
    Count,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Measure {
    List,
    Append,
    Search,
    OnThisDay,
    Balance,
    FirstSync,
    FirstSyncTexts,
    FirstSyncCpu,
    Join,
    CatchUpTen,
    CatchUpTenBeyondIdle,
    CatchUpTenBytes,
    CatchUpTenBeyondText,
    CatchUpTenTrips,
    CatchUpThousand,
    CatchUpThousandTexts,
    NothingNew,
    NothingNewBoth,
    NothingNewOut,
    NothingNewIn,
    NothingNewTrips,
    Visible,
    SharedSync,
    SharedSyncTexts,
    CommandMemory,
    UnservedMemory,
    ServeMemory,
    FirstSyncMemory,
    FirstSyncMemorySender,
    Disk,
    Binary,
    ColdStart,
    Fill,
}

impl Measure {
    pub const fn title(self) -> &'static str {
        match self {
            Self::List => "list of the newest 20",
            Self::Append => "append, durable",
            Self::Search => "search of two words",
            Self::OnThisDay => "`onthisday`",
            Self::Balance => "`balance`",
            Self::FirstSync => "first sync",
            Self::FirstSyncTexts => "first sync, bytes on the wire",
            Self::FirstSyncCpu => "CPU of a record in the first sync, both sides",
            Self::Join => "`device join` to a full journal",
            Self::CatchUpTen => "catch-up of 10",
            Self::CatchUpTenBeyondIdle => "catch-up of 10, beyond nothing new",
            Self::CatchUpTenBytes => "catch-up of 10, bytes on the wire",
            Self::CatchUpTenBeyondText => "catch-up of 10, bytes beyond the text",
            Self::CatchUpTenTrips => "catch-up of 10, round trips",
            Self::CatchUpThousand => "catch-up of 1,000",
            Self::CatchUpThousandTexts => "catch-up of 1,000, bytes on the wire",
            Self::NothingNew => "nothing new",
            Self::NothingNewBoth => "nothing new, bytes on the wire",
            Self::NothingNewOut => "nothing new, bytes sent",
            Self::NothingNewIn => "nothing new, bytes received",
            Self::NothingNewTrips => "nothing new, round trips",
            Self::Visible => "shared here to readable there, both up",
            Self::SharedSync => "first sync of what a partner shared, for each entry",
            Self::SharedSyncTexts => "first sync of what a partner shared, bytes on the wire",
            Self::CommandMemory => "memory of a command",
            Self::UnservedMemory => "memory of a command that derives the key",
            Self::ServeMemory => "memory of `serve` after all this",
            Self::FirstSyncMemory => "memory of the first sync, who receives",
            Self::FirstSyncMemorySender => "memory of the first sync, who sends",
            Self::Disk => "disk",
            Self::Binary => "program, stripped",
            Self::ColdStart => "cold start of `--version`",
            Self::Fill => "filling the journal, for each entry",
        }
    }

    pub const fn unit(self) -> Unit {
        match self {
            Self::FirstSyncTexts
            | Self::CatchUpThousandTexts
            | Self::SharedSyncTexts
            | Self::Disk => Unit::Texts,
            Self::FirstSyncCpu | Self::Fill | Self::SharedSync => Unit::Us,
            Self::CatchUpTenBytes
            | Self::CatchUpTenBeyondText
            | Self::NothingNewBoth
            | Self::NothingNewOut
            | Self::NothingNewIn
            | Self::CommandMemory
            | Self::UnservedMemory
            | Self::ServeMemory
            | Self::FirstSyncMemory
            | Self::FirstSyncMemorySender
            | Self::Binary => Unit::Bytes,
            Self::CatchUpTenTrips | Self::NothingNewTrips => Unit::Count,
            _ => Unit::Ms,
        }
    }

    /// What is aimed at for a journal of 20,000 entries.
    pub const fn aim(self) -> Option<f64> {
        Some(match self {
            Self::List | Self::Append => 10.0,
            Self::Search => 15.0,
            Self::OnThisDay | Self::Balance => 60.0,
            Self::FirstSync => 1200.0,
            Self::FirstSyncTexts => 0.6,
            Self::FirstSyncCpu => 150.0,
            Self::CatchUpTenBeyondIdle => 5.0,
            Self::CatchUpTenBeyondText => 600.0,
            Self::CatchUpTenTrips | Self::NothingNewTrips => 1.0,
            Self::CatchUpThousand => 80.0,
            Self::CatchUpThousandTexts => 0.5,
            Self::NothingNewOut | Self::NothingNewIn => 250.0,
            Self::Visible => 20.0,
            Self::CommandMemory => 40e6,
            Self::UnservedMemory => 40e6 + 67_108_864.0,
            Self::ServeMemory => 60e6,
            Self::FirstSyncMemory | Self::FirstSyncMemorySender => 150e6,
            Self::Disk => 2.0,
            Self::Binary => 30e6,
            Self::ColdStart => 3.0,
            _ => return None,
        })
    }
}

impl Unit {
    pub fn show(self, value: f64) -> String {
        match self {
            Self::Ms if value >= 9950.0 => format!("{:.0} s", value / 1000.0),
            Self::Ms if value >= 999.5 => format!("{:.1} s", value / 1000.0),
            Self::Ms if value >= 99.5 => format!("{value:.0} ms"),
            Self::Ms if value >= 0.95 => format!("{value:.1} ms"),
            Self::Ms => format!("{value:.2} ms"),
            Self::Us => format!("{value:.0} us"),
            Self::Bytes if value >= 1e6 => format!("{:.1} MB", value / 1e6),
            Self::Bytes if value >= 1e4 => format!("{:.1} kB", value / 1e3),
            Self::Bytes => format!("{value:.0} B"),
            Self::Texts => format!("{value:.2} x text"),
            Self::Count => format!("{value:.0}"),
        }
    }
}

/// What one program did in one run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Outcome(BTreeMap<Measure, f64>);

impl Outcome {
    pub fn set(&mut self, measure: Measure, value: f64) {
        self.0.insert(measure, value);
    }

    pub fn of(&self, measure: Measure) -> Option<f64> {
        self.0.get(&measure).copied()
    }

    pub fn join(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    pub fn all(&self) -> impl Iterator<Item = (Measure, f64)> {
        self.0.iter().map(|(measure, value)| (*measure, *value))
    }
}

/// What came of a peer.
#[derive(Debug)]
pub enum Attempt {
    Measured(Outcome),
    /// Why it was not.
    Skipped(String),
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
