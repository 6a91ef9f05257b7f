//! The store over real files, through its public functions.

#![allow(clippy::unwrap_used, reason = "helpers of tests are not seen as tests")]

mod blocks;
mod crash;
mod cuts;
mod entries;
mod files;
mod holes;
mod letting;
mod logs;
mod people;
mod search;
mod several;
mod support;
