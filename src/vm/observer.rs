//! Observers: handler tables all of whose entries are one handler, which observes and then tail-calls the real one. An observer costs
//! nothing while it is off, since no handler knows of it.
//!
//! An observer's state hangs off `vm.observer`; switching the table sets the eval breaker, after which running frames use the new one.
use super::dispatch::{HANDLERS, Slot};
use crate::isa::{COUNT, Op};
use crate::object::Vm;
use crate::object::vm::breaker;
use crate::{handlers, tail};
use std::cell::Cell;
use std::sync::atomic::Ordering;

/// Counts of executed instructions, and of instructions by the one before them.
pub struct OpCounts {
    ops: Box<[Cell<u64>]>,
    /// `first * COUNT + second`.
    pairs: Box<[Cell<u64>]>,
    last: Cell<usize>,
}

impl OpCounts {
    fn new() -> OpCounts {
        OpCounts {
            ops: vec![Cell::new(0); COUNT].into(),
            pairs: vec![Cell::new(0); COUNT * COUNT].into(),
            last: Cell::new(Op::NOP as usize),
        }
    }
    /// How often an instruction has run.
    pub fn op(&self, op: Op) -> u64 {
        self.ops[op as usize].get()
    }
    /// All instructions that have run.
    pub fn total(&self) -> u64 {
        self.ops.iter().map(Cell::get).sum()
    }
    /// Each instruction that has run, with its count.
    pub fn ops(&self) -> impl Iterator<Item = (Op, u64)> + '_ {
        self.ops.iter().enumerate().filter(|(_, n)| n.get() > 0).filter_map(|(i, n)| Some((Op::from_u16(i as u16)?, n.get())))
    }
    /// Each pair of instructions that have run one after the other, with its count.
    pub fn pairs(&self) -> impl Iterator<Item = (Op, Op, u64)> + '_ {
        self.pairs.iter().enumerate().filter(|(_, n)| n.get() > 0).filter_map(|(i, n)| {
            Some((Op::from_u16((i / COUNT) as u16)?, Op::from_u16((i % COUNT) as u16)?, n.get()))
        })
    }
}

handlers! {
    COUNT_OP(pc, fp, vm, tab) {
        let counts = &*(vm.observer.get() as *const OpCounts);
        let op = *pc as usize;
        let n = counts.ops.get_unchecked(op);
        n.set(n.get() + 1);
        let n = counts.pairs.get_unchecked(counts.last.replace(op) * COUNT + op);
        n.set(n.get() + 1);
        tail!(HANDLERS.get_unchecked(op).0, pc, fp, vm, tab)
    }
}

static COUNTING: [Slot; COUNT] = [Slot(COUNT_OP); COUNT];

/// Puts the table in force that the present observers need.
pub fn choose_table(vm: &Vm) {
    let table = if !vm.monitoring.get().is_null() {
        super::monitoring::observe::table(vm)
    } else if !vm.observer.get().is_null() {
        &COUNTING
    } else {
        &HANDLERS
    };
    vm.table.set(table.as_ptr() as *const ());
    vm.eval_breaker.fetch_or(breaker::TABLE, Ordering::Relaxed);
}

/// Counts instructions from now on.
pub fn count_ops(vm: &Vm) {
    if vm.observer.get().is_null() {
        vm.observer.set(Box::into_raw(Box::new(OpCounts::new())) as *const ());
    }
    choose_table(vm);
}

/// Stops observing; returns what was counted. Call it while no Python code runs.
pub fn stop(vm: &Vm) -> Option<Box<OpCounts>> {
    let counts = vm.observer.replace(std::ptr::null());
    choose_table(vm);
    // SAFETY: a box made in `count_ops`; no frame that used the counting table is left.
    (!counts.is_null()).then(|| unsafe { Box::from_raw(counts as *mut OpCounts) })
}
