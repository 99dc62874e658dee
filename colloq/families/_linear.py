"""temporary"""
from colloq.notation.tree import *
def linear(t,p=0):
    def w(s,q): return f"({s})" if q<p else s
    match t:
        case Number(v,_): return str(v) if v.denominator==1 else f"{v.numerator}/{v.denominator}"
        case Symbol(n)|Constant(n): return n
        case Negative(a): return w("-"+linear(a,2),1)
        case Sum(ts):
            s=linear(ts[0],1)
            for x in ts[1:]:
                s+= " - "+linear(x.argument,2) if isinstance(x,Negative) else " + "+linear(x,2)
            return w(s,1)
        case Product(fs): return w("*".join([linear(fs[0],2)]+[linear(f,3) for f in fs[1:]]),2)
        case Quotient(a,b): return w(linear(a,2)+"/"+linear(b,3),2)
        case Power(a,b): return w(linear(a,5)+"^"+linear(b,4),4)
        case Apply(f,a): return f+"("+", ".join(linear(x) for x in a)+")"
        case Derivative(a,b): return f"d[{linear(a)}]/d{b}"
