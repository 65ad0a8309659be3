//! Structure of one code object, and which temporaries hold references where.
//!
//! Abstract interpretation: the state is the set of temporaries that may hold a heap reference. A temporary is written
//! only while it is empty or an operand of the same instruction, all paths to an instruction agree on the state, and
//! nothing but the operand of a return is live there.
use super::{Body, Bytecode, Const, verify::VerifyError};
use crate::isa::{Intrinsic, Op, Operand, WITH_REST, WORDS};

/// A set of temporaries: bits of one word, of more where there are more than 64.
#[derive(Clone, PartialEq)]
pub(super) struct Live {
    count: usize,
    first: u64,
    more: Vec<u64>,
}

impl Live {
    fn none(count: usize) -> Live {
        Live { count, first: 0, more: vec![0; count.saturating_sub(1) / 64] }
    }
    fn word(&mut self, t: usize) -> &mut u64 {
        if t < 64 { &mut self.first } else { &mut self.more[t / 64 - 1] }
    }
    /// Whether a temporary is in the set; `None` where there is no such temporary.
    pub(super) fn get(&self, t: usize) -> Option<bool> {
        let word = if t < 64 { self.first } else { *self.more.get(t / 64 - 1)? };
        (t < self.count).then_some(word >> (t % 64) & 1 != 0)
    }
    fn set(&mut self, t: usize, live: bool) {
        let bit = 1 << (t % 64);
        let word = self.word(t);
        *word = if live { *word | bit } else { *word & !bit };
    }
    fn is_empty(&self) -> bool {
        self.first == 0 && self.more.iter().all(|w| *w == 0)
    }
}

struct Checker<'c> {
    /// Its body may not have been read yet: `body` is to be used.
    code: &'c Bytecode,
    body: &'c Body,
    /// Whether an instruction starts at a word.
    starts: Vec<bool>,
    /// Live temporaries before each instruction that has been reached.
    states: Vec<Option<Live>>,
    work: Vec<usize>,
}

/// Checks what callers rely on.
pub(super) fn check_head(code: &Bytecode) -> Result<(), VerifyError> {
    let fail = |reason: &str| Err(VerifyError { code: code.qualname.to_string(), offset: 0, reason: reason.into() });
    if code.locals > code.registers || code.registers > 0x10000 || code.local_names.len() != code.locals as usize {
        return fail("bad register counts");
    }
    if code.arg_count as u64 + code.kwonly_count as u64 > code.locals as u64 || code.posonly_count > code.arg_count {
        return fail("bad argument counts");
    }
    if code.cells.iter().any(|c| *c >= code.locals) {
        return fail("cell is no local");
    }
    Ok(())
}

/// Checks a body of code whose head is right.
pub(super) fn check(code: &Bytecode, body: &Body) -> Result<(), VerifyError> {
    let count = body.words.len();
    let mut checker = Checker { code, body, starts: vec![false; count], states: vec![None; count], work: Vec::new() };
    checker.structure()?;
    checker.flow()
}

/// Whether an exception can be raised in an instruction.
pub(super) fn may_raise(op: Op) -> bool {
    !matches!(
        op,
        Op::NOP | Op::COPY | Op::TAKE | Op::LOAD_CONST | Op::LOAD_INT | Op::RELEASE | Op::INIT_UNBOUND | Op::CLEAR
            | Op::JUMP | Op::PUSH_EXC | Op::POP_EXC | Op::END_FOR | Op::RETURN
    )
}

/// The live temporaries before each instruction that is reached, by word offset; `None` for malformed code.
pub(super) fn live_temporaries(code: &Bytecode, body: &Body) -> Option<Vec<Option<Live>>> {
    let count = body.words.len();
    let mut checker = Checker { code, body, starts: vec![false; count], states: vec![None; count], work: Vec::new() };
    checker.structure().and_then(|()| checker.flow()).ok()?;
    Some(checker.states)
}

