//! What a partner with valid keys, or whoever took a device, can do to a home: each test is one case
//! and says what becomes of it.

mod comparing;
mod epochs;
mod flooding;
mod holes;
mod logs;
mod meaning;
mod numbers;
mod removed;
mod sessions;
mod size;
