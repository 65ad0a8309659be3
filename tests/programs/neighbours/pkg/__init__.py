from . import sub
from .mod import val
name = __name__