impl Checker<'_> {
    fn fail<T>(&self, offset: usize, reason: impl Into<String>) -> Result<T, VerifyError> {
        Err(VerifyError { code: self.code.qualname.to_string(), offset, reason: reason.into() })
    }

    fn operand(&self, offset: usize, slot: usize) -> u16 {
        self.body.words[offset + 1 + slot]
    }

    fn target(&self, offset: usize, op: Op) -> Option<i64> {
        let slot = op.info().operands.iter().position(|o| matches!(o, Operand::Jump | Operand::Jump32))?;
        let distance = match op.info().operands[slot] {
            Operand::Jump => self.operand(offset, slot) as i16 as i64,
            _ => (self.operand(offset, 1) as u32 | (self.operand(offset, 2) as u32) << 16) as i32 as i64,
        };
        Some(offset as i64 + distance)
    }

    fn structure(&mut self) -> Result<(), VerifyError> {
        let (code, body) = (self.code, self.body);
        let registers = code.registers as usize;
        let mut offset = 0;
        let mut last = None;
        while offset < body.words.len() {
            let Some(op) = Op::from_u16(body.words[offset]).filter(|op| op.is_base() && *op != Op::HALT) else {
                return self.fail(offset, "unknown opcode");
            };
            if offset + op.len() > body.words.len() {
                return self.fail(offset, "truncated instruction");
            }
            self.starts[offset] = true;
            for (slot, kind) in op.info().operands.iter().enumerate() {
                let w = self.operand(offset, slot) as usize;
                let good = match kind {
                    Operand::Dst | Operand::Src | Operand::Use => w < registers || op == Op::RERAISE,
                    Operand::Base => w <= registers,
                    Operand::Const => w < body.consts.len(),
                    Operand::Const32 => (w | (self.operand(offset, slot + 1) as usize) << 16) < body.consts.len(),
                    Operand::Name => w < body.names.len(),
                    Operand::Free => w < code.free_names.len(),
                    Operand::None | Operand::Imm | Operand::Count | Operand::Jump | Operand::Jump32 => true,
                };
                if !good {
                    return self.fail(offset, format!("operand {slot} of {} out of range", op.info().name));
                }
            }
            if op.info().extra == Operand::Const && body.words[offset + WORDS] as usize >= body.consts.len() {
                return self.fail(offset, "constant out of range");
            }
            last = Some(op);
            offset += op.len();
        }
        if !last.is_some_and(Op::ends_block) {
            return self.fail(offset, "control falls off the end");
        }
        let is_start = |t: i64| usize::try_from(t).is_ok_and(|t| self.starts.get(t) == Some(&true));
        for offset in (0..body.words.len()).filter(|o| self.starts[*o]) {
            let Some(op) = Op::from_u16(self.body.words[offset]) else { continue };
            if let Some(target) = self.target(offset, op) {
                if !is_start(target) {
                    return self.fail(offset, "jump into the middle of an instruction");
                }
                let backward = matches!(op, Op::JUMP_BACK | Op::JUMP_TRUE | Op::FOR_ITER | Op::FOR_RANGE)
                    || op as u16 >= Op::JUMP_LT as u16 && op as u16 <= Op::JUMP_GE as u16
                    || op as u16 >= Op::JUMP_LT_IMM as u16 && op as u16 <= Op::JUMP_GE_IMM as u16;
                if target <= offset as i64 && !backward {
                    return self.fail(offset, format!("{} jumps backwards", op.info().name));
                }
            }
        }
        for e in &self.body.exceptions {
            let ends = e.end as usize == self.body.words.len() || is_start(e.end as i64);
            if e.start >= e.end || !is_start(e.start as i64) || !ends || !is_start(e.handler as i64) {
                return self.fail(e.start as usize, "bad exception entry");
            }
            if e.depth < code.locals || e.depth >= code.registers {
                return self.fail(e.start as usize, "bad handler depth");
            }
        }
        Ok(())
    }

    fn flow(&mut self) -> Result<(), VerifyError> {
        let temporaries = (self.code.registers - self.code.locals) as usize;
        self.reach(0, 0, Live::none(temporaries))?;
        while let Some(offset) = self.work.pop() {
            let Some(state) = self.states[offset].clone() else { continue };
            self.step(offset, state)?;
        }
        Ok(())
    }

    fn reach(&mut self, from: usize, offset: usize, state: Live) -> Result<(), VerifyError> {
        match &self.states[offset] {
            None => {
                self.states[offset] = Some(state);
                self.work.push(offset);
                Ok(())
            }
            Some(known) if *known == state => Ok(()),
            Some(known) => {
                let t = (0..known.count).find(|t| known.get(*t) != state.get(*t)).unwrap_or(0);
                self.fail(from, format!("paths to {offset} disagree on t{t}"))
            }
        }
    }

    fn take(&self, state: &mut Live, offset: usize, r: usize) -> Result<(), VerifyError> {
        let Some(t) = r.checked_sub(self.code.locals as usize) else { return Ok(()) };
        match state.get(t) {
            Some(true) => {
                state.set(t, false);
                Ok(())
            }
            Some(_) => self.fail(offset, format!("t{t} is empty")),
            None => self.fail(offset, "register out of range"),
        }
    }

    fn put(&self, state: &mut Live, offset: usize, r: usize) -> Result<(), VerifyError> {
        let Some(t) = r.checked_sub(self.code.locals as usize) else { return Ok(()) };
        match state.get(t) {
            Some(false) => {
                state.set(t, true);
                Ok(())
            }
            Some(_) => self.fail(offset, format!("t{t} is written while live")),
            None => self.fail(offset, "register out of range"),
        }
    }

    fn used(&self, state: &Live, offset: usize, r: usize) -> Result<(), VerifyError> {
        match r.checked_sub(self.code.locals as usize) {
            Some(t) if state.get(t) != Some(true) => self.fail(offset, format!("t{t} is empty")),
            _ => Ok(()),
        }
    }

    fn step(&mut self, offset: usize, mut state: Live) -> Result<(), VerifyError> {
        let code = self.code;
        let Some(op) = Op::from_u16(self.body.words[offset]) else { return Ok(()) };
        // An exception frees everything from the handler's depth on and puts itself there.
        let raises = may_raise(op);
        if let Some(e) = self.body.exceptions.iter().find(|e| raises && (e.start as usize..e.end as usize).contains(&offset)) {
            let depth = (e.depth - code.locals) as usize;
            let mut caught = state.clone();
            (depth..caught.count).for_each(|t| caught.set(t, false));
            caught.set(depth, true);
            self.reach(offset, e.handler as usize, caught)?;
        }
        let [a, b, c] = [0, 1, 2].map(|i| self.operand(offset, i) as usize);
        let base_is_local = |slot: usize| op.info().operands[slot] == Operand::Base && self.operand(offset, slot) < code.locals as u16;
        if (0..3).any(base_is_local) && op != Op::INIT_UNBOUND && !matches!(op, Op::BUILD_TUPLE if c == 0) {
            return self.fail(offset, "base is a local");
        }
        let mut jumped: Option<Live> = None;
        let range = |from: usize, n: usize| from..from + n;
        match op {
            Op::INIT_UNBOUND if a >= code.locals as usize => {
                for r in range(a, b) {
                    self.put(&mut state, offset, r)?;
                }
            }
            Op::INIT_UNBOUND => {
                if a + b > code.locals as usize {
                    return self.fail(offset, "register out of range");
                }
            }
            Op::FOR_PREP => {
                self.take(&mut state, offset, b)?;
                for r in range(a, 4) {
                    self.put(&mut state, offset, r)?;
                }
            }
            Op::FOR_PREP_RANGE => {
                for r in range(a, 1 + c) {
                    self.take(&mut state, offset, r)?;
                }
                for r in range(a, 4) {
                    self.put(&mut state, offset, r)?;
                }
            }
            Op::FOR_ITER | Op::FOR_RANGE => {
                for r in range(b, 4) {
                    self.used(&state, offset, r)?;
                }
                let mut next = state.clone();
                self.put(&mut next, offset, a)?;
                jumped = Some(next);
                for r in range(b, 4) {
                    self.take(&mut state, offset, r)?;
                }
            }
            Op::END_FOR => {
                for r in range(a, 4) {
                    self.take(&mut state, offset, r)?;
                }
            }
            Op::UNPACK | Op::UNPACK_EX => {
                self.take(&mut state, offset, a)?;
                let n = if op == Op::UNPACK { c } else { (c & 255) + 1 + (c >> 8) };
                for r in range(b, n) {
                    self.put(&mut state, offset, r)?;
                }
            }
            Op::BUILD_INTERPOLATION | Op::BUILD_TEMPLATE => {
                for r in range(b, if op == Op::BUILD_TEMPLATE { 2 } else { 4 }) {
                    self.take(&mut state, offset, r)?;
                }
                self.put(&mut state, offset, a)?;
            }
            Op::FIND_ITEM => {
                self.take(&mut state, offset, b)?;
                jumped = Some(state.clone());
                self.put(&mut state, offset, a)?;
            }
            Op::MATCH_KEYS => {
                self.used(&state, offset, a)?;
                let d = self.body.words[offset + WORDS];
                let count = (d & !WITH_REST) as usize;
                for r in range(b, count) {
                    self.take(&mut state, offset, r)?;
                }
                jumped = Some(state.clone());
                for r in range(b, count + usize::from(d & WITH_REST != 0)) {
                    self.put(&mut state, offset, r)?;
                }
            }
            Op::MATCH_CLASS => {
                self.used(&state, offset, a)?;
                self.take(&mut state, offset, b)?;
                jumped = Some(state.clone());
                let Const::Tuple(wanted) = &self.body.consts[self.body.words[offset + WORDS] as usize] else {
                    return self.fail(offset, "sub-patterns are no tuple");
                };
                let [Const::Int(positional), names @ ..] = &wanted[..] else {
                    return self.fail(offset, "bad sub-patterns");
                };
                let positional = usize::try_from(*positional).ok().filter(|n| *n <= 0x10000);
                let (Some(positional), true) = (positional, names.iter().all(|n| matches!(n, Const::Str(_)))) else {
                    return self.fail(offset, "bad sub-patterns");
                };
                for r in range(b, positional + names.len()) {
                    self.put(&mut state, offset, r)?;
                }
            }
            Op::BUILD_TUPLE | Op::BUILD_LIST | Op::BUILD_SET | Op::BUILD_MAP | Op::BUILD_STRING | Op::BUILD_SLICE
            | Op::COMPARE_TUPLES | Op::CALL | Op::CALL_KW | Op::CALL_METHOD | Op::CALL_METHOD_KW | Op::CALL_EX | Op::SUPER_ATTR => {
                let n = match op {
                    Op::COMPARE_TUPLES if c >> 8 > 5 => return self.fail(offset, "unknown comparison"),
                    Op::COMPARE_TUPLES => 2 * (c & 255),
                    Op::BUILD_MAP => 2 * c,
                    Op::CALL | Op::CALL_KW => 1 + c,
                    Op::CALL_METHOD | Op::CALL_METHOD_KW => 2 + c,
                    Op::CALL_EX | Op::SUPER_ATTR => 3,
                    _ => c,
                };
                for r in range(b, n) {
                    self.take(&mut state, offset, r)?;
                }
                self.put(&mut state, offset, a)?;
            }
            Op::INTRINSIC => {
                let Some(intrinsic) = Intrinsic::from_u16(c as u16) else {
                    return self.fail(offset, "unknown intrinsic");
                };
                for r in range(b, intrinsic.operands()) {
                    self.take(&mut state, offset, r)?;
                }
                self.put(&mut state, offset, a)?;
            }
            Op::MAP_ADD => {
                self.used(&state, offset, a)?;
                self.take(&mut state, offset, b)?;
                self.take(&mut state, offset, b + 1)?;
            }
            Op::LOAD_METHOD => {
                self.take(&mut state, offset, b)?;
                self.put(&mut state, offset, a)?;
                self.put(&mut state, offset, a + 1)?;
            }
            Op::SUPER_METHOD => {
                for r in range(a, 3) {
                    self.take(&mut state, offset, r)?;
                }
                self.put(&mut state, offset, a)?;
                self.put(&mut state, offset, a + 1)?;
            }
            Op::GETSLICE => {
                self.take(&mut state, offset, b)?;
                self.take(&mut state, offset, c)?;
                self.take(&mut state, offset, c + 1)?;
                self.put(&mut state, offset, a)?;
            }
            Op::GETSLICE_STEP => {
                self.take(&mut state, offset, b)?;
                for r in range(c, 3) {
                    self.take(&mut state, offset, r)?;
                }
                self.put(&mut state, offset, a)?;
            }
            Op::SETSLICE => {
                self.take(&mut state, offset, a)?;
                self.take(&mut state, offset, b)?;
                self.take(&mut state, offset, b + 1)?;
                self.take(&mut state, offset, c)?;
            }
            Op::YIELD_FROM => {
                self.take(&mut state, offset, b)?;
                self.take(&mut state, offset, c)?;
                self.put(&mut state, offset, a)?;
            }
            Op::MAKE_FUNCTION => {
                for r in range(a, c.count_ones() as usize) {
                    self.take(&mut state, offset, r)?;
                }
                self.put(&mut state, offset, a)?;
            }
            Op::PUSH_EXC => {
                self.used(&state, offset, a)?;
                self.put(&mut state, offset, a + 1)?;
            }
            Op::GROUP_MATCH => {
                self.used(&state, offset, a)?;
                self.take(&mut state, offset, b)?;
                jumped = Some(state.clone());
                self.put(&mut state, offset, a + 1)?;
            }
            Op::GROUP_REMAINDER => {
                self.used(&state, offset, a)?;
                self.used(&state, offset, b)?;
                let mut none = state.clone();
                self.take(&mut none, offset, a)?;
                jumped = Some(none);
            }
            Op::POP_EXC => {
                self.take(&mut state, offset, a)?;
                self.take(&mut state, offset, a + 1)?;
            }
            Op::WITH_ENTER | Op::ASYNC_WITH_ENTER => {
                self.take(&mut state, offset, b)?;
                self.put(&mut state, offset, a)?;
                self.put(&mut state, offset, a + 1)?;
            }
            Op::IMPORT_NAME => self.used(&state, offset, a)?,
            Op::JUMP_TRUE_KEEP | Op::JUMP_FALSE_KEEP => {
                self.used(&state, offset, a)?;
                jumped = Some(state.clone());
                self.take(&mut state, offset, a)?;
            }
            Op::RERAISE if b == 1 => {}
            _ => {
                let kinds = op.info().operands;
                for (kind, r) in kinds.iter().zip([a, b, c]) {
                    if *kind == Operand::Use {
                        self.used(&state, offset, r)?;
                    }
                }
                for (kind, r) in kinds.iter().zip([a, b, c]) {
                    if *kind == Operand::Src {
                        self.take(&mut state, offset, r)?;
                    }
                }
                for (kind, r) in kinds.iter().zip([a, b, c]) {
                    if *kind == Operand::Dst {
                        self.put(&mut state, offset, r)?;
                    }
                }
            }
        }
        if matches!(op, Op::RETURN | Op::RETURN_GEN) && !state.is_empty() {
            return self.fail(offset, "live temporaries at return");
        }
        if let Some(target) = self.target(offset, op) {
            self.reach(offset, target as usize, jumped.unwrap_or_else(|| state.clone()))?;
        }
        if !op.ends_block() {
            self.reach(offset, offset + op.len(), state)?;
        }
        Ok(())
    }
}
