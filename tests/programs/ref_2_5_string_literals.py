# String and bytes literals: prefixes, quotes, escapes, concatenation, raw, f-strings, t-strings.
import _warnings
def show(text):
    try:
        v = eval(text)
        print(ascii(text), "=>", ascii(v), type(v).__name__)
    except SyntaxError as e:
        print(ascii(text), "=>", type(e).__name__, e.msg)
for p in ["", "r", "R", "u", "U", "b", "B", "br", "Br", "bR", "BR", "rb", "rB", "Rb", "RB", "f", "F", "fr", "Fr", "fR", "FR", "rf", "rF", "Rf", "RF",
          "ur", "ub", "bu", "fb", "bf", "fu", "uf", "rr", "x", "bb"]:
    show(p + r"'a\n'")
for p in ["t", "T", "tr", "Tr", "tR", "TR", "rt", "rT", "Rt", "RT"]:
    print(p, repr(eval(p + r"'a\n'").strings))
for p in ["tf", "ft", "bt", "tb", "ut", "tu"]:
    show(p + r"'a\n'")
# Quotes
show("'a\"b'"); show('"a\'b"'); show('"""a"b""c"""'); show("'''a'b''c\nd'''"); show("''''a'''"); show("''''''"); show("''"); show("'' ''")
show("'a"); show('"a'); show("'''a"); show('"""a\nb'); show("'a\nb'"); show("'a\\\nb'"); show("\"\"\"a\\\"\"\"\""); show("'''a''''"); show("b'a"); show("b'''a")
show("f'a"); show("f'''a"); show("r'a"); show("'\\'"); show("r'\\'"); show("r'\\\\'"); show("r'\\''"); show("r'a\\\nb'")
# Escapes
show(r"'\a\b\f\n\r\t\v\\\'\"'"); show(r"b'\a\b\f\n\r\t\v\\\'\"'")
show(r"'\0\7\10\101\377'"); show(r"b'\0\7\10\101\377'"); show(r"'\08'"); show(r"'\1234'")
show(r"'\x41\xff\x00'"); show(r"b'\x41\xff\x00'"); show(r"'\x4'"); show(r"b'\x4'"); show(r"'\x'"); show(r"'\xg1'"); show(r"b'\xzz'")
show(r"'\u0041\u00e9\u20ac'"); show(r"'\u004'"); show(r"'\u'")
show(r"'\U00000041\U0001f600'"); show(r"'\U00110000'"); show(r"'\U0000004'"); show(r"'\ud800'"); show(r"'\ud83d\ude00'")
show(r"'\N{LATIN SMALL LETTER A}\N{euro sign}\N{BELL}\N{LINE FEED}'"); show(r"'\N{no such name}'"); show(r"'\N'"); show(r"'\N{'")
show(r"r'\x41\u0041\N{x}'"); show(r"rb'\x41'")
show("b'\u00e9'"); show("rb'\u00e9'"); show("'\u00e9'"); show("b'''\u20ac'''")
# Unrecognised escapes stay, with a warning
_warnings.filters.insert(0, ("ignore", None, SyntaxWarning, None, 0))
# Concatenation
show("'a' 'b'"); show("'a'  \"b\" '''c'''"); show("b'a' b'b'"); show("'a' b'b'"); show("'a' f'{1}' 'b'"); show("f'{1}' f'{2}'"); show("r'\\n' '\\n'")
show("('a'\n'b' # c\n'c')"); show("'a' 'b'.upper()"); show("'a' 'b' * 2"); show("'a' 'b' % ()"); show("'%s' 'x' % 1"); show("b'a' rb'\\n' b'\\n'")
show("f'{1}' b'x'"); show("'{1}' f'{1}'"); show("f'{1}' '{1}'"); show("f'{1}' '{{}}'"); show("'a' 'b'[0]"); show("u'a' 'b' r'c'"); show("'a' t'b'"); show("f'a' t'b'")
s = 'a' "b" \
    'c'
print(s)
# f-strings
name, width, value = "Fred", 10, 12.3456
print(f"He said his name is {name!r}.", f"{name!s:>10}|{name!a:<8}|", f"{value:{width}.{4}}", f"{value:{'>'}{width}}")
print(f"{{}} {{{name}}} {{name}} }}{{", f"{name.upper()!r:^{width}}", f"{value=}", f"{value = :.1f}", f"{ value  =  !s}", f"{1+1=}", f"{name=!s}", f"{name = }")
print(f"{lambda_ if (lambda_ := 3) else 0}", f"{(lambda x: x*2)(3)}", f"{[x for x in range(3)]}", f"{ {1: 2}[1] }", f"{(yy:=5)}", f"{yy:=5}")
print(f"{'a' 'b'}", f"{f'{f"{1}"}'}", f"{"nested"}", f"{'\n'.join(['a', 'b'])}", f"{
    1
    + 2  # comment
}", f'''{
name
}''')
print(f"{value:{width}}", f"{3:#06x}", f"{name!r:>{width}}", f"{'x':{'*'}^{5}}", f"{1,}", f"{1, 2}", f"{*[1, 2], 3}", f"{1 if 0 else 2}", f"{not 1}")
print(rf"\d{1}\{2}", fr"{1}\n", f"\x41{1}\N{BULLET}", f"{1}\
{2}", f"{1:\x3e5}", f"{3!r:\N{GREATER-THAN SIGN}4}")
class Spec:
    def __format__(self, spec): return f"<{spec!r}>"
    def __repr__(self): return "Spec!"
print(f"{Spec()}", f"{Spec():a{1}b}", f"{Spec()!r}", f"{Spec():%H:%M}", f"{Spec()=}", f"{Spec()=:x}", f"{Spec():!r}", f"{Spec():{'a'!r}}")
for bad in ["f'{}'", "f'{ }'", "f'{!r}'", "f'{:x}'", "f'{=}'", "f'{1!x}'", "f'{1!}'", "f'{1!rr}'", "f'{1! r}'", "f'{1 !r}'", "f'{1'", "f'{'", "f'}'", "f'{1}}'",
            "f'{1:{2'", "f'{a b}'", "f'{a; b}'", "f'{lambda x: 1}'", "f'{*}'", "f'{**a}'", "f'{1:{2:{3:{4}}}}'", "f'{a $ b}'", "f'{)}'", "f'{(}'", "f'{a]}'", "f'{a:'", "f'{\\n}'",
            "f'{1 = 2}'", "f'{1!r'", "f'{yield}'", "f'{a=b}'", "f'{def}'", "f'{,}'", "f'{1,,}'", "f'{pass}'", "f'{a.}'", "f'{1:{}}'", "f'{1:{ }}'"]:
    show(bad)
