# _json: scanner, encoder, strings, errors.
import json, _json
def t(f,*a,**k):
    try: r=f(*a,**k); print(type(r).__name__, ascii(r))
    except BaseException as e: print(type(e).__name__, e)
for s in ('','[','[1','[1,','[1,]','{','{"a"','{"a":','{"a":1','{"a":1,','{"a":1,}','{1:2}','"abc','"a\nb"','"\\x"','"\\u12"','"\\u12zz"','"\\ud834\\udd20"','"\\ud834"','"\\ud834x"','"\\ud834\\u0041"','"\\udd20"','nul','null','true','tru','NaN','Infinity','-Infinity','-','-0','0','01','1.','1.5','1e5','1E+5','1e','1.5e-3','123456789012345678901234567890','-1x','[1 2]','{"a" 1}','{"a":1 "b"}',' [ 1 , 2 ] ','{ "a" : [ { } , [ ] ] , "b" : null }','"\\n\\t\\"\\\\\\/\\b\\f\\r"','"é€😀"','"\\u00e9"','[1]x','"\\"','"\\','"\x01"','1e400','-1e400','{"a":1,"a":2}','[,1]','{,}','[1,,2]','{"a":1,,}','{"a"}','\ufeff[]',"[1.0e+]","nan","-Inf"):
    print(repr(s)); t(json.loads,s)
t(json.loads,'"a\nb"',strict=False);t(json.loads,'[1.5,2,NaN]',parse_float=str,parse_int=lambda x:'i'+x,parse_constant=lambda x:'c'+x);t(json.loads,'{"a":{"b":1}}',object_hook=lambda d:list(d));t(json.loads,'{"a":{"b":1}}',object_pairs_hook=lambda d:d);t(json.loads,b'[1]');t(json.loads,5)
t(_json.scanstring,'"abc" x',1);t(_json.scanstring,'abc',0,True);t(_json.scanstring,'a"',5);t(_json.scanstring,'a"',-1);t(_json.scanstring,b'a',1)
sc=_json.make_scanner(json.JSONDecoder()); t(sc,'[1]x',0);t(sc,'',0);t(sc,'[1]',5);t(sc,'[1]',-1);t(sc,b'',0); print(sc.strict,sc.object_hook,sc.parse_float,sc.parse_int)
t(_json.make_scanner,5)
for v in (None,True,False,1,-5,2**70,1.5,float('nan'),float('inf'),-float('inf'),'a','é"\n\x01\x7f\u2028😀\\/','\ud800',[],{},[1,[2,{}]],{'a':[1],'b':{}},(1,2),{1:2,None:3,True:4,1.5:5,False:6},{(1,):2},object,{1,2},b'x',-0.0,1e16,1e-7):
    t(json.dumps,v);t(json.dumps,v,ensure_ascii=False);t(json.dumps,v,indent=2) ;t(json.dumps,v,indent='\t',sort_keys=False,separators=('|','~'));t(json.dumps,v,skipkeys=True);t(json.dumps,v,allow_nan=False)
t(json.dumps,{'b':1,'a':{'d':1,'c':2}},sort_keys=True);t(json.dumps,{'b':1,2:3},sort_keys=True)
a=[];a.append(a);t(json.dumps,a);d={};d['x']=d;t(json.dumps,d)
t(json.dumps,object(),default=lambda o:['dflt']);t(json.dumps,{'a':object()},default=lambda o:o.__class__.__name__)
def dd(o): raise ValueError('no')
try: json.dumps({'a':[1,{2}]},default=dd)
except ValueError as e: print(e.__notes__)
try: json.dumps({'a':[1,{2}]})
except TypeError as e: print(e, e.__notes__)
class I(int):
    def __repr__(s): return 'XX'
class Fl(float):
    def __repr__(s): return 'YY'
class S(str): pass
import enum,collections
class E(enum.IntEnum): A=1
class L(list):
    def __iter__(s): return iter([9])
class D(dict):
    def items(s): return [('q',1),('r',2)]
t(json.dumps,[I(3),Fl(2.5),S('x'),E.A,L([1]),D(a=1),collections.OrderedDict(a=1)]);t(json.dumps,{I(3):1,Fl(2.5):2,E.A:3})
class BD(dict):
    def items(s): return [(1,)]
t(json.dumps,BD(a=1))
t(_json.encode_basestring_ascii,5);t(_json.encode_basestring,'a"é');t(_json.encode_basestring_ascii,'a"é😀')
t(_json.make_encoder,5,None,None,None,':',',',False,False,False)
e=_json.make_encoder(None,None,_json.encode_basestring_ascii,None,':',',',False,False,True); t(e,[1,'a',{'b':2}],0);t(e,1,0);print(e.markers,e.indent,e.key_separator,e.sort_keys,e.skipkeys)
e=_json.make_encoder({},lambda o:'d',lambda s:'<'+s+'>',None,':',',',False,False,True);t(e,['a',{'k':object}],0)
e=_json.make_encoder({},lambda o:'d',lambda s:5,None,':',',',False,False,True);t(e,['a',{'k':object}],0)
for s in ('[1,\n2,\n x]','{"a":\n\n}'):
    try: json.loads(s)
    except json.JSONDecodeError as e: print(e, e.pos,e.lineno,e.colno,e.doc)
k=json.loads('[{"abc":1},{"abc":2}]'); print(list(k[0])[0] is list(k[1])[0])
print(json.dumps({'a':[1,{'b':[]}],'c':{}},indent=4),json.dumps([1,2],indent=0), json.dumps([[],{}],indent=1))
for ind in (0,-1,1,True): t(json.dumps,[1,[2]],indent=ind)
