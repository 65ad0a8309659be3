# What is run at the very end finds None for names that are gone, not nothing.
import sys


class Late:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        values = _private, public, sys
        print(self.name, values[0] is None or 'private', values[1] is None or 'public')


_private = 'private'
public = 'public'
late = Late('late')
sys.keep = Late.__del__
sys.keep_globals = globals()
print('end')
