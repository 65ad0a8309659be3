"""_locale in the plain locale."""
import _locale
import locale


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__module__}.{type(e).__name__}: {e}"


print(attempt(_locale.setlocale, _locale.LC_ALL, "C"), attempt(_locale.setlocale, _locale.LC_ALL))
for args in (99,), (-1,), (99, "x"), (6, "nosuch"), (6, 5), ("x",), (6, "C\0"), ():
    print(args, attempt(_locale.setlocale, *args))
print(_locale.localeconv())
for a, b in ("a", "b"), ("b", "a"), ("a", "a"), ("a\0", "a"), (1, "a"):
    # The C library's comparison says no more than the sign.
    order = attempt(_locale.strcoll, a, b)
    print(ascii(a), ascii(b), order if isinstance(order, str) else (order > 0) - (order < 0))
for text in "abc", "", "a\0b", 1:
    print(ascii(text), ascii(attempt(_locale.strxfrm, text)))
for name in "DAY_1", "ABDAY_7", "MON_12", "RADIXCHAR", "THOUSEP", "D_FMT", "T_FMT", "ERA", "ALT_DIGITS", "YESEXPR", "CODESET":
    print(name, attempt(_locale.nl_langinfo, getattr(_locale, name)))
print(attempt(_locale.nl_langinfo, 12345), attempt(_locale.nl_langinfo, "x"))
print(attempt(_locale.gettext, "abc"), attempt(_locale.dgettext, None, "abc"), attempt(_locale.dcgettext, "d", "abc", 5))
print(attempt(_locale.gettext, 5), attempt(_locale.gettext, "a\0"), attempt(_locale.dgettext, 5, "a"), sep="\n")
print(attempt(_locale.textdomain, None), attempt(_locale.textdomain, "foo"), attempt(_locale.textdomain, None))
print(attempt(_locale.bindtextdomain, "", None), attempt(_locale.bindtextdomain, "x", "/tmp"), attempt(_locale.bindtextdomain, "x", None))
print(attempt(_locale.bind_textdomain_codeset, "x", "utf-8"), attempt(_locale.bind_textdomain_codeset, "y", None))
print(locale.Error is _locale.Error, locale.str(2.5), locale.atof("1.5"), locale.format_string("%d %.2f", (12345, 1.5), grouping=True))
print(sorted("cbA", key=locale.strxfrm), {k: getattr(_locale, k) for k in dir(_locale) if k.startswith("LC_")}, _locale.CHAR_MAX)
