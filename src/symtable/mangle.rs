//! Private name mangling.
use std::borrow::Cow;

/// The name `name` stands for inside class `class`: `__x` becomes `_Class__x`, except for `__x__`, dotted names and
/// classes named with underscores only.
///
/// See the Python reference, "Private name mangling".
pub fn mangle<'n>(class: Option<&str>, name: &'n str) -> Cow<'n, str> {
    let Some(class) = class else { return Cow::Borrowed(name) };
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return Cow::Borrowed(name);
    }
    let stripped = class.trim_start_matches('_');
    if stripped.is_empty() {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("_{stripped}{name}"))
}
