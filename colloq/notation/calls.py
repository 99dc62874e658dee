"""The part of the parser that reads functions: with and without brackets, powers of functions, roots, bases of logarithms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.notation.cursor import STARTS, Cursor, number, times
from colloq.notation.functions import CALLS, FUNCTIONS, MATRIX_CALLS
from colloq.notation.tokens import ReadError
from colloq.notation.tree import Apply, Negative, Number, Power, Quotient, Transpose, Tree, symbols_of

if TYPE_CHECKING:
    from colloq.notation.tokens import Token

INVERSES = {name: "a" + name for name in ("sin", "cos", "tan", "cot", "sinh", "cosh", "tanh", "coth")}
_MINUS_ONE = Negative(Number(1))
_WRITTEN_OUT = frozenset((*CALLS.values(), *MATRIX_CALLS.values()))


class CallParser(Cursor):
    """Functions; sums, powers and brackets belong to the class that is built on it."""

    def _sum(self) -> Tree:
        raise NotImplementedError

    def _power(self) -> Tree:
        raise NotImplementedError

    def _primary(self) -> Tree:
        raise NotImplementedError

    def _bracketed(self) -> Tree:
        raise NotImplementedError

    def _absolute(self, token: Token) -> Tree:
        raise NotImplementedError

    def _raised(self, base: Tree) -> Tree:
        raise NotImplementedError

    def _starts_factor(self, token: Token) -> bool:
        raise NotImplementedError

    def _function(self, token: Token) -> Tree:
        name = token.value
        if name in _WRITTEN_OUT:
            return self._written_out(token)
        base = self._base(token) if name == "log" else None
        if name == "sqrt" and self._token.bracket == "[" and self._is_degree(token):
            base = self._radical_degree()
        exponent = self._function_exponent() if self._token.kind == "^" else None
        if exponent is not None and exponent == _MINUS_ONE:
            inverse = self._inverse(token)
            if inverse is not None:
                name, exponent = inverse, None
        tree = self._applied(token, name, base)
        return tree if exponent is None else Power(tree, exponent)

    def _written_out(self, token: Token) -> Tree:
        """pow(x, 2) as x^2; transpose(W), dot(a, b)."""
        arguments = self._arguments()
        if len(arguments) != (count := 1 if token.value == "transpose" else 2):
            raise self._wrong_count(token, count, len(arguments))
        match token.value:
            case "transpose":
                return Transpose(arguments[0])
            case "dot":
                return times(*arguments)
            case _:
                return Power(*arguments)

    def _inverse(self, token: Token) -> str | None:
        """sin^-1 x is read as arcsin x, and 1/sin x is the other reading; other functions have to be written out."""
        span = (token.start, self._tokens[self._position - 1].end)
        inverse = INVERSES.get(token.value)
        if inverse is None:
            raise ReadError("read.inverse", span, function=token.value)
        if self._is_other("read.inverse", span, function=token.value):
            return None
        self._note("note.inverse", function=token.value, inverse=FUNCTIONS[inverse].english)
        return inverse

    def _applied(self, token: Token, name: str, base: Tree | None) -> Tree:
        if self._token.kind == "(" and self._token.start < self._token.end:  # the bracket of ½ is none that was typed
            arguments = self._arguments()
        elif self._token.kind == "|":
            arguments = [self._absolute(self._next())]
        elif name == "sqrt" and token.end - token.start == len(r"\sqrt"):
            arguments = [self._tex_argument(token)]
        else:
            arguments = [self._open_argument(token)]
        if name == "log" and base is None and len(arguments) == 1:
            self._note("note.log")
            return Apply("ln", tuple(arguments))
        if name == "sqrt" and base is not None:
            return _root_of(arguments[0], base)
        most = FUNCTIONS[name].most_arguments
        if base is not None and len(arguments) == 1:
            arguments.append(base)
        least = 2 if most > 1 else 1
        if not least <= len(arguments) <= most:
            raise self._wrong_count(token, least, len(arguments))
        return Apply(name, tuple(arguments))

    @staticmethod
    def _wrong_count(token: Token, count: int, found: int) -> ReadError:
        return ReadError("read.arguments", (token.start, token.end), function=token.value, count=str(count), found=str(found))

    def _arguments(self) -> list[Tree]:
        self._next()
        bars, self._bars = self._bars, 0
        arguments = [self._sum()]
        while self._token.kind in (",", ";"):
            self._next()
            arguments.append(self._sum())
        self._bars = bars
        if not self._accept(")"):
            self._unexpected(self._token)
        return arguments

    def _open_argument(self, function: Token) -> Tree:
        """What a function without brackets takes: sin 2x y is sin(2xy); sin x cos y, sin x e^y are products of two."""
        token = self._token
        signed = token.kind == "-" and self._tokens[self._position + 1].glued  # sin -x, but not sin - x
        if token.kind not in STARTS and not signed:
            raise ReadError("read.function", (function.start, function.end), function=function.value)
        self._deeper(function)
        if signed:
            self._next()
            inner = self._open_argument(function)
            self._depth -= 1
            return Negative(inner)
        argument = self._power()
        applied = token.kind in ("function", "root")
        while self._starts_factor(self._token) and self._token.kind not in ("function", "root", "|") and not applied:
            following = self._token
            shaped = function.value == "sqrt" and function.end - function.start < len(r"\sqrt")  # sqrt 2x, as √2x
            if shaped and self._is_other("read.root", (function.start, following.end)):
                break
            apart = following.kind in ("(", "frac", "number") or self._is_exponential(
                argument
            )  # sin x (3 - y) is a product of two
            if (apart or not following.glued) and self._takes_no_more(function, following, apart=apart):
                break
            argument = times(argument, self._power())
        if self._token.kind == "*" and not (applied or symbols_of(argument)):  # sin 2*x
            argument = self._multiplied_argument(function, argument)
        if self._token.kind == "/" and not applied:
            argument = self._divided_argument(
                argument, ReadError("read.argument", (function.start, self._token.end), function=function.value)
            )
        self._depth -= 1
        return argument

    def _multiplied_argument(self, function: Token, argument: Tree) -> Tree:
        """`sin 2*x` is sin(2)·x, as it stands; in the other reading the factors after the number belong to the function."""
        if not self._is_other("read.argument", (function.start, self._token.end), function=function.value):
            return argument
        while self._accept("*"):
            argument = times(argument, self._power())
        return argument

    def _is_exponential(self, argument: Tree) -> bool:
        """Whether e^… follows an argument that has its letter: a factor of its own, as exp(…) is."""
        raised = self._tokens[self._position + 1].kind == "^" if self._token.kind == "constant" else False
        return raised and self._token.value == "e" and bool(symbols_of(argument))

    def _takes_no_more(self, function: Token, following: Token, *, apart: bool) -> bool:
        """Whether the argument ends before a factor that usually stands `apart`; in the other reading it is the reverse."""
        other = self._is_other("read.argument", (function.start, following.end), function=function.value)
        if apart and not other:
            self._note("note.argument", function=function.value)
        return apart is not other

    def _tex_argument(self, root: Token) -> Tree:
        r"""TeX takes one token, \sqrt 2x is √2·x; in the other reading it is as with sqrt 2x."""
        if self._token.kind not in STARTS:
            return self._open_argument(root)
        start = self._position
        argument = self._primary()
        goes_on = self._token.glued and self._token.kind in ("number", "symbol", "constant")
        if goes_on and self._is_other("read.root", (root.start, self._token.end)):
            self._skip(start - self._position)
            return self._open_argument(root)
        return argument

    def _divided_argument(self, argument: Tree, question: ReadError) -> Tree:
        """`sin x/2` and `√1/2`: a slash ends what the function takes; in the other reading the denominator belongs to it."""
        if not self._findings.is_other(question):
            return argument
        self._next()
        return Quotient(argument, self._power())

    # -- roots --------------------------------------------------------------------------------------------------------

    def _root(self, token: Token) -> Tree:
        """√2/5, √(x+1), √x e^x, ³√x; √2x could mean either product."""
        if self._token.kind == "end":
            raise ReadError("read.function", (token.start, token.end), function="√")
        self._deeper(token)
        signed = self._token if self._token.kind == "-" and self._token.glued else None  # √-x
        if signed:
            self._next()
        bracket = self._token.kind == "("
        argument = self._primary() if self._token.kind != "|" else self._absolute(self._next())
        if self._token.kind == "^" and not bracket:
            argument = self._raised(argument)
        argument = Negative(argument) if signed else argument
        self._depth -= 1
        following = self._token
        if not bracket and following.glued and following.kind in STARTS and following.kind not in ("function", "root", "number"):
            raise ReadError("read.root", (token.start, following.end))
        if not bracket and following.kind == "/":
            argument = self._divided_argument(argument, ReadError("read.root", (token.start, following.end)))
        degree = int(token.value)
        return Apply("sqrt", (argument,)) if degree == 2 else _root_of(argument, Number(degree))

    def _is_degree(self, root: Token) -> bool:
        """Whether the square bracket here has the degree, as in LaTeX, and not the argument, Sqrt[3 x]."""
        closing = self._position + 2
        after = self._tokens[closing + 1] if closing + 1 < len(self._tokens) else root
        single = self._tokens[self._position + 1].kind == "number" and self._tokens[closing].kind == ")"
        return single and (root.end - root.start == len(r"\sqrt") or after.bracket == "{")

    def _radical_degree(self) -> Tree:
        self._next()
        degree = self._bracketed()
        if not isinstance(degree, Number) or degree.value < 2:
            token = self._tokens[self._position - 1]
            raise ReadError("read.operand", (token.start, token.end), found=token.value)
        return degree

    # -- logarithms and powers of functions ---------------------------------------------------------------------------

    def _base(self, function: Token) -> Tree | None:
        """The base of log_2(x), log_{a} x, log2(x), log10 x; log2x may also be the logarithm of 2x."""
        token = self._token
        if token.kind == "base":
            self._deeper(self._next())
            base = self._bracketed() if self._accept("(") else self._primary()
            self._depth -= 1
            return base
        if token.kind != "number" or not token.glued:
            return None
        after = self._tokens[self._position + 1]
        if after.kind == "(" and after.glued:
            self._next()
            return number(token.value)
        if after.kind not in STARTS:
            return None
        if after.kind != "number":  # log2 8 has one meaning
            if self._is_other("read.base", (function.start, after.end), base=token.value):
                return None
            self._note("note.base", base=token.value)
        self._next()
        return number(token.value)

    def _function_exponent(self) -> Tree:
        """The exponent of sin^2 x."""
        self._deeper(self._next())
        exponent = self._bracketed() if self._accept("(") else self._exponent_of_function()
        self._depth -= 1
        return exponent

    def _exponent_of_function(self) -> Tree:
        """After ^ only a sign and one literal or symbol: sin^2 x is not sin^(2x)."""
        if self._token.kind == "-":
            self._deeper(self._next())
            exponent = Negative(self._exponent_of_function())
            self._depth -= 1
            return exponent
        if self._token.kind not in ("number", "symbol"):
            self._unexpected(self._token)
        return self._primary()


def _root_of(argument: Tree, degree: Tree) -> Tree:
    match degree:
        case Number(2):
            return Apply("sqrt", (argument,))
        case Number(3):
            return Apply("cbrt", (argument,))
        case _:
            return Power(argument, Quotient(Number(1), degree))
