import a.b.c
import a.b.c as d
from . import e
from a import b as f, g
from h import *
