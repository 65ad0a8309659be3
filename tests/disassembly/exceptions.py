def handlers(f):
    try:
        return f()
    except (ValueError, KeyError) as e:
        print(e)
    except OSError:
        raise
    finally:
        f.close()

def context(p):
    with open(p) as f, p:
        return f.read()

def loop(items):
    for i in items:
        try:
            continue
        finally:
            del i
