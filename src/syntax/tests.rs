use ruff_python_ast::Expr;

use super::{Mode, Parsed, bytes_value, parse, string_value, unparse};
use crate::source::SourceFile;

fn on_big_stack(body: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(super::FRONT_END_STACK_SIZE).spawn(body).unwrap().join().unwrap();
}

fn expression(text: &str) -> (SourceFile, Expr) {
    let source = SourceFile::from_str("f", text).unwrap();
    match parse(&source, Mode::Expression).unwrap() {
        Parsed::Expression(e) => (source, *e.body),
        Parsed::Module(_) => unreachable!("parsed as an expression"),
    }
}

#[test]
fn decodes_strings() {
    let value = |text: &str| match expression(text) {
        (source, Expr::StringLiteral(s)) => string_value(&source, &s).to_vec(),
        (source, Expr::BytesLiteral(b)) => b.value.iter().flat_map(|p| bytes_value(&source, p)).collect(),
        other => panic!("{other:?}"),
    };
    assert_eq!(value(r#""a\ud800b" 'c'"#), b"a\xed\xa0\x80bc");
    assert_eq!(value(r#""\U0001F600\x41\101\q""#), "\u{1f600}AA\\q".as_bytes());
    assert_eq!(value(r#"r"\ud800""#), br"\ud800");
    assert_eq!(value("'''a\r\nb\\\r\nc'''"), b"a\nbc");
    assert_eq!(value("b'''a\r\n\\xff'''"), b"a\n\xff");
}

#[test]
fn unparses() {
    for text in [
        "a + b * c", "(a + b) * c", "(-a) ** (-b)", "not a and b or c", "a if b else c", "lambda x, /, y=1, *a, z, **k: x",
        "[x for x in y if z]", "{a: b, **c}", "{a, b}", "(a,)", "()", "a[1:2, ::3]", "a[b, *c]", "f(a, *b, c=1, **d)",
        "a.b.c", "a < b <= c is not d", "'it\\n'", "b'a\\x00'", "1.5", "1e+100", "2j", "...", "f'a{b!r:>{c}}'",
        "(a := 1)", "list[int] | None", "(lambda: 1)()", "(await x).y",
    ] {
        assert_eq!(unparse(&expression(text).1), text);
    }
}

#[test]
fn bounds_nesting() {
    on_big_stack(|| {
        let error = |text: String| {
            let source = SourceFile::from_str("f", &text).unwrap();
            parse(&source, Mode::Module).err().map(|e| (e.kind.name(), e.msg, e.line, e.offset))
        };
        assert_eq!(error("1+".repeat(50_000) + "1"), None);
        assert_eq!(error("a".to_owned() + &"()".repeat(50_000)), None);
        let msg = "Parser stack overflowed - Python source too complex to parse";
        let stack = Some(("MemoryError", msg.to_owned(), 0, 0));
        for deep in ["-", "not ", "2**", "lambda:", "1 if 1 else "] {
            assert_eq!(error(deep.repeat(2_000) + "1"), None);
            assert_eq!(error(deep.repeat(200_000) + "1"), stack);
        }
        assert_eq!(error("1+".repeat(1_000_000) + "1"), stack);
        assert_eq!(error("(".repeat(200) + &")".repeat(200)), None);
        let nested = Some(("SyntaxError", "too many nested parentheses".to_owned(), 1, 201));
        assert_eq!(error("(".repeat(100_000)), nested);
        let indented =
            |n: usize| (0..n).map(|i| " ".repeat(i) + "if 1:\n").collect::<String>() + &" ".repeat(n) + "pass\n";
        assert_eq!(error(indented(99)), None);
        let indents = Some(("IndentationError", "too many levels of indentation".to_owned(), 101, 101));
        assert_eq!(error(indented(100)), indents);
    });
}

#[test]
fn words_errors_as_cpython() {
    for &(text, kind, msg, line, offset) in ERRORS {
        let source = SourceFile::from_str("f", text).unwrap();
        let error = parse(&source, Mode::Module).expect_err(text);
        assert_eq!((error.kind.name(), &*error.msg, error.line, error.offset), (kind, msg, line, offset), "{text:?}");
    }
}

/// Source, exception, message, line and offset as CPython 3.14 gives them.
#[rustfmt::skip]
const ERRORS: &[(&str, &str, &str, u32, u32)] = &[
    ("x = (1, 2", "SyntaxError", "'(' was never closed", 1, 5),
    ("foo bar", "SyntaxError", "invalid syntax", 1, 5),
    ("x = (1]", "SyntaxError", "closing parenthesis ']' does not match opening parenthesis '('", 1, 7),
    ("x = 1)", "SyntaxError", "unmatched ')'", 1, 6),
    ("if x", "SyntaxError", "expected ':'", 1, 5),
    ("if x:\npass", "IndentationError", "expected an indented block after 'if' statement on line 1", 2, 1),
    ("while x:\n\n\ny", "IndentationError", "expected an indented block after 'while' statement on line 1", 4, 1),
    (" x = 1", "IndentationError", "unexpected indent", 1, 1),
    ("x = 1\n  y = 2", "IndentationError", "unexpected indent", 2, 2),
    ("if 1:\n    x\n  y", "IndentationError", "unindent does not match any outer indentation level", 3, 4),
    ("x = 'abc", "SyntaxError", "unterminated string literal (detected at line 1)", 1, 5),
    ("x = \"\"\"abc\n", "SyntaxError", "unterminated triple-quoted string literal (detected at line 1)", 1, 5),
    ("x = f'abc", "SyntaxError", "unterminated f-string literal (detected at line 1)", 1, 5),
    ("x = f\"\"\"abc\n", "SyntaxError", "unterminated triple-quoted f-string literal (detected at line 1)", 1, 5),
    ("1 = x", "SyntaxError", "cannot assign to literal here. Maybe you meant '==' instead of '='?", 1, 1),
    ("x() = 1", "SyntaxError", "cannot assign to function call here. Maybe you meant '==' instead of '='?", 1, 1),
    ("x + 1 = 2", "SyntaxError", "cannot assign to expression here. Maybe you meant '==' instead of '='?", 1, 1),
    ("None = 1", "SyntaxError", "cannot assign to None", 1, 1),
    ("True = 1", "SyntaxError", "cannot assign to True", 1, 1),
    ("\"a\" = 1", "SyntaxError", "cannot assign to literal here. Maybe you meant '==' instead of '='?", 1, 1),
    ("f\"a\" = 1", "SyntaxError", "cannot assign to f-string expression here. Maybe you meant '==' instead of '='?", 1, 1),
    ("(a, 1) = 2", "SyntaxError", "cannot assign to literal", 1, 5),
    ("[a, b()] = 2", "SyntaxError", "cannot assign to function call", 1, 5),
    ("{} = 1", "SyntaxError", "cannot assign to dict literal here. Maybe you meant '==' instead of '='?", 1, 1),
    ("{1} = 1", "SyntaxError", "cannot assign to set display here. Maybe you meant '==' instead of '='?", 1, 1),
    ("[x for x in y] = 1", "SyntaxError", "cannot assign to list comprehension here. Maybe you meant '==' instead of '='?", 1, 1),
    ("(x for x in y) = 1", "SyntaxError", "cannot assign to generator expression", 1, 1),
    ("lambda: 1 = 2", "SyntaxError", "cannot assign to lambda", 1, 1),
    ("a if b else c = 1", "SyntaxError", "cannot assign to conditional expression", 1, 1),
    ("a < b = 1", "SyntaxError", "cannot assign to comparison", 1, 1),
    ("not a = 1", "SyntaxError", "cannot assign to expression", 1, 1),
    ("-a = 1", "SyntaxError", "cannot assign to expression here. Maybe you meant '==' instead of '='?", 1, 1),
    ("a and b = 1", "SyntaxError", "cannot assign to expression", 1, 1),
    ("(a,b) += 1", "SyntaxError", "'tuple' is an illegal expression for augmented assignment", 1, 1),
    ("f() += 1", "SyntaxError", "'function call' is an illegal expression for augmented assignment", 1, 1),
    ("1 += 1", "SyntaxError", "'literal' is an illegal expression for augmented assignment", 1, 1),
    ("del f()", "SyntaxError", "cannot delete function call", 1, 5),
    ("del 1", "SyntaxError", "cannot delete literal", 1, 5),
    ("del (a, 1)", "SyntaxError", "cannot delete literal", 1, 9),
    ("for 1 in x: pass", "SyntaxError", "cannot assign to literal", 1, 5),
    ("for f() in x: pass", "SyntaxError", "cannot assign to function call", 1, 5),
    ("with x as 1: pass", "SyntaxError", "cannot assign to literal", 1, 11),
    ("with x as f(): pass", "SyntaxError", "cannot assign to function call", 1, 11),
    ("[x for 1 in y]", "SyntaxError", "cannot assign to literal", 1, 8),
    ("(1 := 2)", "SyntaxError", "cannot use assignment expressions with literal", 1, 2),
    ("(a.b := 2)", "SyntaxError", "cannot use assignment expressions with attribute", 1, 2),
    ("x := 1", "SyntaxError", "invalid syntax", 1, 3),
    ("if x = 1: pass", "SyntaxError", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 1, 4),
    ("while x = 1: pass", "SyntaxError", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 1, 7),
    ("if x.y = 1: pass", "SyntaxError", "cannot assign to attribute here. Maybe you meant '==' instead of '='?", 1, 4),
    ("f(a=1, 2)", "SyntaxError", "positional argument follows keyword argument", 1, 9),
    ("f(**a, 2)", "SyntaxError", "positional argument follows keyword argument unpacking", 1, 9),
    ("f(**a, *b)", "SyntaxError", "iterable argument unpacking follows keyword argument unpacking", 1, 6),
    ("f(1=2)", "SyntaxError", "expression cannot contain assignment, perhaps you meant \"==\"?", 1, 3),
    ("f(a.b=1)", "SyntaxError", "expression cannot contain assignment, perhaps you meant \"==\"?", 1, 3),
    ("f(True=1)", "SyntaxError", "cannot assign to True", 1, 3),
    ("f(a, b for b in c)", "SyntaxError", "Generator expression must be parenthesized", 1, 6),
    ("f(b for b in c, a)", "SyntaxError", "Generator expression must be parenthesized", 1, 3),
    ("1a", "SyntaxError", "invalid decimal literal", 1, 1),
    ("1_", "SyntaxError", "invalid decimal literal", 1, 2),
    ("0777", "SyntaxError", "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers", 1, 1),
    ("0b12", "SyntaxError", "invalid digit '2' in binary literal", 1, 4),
    ("0o8", "SyntaxError", "invalid digit '8' in octal literal", 1, 3),
    ("0xg", "SyntaxError", "invalid hexadecimal literal", 1, 2),
    ("0x", "SyntaxError", "invalid hexadecimal literal", 1, 2),
    ("1e", "SyntaxError", "invalid decimal literal", 1, 1),
    ("1.5a", "SyntaxError", "invalid decimal literal", 1, 3),
    ("1__0", "SyntaxError", "invalid decimal literal", 1, 2),
    ("x = 1 2", "SyntaxError", "invalid syntax", 1, 7),
    ("a b", "SyntaxError", "invalid syntax", 1, 3),
    ("print \"hello\"", "SyntaxError", "Missing parentheses in call to 'print'. Did you mean print(...)?", 1, 1),
    ("print hello", "SyntaxError", "Missing parentheses in call to 'print'. Did you mean print(...)?", 1, 1),
    ("exec \"x\"", "SyntaxError", "Missing parentheses in call to 'exec'. Did you mean exec(...)?", 1, 1),
    ("def f(: pass", "SyntaxError", "invalid syntax", 1, 7),
    ("def f(a=1, b): pass", "SyntaxError", "parameter without a default follows parameter with a default", 1, 12),
    ("def f(*): pass", "SyntaxError", "named arguments must follow bare *", 1, 7),
    ("def f(*, **k): pass", "SyntaxError", "named arguments must follow bare *", 1, 7),
    ("def f(**k, a): pass", "SyntaxError", "arguments cannot follow var-keyword argument", 1, 12),
    ("def f(*a, *b): pass", "SyntaxError", "* argument may appear only once", 1, 11),
    ("def f(a, /, b, /): pass", "SyntaxError", "/ may appear only once", 1, 16),
    ("def f(/): pass", "SyntaxError", "invalid syntax", 1, 7),
    ("def f(*a=1): pass", "SyntaxError", "var-positional argument cannot have default value", 1, 9),
    ("def f(1): pass", "SyntaxError", "invalid syntax", 1, 7),
    ("def f((a,b)): pass", "SyntaxError", "Function parameters cannot be parenthesized", 1, 7),
    ("def f()\n  pass", "SyntaxError", "expected ':'", 1, 8),
    ("def f():\npass", "IndentationError", "expected an indented block after function definition on line 1", 2, 1),
    ("class A\n  pass", "SyntaxError", "expected ':'", 1, 8),
    ("class A:\npass", "IndentationError", "expected an indented block after class definition on line 1", 2, 1),
    ("try:\n  pass", "SyntaxError", "expected 'except' or 'finally' block", 2, 7),
    ("try:\n  pass\nx", "SyntaxError", "expected 'except' or 'finally' block", 3, 1),
    ("try:\n pass\nexcept A, B as c:\n pass", "SyntaxError", "multiple exception types must be parenthesized when using 'as'", 3, 8),
    ("try:\n pass\nexcept A:\n pass\nexcept* B:\n pass", "SyntaxError", "cannot have both 'except' and 'except*' on the same 'try'", 5, 1),
    ("try:\npass", "IndentationError", "expected an indented block after 'try' statement on line 1", 2, 1),
    ("for x in y\n pass", "SyntaxError", "expected ':'", 1, 11),
    ("for x in y:\npass", "IndentationError", "expected an indented block after 'for' statement on line 1", 2, 1),
    ("for x y: pass", "SyntaxError", "invalid syntax", 1, 7),
    ("else: pass", "SyntaxError", "invalid syntax", 1, 1),
    ("elif x: pass", "SyntaxError", "invalid syntax", 1, 1),
    ("import", "SyntaxError", "Expected one or more names after 'import'", 1, 7),
    ("from a import", "SyntaxError", "Expected one or more names after 'import'", 1, 14),
    ("from a import (b", "SyntaxError", "'(' was never closed", 1, 15),
    ("import a from b", "SyntaxError", "Did you mean to use 'from ... import ...' instead?", 1, 1),
    ("del *a", "SyntaxError", "cannot delete starred", 1, 5),
    ("f(*)", "SyntaxError", "Invalid star expression", 1, 4),
    ("print(*a for a in b)", "SyntaxError", "iterable unpacking cannot be used in comprehension", 1, 7),
    ("[*a for a in b]", "SyntaxError", "iterable unpacking cannot be used in comprehension", 1, 2),
    ("{**a for a in b}", "SyntaxError", "dict unpacking cannot be used in dict comprehension", 1, 2),
    ("{1:2, 3}", "SyntaxError", "':' expected after dictionary key", 1, 7),
    ("{1, 2:3}", "SyntaxError", "invalid syntax", 1, 6),
    ("{1:}", "SyntaxError", "expression expected after dictionary key and ':'", 1, 3),
    ("{1:2, **}", "SyntaxError", "invalid syntax", 1, 9),
    ("{1:2 3:4}", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", 1, 4),
    ("[1, 2 3]", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", 1, 5),
    ("[1 2]", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", 1, 2),
    ("(1 2)", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", 1, 2),
    ("f(1 2)", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", 1, 3),
    ("a..b", "SyntaxError", "invalid syntax", 1, 3),
    ("a.1", "SyntaxError", "invalid syntax", 1, 2),
    ("a.", "SyntaxError", "invalid syntax", 1, 3),
    ("a[", "SyntaxError", "'[' was never closed", 1, 2),
    ("a[]", "SyntaxError", "invalid syntax", 1, 3),
    ("a[1", "SyntaxError", "'[' was never closed", 1, 2),
    ("a(1", "SyntaxError", "'(' was never closed", 1, 2),
    ("{", "SyntaxError", "'{' was never closed", 1, 1),
    ("{1", "SyntaxError", "'{' was never closed", 1, 1),
    ("{1:2", "SyntaxError", "'{' was never closed", 1, 1),
    ("@", "SyntaxError", "invalid syntax", 1, 2),
    ("@a\nx", "SyntaxError", "invalid syntax", 2, 1),
    ("x = $", "SyntaxError", "invalid syntax", 1, 5),
    ("x = ?", "SyntaxError", "invalid syntax", 1, 5),
    ("x = !", "SyntaxError", "invalid syntax", 1, 5),
    ("x = a!b", "SyntaxError", "invalid syntax", 1, 6),
    ("x = “a”", "SyntaxError", "invalid character '“' (U+201C)", 1, 5),
    ("x = a\\u00a0b", "SyntaxError", "unexpected character after line continuation character", 1, 7),
    ("\\x", "SyntaxError", "unexpected character after line continuation character", 1, 2),
    ("x = \\ 1", "SyntaxError", "unexpected character after line continuation character", 1, 6),
    ("x = \\", "SyntaxError", "unexpected EOF while parsing", 1, 6),
    ("\"\\x\"", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-1: truncated \\xXX escape", 1, 1),
    ("\"\\xg1\"", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-1: truncated \\xXX escape", 1, 1),
    ("\"\\u12\"", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-3: truncated \\uXXXX escape", 1, 1),
    ("\"\\U12345678\"", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-9: illegal Unicode character", 1, 1),
    ("\"\\N{foo}\"", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-6: unknown Unicode character name", 1, 1),
    ("\"\\N\"", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-1: malformed \\N character escape", 1, 1),
    ("b\"\\x1\"", "SyntaxError", "(value error) invalid \\x escape at position 0", 1, 1),
    ("b\"é\"", "SyntaxError", "bytes can only contain ASCII literal characters", 1, 1),
    ("f\"{\"", "SyntaxError", "f-string: expecting '}'", 1, 4),
    ("f\"{}\"", "SyntaxError", "f-string: valid expression required before '}'", 1, 4),
    ("f\"{a\"", "SyntaxError", "f-string: expecting '}'", 1, 5),
    ("f\"}\"", "SyntaxError", "f-string: single '}' is not allowed", 1, 3),
    ("f\"{a!x}\"", "SyntaxError", "f-string: invalid conversion character 'x': expected 's', 'r', or 'a'", 1, 6),
    ("f\"{a!}\"", "SyntaxError", "f-string: missing conversion character", 1, 6),
    ("f\"{lambda x: 1}\"", "SyntaxError", "f-string: lambda expressions are not allowed without parentheses", 1, 4),
    ("f\"{a=!x}\"", "SyntaxError", "f-string: invalid conversion character 'x': expected 's', 'r', or 'a'", 1, 7),
    ("f\"{a:{}}\"", "SyntaxError", "f-string: valid expression required before '}'", 1, 7),
    ("f'{a:\n}'", "SyntaxError", "f-string: newlines are not allowed in format specifiers for single quoted f-strings", 1, 6),
    ("\"a\" b\"b\"", "SyntaxError", "cannot mix bytes and nonbytes literals", 1, 9),
    ("\"a\" t\"b\"", "SyntaxError", "cannot mix t-string literals with string or bytes literals", 1, 1),
    ("def f():\n import *", "SyntaxError", "invalid syntax", 2, 9),
    ("async x", "SyntaxError", "invalid syntax", 1, 7),
    ("match x:\n case {**r, \"a\":1}: pass", "SyntaxError", "invalid syntax", 2, 13),
    ("match x:\n case A(b=1, c): pass", "SyntaxError", "positional patterns follow keyword patterns", 2, 14),
    ("match x:\n case 1+1: pass", "SyntaxError", "imaginary number required in complex literal", 2, 9),
    ("match x:\n case 1 as _: pass", "SyntaxError", "cannot use '_' as a target", 2, 12),
    ("match x:\n case 1\n  pass", "SyntaxError", "expected ':'", 2, 8),
    ("match x:\ncase 1: pass", "IndentationError", "expected an indented block after 'match' statement on line 1", 2, 1),
    ("match x:\n case 1:\n pass", "IndentationError", "expected an indented block after 'case' statement on line 2", 3, 2),
    ("x: int: str", "SyntaxError", "invalid syntax", 1, 7),
    ("(a, b): int", "SyntaxError", "only single target (not tuple) can be annotated", 1, 1),
    ("[a]: int", "SyntaxError", "only single target (not list) can be annotated", 1, 1),
    ("1: int", "SyntaxError", "illegal target for annotation", 1, 1),
    ("f(): int", "SyntaxError", "illegal target for annotation", 1, 1),
    ("with a\n pass", "SyntaxError", "expected ':'", 1, 7),
    ("with a:\npass", "IndentationError", "expected an indented block after 'with' statement on line 1", 2, 1),
    ("with (a as b, c as d) e: pass", "SyntaxError", "invalid syntax", 1, 23),
    ("assert x = 1", "SyntaxError", "invalid syntax", 1, 10),
    ("raise a from", "SyntaxError", "invalid syntax", 1, 13),
    ("raise from b", "SyntaxError", "invalid syntax", 1, 7),
    ("x = 1 if 2", "SyntaxError", "expected 'else' after 'if' expression", 1, 5),
    ("x = 1 if 2 else", "SyntaxError", "expected expression after 'else', but statement is given", 1, 16),
    ("x = 1 if 2 else pass", "SyntaxError", "expected expression after 'else', but statement is given", 1, 17),
    ("x = pass", "SyntaxError", "invalid syntax", 1, 5),
    ("x = if", "SyntaxError", "invalid syntax", 1, 5),
    ("a = b = 1 = c", "SyntaxError", "cannot assign to literal", 1, 9),
    ("a, b = 1 = c", "SyntaxError", "cannot assign to literal", 1, 8),
    ("a and", "SyntaxError", "invalid syntax", 1, 6),
    ("a +", "SyntaxError", "invalid syntax", 1, 4),
    ("a ==", "SyntaxError", "invalid syntax", 1, 5),
    ("not", "SyntaxError", "invalid syntax", 1, 4),
    ("a not b", "SyntaxError", "invalid syntax", 1, 7),
    ("a is not", "SyntaxError", "invalid syntax", 1, 9),
    ("a <> b", "SyntaxError", "invalid syntax.  Maybe you meant '!=' instead of '<>'?", 1, 3),
    ("a ! b", "SyntaxError", "invalid syntax", 1, 3),
    ("a ++", "SyntaxError", "invalid syntax", 1, 5),
    ("a--", "SyntaxError", "invalid syntax", 1, 4),
    ("a && b", "SyntaxError", "invalid syntax", 1, 4),
    ("a || b", "SyntaxError", "invalid syntax", 1, 4),
    ("if a = b:\n pass", "SyntaxError", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 1, 4),
    ("if a == b\n pass", "SyntaxError", "expected ':'", 1, 10),
    ("if a:\n pass\nelse\n pass", "SyntaxError", "expected ':'", 3, 5),
    ("if a:\n pass\nelse:\npass", "IndentationError", "expected an indented block after 'else' statement on line 3", 4, 1),
    ("if a:\n pass\nelif b\n pass", "SyntaxError", "expected ':'", 3, 7),
    ("if a:\n pass\nelif b:\npass", "IndentationError", "expected an indented block after 'elif' statement on line 3", 4, 1),
    ("if a:\n pass\nelse:\n pass\nelif b:\n pass", "SyntaxError", "'elif' block follows an 'else' block", 5, 1),
    ("while 1\n pass", "SyntaxError", "expected ':'", 1, 8),
    ("lambda x", "SyntaxError", "invalid syntax", 1, 9),
    ("lambda *: 1", "SyntaxError", "named arguments must follow bare *", 1, 9),
    ("lambda x=1, y: 1", "SyntaxError", "parameter without a default follows parameter with a default", 1, 13),
    ("x = {\n1:2\n", "SyntaxError", "'{' was never closed", 1, 5),
    ("x = [\n1,\n2\ny = 3", "SyntaxError", "'[' was never closed", 1, 5),
    ("foo(\nx = 3\ndef f(): pass", "SyntaxError", "'(' was never closed", 1, 4),
    ("def f(x\n  return 1", "SyntaxError", "'(' was never closed", 1, 6),
    ("def f(x):\n  return (1\n\ndef g(): pass", "SyntaxError", "'(' was never closed", 2, 10),
    ("if True:\n  x = 1\n y = 2", "IndentationError", "unindent does not match any outer indentation level", 3, 7),
    ("if True:\n\tx = 1\n        y = 2", "TabError", "inconsistent use of tabs and spaces in indentation", 3, 1),
    ("if True:\n        x = 1\n\ty = 2", "TabError", "inconsistent use of tabs and spaces in indentation", 3, 1),
    ("  x", "IndentationError", "unexpected indent", 1, 2),
    ("def f():", "IndentationError", "expected an indented block after function definition on line 1", 1, 9),
    ("class A:", "IndentationError", "expected an indented block after class definition on line 1", 1, 9),
    ("for x in y:", "IndentationError", "expected an indented block after 'for' statement on line 1", 1, 12),
    ("if x:", "IndentationError", "expected an indented block after 'if' statement on line 1", 1, 6),
    ("a = 1;; b", "SyntaxError", "invalid syntax", 1, 7),
    (";", "SyntaxError", "invalid syntax", 1, 1),
    ("def f(a, *, b=1, c, **d, e): pass", "SyntaxError", "arguments cannot follow var-keyword argument", 1, 26),
    ("def f(a, b):: pass", "SyntaxError", "invalid syntax", 1, 13),
    ("class A(a=1, b): pass", "SyntaxError", "positional argument follows keyword argument", 1, 15),
    ("type X[T] = ", "SyntaxError", "invalid syntax", 1, 13),
    ("type X = yield", "SyntaxError", "invalid syntax", 1, 10),
    ("f(a for a in b, c=1)", "SyntaxError", "Generator expression must be parenthesized", 1, 3),
    ("f(x=)", "SyntaxError", "expected argument value expression", 1, 3),
    ("x = a for a in b", "SyntaxError", "invalid syntax", 1, 7),
    ("[a, b for b in c]", "SyntaxError", "did you forget parentheses around the comprehension target?", 1, 2),
    ("{a, b for b in c}", "SyntaxError", "did you forget parentheses around the comprehension target?", 1, 2),
    ("[a for a]", "SyntaxError", "'in' expected after for-loop variables", 1, 9),
    ("[a for a in]", "SyntaxError", "invalid syntax", 1, 12),
    ("[for a in b]", "SyntaxError", "invalid syntax", 1, 2),
    ("def f(x=): pass", "SyntaxError", "expected default value expression", 1, 8),
    ("True: int", "SyntaxError", "illegal target for annotation", 1, 1),
    ("a.b: int = ", "SyntaxError", "invalid syntax", 1, 12),
    ("None += 1", "SyntaxError", "'None' is an illegal expression for augmented assignment", 1, 1),
    ("for None in x: pass", "SyntaxError", "cannot assign to None", 1, 5),
    ("import None", "SyntaxError", "invalid syntax", 1, 8),
    ("def None(): pass", "SyntaxError", "invalid syntax", 1, 5),
    ("class True: pass", "SyntaxError", "invalid syntax", 1, 7),
    ("f(None=1)", "SyntaxError", "cannot assign to None", 1, 3),
    ("def f(None): pass", "SyntaxError", "invalid syntax", 1, 7),
    ("with open(x) as None: pass", "SyntaxError", "cannot assign to None", 1, 17),
    ("except: pass", "SyntaxError", "invalid syntax", 1, 1),
    ("finally: pass", "SyntaxError", "invalid syntax", 1, 1),
    ("case 1: pass", "SyntaxError", "invalid syntax", 1, 6),
    ("try:\n pass\nexcept\n pass", "SyntaxError", "expected ':'", 3, 7),
    ("try:\n pass\nexcept A\n pass", "SyntaxError", "expected ':'", 3, 9),
    ("try:\n pass\nexcept A:\npass", "IndentationError", "expected an indented block after 'except' statement on line 3", 4, 1),
    ("try:\n pass\nfinally\n pass", "SyntaxError", "expected ':'", 3, 8),
    ("try:\n pass\nfinally:\npass", "IndentationError", "expected an indented block after 'finally' statement on line 3", 4, 1),
    ("try:\n pass\nexcept *:\n pass", "SyntaxError", "expected one or more exception types", 3, 9),
    ("try:\n pass\nexcept* A:\npass", "IndentationError", "expected an indented block after 'except*' statement on line 3", 4, 1),
];
