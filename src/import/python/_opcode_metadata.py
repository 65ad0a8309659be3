"""Names and numbers of CPython 3.14's instructions, for programs that look at them by number."""

from _opcode import _opmap as opmap

# There are no numbers of their own for specialised forms.
_specializations = {}
_specialized_opmap = {}

HAVE_ARGUMENT = 43
MIN_INSTRUMENTED_OPCODE = 234
