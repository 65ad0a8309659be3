//! `_uuid`: time-based UUIDs (version 1 of RFC 9562).
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use std::cell::Cell;

/// Between the Gregorian reform and the Unix epoch, in units of 100 nanoseconds.
const EPOCH: u64 = 0x01B2_1DD2_1381_4000;

/// What the next UUID depends on.
#[derive(Default)]
struct State {
    /// The node and clock sequence, chosen at random by each interpreter.
    identity: Cell<Option<([u8; 6], u16)>>,
    last: Cell<u64>,
}

fn identity(vm: &Vm) -> Res<([u8; 6], u16)> {
    let state = vm.extension::<State>();
    if let Some(known) = state.identity.get() {
        return Ok(known);
    }
    let mut random = [0u8; 8];
    // SAFETY: the buffer has the length given.
    if unsafe { libc::getrandom(random.as_mut_ptr().cast(), random.len(), 0) } != random.len() as isize {
        return Err(os_error(vm, last_errno(), None));
    }
    let [a, b, node @ ..] = random;
    let mut node = node;
    // The bit of group addresses, which no network card has.
    node[0] |= 1;
    let made = (node, u16::from_be_bytes([a, b]) & 0x3FFF);
    state.identity.set(Some(made));
    Ok(made)
}

/// Times never repeat: a clock that stands still or goes back is run ahead of.
fn next_time(vm: &Vm) -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let now = (since.as_nanos() / 100) as u64 + EPOCH;
    let last = &vm.extension::<State>().last;
    last.set(now.max(last.get() + 1));
    last.get()
}

native! { static FUNCTIONS = [
    "generate_time_safe()" => fn generate_time_safe(vm, []) {
        let (node, sequence) = identity(vm)?;
        let time = next_time(vm);
        let mut bytes = [0u8; 16];
        bytes[..4].copy_from_slice(&(time as u32).to_be_bytes());
        bytes[4..6].copy_from_slice(&((time >> 32) as u16).to_be_bytes());
        bytes[6..8].copy_from_slice(&((time >> 48) as u16 & 0x0FFF | 0x1000).to_be_bytes());
        bytes[8..10].copy_from_slice(&(sequence | 0x8000).to_be_bytes());
        bytes[10..].copy_from_slice(&node);
        // Nobody sees to it that no other process uses the same: -1 says so.
        vm.tuple_from_refs([vm.new_bytes(&bytes)?, Ref::own(Value::small_int(-1))])
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_uuid", "", FUNCTIONS)?;
    super::set(vm, module.value(), "has_uuid_generate_time_safe", Ref::own(Value::small_int(1)))?;
    super::set(vm, module.value(), "has_stable_extractable_node", Ref::own(Value::small_int(0)))?;
    Ok(module)
}
