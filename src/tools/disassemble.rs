//! The disassembler.
use std::collections::BTreeMap;
use std::fmt::Write;

use crate::bytecode::shown::Shown;
use crate::bytecode::{Bytecode, Const};
use crate::isa::Op;
use crate::source::SourceFile;

/// Text of a code object and those inside it: an instruction a line under the source line it belongs to, with word
/// offsets, registers as names of locals or `t0`, `t1`, … for temporaries, and jump targets as labels.
pub fn disassemble(code: &Bytecode, source: Option<&SourceFile>) -> String {
    let mut out = String::new();
    write_code(code, source, &mut out);
    out
}

fn write_code(code: &Bytecode, source: Option<&SourceFile>, out: &mut String) {
    let _ = writeln!(out, "code {} (line {})", code.qualname, code.first_line);
    let _ = writeln!(
        out,
        "  arguments {}+{} ({} positional-only), {} locals, {} registers, flags {:#x}",
        code.arg_count, code.kwonly_count, code.posonly_count, code.locals, code.registers, code.flags
    );
    let labels = labels(code);
    let mut line = 0;
    for (offset, op) in code.instructions() {
        let location = code.location(offset as u32);
        if location.line != line && location.line != 0 {
            line = location.line;
            let text = source.map_or("", |s| s.line_text(line)).trim();
            let _ = writeln!(out, "  # {line}: {text}");
        }
        if let Some(n) = labels.get(&offset) {
            let _ = writeln!(out, "L{n}:");
        }
        let _ = writeln!(out, "{}", format!("{offset:6} {:16} {}", op.info().name, operands(code, offset, op, &labels)).trim_end());
    }
    for e in &code.exceptions {
        let handler = labels.get(&(e.handler as usize)).copied().unwrap_or(0);
        let _ = writeln!(out, "  exceptions {}..{} -> L{handler} {}", e.start, e.end, register(code, e.depth as u16));
    }
    for value in &code.consts {
        if let Const::Code(inner) = value {
            out.push('\n');
            write_code(inner, source, out);
        }
    }
}

fn labels(code: &Bytecode) -> BTreeMap<usize, usize> {
    let mut labels = BTreeMap::new();
    labels.extend(code.instructions().filter_map(|(offset, _)| code.jump_target(offset)).map(|target| (target, 0)));
    labels.extend(code.exceptions.iter().map(|e| (e.handler as usize, 0)));
    for (i, n) in labels.values_mut().enumerate() {
        *n = i + 1;
    }
    labels
}

fn register(code: &Bytecode, r: u16) -> String {
    match code.local_names.get(r as usize) {
        Some(name) => format!("r{r}({name})"),
        None => format!("t{}", r as u32 - code.locals),
    }
}

fn operands(code: &Bytecode, offset: usize, op: Op, labels: &BTreeMap<usize, usize>) -> String {
    let constant = |i: usize| code.consts.get(i).map_or_else(|| format!("const {i}?"), show);
    let name = |names: &[Box<str>], i: usize| names.get(i).map_or("?".into(), |n| n.to_string());
    let shown = |operand| match operand {
        Shown::Register(r) => register(code, r),
        Shown::Const(i) => constant(i),
        Shown::Name(i) => format!(".{}", name(&code.names, i)),
        Shown::Free(i) => format!("free {}", name(&code.free_names, i)),
        Shown::Immediate(n) => n.to_string(),
        Shown::Count(n) => format!("#{n}"),
        Shown::Jump(target) => labels.get(&target).map_or_else(|| target.to_string(), |n| format!("-> L{n}")),
    };
    code.operands(offset, op).into_iter().map(shown).collect::<Vec<_>>().join(", ")
}

fn show(value: &Const) -> String {
    let list = |items: &[Const]| items.iter().map(show).collect::<Vec<_>>().join(", ");
    match value {
        Const::None => "None".into(),
        Const::True => "True".into(),
        Const::False => "False".into(),
        Const::Ellipsis => "...".into(),
        Const::Int(i) => i.to_string(),
        Const::BigInt(b) => crate::numeric::Int::from_bytes(b, true, true).to_decimal(),
        Const::Float(f) => {
            let mut text = Vec::new();
            crate::numeric::float_repr(*f, &mut text);
            String::from_utf8_lossy(&text).into_owned()
        }
        Const::Complex(re, im) => format!("({re}+{im}j)"),
        Const::Str(s) => format!("{:?}", String::from_utf8_lossy(s)),
        Const::Bytes(b) => format!("b\"{}\"", b.escape_ascii()),
        Const::Tuple(items) => format!("({})", list(items)),
        Const::FrozenSet(items) => format!("{{{}}}", list(items)),
        Const::Code(code) => format!("<code {}>", code.qualname),
    }
}
