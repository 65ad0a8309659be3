print("running", __name__, __package__)
from .. import listed as top
from ..inner import __name__ as parent
def climb():
    from .... import beyond
