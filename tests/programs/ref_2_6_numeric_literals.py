# Numeric literals: integers in four bases, floats, imaginary numbers, underscores, and their errors.
def show(text):
    try:
        v = eval(text)
        print(text, "=>", repr(v), type(v).__name__)
    except SyntaxError as e:
        print(text, "=>", type(e).__name__, e.msg, e.offset)
    except NameError as e:
        print(text, "=>", e)
for text in """7 2147483647 0o177 0b100110111 3 79228162514264337593543950336 0o377 0xdeadbeef 100_000_000_000 0b_1110_0101 0 00 0000 0_0 00_00
0xFF 0XfF 0B1 0O17 0b_1 0x_f 0o_7 1_2_3 01 007 08 09 0_7 00001 1__0 _1 1_ 1_000_ 0x 0b 0o 0xg 0b2 0o8 0b12 0o18 0b1_ 0x1_ 0x__1 0b_ 0xfz 1a 0b1a
3.14 10. .001 1e100 3.14e-10 0e0 3.14_15_93 1e1_0 1_0e1 1.e1 .5e+3 1E5 0.0 00.5 09.5 077e2 0777.5 1_000.000_1 1._5 1_.5 1e_5 1e5_ 1e 1e+ 1.5e .e1 1._ 1e-
1__0.0 0x1.5 0x1e5 0b1e1 1.2.3 1..2 .5.5
3.14j 10.j 10j .001j 1e100j 3.14e-10j 3.14_15_93j 0j 00j 09j 1J 077j 1_0j 0x1j 0b1j 1ej 1e1J
1e400 1e-400 5e-324 2e-324 1.7976931348623157e308 1.7976931348623159e308 0.1 0.30000000000000004 123456789012345678 1e16 1e15 1e22 1e-5 0.0001
0x7fffffffffffffff 0x8000000000000000 9223372036854775808 1.0if 1if 1or 0xfor 1_if 5in 0b1and 0o7or 1.5else 12is""".split():
    show(text)
show("1if 1 else 2"); show("0x1if 1 else 2"); show("[0xfor x in (1,)]"); show("1_000.0_1e0_1"); show("0 if 1else 2"); show("1.real"); show("1 .real"); show("(1).real"); show("1.0.real"); show("1..real"); show("1j.imag")
show("1 2"); show("1.5 2"); show("0x1 0x2"); show("1_000 000"); show("012345"); show("0_12"); show("0o 7"); show("1 e5"); show("- 1"); show("-0x10"); show("+0b1"); show("~0o7")
show("1" * 4300 + " % 10"); 
try:
    eval("1" * 4301)
except SyntaxError as e:
    print(e.msg)
print(len(hex(eval("0x" + "f" * 5000))), eval("0b" + "1" * 5000).bit_length())
import sys
print(sys.float_info.max, sys.float_info.epsilon, sys.int_info.default_max_str_digits)
