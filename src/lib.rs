//! threadsnake: Python 3.14 on a threaded-code interpreter. `README.md` in this folder is the map of the house.
#![cfg_attr(threaded, feature(explicit_tail_calls, rust_preserve_none_cc))]
#![cfg_attr(threaded, allow(incomplete_features))]

pub mod numeric;
pub mod text;
