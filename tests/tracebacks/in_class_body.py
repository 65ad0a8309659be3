def default():
    return undefined_default


class Config:
    size = 5
    table = {"x": default()}
