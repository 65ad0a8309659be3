//! `_symtable`: the compiler's scopes as objects.
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};
use crate::source::SourceFile;
use crate::symtable::{Binding, Scope, ScopeId, ScopeKind, Symbol, SymbolTable};
use crate::syntax::{Mode, Parsed};
use crate::types::struct_sequence::new_type_of;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{ModModule, Stmt};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::FxHashMap;

// Kinds of blocks, as `symtable` knows them.
const FUNCTION: i64 = 0;
const CLASS: i64 = 1;
const MODULE: i64 = 2;
const ANNOTATION: i64 = 3;
const TYPE_ALIAS: i64 = 4;
const TYPE_PARAMETERS: i64 = 5;
const TYPE_VARIABLE: i64 = 6;
// Where a name lives, above what the block does with it.
const LOCAL: i64 = 1;
const GLOBAL_EXPLICIT: i64 = 2;
const GLOBAL_IMPLICIT: i64 = 3;
const FREE: i64 = 4;
const CELL: i64 = 5;
const SCOPE_OFF: i64 = 12;
// What a block does with a name.
const DEF_GLOBAL: i64 = 1;
const DEF_LOCAL: i64 = 2;
const DEF_PARAM: i64 = 4;
const DEF_NONLOCAL: i64 = 8;
const USE: i64 = 16;
const DEF_FREE_CLASS: i64 = 64;
const DEF_IMPORT: i64 = 128;
const DEF_ANNOT: i64 = 256;
const DEF_COMP_ITER: i64 = 512;
const DEF_TYPE_PARAM: i64 = 1024;
const DEF_COMP_CELL: i64 = 2048;

static CONSTANTS: &[(&str, i64)] = &[
    ("USE", USE),
    ("DEF_GLOBAL", DEF_GLOBAL),
    ("DEF_NONLOCAL", DEF_NONLOCAL),
    ("DEF_LOCAL", DEF_LOCAL),
    ("DEF_PARAM", DEF_PARAM),
    ("DEF_TYPE_PARAM", DEF_TYPE_PARAM),
    ("DEF_FREE_CLASS", DEF_FREE_CLASS),
    ("DEF_IMPORT", DEF_IMPORT),
    ("DEF_BOUND", DEF_LOCAL | DEF_PARAM | DEF_IMPORT),
    ("DEF_ANNOT", DEF_ANNOT),
    ("DEF_COMP_ITER", DEF_COMP_ITER),
    ("DEF_COMP_CELL", DEF_COMP_CELL),
    ("TYPE_FUNCTION", FUNCTION),
    ("TYPE_CLASS", CLASS),
    ("TYPE_MODULE", MODULE),
    ("TYPE_ANNOTATION", ANNOTATION),
    ("TYPE_TYPE_ALIAS", TYPE_ALIAS),
    ("TYPE_TYPE_PARAMETERS", TYPE_PARAMETERS),
    ("TYPE_TYPE_VARIABLE", TYPE_VARIABLE),
    ("LOCAL", LOCAL),
    ("GLOBAL_EXPLICIT", GLOBAL_EXPLICIT),
    ("GLOBAL_IMPLICIT", GLOBAL_IMPLICIT),
    ("FREE", FREE),
    ("CELL", CELL),
    ("SCOPE_OFF", SCOPE_OFF),
    ("SCOPE_MASK", 15),
];

/// A scope. The fields are owned.
#[repr(C)]
struct Entry {
    header: Header,
    id: Value,
    name: Value,
    /// dict of names to what is known of them
    symbols: Value,
    /// list of the parameters
    varnames: Value,
    /// list of entries
    children: Value,
    kind: i64,
    lineno: i64,
    nested: bool,
}

fn e<'a>(v: Value) -> &'a Entry {
    // SAFETY: called with entries only, which never change.
    unsafe { v.get::<Entry>() }
}

impl Entry {
    fn references(&self) -> [Value; 5] {
        [self.id, self.name, self.symbols, self.varnames, self.children]
    }
}

macro_rules! field { ($name:literal, $e:ident => $value:expr) => {
    GetSetDef { name: $name, get: |vm, v| { let $e = e(v); let _ = vm; $value }, set: Some(crate::types::struct_sequence::read_only), doc: "" }
}; }

