//! The lock that `importlib` takes while it looks at the locks of modules (`_imp.acquire_lock`): held by one thread, as often as it likes.
//! A fork holds it too, so that a child never finds it in the hands of a thread that it does not have.
use super::threads::{Semaphore, own_ident};
use crate::object::{Res, Vm};
use std::cell::Cell;
use std::sync::Arc;

/// The lock.
struct Lock {
    owner: Cell<u64>,
    count: Cell<usize>,
    free: std::cell::RefCell<Arc<Semaphore>>,
}

impl Default for Lock {
    fn default() -> Lock {
        Lock { owner: Cell::new(0), count: Cell::new(0), free: std::cell::RefCell::new(Arc::new(Semaphore::new(1))) }
    }
}

/// Takes the lock, waiting for the thread that holds it.
///
/// # Errors
/// What a signal's handler raises.
pub fn acquire(vm: &Vm) -> Res<()> {
    let lock = vm.extension::<Lock>();
    if lock.count.get() == 0 || lock.owner.get() != own_ident() {
        let free = lock.free.borrow().clone();
        free.wait(vm, None)?;
        lock.owner.set(own_ident());
    }
    lock.count.set(lock.count.get() + 1);
    Ok(())
}

/// Gives it up once; false where the running thread does not hold it.
pub fn release(vm: &Vm) -> bool {
    let lock = vm.extension::<Lock>();
    if !held_here(vm) {
        return false;
    }
    lock.count.set(lock.count.get() - 1);
    if lock.count.get() == 0 {
        lock.owner.set(0);
        lock.free.borrow().post();
    }
    true
}

/// Whether some thread holds it.
pub fn held(vm: &Vm) -> bool {
    vm.extension::<Lock>().count.get() > 0
}

fn held_here(vm: &Vm) -> bool {
    let lock = vm.extension::<Lock>();
    lock.count.get() > 0 && lock.owner.get() == own_ident()
}

/// In the child of a fork, whose thread holds it: nobody waits for it any more.
pub fn after_fork(vm: &Vm) {
    let lock = vm.extension::<Lock>();
    if lock.count.get() > 0 {
        *lock.free.borrow_mut() = Arc::new(Semaphore::new(0));
    }
}
