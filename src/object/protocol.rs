//! The abstract operations of the language on any value, through type slots.
use super::dict::Dict;
use super::reference::{Raised, Ref, Res};
use super::type_object::{BinOp, CompareOp, Type, flags};
use super::value::Value;
use super::vm::Vm;

impl Vm {
    // ---- numbers and comparison

    /// `a op b`. Raises TypeError where neither side knows the other.
    pub fn binary_op(&self, op: BinOp, a: Value, b: Value) -> Res {
        let r = self.binary_op_or_not_implemented(op, false, a, b)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
        Err(self.no_operator(op, false, a, b))
    }
    fn binary_op_or_not_implemented(&self, op: BinOp, inplace: bool, a: Value, b: Value) -> Res {
        let i = op as usize;
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        let (sa, sb) = (self.slots(a).binary[i], self.slots(b).binary[i]);
        let sb = if ta == tb || sa.is_some() && sa == sb { None } else { sb };
        if let Some(f) = sa {
            if let Some(g) = sb
                && self.is_subtype(tb, ta)
            {
                let r = g(self, a, b)?;
                if !r.is_not_implemented() {
                    return Ok(r);
                }
                return f(self, a, b);
            }
            let r = f(self, a, b)?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
        }
        match sb {
            Some(g) if !self.is_left_alone(op, inplace, a, b) => g(self, a, b),
            _ => Ok(Ref::NOT_IMPLEMENTED),
        }
    }
    /// `a op= b`.
    pub fn inplace_op(&self, op: BinOp, a: Value, b: Value) -> Res {
        if let Some(f) = self.slots(a).inplace[op as usize] {
            let r = f(self, a, b)?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
        }
        self.inplace_by_binary(op, a, b)
    }
    /// `a op= b` where `a` has no in-place method that takes `b`.
    pub fn inplace_by_binary(&self, op: BinOp, a: Value, b: Value) -> Res {
        let r = self.binary_op_or_not_implemented(op, true, a, b)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
        Err(self.no_operator(op, true, a, b))
    }
    /// The operator of an augmented assignment as messages have it.
    pub fn inplace_symbol(op: BinOp) -> String {
        if op == BinOp::Pow { "**=".to_owned() } else { format!("{}=", op.symbol()) }
    }
    /// TypeError of `a op b`, or of `a op= b`, that neither operand knows. A sequence is repeated by whatever has no `*` of its own.
    #[cold]
    pub fn no_operator(&self, op: BinOp, inplace: bool, a: Value, b: Value) -> Raised {
        if op == BinOp::Mul {
            let repeats_in_place = inplace && self.repeats(a, &[2]);
            let repeats = |v: Value| self.repeats(v, &[0, 1]);
            let count = if repeats_in_place || repeats(a) {
                Some(b)
            } else {
                // `*=` asks the right operand only where the left is nothing like a container.
                (repeats(b) && !(inplace && self.is_like_sequence(a))).then_some(a)
            };
            if let Some(count) = count {
                let count = self.type_name(count);
                return self.type_error(format!("can't multiply sequence by non-int of type '{count}'"));
            }
        }
        if inplace {
            return self.unsupported_operands(&Self::inplace_symbol(op), a, b);
        }
        self.unsupported_operands(op.symbol(), a, b)
    }
    /// The native type that a value's class derives from.
    fn native_base(&self, v: Value) -> *mut Type {
        let mut ty = self.type_of(v);
        // SAFETY: types and their bases live while an instance is an operand; the chain ends at `object`, which is no heap type.
        unsafe {
            while (*ty).has(flags::HEAP) {
                ty = (*ty).base;
            }
        }
        ty
    }
    /// Whether a value is a native sequence with a `*` of its own and its class has none of `forms` from elsewhere: 0 `__mul__`,
    /// 1 `__rmul__`, 2 `__imul__`.
    fn repeats(&self, v: Value, forms: &[usize]) -> bool {
        let native = self.native_base(v);
        const TEXT: u32 = flags::STR_SUBCLASS | flags::BYTES_SUBCLASS | flags::SEQUENCE;
        // SAFETY: as in `native_base`.
        let is_sequence = unsafe {
            ((*native).has(TEXT) || native == self.types.bytearray) && (*native).slots.binary[BinOp::Mul as usize].is_some()
        };
        let ty = self.type_of(v);
        is_sequence
            && forms.iter().all(|&form| {
                let name = self.slot_names[BinOp::Mul as usize * 3 + form];
                let own = self.type_lookup(native, name);
                own.is_some() && (ty == native || self.type_lookup(ty, name) == own)
            })
    }
    /// Whether a type has room for the methods of sequences: classes do, and native types with a length or containment.
    fn is_like_sequence(&self, v: Value) -> bool {
        let slots = self.slots(v);
        // SAFETY: a value's type is live.
        let is_class = unsafe { (*self.type_of(v)).has(flags::HEAP) };
        is_class || slots.len.is_some() || slots.contains.is_some()
    }
    /// Whether the right operand is a native sequence that is not asked: it concatenates as the left operand alone, and `*=` repeats it
    /// only where the left operand is nothing like a container.
    #[cold]
    pub fn is_left_alone(&self, op: BinOp, inplace: bool, a: Value, b: Value) -> bool {
        if op != BinOp::Add && !(op == BinOp::Mul && inplace && self.is_like_sequence(a)) {
            return false;
        }
        let native = self.native_base(b);
        const TEXT: u32 = flags::STR_SUBCLASS | flags::BYTES_SUBCLASS | flags::SEQUENCE;
        // SAFETY: as in `native_base`.
        unsafe {
            ((*native).has(TEXT) || native == self.types.bytearray)
                && (*native).slots.binary[op as usize] == self.slots(b).binary[op as usize]
        }
    }
    #[cold]
    pub fn unsupported_operands(&self, symbol: &str, a: Value, b: Value) -> Raised {
        self.type_error(format!(
            "unsupported operand type(s) for {symbol}: '{}' and '{}'",
            self.type_name(a),
            self.type_name(b)
        ))
    }
    /// `a op b` for a comparison; the result may be any object.
    pub fn compare(&self, a: Value, b: Value, op: CompareOp) -> Res {
        self.check_machine_stack(" in comparison")?;
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        let (sa, sb) = (self.slots(a).compare, self.slots(b).compare);
        let mut reflected_tried = false;
        if ta != tb
            && let Some(g) = sb
            && self.is_subtype(tb, ta)
        {
            reflected_tried = true;
            let r = g(self, b, a, op.swapped())?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
        }
        if let Some(f) = sa {
            let r = f(self, a, b, op)?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
        }
        if !reflected_tried && let Some(g) = sb {
            let r = g(self, b, a, op.swapped())?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
        }
        self.compare_by_identity(a, b, op)
    }
    /// `a op b` after the left operand's method has returned `NotImplemented`, which came first.
    pub fn compare_reflected(&self, a: Value, b: Value, op: CompareOp) -> Res {
        if let Some(g) = self.slots(b).compare {
            let r = g(self, b, a, op.swapped())?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
        }
        self.compare_by_identity(a, b, op)
    }
    fn compare_by_identity(&self, a: Value, b: Value, op: CompareOp) -> Res {
        match op {
            CompareOp::Eq => Ok(Ref::bool(a == b)),
            CompareOp::Ne => Ok(Ref::bool(a != b)),
            _ => Err(self.type_error(format!(
                "'{}' not supported between instances of '{}' and '{}'",
                op.symbol(),
                self.type_name(a),
                self.type_name(b)
            ))),
        }
    }
    /// Truth of `a op b`; identity implies equality, as in containers.
    #[inline]
    pub fn compare_bool(&self, a: Value, b: Value, op: CompareOp) -> Res<bool> {
        if a == b {
            match op {
                CompareOp::Eq => return Ok(true),
                CompareOp::Ne => return Ok(false),
                _ => {}
            }
        }
        if Value::both_small_int(a, b) {
            return Ok(op.holds(a.0.cmp(&b.0)));
        }
        if op == CompareOp::Eq && a.is_exact(self.types.str) && b.is_exact(self.types.str) {
            return Ok(self.str(a).equals(self.str(b)));
        }
        let r = self.compare(a, b, op)?;
        self.truth(r.value())
    }
    /// `bool(v)`.
    #[inline]
    pub fn truth(&self, v: Value) -> Res<bool> {
        match v {
            Value::TRUE => return Ok(true),
            Value::FALSE | Value::NONE => return Ok(false),
            _ => {}
        }
        if v.is_small_int() {
            return Ok(v.as_small_int() != 0);
        }
        let slots = self.slots(v);
        if let Some(f) = slots.bool {
            return f(self, v);
        }
        if let Some(f) = slots.len {
            return Ok(f(self, v)? != 0);
        }
        Ok(true)
    }
    /// `hash(v)`.
    #[inline(always)]
    pub fn hash(&self, v: Value) -> Res<i64> {
        if v.is_exact(self.types.str) {
            // SAFETY: the type was just checked.
            return Ok(unsafe { (*v.ptr::<super::str_object::Str>()).hash(self) });
        }
        if v.is_small_int() {
            let x = v.as_small_int();
            return Ok(if x == -1 { -2 } else { x });
        }
        self.hash_slow(v)
    }
    /// The hash of a key of a dict; what makes it unhashable is said of the key.
    #[inline(always)]
    pub fn hash_key(&self, v: Value) -> Res<i64> {
        self.hash(v).map_err(|e| self.unusable_key(v, "a dict key", e))
    }
    /// The hash of an element of a set.
    #[inline(always)]
    pub fn hash_element(&self, v: Value) -> Res<i64> {
        self.hash(v).map_err(|e| self.unusable_key(v, "a set element", e))
    }
    /// Rewords the TypeError of a failed hash.
    #[cold]
    #[inline(never)]
    fn unusable_key(&self, key: Value, what: &str, raised: Raised) -> Raised {
        if !self.raised.get().is_exact(self.types.TypeError) {
            return raised;
        }
        let e = self.take_raised();
        let why = match self.str_of(e.value()) {
            Ok(s) => self.str_text(s.value()),
            Err(r) => return r,
        };
        self.type_error(format!("cannot use '{}' as {what} ({why})", self.type_name(key)))
    }
    #[inline(never)]
    fn hash_slow(&self, v: Value) -> Res<i64> {
        match self.slots(v).hash {
            Some(f) => f(self, v),
            None => Err(self.type_error(format!("unhashable type: '{}'", self.type_name(v)))),
        }
    }
    /// `operator.index(v)` as an int value (exact int).
    pub fn index(&self, v: Value) -> Res {
        if v.is_small_int() || v.is_exact(self.types.int) {
            return Ok(Ref::new(v));
        }
        if let Some(x) = self.as_int(v) {
            return match x {
                super::int_object::IntView::Small(x) => self.new_int(x),
                super::int_object::IntView::Big(b) => self.new_big(b.clone()),
            };
        }
        let Some(f) = self.slots(v).index else {
            return Err(
                self.type_error(format!("'{}' object cannot be interpreted as an integer", self.type_name(v)))
            );
        };
        let r = f(self, v)?;
        match self.as_int(r.value()) {
            Some(_) if r.value().is_small_int() || r.value().is_exact(self.types.int) => Ok(r),
            // Of an instance of a subclass, the number.
            Some(super::int_object::IntView::Small(x)) => self.new_int(x),
            Some(super::int_object::IntView::Big(b)) => self.new_big(b.clone()),
            None => Err(self.type_error(format!("__index__ returned non-int (type {})", self.type_name(r.value())))),
        }
    }
    /// `operator.index(v)` as i64, `None` where it does not fit (its sign is then in the `Err` of the inner result).
    pub fn index_i64(&self, v: Value) -> Res<Result<i64, std::cmp::Ordering>> {
        if v.is_small_int() {
            return Ok(Ok(v.as_small_int()));
        }
        let i = self.index(v)?;
        Ok(match self.as_int(i.value()) {
            Some(super::int_object::IntView::Small(x)) => Ok(x),
            Some(super::int_object::IntView::Big(b)) => Err(if b.sign() == dashu_int::Sign::Negative {
                std::cmp::Ordering::Less
            } else {
                std::cmp::Ordering::Greater
            }),
            None => Ok(0),
        })
    }
    /// An index that must fit a machine word: IndexError "cannot fit 'int' into an index-sized integer" otherwise.
    pub fn index_size(&self, v: Value) -> Res<i64> {
        match self.index_i64(v)? {
            Ok(x) => Ok(x),
            Err(_) => Err(self.index_error(format!(
                "cannot fit '{}' into an index-sized integer",
                self.type_name(v)
            ))),
        }
    }
    /// An int argument of a native function: OverflowError when it does not fit.
    pub fn int_arg(&self, v: Value) -> Res<i64> {
        match self.index_i64(v)? {
            Ok(x) => Ok(x),
            Err(_) => Err(self.overflow_error("Python int too large to convert to C ssize_t")),
        }
    }
    /// An argument that CPython takes as a C int: OverflowError beyond 32 bits.
    pub fn c_int_arg(&self, v: Value) -> Res<i64> {
        match self.index_i64(v)? {
            Ok(x) if i32::try_from(x).is_ok() => Ok(x),
            _ => Err(self.overflow_error("Python int too large to convert to C int")),
        }
    }
    /// `float(v)` for a native argument: float, int, `__float__` or `__index__`.
    pub fn float_arg(&self, v: Value) -> Res<f64> {
        if v.is_float() {
            return Ok(v.as_float());
        }
        if v.is_small_int() {
            return Ok(v.as_small_int() as f64);
        }
        if let Some(f) = self.slots(v).float {
            let r = f(self, v)?;
            return match self.float_payload(r.value()) {
                Some(x) => Ok(x),
                None => Err(self.type_error(format!(
                    "{}.__float__ returned non-float (type {})",
                    self.type_name(v),
                    self.type_name(r.value())
                ))),
            };
        }
        if self.slots(v).index.is_some() {
            let i = self.index(v)?;
            if let Some(f) = self.slots(i.value()).float {
                return Ok(f(self, i.value())?.as_float());
            }
        }
        Err(self.type_error(format!("must be real number, not {}", self.type_name(v))))
    }
    /// The value of a float or an instance of a float subclass.
    #[inline]
    pub fn float_payload(&self, v: Value) -> Option<f64> {
        if v.is_float() {
            return Some(v.as_float());
        }
        if v.is_heap() && self.has_flag(v, flags::FLOAT_SUBCLASS) {
            // SAFETY: the flag says that a float payload follows the header.
            return Some(unsafe { v.get::<super::FloatObject>().value });
        }
        None
    }

