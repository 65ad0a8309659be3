//! Expressions back to source text, as `ast.unparse` prints them.
use ruff_python_ast::{self as ast, BoolOp, CmpOp, Expr, InterpolatedStringElement, Number, Operator, UnaryOp};

/// Binding strength, weakest first, as in the grammar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Prec {
    Named,
    Tuple,
    Yield,
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Arith,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

impl Prec {
    fn next(self) -> Prec {
        use Prec::*;
        const ALL: [Prec; 18] = [
            Named, Tuple, Yield, Test, Or, And, Not, Compare, BitOr, BitXor, BitAnd, Shift, Arith, Term, Factor, Power,
            Await, Atom,
        ];
        ALL[(self as usize + 1).min(ALL.len() - 1)]
    }
}

/// The text of an expression.
pub fn unparse(expr: &Expr) -> String {
    let mut out = String::new();
    write(&mut out, expr, Prec::Test);
    out
}

fn parens(out: &mut String, needed: bool, body: impl FnOnce(&mut String)) {
    if needed {
        out.push('(');
    }
    body(out);
    if needed {
        out.push(')');
    }
}

fn operator(op: Operator) -> (&'static str, Prec) {
    match op {
        Operator::Add => ("+", Prec::Arith),
        Operator::Sub => ("-", Prec::Arith),
        Operator::Mult => ("*", Prec::Term),
        Operator::MatMult => ("@", Prec::Term),
        Operator::Div => ("/", Prec::Term),
        Operator::Mod => ("%", Prec::Term),
        Operator::FloorDiv => ("//", Prec::Term),
        Operator::LShift => ("<<", Prec::Shift),
        Operator::RShift => (">>", Prec::Shift),
        Operator::BitOr => ("|", Prec::BitOr),
        Operator::BitXor => ("^", Prec::BitXor),
        Operator::BitAnd => ("&", Prec::BitAnd),
        Operator::Pow => ("**", Prec::Power),
    }
}

fn comparison(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => "==",
        CmpOp::NotEq => "!=",
        CmpOp::Lt => "<",
        CmpOp::LtE => "<=",
        CmpOp::Gt => ">",
        CmpOp::GtE => ">=",
        CmpOp::Is => "is",
        CmpOp::IsNot => "is not",
        CmpOp::In => "in",
        CmpOp::NotIn => "not in",
    }
}

fn list(out: &mut String, items: &[Expr]) {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        write(out, item, Prec::Test);
    }
}

fn tuple(out: &mut String, items: &[Expr]) {
    list(out, items);
    if items.len() == 1 {
        out.push(',');
    }
}

