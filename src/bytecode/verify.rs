//! Proves that code is well formed before it is decoded.
use std::fmt;

use super::{Bytecode, Const};

/// Why code was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyError {
    /// Qualified name of the code object.
    pub code: String,
    /// Word offset of the instruction.
    pub offset: usize,
    pub reason: String,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: {}", self.code, self.offset, self.reason)
    }
}

impl std::error::Error for VerifyError {}

/// Checks a code object and those inside it, as far as they have been read: bodies that are still in a file are checked when they are read.
///
/// # Errors
/// The first thing that is wrong.
pub fn verify(code: &Bytecode) -> Result<(), VerifyError> {
    super::discipline::check_head(code)?;
    if code.body.unread.is_some() {
        return Ok(());
    }
    super::discipline::check(code, code)?;
    for value in &code.consts {
        if let Const::Code(inner) = value {
            verify(inner)?;
        }
    }
    Ok(())
}
