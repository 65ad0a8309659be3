# Order of evaluation, made visible.
def t(x, v=None):
    print(x, end=" ")
    return v if v is not None else x
t(1) + t(2) * t(3); print()
[t(1), t(2)][t("i", 0)]; print()
{t("k1"): t("v1"), t("k2"): t("v2")}; print()
t("f", lambda *a, **k: None)(t("a"), *t("s", [1]), k=t("kw"), **t("d", {"z": 1})); print()
(t("x") if t("cond", False) else t("y")); print()
t(1) < t(2) < t(0, -1) < t("never"); print()
d = {}
t("d", d)[t("key")] = t("value"); print()
t("d", d)[t("key")] += t("aug"); print(d)
a = [0, 0]
t("a", a)[t("i", 0)], t("a", a)[t("j", 1)] = t("r1", 1), t("r2", 2); print(a)
def deco(n):
    t("make" + n)
    def d(f): t("apply" + n); return f
    return d
@deco("1")
@deco("2")
def f(x=t("default"), *, y=t("kwdefault")) -> None: pass
print()
class C(t("base", object)):
    t("body")
    def m(self, x=t("mdefault")): pass
print()
assert t("assert", True), t("never"); print()
x = y = t("shared", []); print(x is y)
print([t(i) for i in t("iter", [1, 2]) if t("if", True)]); print({t(k): t(v) for k, v in t("items", [("a", "b")])})
for i in t("for", [1]): t("loop")
print(); t("not", False) or t("or") and t("and"); print()
f"{t('e1')}{t('e2'):{t('spec', '>4')}}"; print()
try: t("u", [1])[t("idx", 5)] = t("rhs")
except IndexError as e: print(e)
def g():
    try: return t("ret")
    finally: t("fin")
g(); print(); del t("d", d)[t("key")]; print(d); lambda: t("never"); print(-t(5), not t(1), t([1, 2, 3])[t(0):t(2):t(1)])
