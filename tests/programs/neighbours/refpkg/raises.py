from . import sibling
1 / 0
