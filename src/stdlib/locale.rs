//! `_locale`: the C library's locale.
use crate::native;
use crate::object::{Raised, Ref, Res, Type, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use libc::{c_char, c_int};
use std::cell::RefCell;
use std::ffi::{CStr, CString};
use std::ptr::null;

#[derive(Default)]
struct State {
    error: RefCell<Option<Ref>>,
}

unsafe extern "C" {
    fn mbstowcs(to: *mut libc::wchar_t, from: *const c_char, n: usize) -> usize;
    fn wcscoll(a: *const libc::wchar_t, b: *const libc::wchar_t) -> c_int;
    fn wcsxfrm(to: *mut libc::wchar_t, from: *const libc::wchar_t, n: usize) -> usize;
    fn dcgettext(domain: *const c_char, message: *const c_char, category: c_int) -> *mut c_char;
    fn textdomain(domain: *const c_char) -> *mut c_char;
    fn bindtextdomain(domain: *const c_char, folder: *const c_char) -> *mut c_char;
    fn bind_textdomain_codeset(domain: *const c_char, codeset: *const c_char) -> *mut c_char;
}

#[cold]
fn error(vm: &Vm, message: &str) -> Raised {
    let class = vm.extension::<State>().error.borrow().as_ref().map_or(vm.types.ValueError, |e| e.ptr::<Type>());
    vm.raise_type(class, message)
}

/// A str that the C library keeps, in the encoding of the locale; bytes that it does not have are kept as `surrogateescape` does.
///
/// # Safety
/// `text` is a C string or null.
unsafe fn from_locale(vm: &Vm, text: *const c_char) -> Res {
    if text.is_null() {
        return Ok(Ref::NONE);
    }
    let bytes = CStr::from_ptr(text).to_bytes();
    if bytes.is_ascii() {
        return vm.new_latin1(bytes, true);
    }
    let n = mbstowcs(std::ptr::null_mut(), text, 0);
    if n == usize::MAX {
        return super::posix::fs_str(vm, bytes);
    }
    let mut wide: Vec<libc::wchar_t> = vec![0; n + 1];
    mbstowcs(wide.as_mut_ptr(), text, n + 1);
    wide.truncate(n);
    let max = wide.iter().fold(0, |m, c| m | *c as u32);
    vm.str_from_points(wide.iter().map(|c| *c as u32), n, max)
}

/// The NUL-terminated bytes of a str argument.
fn text_arg(vm: &Vm, v: Value, place: &str, or_none: &str) -> Res<CString> {
    if !vm.is_str(v) {
        let given = if v.is_none() { "None".to_owned() } else { vm.type_name(v) };
        return Err(vm.type_error(format!("{place} must be str{or_none}, not {given}")));
    }
    let (encoding, errors) = (vm.intern("utf-8"), vm.intern("strict"));
    let bytes = vm.call_method(v, vm.intern("encode").value(), &[encoding.value(), errors.value()])?;
    CString::new(vm.bytes(bytes.value())).map_err(|_| vm.value_error("embedded null character"))
}
fn optional_text_arg(vm: &Vm, v: Value, place: &str) -> Res<Option<CString>> {
    if v.is_none() { Ok(None) } else { text_arg(vm, v, place, " or None").map(Some) }
}
fn pointer(text: &Option<CString>) -> *const c_char {
    text.as_ref().map_or(null(), |t| t.as_ptr())
}

/// The code points of a str argument, with a NUL at the end.
fn wide_arg(vm: &Vm, v: Value, place: &str) -> Res<Vec<libc::wchar_t>> {
    if !vm.is_str(v) {
        return Err(vm.type_error(format!("{place} must be str, not {}", vm.type_name(v))));
    }
    let mut wide: Vec<libc::wchar_t> = vm.str(v).iter().map(|c| c as libc::wchar_t).collect();
    if wide.contains(&0) {
        return Err(vm.value_error("embedded null character"));
    }
    wide.push(0);
    Ok(wide)
}

/// A grouping of digits: sizes up to the 0 or CHAR_MAX that ends it.
///
/// # Safety
/// `sizes` is a C string.
unsafe fn grouping(vm: &Vm, sizes: *const c_char) -> Res {
    let mut list = Vec::new();
    if *sizes != 0 {
        for i in 0.. {
            let n = *sizes.add(i);
            list.push(Value::small_int(n as i64));
            if n == 0 || n == c_char::MAX {
                break;
            }
        }
    }
    vm.list_from(&list)
}

native! { static FUNCTIONS = [
    /// Activates/queries locale processing.
    "setlocale(category, locale=None, /)" => fn setlocale(vm, [category, locale]) {
        let category = vm.c_int_arg(category)? as c_int;
        let name = optional_text_arg(vm, locale, "setlocale() argument 2")?;
        // SAFETY: the name is NUL-terminated or null; the answer is a C string until the next call.
        unsafe {
            let set = libc::setlocale(category, pointer(&name));
            match set.is_null() {
                true if name.is_some() => Err(error(vm, "unsupported locale setting")),
                true => Err(error(vm, "locale query failed")),
                false => from_locale(vm, set),
            }
        }
    }
    /// Returns numeric and monetary locale-specific parameters.
    "localeconv()" => fn localeconv(vm, []) {
        let d = vm.new_dict()?;
        let set = |name: &str, value: Res| vm.dict_set_name(d.ptr(), vm.intern(name).value(), value?);
        // SAFETY: the structure and its strings stay until the locale changes, which takes the global lock.
        unsafe {
            let c = &*libc::localeconv();
            for (name, text) in [
                ("int_curr_symbol", c.int_curr_symbol),
                ("currency_symbol", c.currency_symbol),
                ("mon_decimal_point", c.mon_decimal_point),
                ("mon_thousands_sep", c.mon_thousands_sep),
            ] {
                set(name, from_locale(vm, text))?;
            }
            set("mon_grouping", grouping(vm, c.mon_grouping))?;
            set("positive_sign", from_locale(vm, c.positive_sign))?;
            set("negative_sign", from_locale(vm, c.negative_sign))?;
            for (name, n) in [
                ("int_frac_digits", c.int_frac_digits),
                ("frac_digits", c.frac_digits),
                ("p_cs_precedes", c.p_cs_precedes),
                ("p_sep_by_space", c.p_sep_by_space),
                ("n_cs_precedes", c.n_cs_precedes),
                ("n_sep_by_space", c.n_sep_by_space),
                ("p_sign_posn", c.p_sign_posn),
                ("n_sign_posn", c.n_sign_posn),
            ] {
                set(name, vm.new_int(n as i64))?;
            }
            set("decimal_point", from_locale(vm, c.decimal_point))?;
            set("thousands_sep", from_locale(vm, c.thousands_sep))?;
            set("grouping", grouping(vm, c.grouping))?;
        }
        Ok(d)
    }
    /// Compares two strings according to the locale.
    "strcoll(os1, os2, /)" => fn strcoll(vm, [a, b]) {
        let (a, b) = (wide_arg(vm, a, "strcoll() argument 1")?, wide_arg(vm, b, "strcoll() argument 2")?);
        // SAFETY: both texts are NUL-terminated.
        vm.new_int(unsafe { wcscoll(a.as_ptr(), b.as_ptr()) } as i64)
    }
    /// Return a string that can be used as a key for locale-aware comparisons.
    "strxfrm(string, /)" => fn strxfrm(vm, [string]) {
        let from = wide_arg(vm, string, "strxfrm() argument")?;
        let mut to: Vec<libc::wchar_t> = vec![0; from.len() + 1];
        loop {
            // SAFETY: the text is NUL-terminated; the buffer has the length given.
            let n = unsafe {
                *libc::__errno_location() = 0;
                wcsxfrm(to.as_mut_ptr(), from.as_ptr(), to.len())
            };
            match last_errno() {
                0 | libc::ERANGE => {}
                errno => return Err(os_error(vm, errno, None)),
            }
            if n < to.len() {
                to.truncate(n);
                break;
            }
            to.clear();
            to.resize(n + 1, 0);
        }
        if to.iter().any(|c| *c as u32 > 0x10FFFF) {
            return Err(vm.value_error("character U+FFFFFFFF is not in range [U+0000; U+10ffff]"));
        }
        let max = to.iter().fold(0, |m, c| m | *c as u32);
        vm.str_from_points(to.iter().map(|c| *c as u32), to.len(), max)
    }
    /// Return the value for the locale information associated with key.
    "nl_langinfo(key, /)" => fn nl_langinfo(vm, [key]) {
        let key = vm.c_int_arg(key)? as libc::nl_item;
        if !CONSTANTS.iter().any(|(name, n)| *n as libc::nl_item == key && !name.starts_with("LC_") && *name != "CHAR_MAX") {
            return Err(vm.value_error("unsupported langinfo constant"));
        }
        // SAFETY: the answer is a C string until the locale changes.
        unsafe { from_locale(vm, libc::nl_langinfo(key)) }
    }
    /// gettext(msg) -> string
    ///
    /// Return translation of msg.
    "gettext(msg, /)" => fn gettext_function(vm, [message]) {
        let message = text_arg(vm, message, "gettext() argument", "")?;
        // SAFETY: the message is NUL-terminated; the answer is it or a C string that stays.
        unsafe { from_locale(vm, dcgettext(null(), message.as_ptr(), libc::LC_MESSAGES)) }
    }
    /// dgettext(domain, msg) -> string
    ///
    /// Return translation of msg in domain.
    "dgettext(domain, msg, /)" => fn dgettext_function(vm, [domain, message]) {
        let domain = optional_text_arg(vm, domain, "dgettext() argument 1")?;
        let message = text_arg(vm, message, "dgettext() argument 2", "")?;
        // SAFETY: as above.
        unsafe { from_locale(vm, dcgettext(pointer(&domain), message.as_ptr(), libc::LC_MESSAGES)) }
    }
    /// Return translation of msg in domain and category.
    "dcgettext(domain, msg, category, /)" => fn dcgettext_function(vm, [domain, message, category]) {
        let domain = optional_text_arg(vm, domain, "dcgettext() argument 1")?;
        let message = text_arg(vm, message, "dcgettext() argument 2", "")?;
        let category = vm.c_int_arg(category)? as c_int;
        // SAFETY: as above; a category that does not exist finds no translation.
        unsafe { from_locale(vm, dcgettext(pointer(&domain), message.as_ptr(), category)) }
    }
    /// Set the C library's textdmain to domain, returning the new domain.
    "textdomain(domain, /)" => fn textdomain_function(vm, [domain]) {
        let domain = optional_text_arg(vm, domain, "textdomain() argument")?;
        // SAFETY: the domain is NUL-terminated or null.
        let now = unsafe { textdomain(pointer(&domain)) };
        if now.is_null() {
            return Err(os_error(vm, last_errno(), None));
        }
        // SAFETY: a C string until the next call.
        unsafe { from_locale(vm, now) }
    }
    /// Bind the C library's domain to dir.
    "bindtextdomain(domain, dir, /)" => fn bindtextdomain_function(vm, [domain, dir]) {
        let domain = text_arg(vm, domain, "bindtextdomain() argument 1", "")?;
        if domain.is_empty() {
            return Err(error(vm, "domain must be a non-empty string"));
        }
        let dir = optional_text_arg(vm, dir, "bindtextdomain() argument 2")?;
        // SAFETY: both are NUL-terminated or null.
        let now = unsafe { bindtextdomain(domain.as_ptr(), pointer(&dir)) };
        if now.is_null() {
            return Err(os_error(vm, last_errno(), None));
        }
        // SAFETY: a C string until the next call.
        unsafe { from_locale(vm, now) }
    }
    /// Bind the C library's domain to codeset.
    "bind_textdomain_codeset(domain, codeset, /)" => fn bind_textdomain_codeset_function(vm, [domain, codeset]) {
        let domain = text_arg(vm, domain, "bind_textdomain_codeset() argument 1", "")?;
        let codeset = optional_text_arg(vm, codeset, "bind_textdomain_codeset() argument 2")?;
        // SAFETY: both are NUL-terminated or null; the answer is a C string or null.
        unsafe { from_locale(vm, bind_textdomain_codeset(domain.as_ptr(), pointer(&codeset))) }
    }
    /// Get the current locale encoding.
    "getencoding()" => fn getencoding(vm, []) {
        // SAFETY: the answer is a C string.
        let name = unsafe { CStr::from_ptr(libc::nl_langinfo(libc::CODESET)) }.to_string_lossy();
        vm.new_str(if name.is_empty() { "UTF-8" } else { &name })
    }
]; }

macro_rules! constants { ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64),)* ("CHAR_MAX", c_char::MAX as i64)] }; }
/// Categories of locales, and keys of `nl_langinfo`.
static CONSTANTS: &[(&str, i64)] = constants!(
    LC_CTYPE LC_NUMERIC LC_TIME LC_COLLATE LC_MONETARY LC_MESSAGES LC_ALL
    ABDAY_1 ABDAY_2 ABDAY_3 ABDAY_4 ABDAY_5 ABDAY_6 ABDAY_7 DAY_1 DAY_2 DAY_3 DAY_4 DAY_5 DAY_6 DAY_7
    ABMON_1 ABMON_2 ABMON_3 ABMON_4 ABMON_5 ABMON_6 ABMON_7 ABMON_8 ABMON_9 ABMON_10 ABMON_11 ABMON_12
    MON_1 MON_2 MON_3 MON_4 MON_5 MON_6 MON_7 MON_8 MON_9 MON_10 MON_11 MON_12
    AM_STR PM_STR D_T_FMT D_FMT T_FMT T_FMT_AMPM ERA ERA_D_FMT ALT_DIGITS ERA_D_T_FMT ERA_T_FMT CODESET CRNCYSTR RADIXCHAR
    THOUSEP YESEXPR NOEXPR
);

