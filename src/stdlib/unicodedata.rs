//! `unicodedata`: the Unicode Character Database, and version 3.2 of it as `ucd_3_2_0`.
use crate::native;
use crate::object::{GetSetDef, Header, Raised, Ref, Res, Slots, TypeSpec, Value, Vm};
use crate::text::normalize::{Form, normalize};
use crate::text::unicode_data::{self as data, Numeric, Version};
use crate::types::struct_sequence::new_type_of;
use crate::types::support::{str_from_buf, str_view};

/// The longest name that is looked up.
const LONGEST_NAME: usize = 256;

#[repr(C)]
struct Database {
    header: Header,
}

static SPEC: TypeSpec = TypeSpec {
    name: "unicodedata.UCD",
    size: size_of::<Database>(),
    slots: Slots::EMPTY,
    methods: METHODS,
    getset: &[GetSetDef { name: "unidata_version", get: |vm, _| vm.new_str("3.2.0"), set: None, doc: "" }],
    ..TypeSpec::EMPTY
};

#[cold]
fn not_a_character(vm: &Vm, function: &str, position: &str, v: Value) -> Raised {
    if vm.is_str(v) {
        let n = vm.str(v).len();
        return vm.type_error(format!("{function}(): argument{position} must be a unicode character, not a string of length {n}"));
    }
    vm.type_error(format!("{function}() argument{position} must be a unicode character, not {}", vm.type_name(v)))
}

/// The code point of an argument; `position` is empty or the number of the argument behind a space.
#[inline]
fn point(vm: &Vm, function: &str, position: &str, v: Value) -> Res<u32> {
    if vm.is_str(v) && vm.str(v).len() == 1 {
        return Ok(vm.str(v).point(0));
    }
    Err(not_a_character(vm, function, position, v))
}

fn numeric(vm: &Vm, function: &str, kind: Numeric, version: Version, chr: Value, default: Value) -> Res {
    let c = point(vm, function, " 1", chr)?;
    match data::numeric(c, kind, version) {
        Some(x) if kind == Numeric::Number => Ok(Ref::float(x)),
        Some(x) => vm.new_int(x as i64),
        None if !default.is_unbound() => Ok(Ref::new(default)),
        None => Err(vm.value_error(match kind {
            Numeric::Decimal => "not a decimal",
            Numeric::Digit => "not a digit",
            Numeric::Number => "not a numeric character",
        })),
    }
}

fn name(vm: &Vm, version: Version, chr: Value, default: Value) -> Res {
    let c = point(vm, "name", " 1", chr)?;
    let known = version == Version::Current || data::is_assigned(c, version);
    match data::name(c).filter(|_| known) {
        Some(name) => vm.new_str(&name.to_string()),
        None if !default.is_unbound() => Ok(Ref::new(default)),
        None => Err(vm.value_error("no such name")),
    }
}

fn lookup(vm: &Vm, version: Version, name: Value) -> Res {
    let text;
    let bytes;
    let name = if vm.is_str(name) {
        let utf8 = vm.new_str("utf-8")?;
        bytes = crate::types::codec::encode_str(vm, name, utf8.value(), Value::UNBOUND)?;
        text = String::from_utf8_lossy(&bytes);
        &*text
    } else {
        bytes = vm.bytes_arg(name)?.to_vec();
        text = String::from_utf8_lossy(&bytes);
        &*text
    };
    if name.len() > LONGEST_NAME {
        return Err(vm.raise_type(vm.types.KeyError, "name too long"));
    }
    // The older database has neither aliases nor sequences.
    let found = match version {
        Version::Current => data::characters(name),
        Version::Old => data::named_character(name).map(|c| vec![c]),
    };
    match found {
        Some(points) => vm.str_from_points(points.iter().copied(), points.len(), points.iter().fold(0, |m, c| m | c)),
        None => Err(vm.raise_type(vm.types.KeyError, format!("undefined character name '{name}'"))),
    }
}

fn text_argument(vm: &Vm, function: &str, position: u32, v: Value) -> Res<()> {
    if vm.is_str(v) {
        return Ok(());
    }
    Err(vm.type_error(format!("{function}() argument {position} must be str, not {}", vm.argument_type_name(v))))
}

/// The form that the arguments name; `None` where the text is empty.
fn form_arguments(vm: &Vm, function: &str, form: Value, text: Value) -> Res<Option<Form>> {
    text_argument(vm, function, 1, form)?;
    text_argument(vm, function, 2, text)?;
    if vm.str(text).is_empty() {
        return Ok(None);
    }
    match Form::named(&vm.str_text(form)) {
        Some(form) => Ok(Some(form)),
        None => Err(vm.value_error("invalid normalization form")),
    }
}

