# Messages of wrong arguments of builtin functions and of unhashable keys.
def show(n, f, *a, **k):
    try: print(n, repr(f(*a, **k)))
    except Exception as e: print(n, type(e).__name__ + ":", e)
d={}; s=set(); L=[]
show(1,d.get,L); show(2,d.__contains__,L); show(3,d.pop,L); show(4,d.pop,L,1); show(5,d.setdefault,L,1); show(6,lambda:d[L]); show(7,d.__delitem__,L); show(8,lambda:{L:1}); show(9,dict.fromkeys,[L]); show(10,dict,[(L,1)])
show(11,lambda:{L}); show(12,s.add,L); show(13,lambda: L in s); show(14,s.remove,L); show(15,s.discard,L); show(16,set,[L]); show(17,frozenset,[L]); show(18,lambda:{1} & {2:L}.keys()); show(19,s.update,[L]); show(20,s.difference,[L]); show(22,{1:2}.keys().__and__,[L]); show(23, hash, L); show(24, d.update, [(L,1)]); show(25, lambda: L in d.keys()); show(26, lambda: {**{1:2}, L:3}); show(27, {(1,L)}.add if 0 else lambda: {(1,L)}); show(28, s.isdisjoint, [L]); show(29, s.symmetric_difference,[L]); show(30, s.difference_update,[L])
class B:
    def __hash__(self): raise TypeError("own")
class V:
    def __hash__(self): raise ValueError("own")
show(31, lambda:{B():1}); show(32,lambda:{B()}); show(33,lambda:{V():1}); show(34,lambda: L in {}); show(35,lambda: d.__getitem__(L)); 
def f(): d[L]=1
show(36,f)
def f(): d[L]+=1
show(37,f)
def f(): del d[L]
show(38,f)
show(39,lambda:{L for _ in [1]}); show(40,lambda:{L:1 for _ in [1]}); show(42, s.issuperset,[L])
try: {[]: 1}
except TypeError as e: print(repr(e), repr(e.__context__), repr(e.__cause__))
def g():
    x={1:1,2:2}
    for k in x: x.pop(k); x[k+10]=1
show(43,g)
def g():
    x={1:1,2:2}
    for k in x: x[k+10]=1
show(44,g)
def g():
    x={1,2}
    for k in x: x.add(k+10)
show(45,g)
import math
show(46,math.sqrt); show(47,math.sqrt,1,2); show(48,len); show(49,[].insert); show(50,[].clear,1); show(51,[].append,x=1); show(52,[].insert,i=1); show(53,"a".join); show(54,{}.keys,1); show(55,{}.get); show(56,{}.pop); show(57,[].pop,1,2); show(58,math.pow,1); show(59,math.hypot,x=1); show(60,abs); show(61,math.floor); show(62,isinstance,1); show(63,print,bad=1); show(64,"".split,1,2,3); show(65,"".split,bad=1); show(66,int.from_bytes); show(67,[].sort,1); show(68,sorted); show(69,enumerate); show(70,int,1,2,3); show(71,float,1,2); show(72,str,1,2,3,4); show(73,list,1,2); show(74,tuple,1,2); show(75,set,1,2); show(76,dict,1,2); show(77,range); show(78,range,1,2,3,4); show(79,slice); show(80,zip,1); show(81,map); show(82,map,1); show(83,filter,1); show(84,reversed); show(85,reversed,1); show(86,iter); show(87,iter,1,2,3); show(88,next); show(89,next,1); show(90,getattr,1); show(91,hasattr,1); show(92,setattr,1); show(93,divmod,1); show(94,pow,1); show(95,round); show(96,sum); show(97,any); show(98,ord); show(99,chr); show(100,bool,1,2); show(101,type); show(102,type,1,2); show(103,object,1); show(104,super); show(105,property,1,2,3,4,5); show(106,staticmethod); show(107,classmethod); show(108,bytes,1,2,3,4); show(109,bytearray,1,2,3,4); show(110,complex,1,2,3); show(111,frozenset,1,2); show(112,min); show(113,max,key=1); show(114,min,1,bad=2); show(115,open); show(116,input,1,2); show(117,hash); show(118,id); show(119,callable); show(120,repr); show(121,format); show(122,bin); show(123,issubclass,1); show(124,int,bad=1); show(125,float,x=1); show(126,list,x=1); show(127,tuple,x=1); show(128,range,x=1); show(130,zip,[1],bad=1); show(131,map,len,[],bad=1); show(132,str,bad=1); show(133,bool,x=1); show(134,set,x=1); show(135,enumerate,[],"a"); pass
show(137, Exception, x=1); show(138, sum, [], x=1); show(140, "".format_map); show(141, "".encode, 1); show(142, "".center); show(143, "".replace, 1, 2); show(144, "".startswith); show(145, "".find); show(146, "x".ljust, "a"); show(147, list.append); show(148, list.append, 1); show(149, str.join, 1, []); show(150, dict.get, [], 1); show(151, int.__add__, "a", 1); show(152, int.__add__, 1); show(153, int.__add__); show(154, [].__len__, 1); show(155, (1).__add__, 1, 2)
