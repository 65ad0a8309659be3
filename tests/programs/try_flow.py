# try/except/else/finally in every nesting with return, break, continue and new exceptions.
def a(n):
    try:
        if n == 0:
            return "ret"
        if n == 1:
            raise ValueError("v")
        if n == 2:
            raise KeyError("k")
    except ValueError as e:
        return "caught " + str(e)
    else:
        return "else"
    finally:
        print("fin", n)
    return "end"


for n in range(4):
    try:
        print(a(n))
    except KeyError as e:
        print("escaped", repr(e))


def b():
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            print("body", i)
        finally:
            print("finally", i)
    else:
        print("never")
    return i


print(b())


def d():
    x = 1
    try:
        return x
    finally:
        x = 2


print(d())


def e():
    try:
        try:
            1 / 0
        finally:
            print("inner finally")
    except ZeroDivisionError as z:
        print("outer", z)
        try:
            raise TypeError("again")
        except TypeError as t:
            print(t, repr(t.__context__))
        return "done"
    finally:
        print("last")


print(e())


def f():
    while True:
        try:
            try:
                return "r"
            finally:
                print("f1")
        finally:
            print("f2")


print(f())


def g(seq):
    out = []
    for x in seq:
        try:
            out.append(10 // x)
        except ZeroDivisionError:
            out.append("zero")
            continue
        except (TypeError, AttributeError) as err:
            out.append(type(err).__name__)
        else:
            out.append("ok")
        finally:
            out.append("|")
    return out


print(g([1, 0, "a", 5]))


def h():
    try:
        raise ValueError(1)
    except ValueError as exc:
        pass
    try:
        exc
    except UnboundLocalError as e2:
        return str(e2)


print(h())


def reraise():
    try:
        try:
            raise IndexError("first")
        except IndexError:
            print("log")
            raise
    except LookupError as e:
        return repr(e)


print(reraise())
try:
    raise
except RuntimeError as e:
    print(e)


def finally_raises():
    try:
        try:
            raise ValueError("one")
        finally:
            raise TypeError("two")
    except TypeError as e:
        return e.args, repr(e.__context__)


print(finally_raises())


def nested_return():
    for i in range(3):
        try:
            for j in range(3):
                try:
                    if j == 1:
                        return i, j
                finally:
                    print("j", j)
        finally:
            print("i", i)


print(nested_return())


def dynamic(kind):
    try:
        raise KeyError("x")
    except kind:
        return "matched"


print(dynamic(LookupError), dynamic((ValueError, KeyError)), dynamic(Exception))
try:
    dynamic(5)
except TypeError as e:
    print(e)
try:
    dynamic((ValueError, 7))
except TypeError as e:
    print(e)
try:
    pass
except:
    print("no")
else:
    print("yes")
try:
    {}["q"]
except:
    print("bare")


def gen():
    try:
        yield 1
        yield 2
    except ValueError as e:
        yield "got " + str(e)
    finally:
        print("gen finally")


it = gen()
print(next(it), it.throw(ValueError("x")))
it = gen()
next(it)
it.close()
def eg():
    try:
        return 1
    except Exception:
        return 2
    else:
        return 3
print(eg())
