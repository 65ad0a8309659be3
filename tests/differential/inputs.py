"""Numbers, texts and format specifications biased to where implementations have edges."""
import struct

# Bit sizes around digits of 30 and 60 bits, machine words, and the formats of floats.
SIZES = [7, 8, 15, 16, 24, 29, 30, 31, 32, 52, 53, 54, 59, 60, 61, 62, 63, 64, 65, 89, 90, 91, 119, 120, 127, 128, 149, 180, 192, 240, 256, 512, 1023, 1024]
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, 0.1, 0.2, 0.3, 5e-324, 2.2250738585072014e-308, 2.225073858507201e-308, 1.7976931348623157e308,
          float("inf"), float("-inf"), float("nan"), 9007199254740991.0, 9007199254740992.0, 9007199254740994.0, 1e16, 1e15, 9999999999999998.0,
          1e22, 1e23, 1e-4, 1e-5, 123456789.125, 0.125, 1e100, 4.35, 2.675, 1.005, 0.05, 0.25, 0.75, 9.5, 99.5, 999.5, 1e308, 4.9e-324]
ASCII = "abcXYZ019 _-+.,:;%{}[]()'\"\\/\t\n\r\x0b\x0c\x1c\x1f\x00\x7f"
LATIN = "éßÿÀ×÷µªº²³¹¼½\x80\x85\xa0\xad«Ææ"
UCS2 = "ĀāİıŉſǅǆΐΣσςΑάЖжאب٣०๕Ⅷⅷᾳᾼẞﬁ\u0307\u0301\u1e9e\u2028\u2029\u2003\u3000\u200b\u200d\ufeff中文あ①½\ufffd\uffff\u0660"
SURROGATES = "\ud800\udbff\udc00\udfff\udc80\udcff"
ASTRAL = "😀𝟘𝟡𐐀𐐨𑁦𞤀\U0001d7ff\U0010ffff\U00010000\U000e0001"
LEVELS = [ASCII, ASCII + LATIN, ASCII + LATIN + UCS2, ASCII + LATIN + UCS2 + ASTRAL, UCS2, ASTRAL + ASCII, ASCII + SURROGATES, LATIN + UCS2 + ASTRAL + SURROGATES]


NAN = float("nan")


def integer(r, bits=400):
    k = r.below(10)
    if k < 4:
        return r.between(-20, 20)
    if k < 7:
        n = (1 << r.pick(SIZES)) + r.between(-2, 2)
        if n.bit_length() > bits:
            n >>= n.bit_length() - bits
    elif k < 9:
        n = random_bits(r, r.below(bits) + 1)
    else:
        n = 10 ** r.below(bits // 4 + 1) + r.between(-1, 1)
    return -n if r.below(2) else n


def random_bits(r, count):
    n = 0
    for _ in range(0, count, 64):
        n = n << 64 | r.next()
    return n >> -count % 64


def number(r):
    """A float."""
    k = r.below(12)
    if k < 2:
        return r.pick(FLOATS)
    if k < 4:
        x = struct.unpack("<d", r.next().to_bytes(8, "little"))[0]
        # The payload of a NaN is not kept by every implementation.
        return x if x == x else NAN
    if k == 4:
        return struct.unpack("<d", (r.next() & 0x800FFFFFFFFFFFFF | r.below(3) << 52).to_bytes(8, "little"))[0]
    if k < 8:
        x = r.below(10 ** r.between(1, 17)) / 10 ** r.between(0, 20)
    elif k == 8:
        x = (r.below(10 ** r.between(1, 16)) + 0.5) / 10 ** r.below(6)
    elif k == 9:
        x = float(r.below(1 << r.between(1, 70)))
    elif k == 10:
        x = r.between(1, 9999) / 2.0 ** r.between(1, 40)
    else:
        x = 10.0 ** r.between(-30, 30) * r.pick([1, 1, 9.5, 9.9999999999])
    return -x if r.below(2) else x


def text(r, longest=12):
    letters = r.pick(LEVELS)
    n = r.below(longest + 1)
    if r.chance(3):
        n = n * 10
    return "".join([r.pick(letters) for _ in range(n)])


def some_bytes(r, longest=12):
    if r.chance(50):
        return bytes([r.pick(b"abcXYZ019 _-+.\t\n\r\x00\xff\x80\xc3\xa9") for _ in range(r.below(longest + 1))])
    return random_bits(r, 8 * longest).to_bytes(longest, "big")[:r.below(longest + 1)]


def mutated(r, s, letters):
    """The str with a few random edits."""
    for _ in range(r.between(1, 2)):
        i = r.below(len(s) + 1)
        k = r.below(4)
        if k == 0:
            s = s[:i] + s[i + 1:]
        elif k == 1:
            s = s[:i] + r.pick(letters) + s[i:]
        elif k == 2:
            s = s[:i] + r.pick(letters) + s[i + 1:]
        else:
            j = r.below(len(s) + 1)
            s = s[:i] + s[j:j + 3] + s[i:]
    return s


def spec(r, types):
    """A format specification, a wrong one now and then. Widths are small: a huge one is only a matter of memory."""
    s = ""
    if r.chance(35):
        if r.chance(60):
            s += r.pick(["*", "0", " ", "x", "é", "中", "😀", "<", "=", "{", "\x00", "\ud800"])
        s += r.pick("<>=^")
    if r.chance(30):
        s += r.pick("+- ")
    if r.chance(12):
        s += "z"
    if r.chance(20):
        s += "#"
    if r.chance(20):
        s += "0"
    if r.chance(45):
        s += str(r.pick([1, 2, 3, 5, 8, 10, 13, 20, 30]))
    if r.chance(25):
        s += r.pick(",_")
    if r.chance(45):
        s += "." + str(r.pick([0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 10, 15, 16, 17, 18, 20, 30, 50]))
        if r.chance(12):
            s += r.pick(",_")
    elif r.chance(3):
        s += "." + r.pick(",_")
    if r.chance(80):
        s += r.pick(types)
    if r.chance(6):
        s = mutated(r, s, "<>=^+- z#0,_.19defgnsxX%cb{}é")
    if r.chance(1):
        s = r.pick(["99999999999999999999", ".99999999999999999999", ".2147483648f", ".", "١٠d", ",,", "__", ",_", "_,", "+-", "zz", "##", "NaN", "ll", ".6,_f", ".6,,f"])
    return s


def percent_spec(r, types):
    """One conversion of the % operator."""
    s = "%"
    while r.chance(35):
        s += r.pick("#0- +")
    if r.chance(40):
        s += str(r.pick([1, 2, 5, 10, 20]))
    if r.chance(40):
        s += "." + r.pick(["", "0", "1", "2", "3", "6", "10", "17", "20", "40"])
    if r.chance(5):
        s += r.pick("hlL")
    s += r.pick(types)
    if r.chance(5):
        s = mutated(r, s, "#0- +.19defgsxX%cLhq*()")
    return s
