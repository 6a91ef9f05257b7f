//! Tests that need to craft bytes or look inside a document.

mod crafted;
mod creating;
mod editing;
mod hostile;
mod letters;
mod merging;
mod mutated;
mod promoting;
mod support;
mod vectors;
