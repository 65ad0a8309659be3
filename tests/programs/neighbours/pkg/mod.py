val = 7
from .sub.deep import deep
