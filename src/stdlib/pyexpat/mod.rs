//! `pyexpat`: the XML parser that calls handlers.
//!
//! It is written here, not taken from a crate: what programs see of expat is an incremental push parser with the handlers of the
//! document type, its own error codes and exact places of errors and events, and limits on what entities make of an input.
//! quick-xml and xml-rs, the crates that are kept well, pull from complete input, skip declarations or read only some of them,
//! expand no parameter entities and name other errors in other places: most of a parser would stand beside theirs.
//!
//! `scan` finds tokens in text, `engine` and the files beside it (`content`, `prolog`, `entities`, `namespaces`) read them one by
//! one and leave events, `handlers` makes calls of these. The engine knows no objects and is not borrowed while a handler runs.
//! Nothing recurses: open elements, entities in entities and groups in content models are kept on stacks of the heap.
use crate::native;
use crate::object::{Ref, Res, Type, Value, Vm};
use crate::types::struct_sequence::new_type_of;
use std::cell::{Cell, RefCell};

mod content;
mod dtd;
mod engine;
mod entities;
mod handlers;
mod input;
mod names;
mod namespaces;
mod parser;
mod prolog;
mod scan;

/// The version of expat whose behaviour this is.
const VERSION: (i64, i64, i64) = (2, 9, 0);

struct State {
    parser: Cell<*mut Type>,
    error: RefCell<Option<Ref>>,
}

impl Default for State {
    fn default() -> State {
        State { parser: Cell::new(std::ptr::null_mut()), error: RefCell::default() }
    }
}

/// Names and words of the error codes, from 1.
static ERRORS: &[(&str, &str)] = &[
    ("XML_ERROR_NO_MEMORY", "out of memory"),
    ("XML_ERROR_SYNTAX", "syntax error"),
    ("XML_ERROR_NO_ELEMENTS", "no element found"),
    ("XML_ERROR_INVALID_TOKEN", "not well-formed (invalid token)"),
    ("XML_ERROR_UNCLOSED_TOKEN", "unclosed token"),
    ("XML_ERROR_PARTIAL_CHAR", "partial character"),
    ("XML_ERROR_TAG_MISMATCH", "mismatched tag"),
    ("XML_ERROR_DUPLICATE_ATTRIBUTE", "duplicate attribute"),
    ("XML_ERROR_JUNK_AFTER_DOC_ELEMENT", "junk after document element"),
    ("XML_ERROR_PARAM_ENTITY_REF", "illegal parameter entity reference"),
    ("XML_ERROR_UNDEFINED_ENTITY", "undefined entity"),
    ("XML_ERROR_RECURSIVE_ENTITY_REF", "recursive entity reference"),
    ("XML_ERROR_ASYNC_ENTITY", "asynchronous entity"),
    ("XML_ERROR_BAD_CHAR_REF", "reference to invalid character number"),
    ("XML_ERROR_BINARY_ENTITY_REF", "reference to binary entity"),
    ("XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF", "reference to external entity in attribute"),
    ("XML_ERROR_MISPLACED_XML_PI", "XML or text declaration not at start of entity"),
    ("XML_ERROR_UNKNOWN_ENCODING", "unknown encoding"),
    ("XML_ERROR_INCORRECT_ENCODING", "encoding specified in XML declaration is incorrect"),
    ("XML_ERROR_UNCLOSED_CDATA_SECTION", "unclosed CDATA section"),
    ("XML_ERROR_EXTERNAL_ENTITY_HANDLING", "error in processing external entity reference"),
    ("XML_ERROR_NOT_STANDALONE", "document is not standalone"),
    ("XML_ERROR_UNEXPECTED_STATE", "unexpected parser state - please send a bug report"),
    ("XML_ERROR_ENTITY_DECLARED_IN_PE", "entity declared in parameter entity"),
    ("XML_ERROR_FEATURE_REQUIRES_XML_DTD", "requested feature requires XML_DTD support in Expat"),
    ("XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING", "cannot change setting once parsing has begun"),
    ("XML_ERROR_UNBOUND_PREFIX", "unbound prefix"),
    ("XML_ERROR_UNDECLARING_PREFIX", "must not undeclare prefix"),
    ("XML_ERROR_INCOMPLETE_PE", "incomplete markup in parameter entity"),
    ("XML_ERROR_XML_DECL", "XML declaration not well-formed"),
    ("XML_ERROR_TEXT_DECL", "text declaration not well-formed"),
    ("XML_ERROR_PUBLICID", "illegal character(s) in public id"),
    ("XML_ERROR_SUSPENDED", "parser suspended"),
    ("XML_ERROR_NOT_SUSPENDED", "parser not suspended"),
    ("XML_ERROR_ABORTED", "parsing aborted"),
    ("XML_ERROR_FINISHED", "parsing finished"),
    ("XML_ERROR_SUSPEND_PE", "cannot suspend in external parameter entity"),
    ("XML_ERROR_RESERVED_PREFIX_XML", "reserved prefix (xml) must not be undeclared or bound to another namespace name"),
    ("XML_ERROR_RESERVED_PREFIX_XMLNS", "reserved prefix (xmlns) must not be declared or undeclared"),
    ("XML_ERROR_RESERVED_NAMESPACE_URI", "prefix must not be bound to one of the reserved namespace names"),
    ("XML_ERROR_INVALID_ARGUMENT", "invalid argument"),
    ("XML_ERROR_NO_BUFFER", "a successful prior call to function XML_GetBuffer is required"),
    ("XML_ERROR_AMPLIFICATION_LIMIT_BREACH", "limit on input amplification factor (from DTD and entities) breached"),
    ("XML_ERROR_NOT_STARTED", "parser not started"),
];

