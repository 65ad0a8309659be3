"""_csv: dialects, readers, writers."""
import csv
import io


def attempt(f, *args, **kwargs):
    try:
        return f(*args, **kwargs)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


print("== dialects")
for name in "delimiter escapechar quotechar lineterminator quoting doublequote".split():
    for value in None, 5, "", "x", "xy", "\n", b"x", -1, 9, True:
        d = attempt(csv.reader, [], **{name: value})
        print(name, repr(value), d if isinstance(d, str) else repr(getattr(d.dialect, name)))
for pair in ("delimiter", "escapechar"), ("delimiter", "quotechar"), ("escapechar", "quotechar"):
    print(attempt(csv.reader, [], **dict.fromkeys(pair, "x")))
print(attempt(csv.reader, [], quotechar="x", lineterminator="axb"))
print(attempt(csv.reader, [], escapechar=" ", skipinitialspace=True))
print(attempt(csv.reader, [], quotechar=None, quoting=csv.QUOTE_ALL))
print(attempt(csv.reader, [], bad=1), attempt(csv.reader), attempt(csv.reader, [], 1, 2), attempt(csv.writer, 5), sep="\n")
csv.register_dialect("semi", delimiter=";", quoting=csv.QUOTE_NONNUMERIC)
print(sorted(csv.list_dialects()), csv.get_dialect("semi").delimiter)
print(list(csv.reader(["1;'x';\"a\";2.5"], "semi", quotechar="'", quoting=csv.QUOTE_NONE)))
print(attempt(csv.register_dialect, 5), attempt(csv.get_dialect, "nothing"), attempt(csv.unregister_dialect, "nothing"), sep="\n")
csv.unregister_dialect("semi")


class Own(csv.excel):
    delimiter = "\t"


print(list(csv.reader(["a\tb"], Own)), list(csv.reader(["a\tb"], dialect="excel-tab")))

print("== rows read")
LINES = [
    [""], ["a,b"], ['"a"b,c'], ['"a'], ["a\nb"], ["a\r\n"], ["a,b\n", "\n", "c"], ['"a""b"'], ["a\\,b"], ['"a\\', "b"],
    [' a, "b"'], ['1,"2",'], [',,""'], ["a\0b"], ['"\n', '"'], [b"a"], ["\\\n", "b"], ["é,\u0142", "\U0001f40d,x"],
]
OPTIONS = [
    {}, {"strict": True}, {"quoting": 3, "escapechar": "\\"}, {"quoting": 2}, {"quoting": 4}, {"quoting": 5}, {"escapechar": "\\"},
    {"skipinitialspace": True}, {"doublequote": False}, {"quotechar": None, "quoting": 3},
]
for lines in LINES:
    for options in OPTIONS:
        reader = csv.reader(lines, **options)
        rows = []
        error = attempt(lambda: rows.extend(iter(lambda: next(reader), 0)))
        print(ascii(lines), options, ascii(rows), error, reader.line_num)
limit = csv.field_size_limit(3)
print(attempt(list, csv.reader(["abc"])), attempt(list, csv.reader(["abcd"])), attempt(list, csv.reader(['"ab', 'cd"'])))
print(csv.field_size_limit(limit), attempt(csv.field_size_limit, "x"))


class Again:
    count = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.count += 1
        if self.count == 1:
            print(next(self.reader))
            return "a,b"
        return "x"


again = Again()
again.reader = csv.reader(again)
print(attempt(next, again.reader))

print("== rows written")
ROWS = [
    [], [""], [None], ["a", 1, 2.5, None, ""], ['a"b'], ["a,b"], ["a\nb"], ["a\\b"], [" a "], ["\r"], ['"'], [None, None], ["", ""],
    [None, ""], ("é", "\u0142,", "\U0001f40d\""), {"k": 1}, 5,
]
for quoting in range(6):
    for escapechar in None, "\\":
        for doublequote in True, False:
            for row in ROWS:
                out = io.StringIO()
                writer = csv.writer(out, quoting=quoting, escapechar=escapechar, doublequote=doublequote, lineterminator="\n")
                print(quoting, escapechar, doublequote, ascii(row), attempt(writer.writerow, row), ascii(out.getvalue()))
for row in [""], ["", ""], [" "], [None], ["a ", "b"]:
    for options in {}, {"skipinitialspace": True}, {"skipinitialspace": True, "quoting": 3}:
        out = io.StringIO()
        print(row, options, attempt(csv.writer(out, delimiter=" ", **options).writerow, row), ascii(out.getvalue()))
out = io.StringIO()
print(csv.writer(out).writerows([[1, 2], "ab"]), ascii(out.getvalue()), attempt(csv.writer(out).writerows, 5))

print("== on top")
out = io.StringIO()
writer = csv.DictWriter(out, ["a", "b"], restval="-")
writer.writeheader()
writer.writerow({"a": 1})
print(ascii(out.getvalue()), list(csv.DictReader(out.getvalue().splitlines())))
print(csv.Sniffer().sniff("a;b;c\n1;2;3\n4;5;6\n").delimiter)
