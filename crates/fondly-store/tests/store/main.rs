//! The store over real files, through its public functions.

mod crash;
mod entries;
mod files;
mod logs;
mod people;
mod several;
mod support;
