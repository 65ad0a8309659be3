//! Counts of executed instructions and of pairs of them, as text (`-X opstats`).
use crate::isa::Op;
use crate::vm::observer::OpCounts;
use std::fmt::Write;

/// Pairs shown.
const PAIRS: usize = 100;

/// A table of the instructions that ran, most frequent first, and one of the most frequent pairs.
pub fn format(counts: &OpCounts) -> String {
    let total = counts.total();
    let share = |n: u64| n as f64 * 100.0 / total.max(1) as f64;
    let mut out = format!("{total} instructions\n\n{:>14} {:>7} {:>7}  {:<28} {}\n", "count", "%", "sum %", "instruction", "family");
    let mut ops: Vec<(Op, u64)> = counts.ops().collect();
    ops.sort_by_key(|(op, n)| (std::cmp::Reverse(*n), *op as u16));
    let mut sum = 0;
    for (op, n) in ops {
        sum += n;
        let info = op.info();
        let family = if op.is_base() { "" } else { info.base.info().name };
        let line = format!("{n:>14} {:>7.3} {:>7.2}  {:<28} {family}", share(n), share(sum), info.name);
        out.push_str(line.trim_end());
        out.push('\n');
    }
    let mut pairs: Vec<(Op, Op, u64)> = counts.pairs().collect();
    pairs.sort_by_key(|(a, b, n)| (std::cmp::Reverse(*n), *a as u16, *b as u16));
    let _ = write!(out, "\n{:>14} {:>7} {:>7}  pair\n", "count", "%", "sum %");
    let mut sum = 0;
    for (a, b, n) in pairs.into_iter().take(PAIRS) {
        sum += n;
        let _ = writeln!(out, "{n:>14} {:>7.3} {:>7.2}  {:<28} {}", share(n), share(sum), a.info().name, b.info().name);
    }
    out
}
