//! The builtin types an interpreter knows by field, and the names it looks up.
use super::type_object::Type;
use super::value::Value;

macro_rules! types {
    ($($(#[$m:meta])* $name:ident),* $(,)?) => {
        /// The builtin types. Filled while the interpreter is made, constant afterwards.
        pub struct Types { $($(#[$m])* pub $name: *mut Type),* }
        impl Types {
            pub const EMPTY: Types = Types { $($name: std::ptr::null_mut()),* };
            pub fn each(&self) -> impl Iterator<Item = *mut Type> { [$(self.$name),*].into_iter() }
            pub fn each_mut(&mut self) -> impl Iterator<Item = &mut *mut Type> { [$(&mut self.$name),*].into_iter() }
        }
    };
}
types! {
    object, r#type, int, bool, float, complex, str, bytes, bytearray, memoryview, list, tuple, dict, set, frozenset, range, slice,
    none_type, ellipsis, not_implemented_type,
    function, builtin_function, method_descriptor, wrapper_descriptor, method_wrapper, classmethod_descriptor,
    getset_descriptor, member_descriptor, method, property, staticmethod, classmethod, super_type,
    cell, code, module, generator, coroutine, coroutine_wrapper, async_generator, async_generator_asend, async_generator_athrow, anext_awaitable, frame, frame_locals, weakref, weak_proxy, weak_callable_proxy, traceback, generic_alias, union_type, generic, type_var, param_spec, type_var_tuple,
    param_spec_args, param_spec_kwargs, type_alias, const_evaluator, no_default, mapping_proxy, namespace,
    list_iterator, list_reverse_iterator, tuple_iterator, str_iterator, str_ascii_iterator, bytes_iterator, bytearray_iterator, range_iterator, long_range_iterator, set_iterator,
    dict_keys, dict_values, dict_items, dict_key_iterator, dict_value_iterator, dict_item_iterator,
    dict_reverse_key_iterator, dict_reverse_value_iterator, dict_reverse_item_iterator,
    enumerate, reversed, zip, map, filter, sequence_iterator, callable_iterator,
    memory_iterator, managed_buffer, template, interpolation, template_iterator,
    BaseException, BaseExceptionGroup, Exception, ExceptionGroup, GeneratorExit, KeyboardInterrupt, SystemExit,
    ArithmeticError, FloatingPointError, OverflowError, ZeroDivisionError, AssertionError, AttributeError, BufferError, EOFError,
    ImportError, ModuleNotFoundError, LookupError, IndexError, KeyError, MemoryError, NameError, UnboundLocalError,
    OSError, UnsupportedOperation, BlockingIOError, ChildProcessError, ConnectionError, BrokenPipeError, ConnectionAbortedError, ConnectionRefusedError,
    ConnectionResetError, FileExistsError, FileNotFoundError, InterruptedError, IsADirectoryError, NotADirectoryError,
    PermissionError, ProcessLookupError, TimeoutError,
    ReferenceError, RuntimeError, NotImplementedError, PythonFinalizationError, RecursionError, StopAsyncIteration, StopIteration,
    SyntaxError, IncompleteInputError, IndentationError, TabError, SystemError, TypeError, ValueError, UnicodeError, UnicodeDecodeError, UnicodeEncodeError,
    UnicodeTranslateError,
    Warning, BytesWarning, DeprecationWarning, EncodingWarning, FutureWarning, ImportWarning, PendingDeprecationWarning,
    ResourceWarning, RuntimeWarning, SyntaxWarning, UnicodeWarning, UserWarning,
}

macro_rules! names {
    ($($name:ident $(= $text:literal)?),* $(,)?) => {
        /// Interned strings the interpreter looks up, one owned reference each.
        pub struct Names { pub empty: Value, $(pub $name: Value),* }
        impl Names {
            pub const EMPTY: Names = Names { empty: Value::NULL, $($name: Value::NULL),* };
            pub fn fill(&mut self, mut intern: impl FnMut(&str) -> Value) { $(self.$name = intern(names!(@text $name $($text)?));)* }
            pub fn each(&self) -> impl Iterator<Item = Value> { [self.empty, $(self.$name),*].into_iter() }
        }
    };
    (@text $name:ident) => { stringify!($name) };
    (@text $name:ident $text:literal) => { $text };
}
names! {
    __init__, __new__, __del__, __repr__, __str__, __hash__, __call__, __iter__, __next__, __len__, __getitem__, __setitem__, __delitem__,
    __contains__, __bool__, __int__, __float__, __index__, __complex__, __getattr__, __getattribute__, __setattr__, __delattr__, __get__, __set__, __delete__,
    __set_name__, __init_subclass__, __class_getitem__, __prepare__, __mro_entries__, __instancecheck__, __subclasscheck__,
    __class__, __dict__, __doc__, __module__, __name__, __qualname__, __slots__, __weakref__, __annotations__, __annotate__, __classcell__,
    __static_attributes__, __firstlineno__, __type_params__, __dictoffset__, __match_args__, __reversed__, __missing__, __length_hint__,
    __format__, __abs__, __neg__, __pos__, __invert__, __round__, __trunc__, __floor__, __ceil__, __enter__, __exit__, __bytes__,
    __aenter__, __aexit__, __await__, __aiter__, __anext__, __file__, __main__, __builtins__, __spec__, __loader__, __package__, __path__, __cached__, __debug__,
    __import__, __build_class__, __all__, __bases__, __mro__, __eq__, __ne__, __lt__, __le__, __gt__, __ge__, __dir__, __wrapped__, __sizeof__, __reduce__, __reduce_ex__,
    __notes__, __cause__, __context__, __traceback__, __suppress_context__, __isabstractmethod__, __abstractmethods__, __objclass__, __self__, __func__,
    __code__, __defaults__, __kwdefaults__, __globals__, __closure__, __text_signature__, __args__, __origin__, __parameters__, __fspath__, __buffer__, __getnewargs__, __getstate__,
    __lambda__ = "<lambda>", __module_name__ = "<module>", __anonymous__ = "<genexpr>",
    args, builtins, end, sep, file, flush, write, close, read, send, throw, value, name, obj, path, code, msg, errno, strerror, filename, filename2,
    keys, values, items, metaclass, stdout, stderr, stdin, modules, argv, join, append, copy, default, key, reverse, encoding, strict, errors, start, stop, step,
    mro, sort, real, imag, numerator, denominator, utf_8 = "utf-8", dot = ".", newline = "\n", space = " ", return_ = "return", locals, last_value, excepthook, print_file_and_line,
    lineno, offset, text, end_lineno, end_offset, reason, object, encoding_name = "encoding_name", characters_written, message, exceptions, n_fields,
    utcoffset, dst, tzname, fromutc, isoformat, strftime, timetuple, fromtimestamp,
}