fn write(out: &mut String, expr: &Expr, at: Prec) {
    match expr {
        Expr::Name(name) => out.push_str(&name.id),
        Expr::Named(named) => parens(out, at > Prec::Named, |out| {
            write(out, &named.target, Prec::Atom);
            out.push_str(" := ");
            write(out, &named.value, Prec::Atom);
        }),
        Expr::BoolOp(op) => {
            let (word, prec) = match op.op {
                BoolOp::And => (" and ", Prec::And),
                BoolOp::Or => (" or ", Prec::Or),
            };
            parens(out, at > prec, |out| {
                for (i, value) in op.values.iter().enumerate() {
                    if i > 0 {
                        out.push_str(word);
                    }
                    write(out, value, prec.next());
                }
            });
        }
        Expr::BinOp(op) => {
            let (word, prec) = operator(op.op);
            let (left, right) = if op.op == Operator::Pow { (prec.next(), prec) } else { (prec, prec.next()) };
            parens(out, at > prec, |out| {
                write(out, &op.left, left);
                out.push(' ');
                out.push_str(word);
                out.push(' ');
                write(out, &op.right, right);
            });
        }
        Expr::UnaryOp(op) => {
            let (word, prec) = match op.op {
                UnaryOp::Not => ("not ", Prec::Not),
                UnaryOp::Invert => ("~", Prec::Factor),
                UnaryOp::UAdd => ("+", Prec::Factor),
                UnaryOp::USub => ("-", Prec::Factor),
            };
            parens(out, at > prec, |out| {
                out.push_str(word);
                write(out, &op.operand, prec);
            });
        }
        Expr::Compare(compare) => parens(out, at > Prec::Compare, |out| {
            write(out, &compare.left, Prec::BitOr);
            for (op, right) in compare.ops.iter().zip(&compare.comparators) {
                out.push(' ');
                out.push_str(comparison(*op));
                out.push(' ');
                write(out, right, Prec::BitOr);
            }
        }),
        Expr::Lambda(lambda) => parens(out, at > Prec::Test, |out| {
            out.push_str("lambda");
            if let Some(parameters) = &lambda.parameters {
                let mut text = String::new();
                write_parameters(&mut text, parameters);
                if !text.is_empty() {
                    out.push(' ');
                    out.push_str(&text);
                }
            }
            out.push_str(": ");
            write(out, &lambda.body, Prec::Test);
        }),
        Expr::If(cond) => parens(out, at > Prec::Test, |out| {
            write(out, &cond.body, Prec::Or);
            out.push_str(" if ");
            write(out, &cond.test, Prec::Or);
            out.push_str(" else ");
            write(out, &cond.orelse, Prec::Test);
        }),
        Expr::Await(a) => parens(out, at > Prec::Await, |out| {
            out.push_str("await ");
            write(out, &a.value, Prec::Atom);
        }),
        Expr::Yield(y) => parens(out, at > Prec::Yield, |out| {
            out.push_str("yield");
            if let Some(value) = &y.value {
                out.push(' ');
                write(out, value, Prec::Atom);
            }
        }),
        Expr::YieldFrom(y) => parens(out, at > Prec::Yield, |out| {
            out.push_str("yield from ");
            write(out, &y.value, Prec::Atom);
        }),
        Expr::Starred(starred) => {
            out.push('*');
            write(out, &starred.value, Prec::BitOr);
        }
        Expr::Tuple(t) => parens(out, t.elts.is_empty() || at > Prec::Tuple, |out| tuple(out, &t.elts)),
        Expr::List(l) => {
            out.push('[');
            list(out, &l.elts);
            out.push(']');
        }
        Expr::Set(set) => {
            out.push('{');
            list(out, &set.elts);
            out.push('}');
        }
        Expr::Dict(dict) => {
            out.push('{');
            for (i, item) in dict.items.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                match &item.key {
                    Some(key) => {
                        write(out, key, Prec::Test);
                        out.push_str(": ");
                        write(out, &item.value, Prec::Test);
                    }
                    None => {
                        out.push_str("**");
                        write(out, &item.value, Prec::BitOr);
                    }
                }
            }
            out.push('}');
        }
        Expr::ListComp(c) => comprehension(out, '[', ']', &[&c.elt], &c.generators),
        Expr::SetComp(c) => comprehension(out, '{', '}', &[&c.elt], &c.generators),
        Expr::Generator(c) => comprehension(out, '(', ')', &[&c.elt], &c.generators),
        Expr::DictComp(c) => match &c.key {
            Some(key) => comprehension(out, '{', '}', &[key, &c.value], &c.generators),
            None => comprehension(out, '{', '}', &[&c.value], &c.generators),
        },
        Expr::Call(call) => {
            write(out, &call.func, Prec::Atom);
            out.push('(');
            let mut first = true;
            let mut comma = |out: &mut String| {
                if !std::mem::take(&mut first) {
                    out.push_str(", ");
                }
            };
            for argument in &call.arguments.args {
                comma(out);
                write(out, argument, Prec::Test);
            }
            for keyword in &call.arguments.keywords {
                comma(out);
                match &keyword.arg {
                    Some(name) => {
                        out.push_str(name);
                        out.push('=');
                    }
                    None => out.push_str("**"),
                }
                write(out, &keyword.value, Prec::Test);
            }
            out.push(')');
        }
        Expr::Attribute(attribute) => {
            write(out, &attribute.value, Prec::Atom);
            // `1.real` would read as a float.
            if matches!(&*attribute.value, Expr::NumberLiteral(n) if n.value.is_int()) {
                out.push(' ');
            }
            out.push('.');
            out.push_str(&attribute.attr);
        }
        Expr::Subscript(subscript) => {
            write(out, &subscript.value, Prec::Atom);
            out.push('[');
            match &*subscript.slice {
                Expr::Tuple(t) if !t.elts.is_empty() => tuple(out, &t.elts),
                slice => write(out, slice, Prec::Test),
            }
            out.push(']');
        }
        Expr::Slice(slice) => {
            if let Some(lower) = &slice.lower {
                write(out, lower, Prec::Test);
            }
            out.push(':');
            if let Some(upper) = &slice.upper {
                write(out, upper, Prec::Test);
            }
            if let Some(step) = &slice.step {
                out.push(':');
                write(out, step, Prec::Test);
            }
        }
        Expr::NumberLiteral(number) => write_number(out, &number.value),
        Expr::BooleanLiteral(b) => out.push_str(if b.value { "True" } else { "False" }),
        Expr::NoneLiteral(_) => out.push_str("None"),
        Expr::EllipsisLiteral(_) => out.push_str("..."),
        Expr::StringLiteral(string) => {
            if string.value.is_unicode() {
                out.push('u');
            }
            write_str(out, string.value.to_str());
        }
        Expr::BytesLiteral(bytes) => {
            let value: Vec<u8> = bytes.value.bytes().collect();
            write_bytes(out, &value);
        }
        Expr::FString(f) => {
            let mut body = String::new();
            for part in f.value.iter() {
                match part {
                    ast::FStringPart::Literal(literal) => body.push_str(&literal_text(&literal.value)),
                    ast::FStringPart::FString(part) => write_elements(&mut body, &part.elements),
                }
            }
            write_interpolated(out, 'f', &body);
        }
        Expr::TString(t) => {
            let mut body = String::new();
            for part in t.value.iter() {
                write_elements(&mut body, &part.elements);
            }
            write_interpolated(out, 't', &body);
        }
        Expr::IpyEscapeCommand(_) => {}
    }
}

