print("running", __name__, __package__)
from .. import unlisted as up
from . import leaf
here = __name__
