"""The tree in prefix form, independent of the program's printers."""

from colloq.notation.tree import Apply, Constant, Negative, Number, Power, Product, Quotient, Sum, Symbol, Transpose


def lisp(tree):
    """`(* 2 (sin x))`."""
    match tree:
        case Number(value, text):
            return text or str(value)
        case Symbol(name) | Constant(name):
            return name
        case Negative(argument):
            return f"(- {lisp(argument)})"
        case Sum(terms):
            return f"(+ {' '.join(map(lisp, terms))})"
        case Product(factors):
            return f"(* {' '.join(map(lisp, factors))})"
        case Quotient(top, bottom):
            return f"(/ {lisp(top)} {lisp(bottom)})"
        case Power(base, exponent):
            return f"(^ {lisp(base)} {lisp(exponent)})"
        case Apply(function, arguments):
            return f"({function} {' '.join(map(lisp, arguments))})"
        case Transpose(argument):
            return f"(T {lisp(argument)})"
    raise AssertionError(tree)
