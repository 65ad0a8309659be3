//! The exception types: a table of names, bases and docs, and what BaseException does.
pub mod base;
pub mod group;
pub mod special;

use crate::object::{Exception, Ref, Slots, Type, TypeSpec, Value, Vm, flags};

pub use base::add_note;

/// A type without fields of its own. Those that construct as these bases do leave the names of keywords to them.
const fn plain(name: &'static str, base: &str, doc: &'static str) -> TypeSpec {
    use crate::object::native::has_word;
    let own = has_word(&["OSError", "ConnectionError", "SyntaxError", "IndentationError"], base) || has_word(&["MemoryError"], name);
    TypeSpec {
        name,
        doc,
        flags: if own { 0 } else { flags::VECTORCALL } | flags::EXCEPTION_SUBCLASS | flags::TRACKED | flags::HAS_DICT | flags::BASETYPE,
        size: size_of::<Exception>(),
        slots: Slots::EMPTY,
        methods: &[],
        getset: &[],
    }
}

macro_rules! table {
    ($($name:ident $base:ident $doc:literal),* $(,)?) => {
        /// `(type, spec, base)` of each exception type, bases first.
        pub fn registry(vm: &Vm) -> Vec<(*mut Type, &'static TypeSpec, *mut Type)> {
            let t = &vm.types;
            let mut list = vec![
                (t.BaseException, &base::SPEC, t.object),
                (t.Exception, { static S: TypeSpec = plain("Exception", "BaseException", "Common base class for all non-exit exceptions."); &S }, t.BaseException),
                (t.StopIteration, &special::STOP_ITERATION, t.Exception),
                (t.SystemExit, &special::SYSTEM_EXIT, t.BaseException),
                (t.ImportError, &special::IMPORT_ERROR, t.Exception),
                (t.AttributeError, &special::ATTRIBUTE_ERROR, t.Exception),
                (t.NameError, &special::NAME_ERROR, t.Exception),
                (t.OSError, &special::OS_ERROR, t.Exception),
                (t.SyntaxError, &special::SYNTAX_ERROR, t.Exception),
                (t.BaseExceptionGroup, &group::SPEC, t.BaseException),
            ];
            list.push((t.IncompleteInputError, { static S: TypeSpec = plain("_IncompleteInputError", "SyntaxError", "incomplete input."); &S }, t.SyntaxError));
            list.push((t.UnsupportedOperation, { static S: TypeSpec = plain("io.UnsupportedOperation", "OSError", "The stream does not support the operation."); &S }, t.OSError));
            $(list.push((t.$name, { static S: TypeSpec = plain(stringify!($name), stringify!($base), $doc); &S }, t.$base));)*
            list.push((t.KeyError, &special::KEY_ERROR, t.LookupError));
            list.push((t.UnicodeError, { static S: TypeSpec = plain("UnicodeError", "ValueError", "Unicode related error."); &S }, t.ValueError));
            list.push((t.UnicodeDecodeError, &special::UNICODE_DECODE_ERROR, t.UnicodeError));
            list.push((t.UnicodeEncodeError, &special::UNICODE_ENCODE_ERROR, t.UnicodeError));
            list.push((t.UnicodeTranslateError, &special::UNICODE_TRANSLATE_ERROR, t.UnicodeError));
            list.push((t.ExceptionGroup, &group::EXCEPTION_GROUP, t.BaseExceptionGroup));
            list
        }
    };
}
table! {
    GeneratorExit BaseException "Request that a generator exit.",
    KeyboardInterrupt BaseException "Program interrupted by user.",
    ArithmeticError Exception "Base class for arithmetic errors.",
    FloatingPointError ArithmeticError "Floating-point operation failed.",
    OverflowError ArithmeticError "Result too large to be represented.",
    ZeroDivisionError ArithmeticError "Second argument to a division or modulo operation was zero.",
    AssertionError Exception "Assertion failed.",
    BufferError Exception "Buffer error.",
    EOFError Exception "Read beyond end of file.",
    ModuleNotFoundError ImportError "Module not found.",
    LookupError Exception "Base class for lookup errors.",
    IndexError LookupError "Sequence index out of range.",
    MemoryError Exception "Out of memory.",
    UnboundLocalError NameError "Local name referenced but not bound to a value.",
    BlockingIOError OSError "I/O operation would block.",
    ChildProcessError OSError "Child process error.",
    ConnectionError OSError "Connection error.",
    BrokenPipeError ConnectionError "Broken pipe.",
    ConnectionAbortedError ConnectionError "Connection aborted.",
    ConnectionRefusedError ConnectionError "Connection refused.",
    ConnectionResetError ConnectionError "Connection reset.",
    FileExistsError OSError "File already exists.",
    FileNotFoundError OSError "File not found.",
    InterruptedError OSError "Interrupted by signal.",
    IsADirectoryError OSError "Operation doesn't work on directories.",
    NotADirectoryError OSError "Operation only works on directories.",
    PermissionError OSError "Not enough permissions.",
    ProcessLookupError OSError "Process not found.",
    TimeoutError OSError "Timeout expired.",
    ReferenceError Exception "Weak ref proxy used after referent went away.",
    RuntimeError Exception "Unspecified run-time error.",
    NotImplementedError RuntimeError "Method or function hasn't been implemented yet.",
    PythonFinalizationError RuntimeError "Operation blocked during Python finalization.",
    RecursionError RuntimeError "Recursion limit exceeded.",
    StopAsyncIteration Exception "Signal the end from iterator.__anext__().",
    IndentationError SyntaxError "Improper indentation.",
    TabError IndentationError "Improper mixture of spaces and tabs.",
    SystemError Exception "Internal error in the Python interpreter.\n\nPlease report this to the Python maintainer, along with the traceback,\nthe Python version, and the hardware/OS platform and version.",
    TypeError Exception "Inappropriate argument type.",
    ValueError Exception "Inappropriate argument value (of correct type).",
    Warning Exception "Base class for warning categories.",
    BytesWarning Warning "Base class for warnings about bytes and buffer related problems, mostly\nrelated to conversion from str or comparing to str.",
    DeprecationWarning Warning "Base class for warnings about deprecated features.",
    EncodingWarning Warning "Base class for warnings about encodings.",
    FutureWarning Warning "Base class for warnings about constructs that will change semantically\nin the future.",
    ImportWarning Warning "Base class for warnings about probable mistakes in module imports",
    PendingDeprecationWarning Warning "Base class for warnings about features which will be deprecated\nin the future.",
    ResourceWarning Warning "Base class for warnings about resource usage.",
    RuntimeWarning Warning "Base class for warnings about dubious runtime behavior.",
    SyntaxWarning Warning "Base class for warnings about dubious syntax.",
    UnicodeWarning Warning "Base class for warnings about Unicode related problems, mostly\nrelated to conversion problems.",
    UserWarning Warning "Base class for warnings generated by user code.",
}

/// A special field as a getter result: None where it was never set.
pub(super) fn field(vm: &Vm, e: Value, i: usize) -> Ref {
    match vm.exception_field(e, i) {
        Value::NULL => Ref::NONE,
        v => Ref::new(v),
    }
}
