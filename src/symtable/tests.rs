use super::{Binding, ScopeKind, SymbolTable, mangle};
use crate::source::SourceFile;
use crate::syntax::{Mode, parse};

fn table(text: &str) -> SymbolTable {
    let source = SourceFile::from_str("f", text).unwrap();
    SymbolTable::build(&source, &parse(&source, Mode::Module).unwrap()).unwrap()
}

fn binding(table: &SymbolTable, scope: &str, name: &str) -> Binding {
    let scope = table.scopes.iter().find(|s| &*s.name == scope).expect(scope);
    scope.symbol(name).expect(name).binding
}

#[test]
fn resolves_closures() {
    let t = table("def f(a):\n b = 1\n def g():\n  def h(): return a + c\n  return h\n return g\n");
    assert_eq!(binding(&t, "f", "a"), Binding::Cell);
    assert_eq!(binding(&t, "f", "b"), Binding::Local);
    assert_eq!(binding(&t, "g", "a"), Binding::Free);
    assert_eq!(binding(&t, "h", "a"), Binding::Free);
    assert_eq!(binding(&t, "h", "c"), Binding::GlobalImplicit);
    assert_eq!(binding(&t, "<module>", "f"), Binding::Name);
}

#[test]
fn resolves_comprehensions() {
    let t = table("def f(y):\n return [x + y for x in z if (w := x)]\n");
    let comprehension = t.scopes.iter().find(|s| s.kind == ScopeKind::Comprehension).unwrap();
    assert!(comprehension.inlined);
    assert_eq!(comprehension.symbols.len(), 1);
    assert_eq!(binding(&t, "<listcomp>", "x"), Binding::Local);
    assert_eq!(binding(&t, "f", "y"), Binding::Local);
    assert_eq!(binding(&t, "f", "w"), Binding::Local);
    assert_eq!(binding(&t, "f", "z"), Binding::GlobalImplicit);
    let t = table("def f():\n return [lambda: x for x in y], (y for y in z if (w := y))\n");
    assert_eq!(binding(&t, "<listcomp>", "x"), Binding::Cell);
    assert_eq!(binding(&t, "<lambda>", "x"), Binding::Free);
    assert_eq!(binding(&t, "<genexpr>", "w"), Binding::Free);
    assert_eq!(binding(&t, "f", "w"), Binding::Cell);
}

#[test]
fn resolves_classes() {
    let t = table("def f(x):\n class A:\n  y = 1\n  __p = 2\n  z = x\n  def m(self): return super().m(), y\n");
    let class = t.scopes.iter().find(|s| s.kind == ScopeKind::Class).unwrap();
    assert!(class.needs_class_cell);
    assert_eq!(binding(&t, "A", "y"), Binding::Name);
    assert_eq!(binding(&t, "A", "_A__p"), Binding::Name);
    assert_eq!(binding(&t, "A", "x"), Binding::Free);
    assert_eq!(binding(&t, "m", "__class__"), Binding::Free);
    assert_eq!(binding(&t, "m", "y"), Binding::GlobalImplicit);
    let t = table("def f(x):\n class A:\n  x = 1\n  def m(self): return x\n");
    let class = t.scopes.iter().find(|s| s.kind == ScopeKind::Class).unwrap();
    assert!(class.symbol("x").unwrap().is_free_class);
    assert_eq!(class.free_variables(), ["x"]);
}

#[test]
fn mangles() {
    assert_eq!(mangle(Some("_A"), "__x"), "_A__x");
    assert_eq!(mangle(Some("A"), "__x__"), "__x__");
    assert_eq!(mangle(Some("__"), "__x"), "__x");
    assert_eq!(mangle(None, "__x"), "__x");
}

#[test]
fn words_errors_as_cpython() {
    for &(text, kind, msg, line, offset) in ERRORS {
        let source = SourceFile::from_str("f", text).unwrap();
        let error = parse(&source, Mode::Module).and_then(|p| SymbolTable::build(&source, &p)).expect_err(text);
        assert_eq!((error.kind.name(), &*error.msg, error.line, error.offset), (kind, msg, line, offset), "{text:?}");
    }
}