static SPEC: TypeSpec = TypeSpec {
    name: "symtable entry",
    flags: flags::TRACKED,
    size: size_of::<Entry>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let text = format!("<symtable entry {}({}), line {}>", vm.str_text(e(v).name), vm.repr_text(e(v).id)?, e(v).lineno);
            vm.new_str(&text)
        }),
        drop: Some(|vm, h| e(Value::from_ptr(h)).references().iter().for_each(|v| v.decref(vm))),
        traverse: Some(|h, visit| e(Value::from_ptr(h)).references().iter().for_each(|v| visit(*v))),
        ..Slots::EMPTY
    },
    getset: &[
        field!("id", e => Ok(Ref::new(e.id))),
        field!("name", e => Ok(Ref::new(e.name))),
        field!("symbols", e => Ok(Ref::new(e.symbols))),
        field!("varnames", e => Ok(Ref::new(e.varnames))),
        field!("children", e => Ok(Ref::new(e.children))),
        GetSetDef { name: "nested", get: |_, v| Ok(Ref::own(Value::small_int(e(v).nested as i64))), set: Some(crate::types::struct_sequence::read_only), doc: "" },
        GetSetDef { name: "type", get: |vm, v| vm.new_int(e(v).kind), set: Some(crate::types::struct_sequence::read_only), doc: "" },
        GetSetDef { name: "lineno", get: |vm, v| vm.new_int(e(v).lineno), set: Some(crate::types::struct_sequence::read_only), doc: "" },
    ],
    ..TypeSpec::EMPTY
};

/// The lines of decorated definitions, by the range that has the decorators in it.
struct Definitions<'a> {
    source: &'a SourceFile,
    lines: FxHashMap<TextRange, u32>,
}

impl<'a> Visitor<'a> for Definitions<'_> {
    fn visit_stmt(&mut self, s: &'a Stmt) {
        let decorators = match s {
            Stmt::FunctionDef(f) => &f.decorator_list[..],
            Stmt::ClassDef(c) => &c.decorator_list[..],
            _ => &[],
        };
        if !decorators.is_empty() {
            let own = crate::syntax::undecorated(self.source, s.range(), decorators);
            self.lines.insert(s.range(), self.source.location(own.start().to_u32()).0);
        }
        visitor::walk_stmt(self, s);
    }
}

/// What entries are made from.
struct Maker<'a> {
    vm: &'a Vm,
    table: &'a SymbolTable,
    /// The scopes inside each, in order.
    inside: Vec<Vec<ScopeId>>,
    definitions: Definitions<'a>,
}

fn is_function(kind: ScopeKind) -> bool {
    !matches!(kind, ScopeKind::Module | ScopeKind::Class)
}

/// What is known of a symbol, as a number.
fn facts(symbol: &Symbol) -> i64 {
    let uses = &symbol.uses;
    let mut n = 0;
    for (is, flag) in [
        (uses.global, DEF_GLOBAL),
        (uses.local, DEF_LOCAL),
        (symbol.is_parameter, DEF_PARAM),
        (uses.nonlocal, DEF_NONLOCAL),
        (uses.read, USE),
        (symbol.is_free_class, DEF_FREE_CLASS),
        (uses.import, DEF_IMPORT),
        (symbol.is_annotated, DEF_ANNOT),
        (uses.iteration, DEF_COMP_ITER),
        (uses.type_parameter, DEF_TYPE_PARAM),
    ] {
        if is {
            n |= flag;
        }
    }
    let place = match symbol.binding {
        Binding::Local => LOCAL,
        Binding::Cell => CELL,
        Binding::Free => FREE,
        Binding::GlobalExplicit => GLOBAL_EXPLICIT,
        Binding::GlobalImplicit => GLOBAL_IMPLICIT,
        Binding::Name if n & (DEF_LOCAL | DEF_PARAM | DEF_IMPORT | DEF_TYPE_PARAM) != 0 => LOCAL,
        Binding::Name => GLOBAL_IMPLICIT,
    };
    n | place << SCOPE_OFF
}

