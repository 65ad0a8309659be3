# Every handler of pyexpat, documents in pieces, errors with their places.
import pyexpat
from pyexpat import errors, model

NAMES = [n for n in dir(pyexpat.XMLParserType) if n.endswith("Handler")]


def parser(*args, skip=(), **kwargs):
    p = pyexpat.ParserCreate(*args, **kwargs)
    for n in NAMES:
        if n in skip:
            continue

        def h(*a, n=n):
            print("  ", n[:-7], a, p.CurrentByteIndex, p.CurrentLineNumber, p.CurrentColumnNumber)
            return 1

        setattr(p, n, h)
    return p


DOC = """<?xml version="1.0" standalone="no"?>\r
<!DOCTYPE a PUBLIC " -//X  Y//EN" "s.dtd" [
<!-- in the subset --><?target   data ?>
<!ENTITY e "v<b/>&#65;">
<!ENTITY x SYSTEM "file" >
<!ENTITY n PUBLIC "p" "file" NDATA gif>
<!NOTATION gif SYSTEM "viewer"> <!NOTATION n2 PUBLIC "pub">
<!ELEMENT a (b,(c|d)*,e?)+>
<!ELEMENT b EMPTY> <!ELEMENT c ANY> <!ELEMENT d (#PCDATA|a|b)*> <!ELEMENT e (#PCDATA)>
<!ATTLIST a x (p|q) "p" y NOTATION (gif|n2) #IMPLIED w CDATA #FIXED "&#65; &e2;" r ID #REQUIRED l NMTOKENS " m  n ">
<!ENTITY % pe "<!ENTITY e2 'x'>">
%pe;
]>
<a z=' 1
2 &lt;' l=' 3   4 '>text \u00e9\u4e2d\U0001f600&e;&lt;&#x41;<![CDATA[x\r\ny]]]]>&x;&missing; <?pi   d ?><?pi?>\rend</a>
<!-- after --> """

print("== all handlers")
parser().Parse(DOC.encode(), True)
print("== entities expanded")
parser(skip=["DefaultHandler"]).Parse(DOC.encode(), True)
print("== parameter entities")
p = parser(skip=["DefaultHandler", "StartElementHandler"])
print(p.SetParamEntityParsing(pyexpat.XML_PARAM_ENTITY_PARSING_ALWAYS))


def external(context, base, system, public):
    print("   external", context, base, system, public)
    sub = p.ExternalEntityParserCreate(context, *(["utf-8"] if system == "file" else []))
    if system == "file":
        sub.Parse(b"<?xml encoding='ascii'?>in <b>the</b> file", True)
    else:
        sub.Parse(
            b"<!ENTITY % c 'INCLUDE'><![%c;[<!ENTITY missing 'found'>]]><![IGNORE[ <![x]]> ]]>"
            b"<!ENTITY % t '(#PCDATA)'><!ELEMENT q %t;><!ENTITY val '%t;!'>",
            True,
        )
    return 1


p.ExternalEntityRefHandler = external
p.SetBase("http://base/")
p.Parse(DOC.encode(), True)

print("== namespaces")
NS = b"""<r xmlns="u:d" xmlns:p="u:p" a="1" p:a="2"><p:c p:b="3"/><q xmlns=""><z xmlns:p="u:2"><p:x/></z></q></r>"""
for prefixes in False, True:
    p = parser(namespace_separator=" ", skip=["DefaultHandler"])
    p.namespace_prefixes = prefixes
    p.ordered_attributes = True
    p.Parse(NS, True)
p = parser(namespace_separator="", skip=["DefaultHandler"])
p.Parse(NS, True)