fn normalized(vm: &Vm, version: Version, form: Value, text: Value) -> Res {
    let changed = match form_arguments(vm, "normalize", form, text)? {
        Some(form) => normalize(str_view(vm.str(text)), form, version),
        None => None,
    };
    match changed {
        Some(buf) => str_from_buf(vm, buf),
        None if text.is_exact(vm.types.str) => Ok(Ref::new(text)),
        None => {
            let s = vm.str(text);
            vm.str_from_points(s.iter(), s.len(), s.iter().fold(0, |m, c| m | c))
        }
    }
}

fn is_normalized(vm: &Vm, version: Version, form: Value, text: Value) -> Res {
    let Some(form) = form_arguments(vm, "is_normalized", form, text)? else { return Ok(Ref::bool(true)) };
    let view = str_view(vm.str(text));
    Ok(Ref::bool(normalize(view, form, version).is_none_or(|changed| changed.as_view().equals(view))))
}

native! { static FUNCTIONS = [
    /// Converts a Unicode character into its equivalent decimal value.
    ///
    /// Returns the decimal value assigned to the character chr as integer.
    /// If no such value is defined, default is returned, or, if not given,
    /// ValueError is raised.
    "decimal(chr, default=<unrepresentable>, /)" => fn decimal_function(vm, [chr, default]) {
        numeric(vm, "decimal", Numeric::Decimal, Version::Current, chr, default)
    }
    /// Converts a Unicode character into its equivalent digit value.
    ///
    /// Returns the digit value assigned to the character chr as integer.
    /// If no such value is defined, default is returned, or, if not given,
    /// ValueError is raised.
    "digit(chr, default=<unrepresentable>, /)" => fn digit_function(vm, [chr, default]) {
        numeric(vm, "digit", Numeric::Digit, Version::Current, chr, default)
    }
    /// Converts a Unicode character into its equivalent numeric value.
    ///
    /// Returns the numeric value assigned to the character chr as float.
    /// If no such value is defined, default is returned, or, if not given,
    /// ValueError is raised.
    "numeric(chr, default=<unrepresentable>, /)" => fn numeric_function(vm, [chr, default]) {
        numeric(vm, "numeric", Numeric::Number, Version::Current, chr, default)
    }
    /// Returns the general category assigned to the character chr as string.
    "category(chr, /)" => fn category_function(vm, [chr]) { category(vm, Version::Current, chr) }
    /// Returns the bidirectional class assigned to the character chr as string.
    ///
    /// If no such value is defined, an empty string is returned.
    "bidirectional(chr, /)" => fn bidirectional_function(vm, [chr]) { bidirectional(vm, Version::Current, chr) }
    /// Returns the canonical combining class assigned to the character chr as integer.
    ///
    /// Returns 0 if no combining class is defined.
    "combining(chr, /)" => fn combining_function(vm, [chr]) { combining(vm, Version::Current, chr) }
    /// Returns the mirrored property assigned to the character chr as integer.
    ///
    /// Returns 1 if the character has been identified as a "mirrored"
    /// character in bidirectional text, 0 otherwise.
    "mirrored(chr, /)" => fn mirrored_function(vm, [chr]) { mirrored(vm, Version::Current, chr) }
    /// Returns the east asian width assigned to the character chr as string.
    "east_asian_width(chr, /)" => fn width_function(vm, [chr]) { width(vm, Version::Current, chr) }
    /// Returns the character decomposition mapping assigned to the character chr as string.
    ///
    /// An empty string is returned in case no such mapping is defined.
    "decomposition(chr, /)" => fn decomposition_function(vm, [chr]) { decomposition(vm, Version::Current, chr) }
    /// Returns the name assigned to the character chr as a string.
    ///
    /// If no name is defined, default is returned, or, if not given,
    /// ValueError is raised.
    "name(chr, default=<unrepresentable>, /)" => fn name_function(vm, [chr, default]) { name(vm, Version::Current, chr, default) }
    /// Look up character by name.
    ///
    /// If a character with the given name is found, return the
    /// corresponding character.  If not found, KeyError is raised.
    "lookup(name, /)" => fn lookup_function(vm, [name]) { lookup(vm, Version::Current, name) }
    /// Return whether the Unicode string unistr is in the normal form 'form'.
    ///
    /// Valid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.
    "is_normalized(form, unistr, /)" => fn is_normalized_function(vm, [form, text]) { is_normalized(vm, Version::Current, form, text) }
    /// Return the normal form 'form' for the Unicode string unistr.
    ///
    /// Valid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.
    "normalize(form, unistr, /)" => fn normalize_function(vm, [form, text]) { normalized(vm, Version::Current, form, text) }
]; }

