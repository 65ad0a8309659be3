print("running", __name__, __package__)
from . import listed
from .inner import up, here as where
import refpkg.inner.leaf as leaf
value = "sibling value"
