//! Tools that look at programs and at the interpreter.
pub mod disassemble;