impl Maker<'_> {
    fn entry(&self, id: &str, name: &str, symbols: &[(&str, i64)], children: Vec<Ref>, kind: i64, lineno: i64, nested: bool) -> Res {
        let vm = self.vm;
        let dict = vm.new_dict()?;
        for (name, facts) in symbols {
            vm.dict_set_name(dict.ptr(), vm.intern(name).value(), Ref::own(Value::small_int(*facts)))?;
        }
        let parameters = symbols.iter().filter(|(_, facts)| facts & DEF_PARAM != 0).map(|(name, _)| vm.intern(name)).collect();
        let varnames = vm.list_from_refs(parameters)?;
        let children = vm.list_from_refs(children)?;
        let name = vm.intern(name);
        let id = vm.call(Value::from_ptr(vm.types.int), &[vm.new_str(id)?.value()])?;
        vm.new_object::<Entry>(new_type_of(vm, &SPEC, vm.types.object)?, |p| {
            // SAFETY: the instance is fresh.
            unsafe {
                (*p).id = id.into_value();
                (*p).name = name.into_value();
                (*p).symbols = dict.into_value();
                (*p).varnames = varnames.into_value();
                (*p).children = children.into_value();
                (*p).kind = kind;
                (*p).lineno = lineno;
                (*p).nested = nested;
            }
        })
    }
    fn line(&self, range: TextRange) -> i64 {
        match self.definitions.lines.get(&range) {
            Some(line) => (*line).into(),
            None => self.definitions.source.location(range.start().to_u32()).0.into(),
        }
    }
    fn make(&self, id: ScopeId, nested: bool) -> Res {
        self.vm.check_machine_stack("")?;
        let scope = self.table.scope(id);
        let mut symbols: Vec<(&str, i64)> = scope.symbols.iter().map(|s| (&*s.name, facts(s))).collect();
        if scope.kind == ScopeKind::Module {
            // The names that blocks inside declare global.
            for s in self.table.scopes.iter().flat_map(|s| &s.symbols).filter(|s| s.uses.global) {
                match symbols.iter_mut().find(|(name, _)| *name == &*s.name) {
                    Some((_, facts)) => *facts = *facts & ((1 << SCOPE_OFF) - 1) | DEF_GLOBAL | GLOBAL_EXPLICIT << SCOPE_OFF,
                    None => symbols.push((&s.name, DEF_GLOBAL | GLOBAL_EXPLICIT << SCOPE_OFF)),
                }
            }
        }
        let mut children = Vec::new();
        self.add_children(id, nested || is_function(scope.kind), &mut children, &mut symbols)?;
        let (kind, name) = match scope.kind {
            ScopeKind::Module => (MODULE, "top"),
            ScopeKind::Class => (CLASS, &*scope.name),
            ScopeKind::Annotations => (ANNOTATION, &*scope.name),
            ScopeKind::TypeAlias => (TYPE_ALIAS, &*scope.name),
            ScopeKind::TypeVariable => (TYPE_VARIABLE, &*scope.name),
            ScopeKind::TypeParams => {
                (TYPE_PARAMETERS, scope.name.trim_start_matches("<generic parameters of ").trim_end_matches('>'))
            }
            _ => (FUNCTION, scope.name.trim_matches(['<', '>'])),
        };
        let line = if scope.kind == ScopeKind::Module { 0 } else { self.line(scope.range) };
        self.entry(&(std::ptr::from_ref::<Scope>(scope) as usize).to_string(), name, &symbols, children, kind, line, nested)
    }
    /// The entries of the scopes inside one; those of comprehensions without code of their own belong to it, and so do their names.
    fn add_children<'s>(&'s self, id: ScopeId, nested: bool, children: &mut Vec<Ref>, symbols: &mut Vec<(&'s str, i64)>) -> Res<()> {
        for child in &self.inside[id.0 as usize] {
            let scope = self.table.scope(*child);
            if scope.inlined {
                self.add_children(*child, nested, children, symbols)?;
                for s in &scope.symbols {
                    if s.binding != Binding::Free && !symbols.iter().any(|(name, _)| *name == &*s.name) {
                        let mut facts = facts(s);
                        if s.binding == Binding::Cell {
                            facts |= DEF_COMP_CELL;
                        }
                        symbols.push((&s.name, facts));
                    }
                }
                continue;
            }
            if scope.kind == ScopeKind::Function && !self.table.by_range.contains_key(&(ScopeKind::Annotations, scope.range)) {
                // One without annotations has this block too, without any code.
                let format = [(".format", DEF_PARAM | USE | LOCAL << SCOPE_OFF)];
                let id = (std::ptr::from_ref::<Scope>(scope) as usize + 1).to_string();
                children.push(self.entry(&id, "__annotate__", &format, Vec::new(), ANNOTATION, self.line(scope.range), nested)?);
            }
            children.push(self.make(*child, nested)?);
        }
        Ok(())
    }
}

native! { static FUNCTIONS = [
    /// Return symbol and scope dictionaries used internally by compiler.
    "symtable(source, filename, startstr, /)" => fn symtable(vm, [source, filename, start]) {
        if !vm.is_str(source) && vm.bytes_view(source)?.is_none() {
            return Err(vm.type_error("symtable() arg 1 must be a string or bytes object"));
        }
        if !vm.is_str(start) {
            return Err(vm.type_error(format!("symtable() argument 3 must be str, not {}", vm.argument_type_name(start))));
        }
        let mode = match vm.str_text(start).as_str() {
            "exec" => Mode::Module,
            "eval" => Mode::Expression,
            "single" => Mode::Single,
            _ => return Err(vm.value_error("symtable() arg 3 must be 'exec' or 'eval' or 'single'")),
        };
        let (file, tree, table) = crate::builtins::compile::symbol_table(vm, source, filename, mode)?;
        let mut inside = vec![Vec::new(); table.scopes.len()];
        for (i, scope) in table.scopes.iter().enumerate() {
            if let Some(parent) = scope.parent {
                inside[parent.0 as usize].push(ScopeId(i as u32));
            }
        }
        let mut definitions = Definitions { source: &file, lines: FxHashMap::default() };
        if let Parsed::Module(ModModule { body, .. }) = &*tree {
            crate::builtins::compile::front_end(vm, || definitions.visit_body(body))?;
        }
        Maker { vm, table: &table, inside, definitions }.make(ScopeId(0), false)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_symtable", "", FUNCTIONS)?;
    for (name, n) in CONSTANTS {
        super::set(vm, module.value(), name, Ref::own(Value::small_int(*n)))?;
    }
    Ok(module)
}