/// Source, exception, message, line and offset as CPython 3.14 gives them.
#[rustfmt::skip]
const ERRORS: &[(&str, &str, &str, u32, u32)] = &[
    ("f(a=1, a=2)", "SyntaxError", "keyword argument repeated: a", 1, 8),
    ("def f(a, a): pass", "SyntaxError", "duplicate argument 'a' in function definition", 1, 10),
    ("try:\n pass\nexcept:\n pass\nexcept A:\n pass", "SyntaxError", "default 'except:' must be last", 3, 1),
    ("return 1", "SyntaxError", "'return' outside function", 1, 1),
    ("yield 1", "SyntaxError", "'yield' outside function", 1, 1),
    ("await x", "SyntaxError", "'await' outside function", 1, 1),
    ("break", "SyntaxError", "'break' outside loop", 1, 1),
    ("continue", "SyntaxError", "'continue' not properly in loop", 1, 1),
    ("x = yield", "SyntaxError", "'yield' outside function", 1, 5),
    ("async def f():\n yield 1\n return 1", "SyntaxError", "'return' with value in async generator", 3, 2),
    ("*a", "SyntaxError", "can't use starred expression here", 1, 1),
    ("*a = 1", "SyntaxError", "starred assignment target must be in a list or tuple", 1, 1),
    ("*a, *b = 1", "SyntaxError", "multiple starred expressions in assignment", 1, 1),
    ("x = *a", "SyntaxError", "can't use starred expression here", 1, 5),
    ("{1:*a}", "SyntaxError", "cannot use a starred expression in a dictionary value", 1, 4),
    ("x=1\ndef f():\n x=1\n global x", "SyntaxError", "name 'x' is assigned to before global declaration", 4, 2),
    ("def f():\n print(x)\n global x", "SyntaxError", "name 'x' is used prior to global declaration", 3, 2),
    ("def f(x):\n global x", "SyntaxError", "name 'x' is parameter and global", 2, 2),
    ("def f(x):\n nonlocal x", "SyntaxError", "name 'x' is parameter and nonlocal", 2, 2),
    ("nonlocal x", "SyntaxError", "nonlocal declaration not allowed at module level", 1, 1),
    ("def f():\n nonlocal x", "SyntaxError", "no binding for nonlocal 'x' found", 2, 2),
    ("def f():\n global x\n nonlocal x", "SyntaxError", "name 'x' is nonlocal and global", 2, 2),
    ("def f():\n from a import *", "SyntaxError", "import * only allowed at module level", 2, 16),
    ("class A:\n from a import *", "SyntaxError", "import * only allowed at module level", 2, 16),
    ("from __future__ import foo", "SyntaxError", "future feature foo is not defined", 1, 24),
    ("x=1\nfrom __future__ import annotations", "SyntaxError", "from __future__ imports must occur at the beginning of the file", 2, 1),
    ("from __future__ import braces", "SyntaxError", "not a chance", 1, 24),
    ("[x:=1 for x in y]", "SyntaxError", "assignment expression cannot rebind comprehension iteration variable 'x'", 1, 2),
    ("[(x:=1) for x in y]", "SyntaxError", "assignment expression cannot rebind comprehension iteration variable 'x'", 1, 3),
    ("[1 for x in (y:=1)]", "SyntaxError", "assignment expression cannot be used in a comprehension iterable expression", 1, 14),
    ("class A:\n [(x:=1) for y in z]", "SyntaxError", "assignment expression within a comprehension cannot be used in a class body", 2, 4),
    ("def f(a, a): pass", "SyntaxError", "duplicate argument 'a' in function definition", 1, 10),
    ("lambda a, a: 1", "SyntaxError", "duplicate argument 'a' in function definition", 1, 11),
    ("def f[T, T](): pass", "SyntaxError", "duplicate type parameter 'T'", 1, 10),
    ("class A[T=int, U]: pass", "SyntaxError", "non-default type parameter 'U' follows default type parameter", 1, 16),
    ("__debug__ = 1", "SyntaxError", "cannot assign to __debug__", 1, 1),
    ("def __debug__(): pass", "SyntaxError", "cannot assign to __debug__", 1, 1),
    ("x.__debug__ = 1", "SyntaxError", "cannot assign to __debug__", 1, 1),
    ("f(__debug__=1)", "SyntaxError", "cannot assign to __debug__", 1, 3),
    ("async with a: pass", "SyntaxError", "'async with' outside async function", 1, 1),
    ("def f():\n async with a: pass", "SyntaxError", "'async with' outside async function", 2, 2),
    ("def f():\n async for a in b: pass", "SyntaxError", "'async for' outside async function", 2, 2),
    ("def f():\n [x async for x in y]", "SyntaxError", "asynchronous comprehension outside of an asynchronous function", 2, 2),
    ("def f():\n await x", "SyntaxError", "'await' outside async function", 2, 2),
    ("def f():\n return [await x for x in y]", "SyntaxError", "asynchronous comprehension outside of an asynchronous function", 2, 9),
    ("class A:\n return 1", "SyntaxError", "'return' outside function", 2, 2),
    ("class A:\n yield 1", "SyntaxError", "'yield' outside function", 2, 2),
    ("[(yield x) for x in y]", "SyntaxError", "'yield' inside list comprehension", 1, 3),
    ("((yield x) for x in y)", "SyntaxError", "'yield' inside generator expression", 1, 3),
    ("match x:\n case 1: pass\n case _: pass\n case 2: pass", "SyntaxError", "wildcard makes remaining patterns unreachable", 3, 7),
    ("match x:\n case _: pass\n case 2: pass", "SyntaxError", "wildcard makes remaining patterns unreachable", 2, 7),
    ("match x:\n case a: pass\n case 2: pass", "SyntaxError", "name capture 'a' makes remaining patterns unreachable", 2, 7),
    ("match x:\n case a|b: pass", "SyntaxError", "name capture 'a' makes remaining patterns unreachable", 2, 7),
    ("match x:\n case a, a: pass", "SyntaxError", "multiple assignments to name 'a' in pattern", 2, 10),
    ("match x:\n case {\"a\":1, \"a\":2}: pass", "SyntaxError", "mapping pattern checks duplicate key ('a')", 2, 7),
    ("match x:\n case A(b=1, b=2): pass", "SyntaxError", "attribute name repeated in class pattern: b", 2, 16),
    ("match x:\n case *a, *b: pass", "SyntaxError", "multiple starred names in sequence pattern", 2, 7),
    ("type X[T] = (a:=1)", "SyntaxError", "named expression cannot be used within a type alias", 1, 14),
    ("def f() -> (yield): pass", "SyntaxError", "yield expression cannot be used within an annotation", 1, 13),
    ("def f(x: (yield)): pass", "SyntaxError", "yield expression cannot be used within an annotation", 1, 11),
    ("x: (yield) = 1", "SyntaxError", "yield expression cannot be used within an annotation", 1, 5),
    ("def f():\n x: (yield) = 1", "SyntaxError", "yield expression cannot be used within an annotation", 2, 6),
    ("try:\n pass\nexcept* A:\n break", "SyntaxError", "'break', 'continue' and 'return' cannot appear in an except* block", 4, 2),
    ("while 1:\n def f(): break", "SyntaxError", "'break' outside loop", 2, 11),
    ("while 1:\n class A: break", "SyntaxError", "'break' outside loop", 2, 11),
    ("for x in y:\n pass\nelse:\n break", "SyntaxError", "'break' outside loop", 4, 2),
    ("async def f():\n yield from x", "SyntaxError", "'yield from' inside async function", 2, 2),
];
