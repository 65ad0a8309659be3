//! The `threadsnake` command.
fn main() {}