    // ---- text

    /// `repr(v)`: a str.
    pub fn repr(&self, v: Value) -> Res {
        self.check_machine_stack(" while getting the repr of an object")?;
        let r = match self.slots(v).repr {
            Some(f) => f(self, v)?,
            None => return self.default_repr(v),
        };
        self.text_result(r, "__repr__")
    }
    #[inline]
    fn text_result(&self, r: Ref, method: &str) -> Res {
        if self.is_str(r.value()) {
            return Ok(r);
        }
        Err(self.type_error(format!("{method} returned non-string (type {})", self.type_name(r.value()))))
    }
    /// `object.__repr__`.
    pub fn default_repr(&self, v: Value) -> Res {
        let ty = self.type_of(v);
        let module = self.type_module(ty);
        // SAFETY: types outlive their instances.
        let name = unsafe { self.str_text((*ty).qualname) };
        match module {
            Some(m) if m != "builtins" => self.new_str(&format!("<{m}.{name} object at {:#x}>", v.0)),
            _ => self.new_str(&format!("<{name} object at {:#x}>", v.0)),
        }
    }
    /// `type.__module__` as text.
    pub fn type_module(&self, ty: *const Type) -> Option<String> {
        // SAFETY: types outlive their uses.
        unsafe {
            match (*(*ty).dict).get_name(self, self.names.__module__) {
                Some(m) => self.is_str(m).then(|| self.str_text(m)),
                None if (*ty).has(flags::HEAP) => None,
                None => Some("builtins".to_owned()),
            }
        }
    }
    /// `str(v)`: a str.
    pub fn str_of(&self, v: Value) -> Res {
        if v.is_exact(self.types.str) {
            return Ok(Ref::new(v));
        }
        self.check_machine_stack(" while getting the str of an object")?;
        let slots = self.slots(v);
        match slots.str.or(slots.repr) {
            Some(f) => self.text_result(f(self, v)?, "__str__"),
            None => self.default_repr(v),
        }
    }
    /// `repr(v)` as Rust text, for messages.
    pub fn repr_text(&self, v: Value) -> Res<String> {
        Ok(self.str_text(self.repr(v)?.value()))
    }

