//! The combinatoric iterators of `itertools`: field 0 is the pool as a tuple (`product`: the list holds the pools); `n[0]` is 0 before
//! the first result, then 1, and 2 at the end.
use super::itertools::{construct, held, it, make, put, spec};
use crate::native;
use crate::object::{Ref, Res, Type, TypeSpec, Value, Vm};

macro_rules! constructors { ($($f:ident $i:literal),*) => { $(
    fn $f(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res { construct(vm, &NEW[$i], ty, args, kwnames) }
)* }; }
constructors! { new_product 0, new_permutations 1, new_combinations 2, new_combinations_with_replacement 3 }

/// A tuple of an iterable's items.
fn pool(vm: &Vm, iterable: Value) -> Res {
    vm.tuple_from_refs(vm.collect(iterable)?)
}

/// An iterator over `pool` that picks `r` places.
fn picking(vm: &Vm, cls: Value, pool: Ref, places: Vec<usize>, ends: bool) -> Res {
    let this = make(vm, cls)?;
    put(vm, this.value(), 0, Some(pool));
    it(this.value()).places = places;
    it(this.value()).n[0] = if ends { 2 } else { 0 };
    Ok(this)
}

fn size(vm: &Vm, v: Value, what: &str) -> Res<usize> {
    match usize::try_from(vm.int_arg(v)?) {
        Ok(n) => Ok(n),
        Err(_) => Err(vm.value_error(format!("{what} must be non-negative"))),
    }
}

native! { static NEW = [
    "product(cls, *iterables, repeat=1)" => fn product_body(vm, [cls, repeat], *iterables) {
        let repeat = match vm.int_arg(repeat)? {
            n if n < 0 => return Err(vm.value_error("repeat argument cannot be negative")),
            n => n as usize,
        };
        let pools = iterables.iter().map(|x| pool(vm, *x)).collect::<Res<Vec<Ref>>>()?;
        let Some(n) = pools.len().checked_mul(repeat).filter(|n| *n < 1 << 32) else {
            return Err(vm.overflow_error("repeat argument too large"));
        };
        let this = make(vm, cls)?;
        let empty = repeat > 0 && pools.iter().any(|p| vm.tuple_items(p.value()).is_empty());
        it(this.value()).list = (0..n).map(|i| pools[i % pools.len()].clone().into_value()).collect();
        it(this.value()).places = vec![0; n];
        it(this.value()).n[0] = if empty { 2 } else { 0 };
        Ok(this)
    }
    "permutations(cls, iterable, r=None)" => fn permutations_body(vm, [cls, iterable, r]) {
        let pool = pool(vm, iterable)?;
        let n = vm.tuple_items(pool.value()).len();
        if !r.is_none() && vm.as_int(r).is_none() {
            return Err(vm.type_error("Expected int as r"));
        }
        let r = if r.is_none() { n } else { size(vm, r, "r")? };
        let this = picking(vm, cls, pool, (0..n).collect(), r > n)?;
        it(this.value()).cycles = (0..r.min(n)).map(|i| n - i).collect();
        Ok(this)
    }
    "combinations(cls, iterable, r)" => fn combinations_body(vm, [cls, iterable, r]) {
        let pool = pool(vm, iterable)?;
        let n = vm.tuple_items(pool.value()).len();
        let r = size(vm, r, "r")?;
        picking(vm, cls, pool, (0..r.min(n)).collect(), r > n)
    }
    "combinations_with_replacement(cls, iterable, r)" => fn combinations_with_replacement_body(vm, [cls, iterable, r]) {
        let pool = pool(vm, iterable)?;
        let n = vm.tuple_items(pool.value()).len();
        let r = size(vm, r, "r")?;
        if r > 1 << 32 {
            return Err(vm.memory_error());
        }
        picking(vm, cls, pool, if n == 0 { Vec::new() } else { vec![0; r] }, n == 0 && r > 0)
    }
]; }

/// The items of the pool at the places.
fn picked(vm: &Vm, v: Value, n: usize) -> Res<Option<Ref>> {
    let Some(pool) = held(v, 0) else { return Ok(None) };
    let items = vm.tuple_items(pool.value());
    let values: Vec<Value> = it(v).places[..n].iter().map(|i| items[*i]).collect();
    vm.tuple_from(&values).map(Some)
}

fn pool_len(vm: &Vm, v: Value) -> usize {
    held(v, 0).map_or(0, |p| vm.tuple_items(p.value()).len())
}

fn finish(v: Value) -> Res<Option<Ref>> {
    it(v).n[0] = 2;
    Ok(None)
}

fn next_product(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let state = it(v).n[0];
    if state == 2 {
        return Ok(None);
    }
    if state == 0 {
        it(v).n[0] = 1;
    } else {
        let mut i = it(v).places.len();
        loop {
            if i == 0 {
                return finish(v);
            }
            i -= 1;
            let t = it(v);
            t.places[i] += 1;
            if t.places[i] < vm.tuple_items(t.list[i]).len() {
                break;
            }
            t.places[i] = 0;
        }
    }
    let t = it(v);
    let values: Vec<Value> = t.places.iter().zip(&t.list).map(|(i, pool)| vm.tuple_items(*pool)[*i]).collect();
    vm.tuple_from(&values).map(Some)
}

fn next_permutations(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let r = it(v).cycles.len();
    match it(v).n[0] {
        2 => return Ok(None),
        0 => it(v).n[0] = 1,
        _ => {
            let n = pool_len(vm, v);
            let t = it(v);
            let mut i = r;
            loop {
                if i == 0 {
                    return finish(v);
                }
                i -= 1;
                t.cycles[i] -= 1;
                if t.cycles[i] > 0 {
                    let j = n - t.cycles[i];
                    t.places.swap(i, j);
                    break;
                }
                t.places[i..].rotate_left(1);
                t.cycles[i] = n - i;
            }
        }
    }
    picked(vm, v, r)
}

fn next_combinations(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let r = it(v).places.len();
    match it(v).n[0] {
        2 => return Ok(None),
        0 => it(v).n[0] = 1,
        _ => {
            let n = pool_len(vm, v);
            let t = it(v);
            let Some(i) = (0..r).rev().find(|i| t.places[*i] != i + n - r) else { return finish(v) };
            let first = t.places[i] + 1;
            for (k, place) in t.places[i..].iter_mut().enumerate() {
                *place = first + k;
            }
        }
    }
    picked(vm, v, r)
}

fn next_combinations_with_replacement(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let r = it(v).places.len();
    match it(v).n[0] {
        2 => return Ok(None),
        0 => it(v).n[0] = 1,
        _ => {
            let n = pool_len(vm, v);
            let t = it(v);
            let Some(i) = (0..r).rev().find(|i| t.places[*i] + 1 != n) else { return finish(v) };
            let next = t.places[i] + 1;
            t.places[i..].fill(next);
        }
    }
    picked(vm, v, r)
}

/// The types of this file.
pub static SPECS: &[TypeSpec] = &[
    spec("itertools.product", "Cartesian product of input iterables.  Equivalent to nested for-loops.", Some(new_product), next_product, &[]),
    spec("itertools.permutations", "Return successive r-length permutations of elements in the iterable.\n\npermutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)", Some(new_permutations), next_permutations, &[]),
    spec("itertools.combinations", "Return successive r-length combinations of elements in the iterable.\n\ncombinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)", Some(new_combinations), next_combinations, &[]),
    spec("itertools.combinations_with_replacement", "Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.\n\ncombinations_with_replacement('ABC', 2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), ('B','C'), ('C','C')", Some(new_combinations_with_replacement), next_combinations_with_replacement, &[]),
];