fn comprehension(out: &mut String, open: char, close: char, parts: &[&Expr], generators: &[ast::Comprehension]) {
    out.push(open);
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push_str(": ");
        }
        write(out, part, Prec::Test);
    }
    for generator in generators {
        out.push_str(if generator.is_async { " async for " } else { " for " });
        write(out, &generator.target, Prec::Tuple);
        out.push_str(" in ");
        write(out, &generator.iter, Prec::Or);
        for condition in &generator.ifs {
            out.push_str(" if ");
            write(out, condition, Prec::Or);
        }
    }
    out.push(close);
}

fn write_parameters(out: &mut String, parameters: &ast::Parameters) {
    let mut first = true;
    let mut comma = |out: &mut String| {
        if !std::mem::take(&mut first) {
            out.push_str(", ");
        }
    };
    let with_default = |out: &mut String, parameter: &ast::ParameterWithDefault| {
        out.push_str(&parameter.parameter.name);
        if let Some(default) = &parameter.default {
            out.push('=');
            write(out, default, Prec::Test);
        }
    };
    for parameter in &parameters.posonlyargs {
        comma(out);
        with_default(out, parameter);
    }
    if !parameters.posonlyargs.is_empty() {
        out.push_str(", /");
    }
    for parameter in &parameters.args {
        comma(out);
        with_default(out, parameter);
    }
    if parameters.vararg.is_some() || !parameters.kwonlyargs.is_empty() {
        comma(out);
        out.push('*');
        if let Some(vararg) = &parameters.vararg {
            out.push_str(&vararg.name);
        }
    }
    for parameter in &parameters.kwonlyargs {
        comma(out);
        with_default(out, parameter);
    }
    if let Some(kwarg) = &parameters.kwarg {
        comma(out);
        out.push_str("**");
        out.push_str(&kwarg.name);
    }
}