    // ---- containers and iteration

    /// `len(v)`.
    pub fn len(&self, v: Value) -> Res<usize> {
        match self.slots(v).len {
            Some(f) => f(self, v),
            None => Err(self.type_error(format!("object of type '{}' has no len()", self.type_name(v)))),
        }
    }
    /// `obj[key]`.
    pub fn getitem(&self, obj: Value, key: Value) -> Res {
        if let Some(f) = self.slots(obj).getitem {
            return f(self, obj, key);
        }
        if self.is_type(obj) {
            return self.class_getitem(obj, key);
        }
        Err(self.type_error(format!("'{}' object is not subscriptable", self.type_name(obj))))
    }
    fn class_getitem(&self, obj: Value, key: Value) -> Res {
        if let Some(f) = self.getattr_opt(obj, self.names.__class_getitem__)? {
            return self.call(f.value(), &[key]);
        }
        if obj.ptr::<Type>() == self.types.r#type {
            return self.call(Value::from_ptr(self.types.generic_alias), &[obj, key]);
        }
        // SAFETY: a type object.
        let name = unsafe { self.str_text((*obj.ptr::<Type>()).name) };
        Err(self.type_error(format!("type '{name}' is not subscriptable")))
    }
    /// `obj[key] = value`.
    pub fn setitem(&self, obj: Value, key: Value, value: Value) -> Res<()> {
        match self.slots(obj).setitem {
            Some(f) => f(self, obj, key, Some(value)),
            None => {
                self.check_item_index(obj, key)?;
                Err(self
                    .type_error(format!("'{}' object does not support item assignment", self.type_name(obj))))
            }
        }
    }
    /// An index is converted before it turns out that a container's items cannot be set.
    #[cold]
    fn check_item_index(&self, obj: Value, key: Value) -> Res<()> {
        if self.is_like_sequence(obj) && self.slots(key).index.is_some() {
            self.index_size(key)?;
        }
        Ok(())
    }
    /// `del obj[key]`.
    pub fn delitem(&self, obj: Value, key: Value) -> Res<()> {
        match self.slots(obj).setitem {
            Some(f) => f(self, obj, key, None),
            None => {
                self.check_item_index(obj, key)?;
                // SAFETY: types outlive their instances.
                let heap = unsafe { (*self.type_of(obj)).has(flags::HEAP) };
                let sequence = heap || self.slots(obj).getitem.is_some() || self.slots(obj).len.is_some();
                let not = if sequence && self.slots(key).index.is_some() { "doesn't" } else { "does not" };
                Err(self.type_error(format!("'{}' object {not} support item deletion", self.type_name(obj))))
            }
        }
    }
    /// `item in obj`.
    pub fn contains(&self, obj: Value, item: Value) -> Res<bool> {
        if let Some(f) = self.slots(obj).contains {
            return f(self, obj, item);
        }
        let no_container = || {
            self.type_error(format!("argument of type '{}' is not a container or iterable", self.type_name(obj)))
        };
        if self.slots(obj).iter.is_none() && self.slots(obj).getitem.is_none() {
            return Err(no_container());
        }
        let it = match self.iter(obj) {
            Err(_) if self.clear_raised_if(self.types.TypeError) => return Err(no_container()),
            it => it?,
        };
        while let Some(x) = self.next(it.value())? {
            if self.compare_bool(x.value(), item, CompareOp::Eq)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
    /// `iter(v)`.
    pub fn iter(&self, v: Value) -> Res {
        let slots = self.slots(v);
        if let Some(f) = slots.iter {
            let r = f(self, v)?;
            if self.slots(r.value()).next.is_none() {
                return Err(
                    self.type_error(format!("iter() returned non-iterator of type '{}'", self.type_name(r.value())))
                );
            }
            return Ok(r);
        }
        if slots.getitem.is_some() && !self.is_dict(v) {
            return self.new_index_iterator(self.types.sequence_iterator, v, 0, 0, 1);
        }
        Err(self.type_error(format!("'{}' object is not iterable", self.type_name(v))))
    }
    /// `next(it)`: `None` when exhausted. A StopIteration raised by `__next__` counts as exhaustion.
    #[inline]
    pub fn next(&self, it: Value) -> Res<Option<Ref>> {
        match self.slots(it).next {
            Some(f) => f(self, it),
            None => Err(self.type_error(format!("'{}' object is not an iterator", self.type_name(it)))),
        }
    }
    /// Takes the value of the StopIteration behind a `next` that returned `None`.
    pub fn take_stop_value(&self) -> Ref {
        match self.stop_value.replace(Value::NULL) {
            Value::NULL => Ref::NONE,
            v => Ref::own(v),
        }
    }
    /// Raises StopIteration with the kept value. One with a value is what a generator returned: it has no context, as in CPython, where it is
    /// made without being raised.
    pub fn raise_stop_iteration(&self) -> Raised {
        let value = self.take_stop_value();
        let plain = value.is_none();
        let args = if plain { self.tuple_from(&[]) } else { self.tuple_from(&[value.value()]) };
        match args.and_then(|a| self.new_exception(self.types.StopIteration, a)) {
            Ok(e) => {
                self.set_exception_field(e.value(), 0, value);
                if plain { self.raise(e) } else { self.set_raised(e) }
            }
            Err(r) => r,
        }
    }
    /// Calls `f` with each item. Lists may change while it runs.
    pub fn for_each(&self, iterable: Value, mut f: impl FnMut(Ref) -> Res<()>) -> Res<()> {
        if iterable.is_exact(self.types.list) {
            let mut i = 0;
            while let Some(v) = self.list(iterable).items().get(i) {
                f(Ref::new(*v))?;
                i += 1;
            }
            return Ok(());
        }
        if iterable.is_exact(self.types.tuple) {
            return self.tuple_items(iterable).iter().try_for_each(|v| f(Ref::new(*v)));
        }
        let it = self.iter(iterable)?;
        while let Some(x) = self.next(it.value())? {
            f(x)?;
        }
        Ok(())
    }
    /// All items of an iterable.
    pub fn collect(&self, iterable: Value) -> Res<Vec<Ref>> {
        let mut items = Vec::new();
        self.for_each(iterable, |x| {
            if items.len() == items.capacity() && items.try_reserve(items.len().max(8)).is_err() {
                return Err(self.memory_error());
            }
            items.push(x);
            Ok(())
        })?;
        Ok(items)
    }

    // ---- calls

    /// `f(*args)`.
    pub fn call(&self, f: Value, args: &[Value]) -> Res {
        self.call_with(f, args, Value::NULL)
    }
    /// Calls with keyword arguments: their values are the last of `args`, their names the tuple `kwnames` (or NULL).
    pub fn call_with(&self, f: Value, args: &[Value], kwnames: Value) -> Res {
        match self.slots(f).call {
            Some(c) => {
                self.check_machine_stack("")?;
                c(self, f, args, kwnames)
            }
            None => Err(self.type_error(format!("'{}' object is not callable", self.type_name(f)))),
        }
    }
    /// `obj.name(*args)`.
    pub fn call_method(&self, obj: Value, name: Value, args: &[Value]) -> Res {
        if let Some(m) = self.type_lookup(self.type_of(obj), name)
            && self.has_flag(m, flags::METHOD_DESCRIPTOR)
            && self.instance_get(obj, name).is_none()
        {
            let mut all = Vec::with_capacity(args.len() + 1);
            all.push(obj);
            all.extend_from_slice(args);
            let m = Ref::new(m);
            return self.call(m.value(), &all);
        }
        let f = self.getattr(obj, name)?;
        self.call(f.value(), args)
    }
    /// Calls a special method looked up on the type, bypassing the instance; `None` where the type has none.
    pub fn call_special(&self, obj: Value, name: Value, args: &[Value]) -> Res<Option<Ref>> {
        match self.lookup_special(obj, name)? {
            None => Ok(None),
            Some((f, true)) => {
                let mut all = Vec::with_capacity(args.len() + 1);
                all.push(obj);
                all.extend_from_slice(args);
                self.call(f.value(), &all).map(Some)
            }
            Some((f, false)) => self.call(f.value(), args).map(Some),
        }
    }
    /// A special method of the type: `(function, true)` where the receiver is still to be passed, else bound.
    pub fn lookup_special(&self, obj: Value, name: Value) -> Res<Option<(Ref, bool)>> {
        let ty = self.type_of(obj);
        let Some(m) = self.type_lookup(ty, name) else { return Ok(None) };
        if self.has_flag(m, flags::METHOD_DESCRIPTOR) {
            return Ok(Some((Ref::new(m), true)));
        }
        let m = Ref::new(m);
        match self.slots(m.value()).descr_get {
            Some(get) => Ok(Some((get(self, m.value(), obj, Value::from_ptr(ty))?, false))),
            None => Ok(Some((m, false))),
        }
    }

    // ---- attributes

    /// `obj.name`.
    pub fn getattr(&self, obj: Value, name: Value) -> Res {
        match self.slots(obj).getattr {
            Some(f) => f(self, obj, name).inspect_err(|_| self.note_attribute(obj, name)),
            None => self.generic_getattr(obj, name),
        }
    }
    /// `obj.name` with `name` given as text.
    pub fn getattr_str(&self, obj: Value, name: &str) -> Res {
        let name = self.intern(name);
        self.getattr(obj, name.value())
    }
    /// `obj.name`, `None` where that raises AttributeError.
    pub fn getattr_opt(&self, obj: Value, name: Value) -> Res<Option<Ref>> {
        let found = match self.slots(obj).getattr {
            None => self.generic_getattr_opt(obj, name),
            Some(f) => f(self, obj, name).map(Some),
        };
        match found {
            Ok(r) => Ok(r),
            Err(_) if self.clear_raised_if(self.types.AttributeError) => Ok(None),
            Err(e) => Err(e),
        }
    }
    /// `object.__getattribute__`.
    pub fn generic_getattr(&self, obj: Value, name: Value) -> Res {
        match self.generic_getattr_opt(obj, name)? {
            Some(r) => Ok(r),
            None => Err(self.attribute_error(obj, name)),
        }
    }
    fn generic_getattr_opt(&self, obj: Value, name: Value) -> Res<Option<Ref>> {
        let ty = self.type_of(obj);
        let on_type = self.type_lookup(ty, name).map(Ref::new);
        if let Some(d) = &on_type {
            let s = self.slots(d.value());
            if let (Some(get), Some(_)) = (s.descr_get, s.descr_set) {
                return get(self, d.value(), obj, Value::from_ptr(ty)).map(Some);
            }
        }
        if let Some(v) = self.instance_get(obj, name) {
            return Ok(Some(Ref::new(v)));
        }
        match on_type {
            None => Ok(None),
            Some(d) => match self.slots(d.value()).descr_get {
                Some(get) => get(self, d.value(), obj, Value::from_ptr(ty)).map(Some),
                None => Ok(Some(d)),
            },
        }
    }
    /// Gives an AttributeError that says nothing about them its `name` and `obj`.
    #[cold]
    fn note_attribute(&self, obj: Value, name: Value) {
        if !self.raised_is(self.types.AttributeError) {
            return;
        }
        let e = self.raised.get();
        let is_open = |i| matches!(self.exception_field(e, i), Value::NULL | Value::NONE);
        if is_open(0) && is_open(1) {
            self.set_exception_field(e, 0, Ref::new(name));
            self.set_exception_field(e, 1, Ref::new(obj));
        }
    }
    /// AttributeError for a missing attribute, with its `name` and `obj`.
    #[cold]
    pub fn attribute_error(&self, obj: Value, name: Value) -> Raised {
        let name_text = self.str_text(name);
        let msg = if self.is_type(obj) {
            let n = self.name_of_type(obj.ptr());
            format!("type object '{n}' has no attribute '{name_text}'")
        } else {
            format!("'{}' object has no attribute '{name_text}'", self.type_name(obj))
        };
        self.attribute_error_with(obj, name, &msg)
    }
    /// AttributeError with a message of its own, and `name` and `obj` set.
    #[cold]
    pub fn attribute_error_with(&self, obj: Value, name: Value, msg: &str) -> Raised {
        let r = self.raise_type(self.types.AttributeError, msg);
        let e = self.raised.get();
        if self.is_instance(e, self.types.AttributeError) {
            self.set_exception_field(e, 0, Ref::new(name));
            self.set_exception_field(e, 1, Ref::new(obj));
        }
        r
    }
    /// `obj.name = value`; `del obj.name` where `value` is `None`.
    pub fn setattr(&self, obj: Value, name: Value, value: Option<Value>) -> Res<()> {
        match self.slots(obj).setattr {
            Some(f) => f(self, obj, name, value),
            None => self.generic_setattr(obj, name, value),
        }
    }
    /// `object.__setattr__` and `object.__delattr__`.
    pub fn generic_setattr(&self, obj: Value, name: Value, value: Option<Value>) -> Res<()> {
        let ty = self.type_of(obj);
        let on_type = self.type_lookup(ty, name).map(Ref::new);
        if let Some(d) = &on_type
            && let Some(set) = self.slots(d.value()).descr_set
        {
            return set(self, d.value(), obj, value);
        }
        match value {
            Some(v) => {
                let name = self.intern_value(Ref::new(name));
                if self.instance_set(obj, name.value(), Ref::new(v))? {
                    return Ok(());
                }
            }
            None => {
                if self.instance_delete(obj, name)?.is_some() {
                    return Ok(());
                }
            }
        }
        if self.instance_part(obj).is_some() {
            // SAFETY: an instance has a type.
            if unsafe { (*ty).has(flags::HEAP) } {
                // CPython does not say which attribute it was: no suggestion follows.
                let msg = format!("'{}' object has no attribute '{}'", self.type_name(obj), self.str_text(name));
                return Err(self.raise_type(self.types.AttributeError, msg));
            }
            return Err(self.attribute_error(obj, name));
        }
        let (type_name, attr) = (self.type_name(obj), self.str_text(name));
        if on_type.is_some() {
            let msg = format!("'{type_name}' object attribute '{attr}' is read-only");
            return Err(self.raise_type(self.types.AttributeError, msg));
        }
        // Only a type that leaves setting attributes to `object` says that there is no namespace.
        if self.slots(obj).setattr.is_some() {
            return Err(self.attribute_error(obj, name));
        }
        let msg = format!("'{type_name}' object has no attribute '{attr}' and no __dict__ for setting new attributes");
        Err(self.attribute_error_with(obj, name, &msg))
    }
    /// Whether the attribute exists.
    pub fn hasattr(&self, obj: Value, name: Value) -> Res<bool> {
        Ok(self.getattr_opt(obj, name)?.is_some())
    }

    // ---- classes

    /// `isinstance(obj, cls)` for a class, tuple of classes or union, with `__instancecheck__`.
    pub fn isinstance(&self, obj: Value, cls: Value) -> Res<bool> {
        if self.is_type(cls) && self.type_of(obj) == cls.ptr::<Type>() {
            return Ok(true);
        }
        self.class_test(obj, cls, false)
    }
    /// `issubclass(sub, cls)`.
    pub fn issubclass(&self, sub: Value, cls: Value) -> Res<bool> {
        self.class_test(sub, cls, true)
    }
    fn class_test(&self, obj: Value, cls: Value, subclass: bool) -> Res<bool> {
        if cls.is_exact(self.types.r#type) {
            let cls_type = cls.ptr::<Type>();
            if !subclass {
                if self.is_subtype(self.type_of(obj), cls_type) {
                    return Ok(true);
                }
                // `__class__` may lie, but not that of a builtin type without an attribute lookup of its own (a weak proxy has one).
                // SAFETY: types outlive their instances.
                let honest = unsafe { !(*self.type_of(obj)).has(flags::HEAP) && (*self.type_of(obj)).slots.getattr.is_none() };
                if honest {
                    return Ok(false);
                }
                let claimed = self.getattr_opt(obj, self.names.__class__)?;
                return Ok(claimed
                    .is_some_and(|c| self.is_type(c.value()) && self.is_subtype(c.ptr::<Type>(), cls_type)));
            }
            if self.is_type(obj) {
                return Ok(self.is_subtype(obj.ptr::<Type>(), cls_type));
            }
        }
        if self.is_tuple(cls) {
            self.check_machine_stack("")?;
            for c in self.tuple_items(cls) {
                if self.class_test(obj, *c, subclass)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let hook = if subclass { self.names.__subclasscheck__ } else { self.names.__instancecheck__ };
        if !(self.is_type(cls) && self.type_of(cls) == self.types.r#type)
            && let Some(r) = self.call_special(cls, hook, &[obj])?
        {
            return self.truth(r.value());
        }
        if self.is_type(cls) {
            if !subclass {
                return Ok(self.is_subtype(self.type_of(obj), cls.ptr::<Type>()));
            }
            if self.is_type(obj) {
                return Ok(self.is_subtype(obj.ptr::<Type>(), cls.ptr::<Type>()));
            }
        }
        // What has a tuple `__bases__` counts as a class.
        let checked = if subclass {
            if self.abstract_bases(obj)?.is_none() {
                return Err(self.type_error("issubclass() arg 1 must be a class"));
            }
            Some(Ref::new(obj))
        } else {
            None
        };
        if !self.is_type(cls) && self.abstract_bases(cls)?.is_none() {
            return Err(self.type_error(if subclass {
                "issubclass() arg 2 must be a class, a tuple of classes, or a union"
            } else {
                "isinstance() arg 2 must be a type, a tuple of types, or a union"
            }));
        }
        let class = match checked {
            Some(class) => class,
            None => match self.getattr_opt(obj, self.names.__class__)? {
                Some(class) => class,
                None => return Ok(false),
            },
        };
        self.derives_abstractly(class, cls)
    }
    /// The `__bases__` of what looks like a class.
    fn abstract_bases(&self, class: Value) -> Res<Option<Ref>> {
        Ok(self.getattr_opt(class, self.names.__bases__)?.filter(|b| self.is_tuple(b.value())))
    }
    /// Whether `class` is reached from `derived` through `__bases__`.
    fn derives_abstractly(&self, derived: Ref, class: Value) -> Res<bool> {
        if derived.value() == class {
            return Ok(true);
        }
        self.check_machine_stack(" in __issubclass__")?;
        let Some(bases) = self.abstract_bases(derived.value())? else { return Ok(false) };
        for b in self.tuple_items(bases.value()) {
            if self.derives_abstractly(Ref::new(*b), class)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
    /// The namespace of a module, borrowed.
    pub fn module_dict(&self, m: Value) -> *mut Dict {
        // SAFETY: the caller passes a module.
        unsafe { m.get::<super::function::Module>().dict }
    }
}