print("== one byte at a time")
whole, pieces = [], []
for out, step in (whole, 10**6), (pieces, 1):
    for encoding in "utf-8", "utf-16", "utf-16-le", "latin-1", "koi8-r":
        data = f"<?xml version='1.0' encoding='{encoding.replace('-le', '')}'?><r a='&#233;&#10;x' b='y\n z'>one\ntwo ]]x<e/>t\r\n"
        data += {"latin-1": "\xe9\xff", "koi8-r": "\u0436"}.get(encoding, "\xe9\u4e2d\U0001f600")
        data = (data + "<!--c--><?p i?></r>").encode(encoding)
        if encoding == "utf-16-le":
            data = b"\xff\xfe" + data
        p = pyexpat.ParserCreate()
        p.SetReparseDeferralEnabled(False)
        p.buffer_text = True
        p.StartElementHandler = lambda *a: out.append(("start", a, p.CurrentByteIndex))
        p.EndElementHandler = lambda *a: out.append(("end", a, p.CurrentByteIndex, p.CurrentLineNumber, p.CurrentColumnNumber))
        text = []
        p.CharacterDataHandler = text.append
        p.CommentHandler = lambda *a: out.append(("comment", a))
        p.ProcessingInstructionHandler = lambda *a: out.append(("pi", a, p.GetInputContext()[-5:] == data[-5:]))
        for i in range(0, len(data), step):
            p.Parse(data[i : i + step], False)
        p.Parse(b"", True)
        out.append("".join(text))
print(whole == [w for w in whole], len(whole) == len(pieces))
for w, q in zip(whole, pieces):
    print(w if w[0] != "pi" else w[:2], w[:2] == q[:2])

print("== deferral")
p = pyexpat.ParserCreate()
seen = []
p.StartElementHandler = lambda n, a: seen.append(n)
for c in b"<doc", b"/>":
    p.Parse(c)
print(seen, p.GetReparseDeferralEnabled())
p.Parse(b"", True)
print(seen)

print("== buffered text")
p = pyexpat.ParserCreate()
p.buffer_text = True
p.buffer_size = 4
p.CharacterDataHandler = lambda t: print("  ", repr(t), p.buffer_used)
p.Parse(b"<a>ab&#99;d<!-- -->efghij\nk<b/>l", False)
p.buffer_size = 100
p.Parse(b"mn", False)
p.buffer_text = False
p.Parse(b"op</a>", True)

print("== errors")
for doc in """
|<a|<a>|<a></b>|<a b=1/>|<a b="1"c="2"/>|<a b="1" b="2"/>|<a/>x|<a/><b/>|<a>&x;</a>|<a>&#0;</a>|<a>&#xD800;</a>|<a>\x01</a>
<a>]]></a>|<a><?xml version="1.0"?></a>| <?xml version="1.0"?><a/>|<?xml version="1.0" encoding="utf-16"?><a/>|<?xml ?><a/>
<?xml version="1.0" standalone="x"?><a/>|<?xml version="1.0" encoding="nope"?><a/>|<a><![CDATA[xx|<!DOCTYPE a [<!ELEMENT a (b,c|d)>]><a/>
<!DOCTYPE a [<!FOO>]><a/>|<!DOCTYPE a [<!FOO x>]><a/>|<!DOCTYPE a [<!ENTITY e "%x;">]><a/>|<!DOCTYPE a PUBLIC "{}" "x"><a/>|x<a/>|<a b="<"/>|<a b="&e;"/>
<!DOCTYPE a [<!ENTITY e "&e;">]><a>&e;</a>|<!DOCTYPE a [<!ENTITY e "&f;"><!ENTITY f "&e;">]><a b="&e;"/>|<!DOCTYPE a [<!ENTITY e SYSTEM "x">]><a b="&e;"/>
<!DOCTYPE a [<!ENTITY e SYSTEM "x" NDATA n>]><a>&e;</a>|<!DOCTYPE a [<!ENTITY e "</a>">]><a>&e;|<!DOCTYPE a [<!ENTITY e "<b>">]><a>&e;</a>
<!DOCTYPE a [<!ENTITY e "<b">]><a>&e;</a>|<a:b/>|<a b:c="1"/>|<a:b:c/>|<a xmlns:b=""/>|<a xmlns:xml="u"/>|<a xmlns:xmlns="u"/>|<a xmlns:x="http://www.w3.org/XML/1998/namespace"/>
<a xmlns:x="u" xmlns:y="u" x:a="1" y:a="2"/>|<!-- -- --><a/>|<?XML x?><a/>|<1/>|<a>\n  <b></c>|<!DOCTYPE a []<a/>|</a>|<a></a|<a><!-|<a>&am|<a><!DOCTYPE|<a>\u00e9</\u00e9>
""".replace("\n", "|").replace("\\n", "\n").split("|"):
    for ns in None, " ":
        p = pyexpat.ParserCreate(None, ns)
        try:
            result = p.Parse(doc.encode(), True)
        except pyexpat.ExpatError as e:
            result = (str(e), e.code, e.lineno, e.offset, p.ErrorCode, p.ErrorByteIndex)
        except LookupError as e:
            result = repr(e)
        print(ascii(doc), result)
