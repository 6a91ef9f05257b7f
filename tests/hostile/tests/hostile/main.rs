//! What a partner with valid keys, an own device, or whoever took one, can do to a home: each test is one case
//! and says what becomes of it.

mod comparing;
mod epochs;
mod flooding;
mod holes;
mod logs;
mod meaning;
mod numbers;
mod own;
mod removed;
mod sessions;
mod size;
