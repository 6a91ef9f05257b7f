//! The commands, one module per noun.

pub(crate) mod adjust;
pub(crate) mod balance;
pub(crate) mod bundle;
pub(crate) mod change;
pub(crate) mod checkin;
pub(crate) mod config;
pub(crate) mod device;
pub(crate) mod exposure;
pub(crate) mod heard;
pub(crate) mod home;
pub(crate) mod invite;
pub(crate) mod learn;
pub(crate) mod letting;
pub(crate) mod lock;
pub(crate) mod network;
pub(crate) mod people;
pub(crate) mod read;
pub(crate) mod recall;
pub(crate) mod recovery;
pub(crate) mod share;
pub(crate) mod shelf;
pub(crate) mod state;
pub(crate) mod talk;
pub(crate) mod transfer;
pub(crate) mod wishes;
pub(crate) mod write;