native! { static METHODS = [
    /// Converts a Unicode character into its equivalent decimal value.
    "decimal(self, chr, default=<unrepresentable>, /)" => fn decimal_method(vm, [this, chr, default]) {
        numeric(vm, "decimal", Numeric::Decimal, Version::Old, chr, default)
    }
    /// Converts a Unicode character into its equivalent digit value.
    "digit(self, chr, default=<unrepresentable>, /)" => fn digit_method(vm, [this, chr, default]) {
        numeric(vm, "digit", Numeric::Digit, Version::Old, chr, default)
    }
    /// Converts a Unicode character into its equivalent numeric value.
    "numeric(self, chr, default=<unrepresentable>, /)" => fn numeric_method(vm, [this, chr, default]) {
        numeric(vm, "numeric", Numeric::Number, Version::Old, chr, default)
    }
    /// Returns the general category assigned to the character chr as string.
    "category(self, chr, /)" => fn category_method(vm, [this, chr]) { category(vm, Version::Old, chr) }
    /// Returns the bidirectional class assigned to the character chr as string.
    "bidirectional(self, chr, /)" => fn bidirectional_method(vm, [this, chr]) { bidirectional(vm, Version::Old, chr) }
    /// Returns the canonical combining class assigned to the character chr as integer.
    "combining(self, chr, /)" => fn combining_method(vm, [this, chr]) { combining(vm, Version::Old, chr) }
    /// Returns the mirrored property assigned to the character chr as integer.
    "mirrored(self, chr, /)" => fn mirrored_method(vm, [this, chr]) { mirrored(vm, Version::Old, chr) }
    /// Returns the east asian width assigned to the character chr as string.
    "east_asian_width(self, chr, /)" => fn width_method(vm, [this, chr]) { width(vm, Version::Old, chr) }
    /// Returns the character decomposition mapping assigned to the character chr as string.
    "decomposition(self, chr, /)" => fn decomposition_method(vm, [this, chr]) { decomposition(vm, Version::Old, chr) }
    /// Returns the name assigned to the character chr as a string.
    "name(self, chr, default=<unrepresentable>, /)" => fn name_method(vm, [this, chr, default]) { name(vm, Version::Old, chr, default) }
    /// Look up character by name.
    "lookup(self, name, /)" => fn lookup_method(vm, [this, name]) { lookup(vm, Version::Old, name) }
    /// Return whether the Unicode string unistr is in the normal form 'form'.
    "is_normalized(self, form, unistr, /)" => fn is_normalized_method(vm, [this, form, text]) { is_normalized(vm, Version::Old, form, text) }
    /// Return the normal form 'form' for the Unicode string unistr.
    "normalize(self, form, unistr, /)" => fn normalize_method(vm, [this, form, text]) { normalized(vm, Version::Old, form, text) }
]; }

fn category(vm: &Vm, version: Version, chr: Value) -> Res {
    Ok(vm.intern(data::category(point(vm, "category", "", chr)?, version)))
}
fn bidirectional(vm: &Vm, version: Version, chr: Value) -> Res {
    Ok(vm.intern(data::bidirectional(point(vm, "bidirectional", "", chr)?, version)))
}
fn combining(vm: &Vm, version: Version, chr: Value) -> Res {
    Ok(Ref::own(Value::small_int(data::combining(point(vm, "combining", "", chr)?, version) as i64)))
}
fn mirrored(vm: &Vm, version: Version, chr: Value) -> Res {
    Ok(Ref::own(Value::small_int(data::is_mirrored(point(vm, "mirrored", "", chr)?, version) as i64)))
}
fn width(vm: &Vm, version: Version, chr: Value) -> Res {
    Ok(vm.intern(data::east_asian_width(point(vm, "east_asian_width", "", chr)?, version)))
}
fn decomposition(vm: &Vm, version: Version, chr: Value) -> Res {
    let c = point(vm, "decomposition", "", chr)?;
    vm.new_str(&data::decomposition(c, version).unwrap_or_default())
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let doc = "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode characters. The data in\nthis database is based on the UnicodeData.txt file version\n16.0.0 which is publicly available from the Unicode Consortium.\n\nThe module uses the same names and symbols as defined by the\nUnicodeData File Format 16.0.0.";
    let module = super::new_module(vm, "unicodedata", doc, FUNCTIONS)?;
    super::set(vm, module.value(), "unidata_version", vm.new_str("16.0.0")?)?;
    let ty = new_type_of(vm, &SPEC, vm.types.object)?;
    super::set(vm, module.value(), "UCD", Ref::from_type(ty))?;
    super::set(vm, module.value(), "ucd_3_2_0", vm.new_object::<Database>(ty, |_| ())?)?;
    Ok(module)
}