/// The words of an error code.
fn words(code: i64) -> Option<&'static str> {
    let i = usize::try_from(code).ok()?.checked_sub(1)?;
    ERRORS.get(i).map(|(_, words)| *words)
}

native! { static FUNCTIONS = [
    /// Return a new XML parser object.
    "ParserCreate(encoding=None, namespace_separator=None, intern=<unrepresentable>)" => fn parser_create(vm, [encoding, separator, intern]) {
        for (name, v) in [("encoding", encoding), ("namespace_separator", separator)] {
            if !v.is_none() && !vm.is_str(v) {
                return Err(vm.type_error(format!("ParserCreate() argument '{name}' must be str or None, not {}", vm.type_name(v))));
            }
        }
        let given = if encoding.is_none() { None } else { Some(parser::c_text(vm, encoding)?) };
        let ns = parser::namespaces(vm, separator)?;
        let intern = if intern.is_unbound() {
            vm.new_dict()?
        } else if intern.is_none() || vm.is_dict(intern) {
            Ref::new(intern)
        } else {
            return Err(vm.type_error("intern must be a dictionary"));
        };
        parser::new(vm, engine::Engine::new(given, ns), intern, None)
    }
    /// Returns string error for given number.
    "ErrorString(code, /)" => fn error_string(vm, [code]) {
        let code = match vm.index_i64(code)? {
            Ok(n) => n,
            Err(_) => return Err(vm.overflow_error("Python int too large to convert to C long")),
        };
        match words(code) {
            Some(w) => vm.new_str(w),
            None => Ok(Ref::NONE),
        }
    }
]; }

/// A module inside of this one, which can be imported too.
fn submodule(vm: &Vm, parent: Value, name: &str, doc: &str) -> Res {
    let full = format!("pyexpat.{name}");
    let module = super::new_module(vm, &full, doc, &[])?;
    let modules = super::sys_attribute(vm, vm.names.modules).map(Ref::new);
    if let Some(modules) = modules {
        let key = vm.new_str(&full)?;
        vm.setitem(modules.value(), key.value(), module.value())?;
    }
    super::set(vm, parent, name, module.clone())?;
    Ok(module)
}