fn write_number(out: &mut String, number: &Number) {
    match number {
        Number::Int(int) => {
            let text = int.to_string();
            out.push_str(&decimal(&text).unwrap_or(text));
        }
        Number::Float(float) => write_float(out, *float),
        Number::Complex { imag, .. } => {
            let mut text = String::new();
            write_float(&mut text, *imag);
            out.push_str(text.strip_suffix(".0").unwrap_or(&text));
            out.push('j');
        }
    }
}

/// The decimal text of an integer literal too large for a machine word.
fn decimal(literal: &str) -> Option<String> {
    let text = literal.replace('_', "").to_ascii_lowercase();
    let (digits, radix) = match text.get(..2) {
        Some("0x") => (&text[2..], 16),
        Some("0o") => (&text[2..], 8),
        Some("0b") => (&text[2..], 2),
        _ => return Some(text),
    };
    dashu_int::UBig::from_str_radix(digits, radix).ok().map(|value| value.to_string())
}

fn write_float(out: &mut String, value: f64) {
    if value.is_infinite() {
        return out.push_str("1e309");
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        out.push_str(&format!("{digits}e{sign}{:02}", exponent.abs()));
    } else {
        let text = format!("{value}");
        out.push_str(&text);
        if !text.contains('.') {
            out.push_str(".0");
        }
    }
}

/// Appends `repr()` of a string.
fn write_str(out: &mut String, value: &str) {
    let quote = if value.contains('\'') && !value.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in value.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if (c as u32) < 0x20 || c == '\x7f' || (0x80..0xa1).contains(&(c as u32)) || c == '\u{ad}' => {
                out.push_str(&format!("\\x{:02x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push(quote);
}

fn write_bytes(out: &mut String, value: &[u8]) {
    let quote = if value.contains(&b'\'') && !value.contains(&b'"') { b'"' } else { b'\'' };
    out.push('b');
    out.push(quote as char);
    for &b in value {
        match b {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b'\\' => out.push_str("\\\\"),
            b if b == quote => {
                out.push('\\');
                out.push(b as char);
            }
            0x20..0x7f => out.push(b as char),
            _ => out.push_str(&format!("\\x{b:02x}")),
        }
    }
    out.push(quote as char);
}

/// The text of a literal part of an f-string or t-string.
fn literal_text(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '{' => text.push_str("{{"),
            '}' => text.push_str("}}"),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c => text.push(c),
        }
    }
    text
}

fn write_elements(out: &mut String, elements: &[InterpolatedStringElement]) {
    for element in elements {
        match element {
            InterpolatedStringElement::Literal(literal) => {
                out.push_str(&literal_text(&literal.value));
            }
            InterpolatedStringElement::Interpolation(field) => {
                // The leading text of `f"{x=}"` is part of the literal text.
                if let Some(debug) = &field.debug_text {
                    out.push_str(&debug.as_str().replace('{', "{{").replace('}', "}}"));
                }
                let mut text = String::new();
                write(&mut text, &field.expression, Prec::Test.next());
                out.push('{');
                if text.starts_with('{') {
                    out.push(' ');
                }
                out.push_str(&text);
                let conversion = match (field.conversion.to_char(), &field.debug_text, &field.format_spec) {
                    (None, Some(_), None) => Some('r'),
                    (conversion, _, _) => conversion,
                };
                if let Some(conversion) = conversion {
                    out.push('!');
                    out.push(conversion);
                }
                if let Some(spec) = &field.format_spec {
                    out.push(':');
                    write_elements(out, &spec.elements);
                }
                out.push('}');
            }
        }
    }
}

fn write_interpolated(out: &mut String, prefix: char, body: &str) {
    let quote = ["'", "\"", "\"\"\"", "'''"].into_iter().find(|q| !body.contains(q) && (q.len() == 3 || !body.contains('\n')));
    let quote = quote.unwrap_or("'''");
    out.push(prefix);
    out.push_str(quote);
    out.push_str(body);
    out.push_str(quote);
}