for data in b"\xff", b"<a>\xff</a>", b"<a>\xe2\x82", b"\0\r\n", b"<a>\xed\xa0\x80</a>", b"\xef\xbb\xbf<a></b>", "<a>\u00e9</b>".encode("utf-16"):
    p = pyexpat.ParserCreate()
    try:
        p.Parse(data, True)
    except pyexpat.ExpatError as e:
        print(data, e, p.ErrorByteIndex)

print("== handlers that fail")
for handler in "StartElementHandler", "CharacterDataHandler", "NotStandaloneHandler", "ExternalEntityRefHandler":
    for answer in (lambda *a: 1 / 0), (lambda *a: 0):
        p = pyexpat.ParserCreate()
        setattr(p, handler, answer)
        try:
            print(handler, p.Parse(b'<!DOCTYPE a SYSTEM "s" [<!ENTITY e SYSTEM "f">]><a>t&e;</a>', True))
        except Exception as e:
            print(handler, type(e).__name__, e, p.ErrorCode, getattr(p, handler) is None)

p = pyexpat.ParserCreate()
p.StartElementHandler = lambda *a: p.Parse(b"", False)
try:
    p.Parse(b"<a/>", True)
except RuntimeError as e:
    print(e)

print("== limits")
rows = "".join(f'<!ENTITY r{i + 1} "{f"&r{i};" * 10}">' for i in range(9))
bomb = f'<!DOCTYPE d [<!ENTITY r0 "{"." * 10}">{rows}]><d>&r9;</d>'
for doc in bomb, bomb.replace("<d>&r9;</d>", "<d a='&r9;'/>"):
    p = pyexpat.ParserCreate()
    try:
        p.Parse(doc, True)
    except pyexpat.ExpatError as e:
        print(e.code == errors.codes[errors.XML_ERROR_AMPLIFICATION_LIMIT_BREACH], str(e).split(":")[0])
depth = 50000
p = pyexpat.ParserCreate()
count = 0


def start(name, attributes):
    global count
    count += 1


p.StartElementHandler = start
p.Parse("<a>" * depth + "</a>" * depth, True)
chain = "".join(f'<!ENTITY e{i} "&e{i + 1};">' for i in range(5000)) + '<!ENTITY e5000 "<b/>">'
p = pyexpat.ParserCreate()
p.StartElementHandler = start
p.Parse(f"<!DOCTYPE a [{chain}]><a>&e0;</a>", True)
print(count)

print("== module")
print(pyexpat.ErrorString(4), pyexpat.ErrorString(0), pyexpat.native_encoding, model.XML_CTYPE_SEQ)
print(sorted(errors.messages.items()) == sorted((v, k) for k, v in errors.codes.items()), len(errors.codes))
for call in (
    lambda: pyexpat.ParserCreate(1),
    lambda: pyexpat.ParserCreate(None, "xx"),
    lambda: pyexpat.ParserCreate(intern=1),
    lambda: pyexpat.XMLParserType(),
    lambda: pyexpat.ParserCreate("foo").Parse(b"<a/>"),
    lambda: pyexpat.ParserCreate().Parse(1),
    lambda: pyexpat.ParserCreate().ParseFile(1),
    lambda: setattr(pyexpat.ParserCreate(), "buffer_size", 0),
    lambda: pyexpat.ParserCreate().SetBillionLaughsAttackProtectionMaximumAmplification(0.5),
    lambda: pyexpat.ParserCreate().ExternalEntityParserCreate(None).SetAllocTrackerActivationThreshold(1),
):
    try:
        call()
    except Exception as e:
        print(type(e).__name__, e)