fn errors(vm: &Vm, parent: Value) -> Res<()> {
    let module = submodule(vm, parent, "errors", "Constants used to describe error conditions.")?;
    let (codes, messages) = (vm.new_dict()?, vm.new_dict()?);
    for (i, (name, words)) in ERRORS.iter().enumerate() {
        let text = vm.new_str(words)?;
        let code = Value::small_int(i as i64 + 1);
        vm.dict_set(codes.value(), text.value(), code)?;
        vm.dict_set(messages.value(), code, text.value())?;
        super::set(vm, module.value(), name, text)?;
    }
    super::set(vm, module.value(), "codes", codes)?;
    super::set(vm, module.value(), "messages", messages)
}

fn models(vm: &Vm, parent: Value) -> Res<()> {
    use prolog::model;
    let module = submodule(vm, parent, "model", "Constants used to interpret content model information.")?;
    for (name, n) in [
        ("XML_CTYPE_EMPTY", model::EMPTY),
        ("XML_CTYPE_ANY", model::ANY),
        ("XML_CTYPE_MIXED", model::MIXED),
        ("XML_CTYPE_NAME", model::NAME),
        ("XML_CTYPE_CHOICE", model::CHOICE),
        ("XML_CTYPE_SEQ", model::SEQ),
        ("XML_CQUANT_NONE", model::NONE),
        ("XML_CQUANT_OPT", model::OPT),
        ("XML_CQUANT_REP", model::REP),
        ("XML_CQUANT_PLUS", model::PLUS),
    ] {
        super::set(vm, module.value(), name, Ref::own(Value::small_int(n as i64)))?;
    }
    Ok(())
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    vm.at_shutdown.borrow_mut().push(|vm| drop(vm.extension::<State>().error.take()));
    let module = super::new_module(vm, "pyexpat", "Python wrapper for Expat parser.", FUNCTIONS)?;
    let m = module.value();
    let (name, bases, dict) =
        (vm.new_str("ExpatError")?, vm.tuple_from(&[Value::from_ptr(vm.types.Exception)])?, vm.new_dict()?);
    let (key, home) = (vm.intern("__module__"), vm.new_str("xml.parsers.expat")?);
    vm.dict_set(dict.value(), key.value(), home.value())?;
    let error = vm.call(Value::from_ptr(vm.types.r#type), &[name.value(), bases.value(), dict.value()])?;
    let state = vm.extension::<State>();
    state.error.replace(Some(error.clone()));
    super::set(vm, m, "error", error.clone())?;
    super::set(vm, m, "ExpatError", error)?;
    state.parser.set(new_type_of(vm, &parser::SPEC, vm.types.object)?);
    super::set(vm, m, "XMLParserType", Ref::from_type(state.parser.get()))?;
    let int = |n: i64| Ref::own(Value::small_int(n));
    let (major, minor, micro) = VERSION;
    super::set(vm, m, "EXPAT_VERSION", vm.new_str(&format!("expat_{major}.{minor}.{micro}"))?)?;
    super::set(vm, m, "version_info", vm.tuple_from_refs(vec![int(major), int(minor), int(micro)])?)?;
    super::set(vm, m, "native_encoding", vm.new_str("UTF-8")?)?;
    let mut features = Vec::new();
    for (name, n) in [
        ("sizeof(XML_Char)", 1),
        ("sizeof(XML_LChar)", 1),
        ("XML_DTD", 0),
        ("XML_CONTEXT_BYTES", 1024),
        ("XML_NS", 0),
        ("XML_BLAP_MAX_AMP", dtd::MAXIMUM_FACTOR as i64),
        ("XML_BLAP_ACT_THRES", dtd::EXPANSION_THRESHOLD as i64),
        ("XML_GE", 0),
        ("XML_AT_MAX_AMP", dtd::MAXIMUM_FACTOR as i64),
        ("XML_AT_ACT_THRES", dtd::MEMORY_THRESHOLD as i64),
    ] {
        features.push(vm.tuple_from_refs(vec![vm.new_str(name)?, int(n)])?);
    }
    super::set(vm, m, "features", vm.list_from_refs(features)?)?;
    errors(vm, m)?;
    models(vm, m)?;
    for (i, name) in ["NEVER", "UNLESS_STANDALONE", "ALWAYS"].iter().enumerate() {
        super::set(vm, m, &format!("XML_PARAM_ENTITY_PARSING_{name}"), int(i as i64))?;
    }
    Ok(module)
}
