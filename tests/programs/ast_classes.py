# The classes of syntax trees: fields, attributes, constructors, repr.
import _ast as ast
import warnings
warnings.simplefilter('always')
def t(c):
    try: print(c, '->', eval(c))
    except Exception as e: print(c,type(e),e)
for c in ("repr(ast.Name())","ast.Name(1,2,3,4)","ast.Name('x',id='y')","ast.Name('x',foo=1)","ast.FunctionDef()","ast.Name().ctx","ast.arguments().args","ast.AST()","ast.AST(1)","ast.AST(a=1)","ast.Name('x').__replace__(id='y')","ast.Name('x').__replace__(foo='y')","ast.Name('x').__replace__(1)","ast.Load() is ast.Load()","ast.BinOp(1,2,3)", "ast.expr()", "ast.Name(id='x',lineno=3)", "ast.Name('a').lineno","ast.Name('a').end_lineno", "ast.Tuple([])", "ast.AST().__dict__", "ast.Pass(1)","ast.Module([1]*10)", "ast.Expression(ast.Tuple([ast.Tuple([ast.Tuple([])])]))","ast.Constant(value=...)", "ast.Name('x').__reduce__()","ast.Name().__replace__()"): t(c)
class X(ast.AST):
    _fields=('a','b')
t("X(1)")
class Y(ast.AST):
    _fields=('a','b'); _field_types={'a':int,'b':int|None}
    b=None
t("Y(1)"); t("Y()"); t("Y(1,2)"); t("Y(1,2).__match_args__")
print(type(ast.AST).__name__, ast.AST._fields, ast.AST._attributes, ast.AST.__match_args__, ast.AST.__module__, ast.AST.__init__)
def each(cls):
    yield cls
    for sub in cls.__subclasses__():
        if sub.__module__ == 'ast':
            yield from each(sub)
for cls in each(ast.AST):
    print(cls.__name__, cls._fields, cls._attributes, cls.__doc__, getattr(cls, '_field_types', None), cls.__match_args__, cls.__mro__)
