class StepError(Exception):
    pass


def step(n):
    if n == 0:
        raise ValueError("bottom")
    try:
        step(n - 1)
    except Exception as e:
        raise StepError(n) from e


step(2)
