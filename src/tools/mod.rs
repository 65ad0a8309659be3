//! Tools that look at programs: the disassembler and instruction statistics. They reach the core through `vm/observer` and the data of
//! `bytecode` only; the core never imports them.
pub mod disassemble;
pub mod opstats;