/// The characters of the locale that the environment names, as CPython has from its start on; where that is the plain one,
/// UTF-8 (PEP 538).
fn set_character_locale() {
    // SAFETY: the names are C strings; the global lock is held.
    unsafe {
        let is_plain = |name: *mut c_char| !name.is_null() && matches!(CStr::from_ptr(name).to_bytes(), b"C" | b"POSIX");
        if !is_plain(libc::setlocale(libc::LC_CTYPE, null())) {
            return;
        }
        let of_environment = libc::setlocale(libc::LC_CTYPE, c"".as_ptr());
        if is_plain(of_environment) && std::env::var_os("LC_ALL").is_none_or(|v| v.is_empty()) {
            libc::setlocale(libc::LC_CTYPE, c"C.UTF-8".as_ptr());
        }
    }
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    set_character_locale();
    vm.at_shutdown.borrow_mut().push(|vm| drop(vm.extension::<State>().error.take()));
    let module = super::new_module(vm, "_locale", "Support for POSIX locales.", FUNCTIONS)?;
    let m = module.value();
    for (name, n) in CONSTANTS {
        super::set(vm, m, name, vm.new_int(*n)?)?;
    }
    let class = super::binascii::new_exception_class(vm, "locale", "Error", vm.types.Exception)?;
    vm.extension::<State>().error.replace(Some(class.clone()));
    super::set(vm, m, "Error", class)?;
    Ok(module)
}
