//! Strings without interpreter objects: views over PEP 393 storage, building, searching, codecs and formatting.
pub mod builder;
pub mod case;
pub mod codec;
pub mod codec_escape;
pub mod codec_utf7;
pub mod codec_wide;
pub mod format_spec;
pub mod multibyte;
pub mod newlines;
pub mod normalize;
pub mod number_format;
pub mod percent;
pub mod regex;
pub mod repr;
pub mod search;
pub mod split;
pub mod template;
pub mod unicode;
pub mod unicode_data;
#[rustfmt::skip]
mod unicode_tables;
pub mod view;

#[cfg(test)]
mod tests;

pub use builder::{StrBuf, StrBuilder, narrow};
pub use format_spec::FormatSpec;
pub use view::{StrView, Unit};
