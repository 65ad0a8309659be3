//! The instruction table.
//!
//! A row is `/// doc`, `NAME(operands) cache N, family BASE`. Adding an instruction is one row here and one handler in `vm/ops`.
use super::{OpInfo, Operand};

#[macro_export]
macro_rules! for_each_op {
    ($with:ident) => { $with! {
        /// Does nothing.
        NOP() 0;
        // ---- moves and constants
        /// r[a] = r[b], a new reference; b stays
        COPY(Dst, Use) 0;
        /// r[a] = r[b]; the temporary b is emptied
        TAKE(Dst, Src) 0;
        /// r[a] = constant
        LOAD_CONST(Dst, Const32) 4;
        /// r[a] = imm
        LOAD_INT(Dst, Imm) 0;
        /// gives up the temporary a
        RELEASE(Src) 0;
        /// r[a .. a+b] = Unbound, without giving up old values: function entry
        INIT_UNBOUND(Base, Count) 0;
        /// r[a] = Unbound, giving up its old value
        CLEAR(Dst) 0;
        /// UnboundLocalError where the local a is unbound
        CHECK_BOUND(Use) 0;
        /// `del` of a local: UnboundLocalError where it is unbound
        DELETE_LOCAL(Use) 0;
        // ---- variables
        /// r[a] = a new cell that holds r[a] (which may be Unbound)
        MAKE_CELL(Use) 0;
        /// r[a] = content of the cell in r[b]; UnboundLocalError where it is empty
        LOAD_DEREF(Dst, Use) 0;
        /// content of the cell in r[a] = r[b]
        STORE_DEREF(Use, Src) 0;
        /// empties the cell in r[a]; UnboundLocalError where it is empty
        DELETE_DEREF(Use) 0;
        /// r[a] = content of free variable b; NameError where it is empty
        LOAD_FREE(Dst, Free) 0;
        /// content of free variable a = r[b]
        STORE_FREE(Free, Src) 0;
        /// empties free variable a
        DELETE_FREE(Free) 0;
        /// r[a] = the cell of free variable b
        LOAD_CLOSURE(Dst, Free) 0;
        /// r[a] = name c in the class namespace, else content of free variable b
        LOAD_CLASS_FREE(Dst, Free, Name) 0;
        /// r[a] = r[b][constant d]; where that raises KeyError, a stays empty and it jumps
        FIND_ITEM(Dst, Src, Jump) 4, Const;
        /// r[a] = global or builtin b; c and the cache hold entry index and key versions
        LOAD_GLOBAL(Dst, Name) 8;
        /// global a = r[b]
        STORE_GLOBAL(Name, Src) 8;
        /// del global a
        DELETE_GLOBAL(Name) 0;
        /// r[a] = name b: frame namespace, globals, builtins (class bodies, exec)
        LOAD_NAME(Dst, Name) 8;
        /// name a = r[b] in the frame's namespace
        STORE_NAME(Name, Src) 8;
        /// del name a
        DELETE_NAME(Name) 0;
        /// r[a] = the frame's namespace (class body)
        LOAD_LOCALS(Dst) 0;
        // ---- unary
        /// r[a] = -r[b]
        NEG(Dst, Src) 0;
        /// r[a] = +r[b]
        POS(Dst, Src) 0;
        /// r[a] = ~r[b]
        INVERT(Dst, Src) 0;
        /// r[a] = not r[b]
        NOT(Dst, Src) 0;
        // ---- binary, in the order of `BinOp`
        /// r[a] = r[b] + r[c]
        ADD(Dst, Src, Src) 0;
        /// r[a] = r[b] - r[c]
        SUB(Dst, Src, Src) 0;
        /// r[a] = r[b] * r[c]
        MUL(Dst, Src, Src) 0;
        /// r[a] = r[b] @ r[c]
        MATMUL(Dst, Src, Src) 0;
        /// r[a] = r[b] / r[c]
        TRUEDIV(Dst, Src, Src) 0;
        /// r[a] = r[b] // r[c]
        FLOORDIV(Dst, Src, Src) 0;
        /// r[a] = r[b] % r[c]
        MOD(Dst, Src, Src) 0;
        /// r[a] = r[b] ** r[c]
        POW(Dst, Src, Src) 0;
        /// r[a] = r[b] << r[c]
        LSHIFT(Dst, Src, Src) 0;
        /// r[a] = r[b] >> r[c]
        RSHIFT(Dst, Src, Src) 0;
        /// r[a] = r[b] & r[c]
        AND(Dst, Src, Src) 0;
        /// r[a] = r[b] | r[c]
        OR(Dst, Src, Src) 0;
        /// r[a] = r[b] ^ r[c]
        XOR(Dst, Src, Src) 0;
        // ---- in-place, same order: r[a] = r[b] op= r[c]
        /// r[a] = r[b] += r[c]
        INPLACE_ADD(Dst, Src, Src) 0;
        /// r[a] = r[b] -= r[c]
        INPLACE_SUB(Dst, Src, Src) 0;
        /// r[a] = r[b] *= r[c]
        INPLACE_MUL(Dst, Src, Src) 0;
        /// r[a] = r[b] @= r[c]
        INPLACE_MATMUL(Dst, Src, Src) 0;
        /// r[a] = r[b] /= r[c]
        INPLACE_TRUEDIV(Dst, Src, Src) 0;
        /// r[a] = r[b] //= r[c]
        INPLACE_FLOORDIV(Dst, Src, Src) 0;
        /// r[a] = r[b] %= r[c]
        INPLACE_MOD(Dst, Src, Src) 0;
        /// r[a] = r[b] **= r[c]
        INPLACE_POW(Dst, Src, Src) 0;
        /// r[a] = r[b] <<= r[c]
        INPLACE_LSHIFT(Dst, Src, Src) 0;
        /// r[a] = r[b] >>= r[c]
        INPLACE_RSHIFT(Dst, Src, Src) 0;
        /// r[a] = r[b] &= r[c]
        INPLACE_AND(Dst, Src, Src) 0;
        /// r[a] = r[b] |= r[c]
        INPLACE_OR(Dst, Src, Src) 0;
        /// r[a] = r[b] ^= r[c]
        INPLACE_XOR(Dst, Src, Src) 0;
        // ---- binary with an immediate int
        /// r[a] = r[b] + imm
        ADD_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] - imm
        SUB_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] * imm
        MUL_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] // imm
        FLOORDIV_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] % imm
        MOD_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] << imm
        LSHIFT_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] >> imm
        RSHIFT_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] & imm
        AND_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] += imm
        INPLACE_ADD_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] -= imm
        INPLACE_SUB_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] *= imm
        INPLACE_MUL_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] //= imm
        INPLACE_FLOORDIV_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] %= imm
        INPLACE_MOD_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] <<= imm
        INPLACE_LSHIFT_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] >>= imm
        INPLACE_RSHIFT_IMM(Dst, Src, Imm) 0;
        /// r[a] = r[b] &= imm
        INPLACE_AND_IMM(Dst, Src, Imm) 0;
        // ---- comparison, in the order of `CompareOp`
        /// r[a] = r[b] < r[c]
        LT(Dst, Src, Src) 0;
        /// r[a] = r[b] <= r[c]
        LE(Dst, Src, Src) 0;
        /// r[a] = r[b] == r[c]
        EQ(Dst, Src, Src) 0;
        /// r[a] = r[b] != r[c]
        NE(Dst, Src, Src) 0;
        /// r[a] = r[b] > r[c]
        GT(Dst, Src, Src) 0;
        /// r[a] = r[b] >= r[c]
        GE(Dst, Src, Src) 0;
        /// r[a] = r[b] is r[c]
        IS(Dst, Src, Src) 0;
        /// r[a] = r[b] is not r[c]
        IS_NOT(Dst, Src, Src) 0;
        /// r[a] = r[b] in r[c]
        IN(Dst, Src, Src) 0;
        /// r[a] = r[b] not in r[c]
        NOT_IN(Dst, Src, Src) 0;
        // ---- jumps; only JUMP_BACK, JUMP_TRUE, the JUMP_<cmp> forms without NOT and FOR_* may jump backwards (they poll)
        /// pc += jump, forwards
        JUMP(None, Jump32) 0;
        /// pc += jump, backwards; polls the eval breaker
        JUMP_BACK(None, Jump32) 0;
        /// if r[a]: pc += jump
        JUMP_TRUE(Src, Jump) 0;
        /// if not r[a]: pc += jump
        JUMP_FALSE(Src, Jump) 0;
        /// if r[a]: pc += jump and a stays, else the temporary a is released
        JUMP_TRUE_KEEP(Use, Jump) 0;
        /// if not r[a]: pc += jump and a stays, else the temporary a is released
        JUMP_FALSE_KEEP(Use, Jump) 0;
        /// if r[a] is None: pc += jump
        JUMP_NONE(Src, Jump) 0;
        /// if r[a] is not None: pc += jump
        JUMP_NOT_NONE(Src, Jump) 0;
        /// if r[a] is r[b]: pc += jump
        JUMP_IS(Src, Src, Jump) 0;
        /// if r[a] is not r[b]: pc += jump
        JUMP_IS_NOT(Src, Src, Jump) 0;
        /// if r[a] in r[b]: pc += jump
        JUMP_IN(Src, Src, Jump) 0;
        /// if r[a] not in r[b]: pc += jump
        JUMP_NOT_IN(Src, Src, Jump) 0;
        /// if r[a] < r[b]: pc += jump
        JUMP_LT(Src, Src, Jump) 0;
        /// if r[a] <= r[b]: pc += jump
        JUMP_LE(Src, Src, Jump) 0;
        /// if r[a] == r[b]: pc += jump
        JUMP_EQ(Src, Src, Jump) 0;
        /// if r[a] != r[b]: pc += jump
        JUMP_NE(Src, Src, Jump) 0;
        /// if r[a] > r[b]: pc += jump
        JUMP_GT(Src, Src, Jump) 0;
        /// if r[a] >= r[b]: pc += jump
        JUMP_GE(Src, Src, Jump) 0;
        /// if not r[a] < r[b]: pc += jump
        JUMP_NOT_LT(Src, Src, Jump) 0;
        /// if not r[a] <= r[b]: pc += jump
        JUMP_NOT_LE(Src, Src, Jump) 0;
        /// if not r[a] == r[b]: pc += jump
        JUMP_NOT_EQ(Src, Src, Jump) 0;
        /// if not r[a] != r[b]: pc += jump
        JUMP_NOT_NE(Src, Src, Jump) 0;
        /// if not r[a] > r[b]: pc += jump
        JUMP_NOT_GT(Src, Src, Jump) 0;
        /// if not r[a] >= r[b]: pc += jump
        JUMP_NOT_GE(Src, Src, Jump) 0;
        /// if r[a] < imm: pc += jump
        JUMP_LT_IMM(Src, Imm, Jump) 0;
        /// if r[a] <= imm: pc += jump
        JUMP_LE_IMM(Src, Imm, Jump) 0;
        /// if r[a] == imm: pc += jump
        JUMP_EQ_IMM(Src, Imm, Jump) 0;
        /// if r[a] != imm: pc += jump
        JUMP_NE_IMM(Src, Imm, Jump) 0;
        /// if r[a] > imm: pc += jump
        JUMP_GT_IMM(Src, Imm, Jump) 0;
        /// if r[a] >= imm: pc += jump
        JUMP_GE_IMM(Src, Imm, Jump) 0;
        /// if not r[a] < imm: pc += jump
        JUMP_NOT_LT_IMM(Src, Imm, Jump) 0;
        /// if not r[a] <= imm: pc += jump
        JUMP_NOT_LE_IMM(Src, Imm, Jump) 0;
        /// if not r[a] == imm: pc += jump
        JUMP_NOT_EQ_IMM(Src, Imm, Jump) 0;
        /// if not r[a] != imm: pc += jump
        JUMP_NOT_NE_IMM(Src, Imm, Jump) 0;
        /// if not r[a] > imm: pc += jump
        JUMP_NOT_GT_IMM(Src, Imm, Jump) 0;
        /// if not r[a] >= imm: pc += jump
        JUMP_NOT_GE_IMM(Src, Imm, Jump) 0;
        /// if r[a] == constant b: pc += jump
        JUMP_EQ_CONST(Src, Const, Jump) 0;
        /// if not r[a] == constant b: pc += jump
        JUMP_NOT_EQ_CONST(Src, Const, Jump) 0;
        // ---- patterns
        /// if r[a] is no sequence or its length is not b: pc += jump; with `AT_LEAST` in b, the length may be greater
        MATCH_SEQUENCE(Use, Count, Jump) 0;
        /// if r[a] is no mapping or has fewer than b items: pc += jump
        MATCH_MAPPING(Use, Count, Jump) 0;
        /// r[b .. b+d] = values that mapping r[a] has for the keys r[b .. b+d], and with `WITH_REST` in d r[b+d] = dict of the other items; if a key is missing, the keys are released and pc += jump
        MATCH_KEYS(Use, Base, Jump) 4, Count;
        /// if r[a] is no instance of class r[b] or lacks an attribute, the class is released and pc += jump; else r[b ..] = the attributes. d: constant, tuple of the number of positional sub-patterns and the names of the others
        MATCH_CLASS(Use, Base, Jump) 20, Const;
        /// r[a] = len(r[b])
        GET_LEN(Dst, Use) 0;
        // ---- iteration. A loop owns four temporaries at its base: [iterator or sequence, index or counter, end, step]
        /// r[a] = iter(r[b]): an iterator object
        GET_ITER(Dst, Src) 0;
        /// prepares the four loop temporaries at a for iterating over r[b] (b may be a)
        FOR_PREP(Base, Src) 0;
        /// prepares the four loop temporaries at a from a call: r[a] the callee, c arguments (1 to 3) behind it; `range` of ints needs no object
        FOR_PREP_RANGE(Base, None, Count) 0;
        /// r[a] = next item of the loop at base b, then pc += jump (backwards, to the body); falls through with the four temporaries released when exhausted
        FOR_ITER(Dst, Base, Jump) 4;
        /// as FOR_ITER, for a loop prepared by FOR_PREP_RANGE
        FOR_RANGE(Dst, Base, Jump) 4;
        /// gives up the four loop temporaries at a: leaving a loop early
        END_FOR(Base) 0;
        /// r[b .. b+c] = the items of r[a], exactly c of them
        UNPACK(Src, Base, Count) 0;
        /// r[b ..] = items of r[a]: c & 255 before the starred one, a list of the middle, c >> 8 after
        UNPACK_EX(Src, Base, Count) 0;
        // ---- building
        /// r[a] = tuple of r[b .. b+c]
        BUILD_TUPLE(Dst, Base, Count) 0;
        /// r[a] = list of r[b .. b+c]
        BUILD_LIST(Dst, Base, Count) 0;
        /// r[a] = set of r[b .. b+c]
        BUILD_SET(Dst, Base, Count) 0;
        /// r[a] = dict of the c pairs key, value from r[b]
        BUILD_MAP(Dst, Base, Count) 0;
        /// r[a] = the strs r[b .. b+c] joined
        BUILD_STRING(Dst, Base, Count) 0;
        /// r[a] = slice(r[b], r[b+1][, r[b+2]]), c = 2 or 3
        BUILD_SLICE(Dst, Base, Count) 0;
        /// list r[a].append(r[b])
        LIST_APPEND(Use, Src) 0;
        /// list r[a].extend(r[b]) for a starred item: TypeError "Value after * must be an iterable, not X"
        LIST_EXTEND(Use, Src) 0;
        /// set r[a].add(r[b])
        SET_ADD(Use, Src) 0;
        /// set r[a].update(r[b])
        SET_UPDATE(Use, Src) 0;
        /// dict r[a][r[b]] = r[b+1]
        MAP_ADD(Use, Base) 0;
        /// dict r[a].update(r[b]) for `**` in a display
        DICT_UPDATE(Use, Src) 0;
        /// dict r[a] takes the keywords of mapping r[b]; duplicates raise, naming the callee r[c]
        DICT_MERGE(Use, Src, Use) 0;
        /// r[a] = tuple(r[b..b+n]) op tuple(r[b+n..b+2n]) without making the tuples: n = c & 255, c >> 8 the comparison in CPython's numbers
        COMPARE_TUPLES(Dst, Base, Count) 0;
        /// r[a] = tuple(list r[b])
        LIST_TO_TUPLE(Dst, Src) 0;
        /// r[a] = format(r[b], '')
        FORMAT_SIMPLE(Dst, Src) 0;
        /// r[a] = format(r[b], r[c])
        FORMAT_SPEC(Dst, Src, Src) 0;
        /// r[a] = str (c = 1), repr (2) or ascii (3) of r[b]
        CONVERT(Dst, Src, Count) 0;
        /// r[a] = interpolation of the value r[b], the expression's text r[b+1], conversion r[b+2] (str or None), format specification r[b+3]
        BUILD_INTERPOLATION(Dst, Base) 0;
        /// r[a] = template of the tuple of strs r[b] and the tuple of interpolations r[b+1]
        BUILD_TEMPLATE(Dst, Base) 0;
        // ---- calls
        /// r[a] = r[b](r[b+1 .. b+1+c])
        CALL(Dst, Base, Count) 8;
        /// as CALL with c arguments, the last of them by keyword; d: constant, tuple of their names
        CALL_KW(Dst, Base, Count) 4, Const;
        /// r[a] = r[b](*r[b+1], **r[b+2]); r[b+1] a list or tuple or any iterable, r[b+2] a dict or Unbound
        CALL_EX(Dst, Base) 0;
        /// r[a], r[a+1] = function, receiver of method c of r[b]; or Unbound, callable where the attribute is not a method
        LOAD_METHOD(Base, Src, Name) 12;
        /// r[a] = call of what LOAD_METHOD left at r[b], r[b+1] with c arguments from r[b+2]
        CALL_METHOD(Dst, Base, Count) 4;
        /// as CALL_METHOD, the last arguments by keyword; d: constant, tuple of their names
        CALL_METHOD_KW(Dst, Base, Count) 4, Const;
        /// r[a], r[a+1] as LOAD_METHOD leaves them, for attribute b of r[a](r[a+1], r[a+2]) where r[a] should be `super`
        SUPER_METHOD(Base, Name) 0;
        /// r[a] = attribute c of r[b](r[b+1], r[b+2]) where r[b] should be `super`
        SUPER_ATTR(Dst, Base, Name) 0;
        /// returns r[a]; b: number of locals to release
        RETURN(Src, Count) 0;
        /// makes a generator of this frame and returns it: first instruction of a generator's code
        RETURN_GENERATOR() 0;
        /// suspends with value r[b], keeping the registers below c; on resumption r[a] = the value sent
        YIELD(Dst, Src, Count) 0;
        /// r[a] = yield from: r[b] iterator (GET_YIELD_FROM), r[c] the value to send (None at first); runs again at each resumption
        YIELD_FROM(Dst, Base, Base) 0;
        /// r[a] = the iterator that `yield from r[b]` delegates to
        GET_YIELD_FROM(Dst, Src) 0;
        /// r[a] = the awaitable's iterator of `await r[b]`; c: 1 the result of `__aenter__`, 2 of `__aexit__`
        GET_AWAITABLE(Dst, Src, Count) 0;
        /// suspends an asynchronous generator with item r[b], keeping the registers below c; on resumption r[a] = the value sent
        YIELD_ASYNC(Dst, Src, Count) 0;
        /// r[a] = the asynchronous iterator of `async for` over r[b]
        GET_AITER(Dst, Src) 0;
        /// r[a] = the iterator to await for the next item of the asynchronous iterator r[b]
        GET_ANEXT(Dst, Use) 0;
        /// end of an `async for`: the exception r[a] is swallowed where it is StopAsyncIteration, and raised again otherwise
        END_ASYNC_FOR(Src) 0;
        /// return of a generator
        RETURN_GEN(Src, Count) 0;
        /// r[a] = function of code constant b; c says what lies in the temporaries from a on, in this order: 1 defaults tuple, 2 keyword defaults dict, 4 __annotate__ function, 8 closure tuple
        MAKE_FUNCTION(Base, Const, Count) 0;
        /// r[a] = builtins.__build_class__
        LOAD_BUILD_CLASS(Dst) 0;
        /// r[a] = the operation number c (`isa::Intrinsic`) of the temporaries from b on
        INTRINSIC(Dst, Base, Count) 0;
        // ---- attributes and subscripts
        /// r[a] = r[b].name[c]
        LOAD_ATTR(Dst, Src, Name) 12;
        /// r[a].name[b] = r[c]
        STORE_ATTR(Src, Name, Src) 12;
        /// del r[a].name[b]
        DELETE_ATTR(Src, Name) 0;
        /// r[a] = r[b][r[c]]
        GETITEM(Dst, Src, Src) 0;
        /// r[a] = r[b][imm], imm not negative
        GETITEM_IMM(Dst, Src, Imm) 0;
        /// r[a][r[b]] = r[c]
        SETITEM(Src, Src, Src) 0;
        /// r[a][imm] = r[c], imm not negative
        SETITEM_IMM(Src, Imm, Src) 0;
        /// r[a] = r[b][r[c] : r[c+1]]
        GETSLICE(Dst, Src, Base) 0;
        /// r[a] = r[b][r[c] : r[c+1] : r[c+2]]
        GETSLICE_STEP(Dst, Src, Base) 0;
        /// r[a][r[b] : r[b+1]] = r[c]
        SETSLICE(Src, Base, Src) 0;
        /// del r[a][r[b]]
        DELITEM(Src, Src) 0;
        // ---- exceptions. A handler is entered with the exception in the temporary that its table entry names
        /// raise r[a]
        RAISE(Src) 0;
        /// raise r[a] from r[b]
        RAISE_FROM(Src, Src) 0;
        /// raises the exception r[a] again as it is; with b = 1 the exception being handled (`raise` alone, a unused)
        RERAISE(Src, Count) 0;
        /// r[a+1] = the exception handled so far; the exception r[a] becomes the one being handled
        PUSH_EXC(Base) 0;
        /// the exception in r[a+1] becomes the one being handled again; r[a], r[a+1] are released
        POP_EXC(Base) 0;
        /// if the exception r[a] does not match r[b] (class or tuple of classes): pc += jump
        JUMP_NO_MATCH(Use, Src, Jump) 0;
        /// `except*`: splits r[a] (an exception or None) by r[b]; r[a] = what is left, r[a+1] = what matches, which becomes the exception being handled; pc += jump, without r[a+1], where nothing matches
        GROUP_MATCH(Base, Src, Jump) 0;
        /// end of `except*`: r[a] = exception to raise for the list r[a] of what was raised in the handlers and what is left of the exception r[b]; pc += jump, without r[a], where there is none
        GROUP_REMAINDER(Base, Use, Jump) 0;
        /// r[a] = AssertionError
        LOAD_ASSERTION_ERROR(Dst) 0;
        /// r[a], r[a+1] = bound `__exit__` of r[b], result of its `__enter__`
        WITH_ENTER(Base, Src) 0;
        /// r[a], r[a+1] = bound `__aexit__` of r[b], result of its `__aenter__`, still to be awaited
        ASYNC_WITH_ENTER(Base, Src) 0;
        /// r[a] = r[b](None, None, None); b is released
        WITH_EXIT(Dst, Src) 0;
        /// r[a] = r[b](type, exception, traceback) of the exception r[c]; b is released
        WITH_EXIT_EXC(Dst, Src, Use) 0;
        // ---- modules
        /// r[a] = import of name b at level c, r[a] the from-list
        IMPORT_NAME(Base, Name, Count) 0;
        /// r[a] = attribute c of module r[b]; ImportError where it is missing
        IMPORT_FROM(Dst, Use, Name) 0;
        /// binds all public names of module r[a]
        IMPORT_STAR(Src) 0;
        /// displays r[a] as the interactive interpreter does
        PRINT_EXPR(Src) 0;
        /// raises `vm.scratch` where the generator on top is suspended, in its delegate first unless word a is 1; never emitted by the compiler
        RAISE_IN() 0;
        /// leaves `run`; never emitted by the compiler
        HALT() 0;
        /// decodes the code of the frame that has just been entered, then runs it; never emitted by the compiler
        PREPARE_CODE() 0 : NOP;
        // ---- fused with the next instruction, whose words stay where they are
        /// GETITEM of a list, then JUMP_TRUE on the result where that is a bool or None
        GETITEM_JUMP_TRUE(Dst, Src, Src) 0 : GETITEM;
        /// GETITEM of a list, then JUMP_FALSE on the result where that is a bool or None
        GETITEM_JUMP_FALSE(Dst, Src, Src) 0 : GETITEM;
        /// GETITEM of a list of lists, then GETITEM of the inner one
        GETITEM_GETITEM(Dst, Src, Src) 0 : GETITEM;
        // ---- forms that write a local and release its old value; the plain forms write temporaries, which hold none
        /// COPY to a local
        COPY_L(Dst, Use) 0 : COPY;
        /// LOAD_CONST to a local
        LOAD_CONST_L(Dst, Const32) 4 : LOAD_CONST;
        /// LOAD_CONST of an immediate to a local
        LOAD_CONST_IMMEDIATE_L(Dst, Const32) 4 : LOAD_CONST;
        /// LOAD_INT to a local
        LOAD_INT_L(Dst, Imm) 0 : LOAD_INT;
        /// ADD to a local
        ADD_L(Dst, Src, Src) 0 : ADD;
        /// ADD of floats to a local
        ADD_FLOAT_L(Dst, Src, Src) 0 : ADD;
        /// ADD_IMM to a local
        ADD_IMM_L(Dst, Src, Imm) 0 : ADD_IMM;
        /// SUB to a local
        SUB_L(Dst, Src, Src) 0 : SUB;
        /// SUB of floats to a local
        SUB_FLOAT_L(Dst, Src, Src) 0 : SUB;
        /// SUB_IMM to a local
        SUB_IMM_L(Dst, Src, Imm) 0 : SUB_IMM;
        /// MUL to a local
        MUL_L(Dst, Src, Src) 0 : MUL;
        /// MUL of floats to a local
        MUL_FLOAT_L(Dst, Src, Src) 0 : MUL;
        /// MUL_IMM to a local
        MUL_IMM_L(Dst, Src, Imm) 0 : MUL_IMM;
        /// GETITEM to a local
        GETITEM_L(Dst, Src, Src) 0 : GETITEM;
        /// GETITEM_IMM to a local
        GETITEM_IMM_L(Dst, Src, Imm) 0 : GETITEM_IMM;
        /// GETITEM of a list in a temporary to a local
        GETITEM_LIST_T_L(Dst, Src, Src) 0 : GETITEM;
        // ---- specialised
        /// LOAD_CONST of an immediate
        LOAD_CONST_IMMEDIATE(Dst, Const32) 4 : LOAD_CONST;
        /// LOAD_GLOBAL found in the globals
        LOAD_GLOBAL_MODULE(Dst, Name) 8 : LOAD_GLOBAL;
        /// LOAD_GLOBAL found in the builtins
        LOAD_GLOBAL_BUILTIN(Dst, Name) 8 : LOAD_GLOBAL;
        /// STORE_GLOBAL of a present key
        STORE_GLOBAL_MODULE(Name, Src) 8 : STORE_GLOBAL;
        /// ADD of floats
        ADD_FLOAT(Dst, Src, Src) 0 : ADD;
        /// ADD of any mix of floats and immediate ints
        ADD_NUMBER(Dst, Src, Src) 0 : ADD;
        /// SUB of floats
        SUB_FLOAT(Dst, Src, Src) 0 : SUB;
        /// SUB of any mix of floats and immediate ints
        SUB_NUMBER(Dst, Src, Src) 0 : SUB;
        /// MUL of floats
        MUL_FLOAT(Dst, Src, Src) 0 : MUL;
        /// MUL of any mix of floats and immediate ints
        MUL_NUMBER(Dst, Src, Src) 0 : MUL;
        /// TRUEDIV of floats
        TRUEDIV_FLOAT(Dst, Src, Src) 0 : TRUEDIV;
        /// TRUEDIV of any mix of floats and immediate ints
        TRUEDIV_NUMBER(Dst, Src, Src) 0 : TRUEDIV;
        /// INPLACE_ADD of floats
        INPLACE_ADD_FLOAT(Dst, Src, Src) 0 : INPLACE_ADD;
        /// INPLACE_ADD of any mix of floats and immediate ints
        INPLACE_ADD_NUMBER(Dst, Src, Src) 0 : INPLACE_ADD;
        /// INPLACE_SUB of floats
        INPLACE_SUB_FLOAT(Dst, Src, Src) 0 : INPLACE_SUB;
        /// INPLACE_SUB of any mix of floats and immediate ints
        INPLACE_SUB_NUMBER(Dst, Src, Src) 0 : INPLACE_SUB;
        /// INPLACE_MUL of floats
        INPLACE_MUL_FLOAT(Dst, Src, Src) 0 : INPLACE_MUL;
        /// INPLACE_MUL of any mix of floats and immediate ints
        INPLACE_MUL_NUMBER(Dst, Src, Src) 0 : INPLACE_MUL;
        /// INPLACE_TRUEDIV of floats
        INPLACE_TRUEDIV_FLOAT(Dst, Src, Src) 0 : INPLACE_TRUEDIV;
        /// INPLACE_TRUEDIV of any mix of floats and immediate ints
        INPLACE_TRUEDIV_NUMBER(Dst, Src, Src) 0 : INPLACE_TRUEDIV;
        /// ADD of strs
        ADD_STR(Dst, Src, Src) 0 : ADD;
        /// INPLACE_ADD of strs: appends in place where nobody else sees the left one
        INPLACE_ADD_STR(Dst, Src, Src) 0 : INPLACE_ADD;
        /// ADD_IMM of a float
        ADD_IMM_FLOAT(Dst, Src, Imm) 0 : ADD_IMM;
        /// SUB_IMM of a float
        SUB_IMM_FLOAT(Dst, Src, Imm) 0 : SUB_IMM;
        /// MUL_IMM of a float
        MUL_IMM_FLOAT(Dst, Src, Imm) 0 : MUL_IMM;
        /// INPLACE_ADD_IMM of a float
        INPLACE_ADD_IMM_FLOAT(Dst, Src, Imm) 0 : INPLACE_ADD_IMM;
        /// INPLACE_SUB_IMM of a float
        INPLACE_SUB_IMM_FLOAT(Dst, Src, Imm) 0 : INPLACE_SUB_IMM;
        /// INPLACE_MUL_IMM of a float
        INPLACE_MUL_IMM_FLOAT(Dst, Src, Imm) 0 : INPLACE_MUL_IMM;
        /// LT of floats
        LT_FLOAT(Dst, Src, Src) 0 : LT;
        /// JUMP_LT of floats
        JUMP_LT_FLOAT(Src, Src, Jump) 0 : JUMP_LT;
        /// JUMP_NOT_LT of floats
        JUMP_NOT_LT_FLOAT(Src, Src, Jump) 0 : JUMP_NOT_LT;
        /// LE of floats
        LE_FLOAT(Dst, Src, Src) 0 : LE;
        /// JUMP_LE of floats
        JUMP_LE_FLOAT(Src, Src, Jump) 0 : JUMP_LE;
        /// JUMP_NOT_LE of floats
        JUMP_NOT_LE_FLOAT(Src, Src, Jump) 0 : JUMP_NOT_LE;
        /// EQ of floats
        EQ_FLOAT(Dst, Src, Src) 0 : EQ;
        /// JUMP_EQ of floats
        JUMP_EQ_FLOAT(Src, Src, Jump) 0 : JUMP_EQ;
        /// JUMP_NOT_EQ of floats
        JUMP_NOT_EQ_FLOAT(Src, Src, Jump) 0 : JUMP_NOT_EQ;
        /// NE of floats
        NE_FLOAT(Dst, Src, Src) 0 : NE;
        /// JUMP_NE of floats
        JUMP_NE_FLOAT(Src, Src, Jump) 0 : JUMP_NE;
        /// JUMP_NOT_NE of floats
        JUMP_NOT_NE_FLOAT(Src, Src, Jump) 0 : JUMP_NOT_NE;
        /// GT of floats
        GT_FLOAT(Dst, Src, Src) 0 : GT;
        /// JUMP_GT of floats
        JUMP_GT_FLOAT(Src, Src, Jump) 0 : JUMP_GT;
        /// JUMP_NOT_GT of floats
        JUMP_NOT_GT_FLOAT(Src, Src, Jump) 0 : JUMP_NOT_GT;
        /// GE of floats
        GE_FLOAT(Dst, Src, Src) 0 : GE;
        /// JUMP_GE of floats
        JUMP_GE_FLOAT(Src, Src, Jump) 0 : JUMP_GE;
        /// JUMP_NOT_GE of floats
        JUMP_NOT_GE_FLOAT(Src, Src, Jump) 0 : JUMP_NOT_GE;
        /// JUMP_EQ of strs
        JUMP_EQ_STR(Src, Src, Jump) 0 : JUMP_EQ;
        /// JUMP_NE of strs
        JUMP_NE_STR(Src, Src, Jump) 0 : JUMP_NE;
        /// JUMP_NOT_EQ of strs
        JUMP_NOT_EQ_STR(Src, Src, Jump) 0 : JUMP_NOT_EQ;
        /// JUMP_NOT_NE of strs
        JUMP_NOT_NE_STR(Src, Src, Jump) 0 : JUMP_NOT_NE;
        /// JUMP_EQ_CONST of strs
        JUMP_EQ_CONST_STR(Src, Const, Jump) 0 : JUMP_EQ_CONST;
        /// JUMP_NOT_EQ_CONST of strs
        JUMP_NOT_EQ_CONST_STR(Src, Const, Jump) 0 : JUMP_NOT_EQ_CONST;
        /// MATCH_CLASS that found its attributes in inline slots; the cache holds class version, shape, offsets, and versions of other types
        MATCH_CLASS_SLOTS(Use, Base, Jump) 20, Const : MATCH_CLASS;
        /// MATCH_CLASS that takes no attributes, or the value itself
        MATCH_CLASS_SELF(Use, Base, Jump) 20, Const : MATCH_CLASS;
        /// UNPACK of a list
        UNPACK_LIST(Src, Base, Count) 0 : UNPACK;
        /// FOR_ITER over a list
        FOR_ITER_LIST(Dst, Base, Jump) 4 : FOR_ITER;
        /// FOR_ITER over a tuple
        FOR_ITER_TUPLE(Dst, Base, Jump) 4 : FOR_ITER;
        /// FOR_ITER over an iterator of a builtin type
        FOR_ITER_NATIVE(Dst, Base, Jump) 4 : FOR_ITER;
        /// FOR_ITER over a generator: resumed without Rust recursion
        FOR_ITER_GENERATOR(Dst, Base, Jump) 4 : FOR_ITER;
        /// UNPACK of a tuple
        UNPACK_TUPLE(Src, Base, Count) 0 : UNPACK;
        /// CALL of a native function whose parameters are positional
        CALL_NATIVE(Dst, Base, Count) 8 : CALL;
        /// CALL of a native function of any number of positional arguments, other parameters defaulted
        CALL_NATIVE_STAR(Dst, Base, Count) 8 : CALL;
        /// CALL of the builtin len
        CALL_LEN(Dst, Base, Count) 8 : CALL;
        /// CALL of a class with a plain `__new__` and a Python `__init__`; the cache holds type version and function
        CALL_CLASS(Dst, Base, Count) 8 : CALL;
        /// CALL_METHOD of a native method whose parameters are positional
        CALL_METHOD_NATIVE(Dst, Base, Count) 4 : CALL_METHOD;
        /// CALL_METHOD of `send` of a generator or coroutine: resumed without Rust recursion
        CALL_METHOD_SEND(Dst, Base, Count) 4 : CALL_METHOD;
        /// CALL of the builtin `next` with a generator: resumed without Rust recursion
        CALL_NEXT(Dst, Base, Count) 8 : CALL;
        /// CALL_METHOD of list.append
        CALL_METHOD_LIST_APPEND(Dst, Base, Count) 4 : CALL_METHOD;
        /// LOAD_METHOD by shape and type version; the receiver is a local
        LOAD_METHOD_SHAPE(Base, Src, Name) 12 : LOAD_METHOD;
        /// LOAD_METHOD by shape and type version; the receiver is a temporary
        LOAD_METHOD_SHAPE_T(Base, Src, Name) 12 : LOAD_METHOD;
        /// LOAD_METHOD through the interpreter's method cache: several shapes
        LOAD_METHOD_CACHED(Base, Src, Name) 12 : LOAD_METHOD;
        /// LOAD_METHOD of a builtin type; the receiver is a local
        LOAD_METHOD_BUILTIN(Base, Src, Name) 12 : LOAD_METHOD;
        /// LOAD_METHOD of a builtin type; the receiver is a temporary
        LOAD_METHOD_BUILTIN_T(Base, Src, Name) 12 : LOAD_METHOD;
        /// LOAD_METHOD of a module's attribute; the receiver is a temporary
        LOAD_METHOD_MODULE_T(Base, Src, Name) 12 : LOAD_METHOD;
        /// LOAD_METHOD of a certain class: a function, or a class method, whose receiver is the class
        LOAD_METHOD_OF_CLASS(Base, Src, Name) 12 : LOAD_METHOD;
        /// LOAD_METHOD of an instance whose attributes live in a dict
        LOAD_METHOD_DICT(Base, Src, Name) 12 : LOAD_METHOD;
        /// LOAD_ATTR of an inline slot of a local
        LOAD_ATTR_SLOT(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR of an inline slot of a temporary
        LOAD_ATTR_SLOT_T(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR of an inline slot, up to four shapes
        LOAD_ATTR_SLOT_POLY(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR found on the class of an instance
        LOAD_ATTR_CLASS(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR of an entry of `__slots__` of a local
        LOAD_ATTR_MEMBER(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR of an entry of `__slots__` of a temporary
        LOAD_ATTR_MEMBER_T(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR of an instance whose attributes live in a dict
        LOAD_ATTR_DICT(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR of a property, whose getter gets a frame
        LOAD_ATTR_PROPERTY(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR of a descriptor with a `__get__` in Python, which gets a frame
        LOAD_ATTR_DESCRIPTOR(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR computed by native code: a getset descriptor of the class
        LOAD_ATTR_GETSET(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR `__class__`
        LOAD_ATTR_TYPE(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR of a certain class: what its namespace or that of a base holds
        LOAD_ATTR_OF_CLASS(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR of a method, to be bound
        LOAD_ATTR_METHOD(Dst, Src, Name) 12 : LOAD_ATTR;
        /// LOAD_ATTR of a module
        LOAD_ATTR_MODULE(Dst, Src, Name) 12 : LOAD_ATTR;
        /// STORE_ATTR to a present slot of a local; the value is a temporary
        STORE_ATTR_SLOT(Src, Name, Src) 12 : STORE_ATTR;
        /// STORE_ATTR to a present slot of a local; the value is a local
        STORE_ATTR_SLOT_L(Src, Name, Src) 12 : STORE_ATTR;
        /// STORE_ATTR to a present slot of a local, up to four shapes
        STORE_ATTR_SLOT_POLY(Src, Name, Src) 12 : STORE_ATTR;
        /// STORE_ATTR to an entry of `__slots__` of a local; the value is a temporary
        STORE_ATTR_MEMBER(Src, Name, Src) 12 : STORE_ATTR;
        /// STORE_ATTR to an entry of `__slots__` of a local; the value is a local
        STORE_ATTR_MEMBER_L(Src, Name, Src) 12 : STORE_ATTR;
        /// STORE_ATTR to an instance whose attributes live in a dict
        STORE_ATTR_DICT(Src, Name, Src) 12 : STORE_ATTR;
        /// STORE_ATTR of a property, whose setter gets a frame
        STORE_ATTR_PROPERTY(Src, Name, Src) 12 : STORE_ATTR;
        /// STORE_ATTR of a descriptor with a `__set__` in Python, which gets a frame
        STORE_ATTR_DESCRIPTOR(Src, Name, Src) 12 : STORE_ATTR;
        /// STORE_ATTR that adds a slot to a local; the value is a temporary
        STORE_ATTR_ADD(Src, Name, Src) 12 : STORE_ATTR;
        /// STORE_ATTR that adds a slot to a local; the value is a local
        STORE_ATTR_ADD_L(Src, Name, Src) 12 : STORE_ATTR;
        /// EQ of strs
        EQ_STR(Dst, Src, Src) 0 : EQ;
        /// NE of strs
        NE_STR(Dst, Src, Src) 0 : NE;
        /// GETITEM of a list in a temporary by an immediate int
        GETITEM_LIST_T(Dst, Src, Src) 0 : GETITEM;
        /// GETITEM of a tuple by an immediate int
        GETITEM_TUPLE(Dst, Src, Src) 0 : GETITEM;
        /// GETITEM of a str by an immediate int
        GETITEM_STR(Dst, Src, Src) 0 : GETITEM;
        /// GETITEM of a dict
        GETITEM_DICT(Dst, Src, Src) 0 : GETITEM;
        /// GETITEM_IMM of a tuple
        GETITEM_IMM_TUPLE(Dst, Src, Imm) 0 : GETITEM_IMM;
        /// GETITEM_IMM of a list in a temporary
        GETITEM_IMM_LIST_T(Dst, Src, Imm) 0 : GETITEM_IMM;
        /// SETITEM of a list in a temporary
        SETITEM_LIST_T(Src, Src, Src) 0 : SETITEM;
        /// SETITEM of a list; the value is a local
        SETITEM_LIST_L(Src, Src, Src) 0 : SETITEM;
        /// SETITEM_IMM of a list in a temporary, or of a local value
        SETITEM_IMM_LIST_T(Src, Imm, Src) 0 : SETITEM_IMM;
        /// SETITEM of a dict
        SETITEM_DICT(Src, Src, Src) 0 : SETITEM;
    } };
}

macro_rules! operand {
    () => { Operand::None };
    ($k:ident) => { Operand::$k };
}
macro_rules! base {
    ($name:ident) => { Op::$name };
    ($name:ident $base:ident) => { Op::$base };
}
macro_rules! expand {
    ($($(#[doc = $doc:literal])* $name:ident($($a:ident $(, $b:ident $(, $c:ident)?)?)?) $cache:literal $(, $extra:ident)? $(: $base:ident)?;)*) => {
        /// Opcodes, which are handler indices.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u16)]
        #[allow(non_camel_case_types)]
        pub enum Op { $($(#[doc = $doc])* $name),* }
        /// Number of instructions.
        pub const COUNT: usize = [$(stringify!($name)),*].len();
        pub static INFO: [OpInfo; COUNT] = [$(OpInfo {
            name: stringify!($name),
            doc: concat!($($doc),*),
            operands: [operand!($($a)?), operand!($($($b)?)?), operand!($($($($c)?)?)?)],
            extra: operand!($($extra)?),
            cache: $cache,
            base: base!($name $($base)?),
        }),*];
    };
}
for_each_op!(expand);
