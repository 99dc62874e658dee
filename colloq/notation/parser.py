"""Tokens to tree, by precedence climbing. The rules of precedence are those a person uses on paper.

sum < product, quotient and juxtaposition (left to right) < sign < power (right to left) < function and bracket.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.notation.functions import FUNCTIONS
from colloq.notation.lexer import ReadError, Token
from colloq.notation.tree import (
    Apply,
    Constant,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transpose,
    Tree,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_DEPTH = 100
_STARTS = frozenset(("number", "symbol", "constant", "function", "(", "frac"))


class Parser:
    """One pass over the tokens of one text.

    `matrices`: T in an exponent and a prime are transposes. `constants`: no symbol is declared, so 1 1/2 is a mixed number.
    `tight`: juxtaposition binds before a slash, against the rule.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        notes: dict[str, dict[str, str]],
        *,
        matrices: bool = False,
        constants: bool = False,
        tight: bool = False,
    ) -> None:
        self._tokens = tokens
        self._position = 0
        self._depth = 0
        self._bars = 0
        self._matrices = matrices
        self._constants = constants
        self._tight = tight
        self.notes = notes

    def run(self) -> Tree:
        """The tree of the whole text. Raises ReadError."""
        tree = self._sum()
        token = self._token
        if token.kind != "end":
            self._unexpected(token)
        return tree

    # -- reading tokens -----------------------------------------------------------------------------------------------

    @property
    def _token(self) -> Token:
        return self._tokens[self._position]

    def _next(self) -> Token:
        token = self._tokens[self._position]
        self._position += 1
        return token

    def _accept(self, kind: str) -> Token | None:
        return self._next() if self._token.kind == kind else None

    def _unexpected(self, token: Token) -> None:
        if token.kind == "end":
            if self._position == 0:  # nothing but characters without a meaning
                raise ReadError("read.empty", (0, token.end))
            previous = self._tokens[self._position - 1]
            raise ReadError("read.end", (previous.start, max(previous.end, previous.start + 1)))
        if token.kind in (",", ";"):
            raise ReadError("read.comma", (token.start, token.end), mark=token.value)
        raise ReadError("read.operand", (token.start, max(token.end, token.start + 1)), found=token.value)

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise ReadError("read.too-deep", (token.start, token.end), most=str(MOST_DEPTH))

    # -- sums and products --------------------------------------------------------------------------------------------

    def _sum(self) -> Tree:
        self._deeper(self._token)
        terms: list[Tree] = [self._signed_term()]
        if isinstance(terms[0], Sum):
            terms = list(terms[0].terms)
        while self._token.kind in ("+", "-"):
            sign = self._next().kind
            term = self._signed_term()
            terms.append(Negative(term) if sign == "-" else term)
        self._depth -= 1
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def _signed_term(self) -> Tree:
        token = self._token
        if token.kind not in ("+", "-"):
            return self._term()
        self._deeper(token)
        self._next()
        term = self._signed_term()
        self._depth -= 1
        return Negative(term) if token.kind == "-" else term

    def _term(self) -> Tree:
        left = self._factor()
        divided = False
        while True:
            token = self._token
            if token.kind == "*":
                self._next()
                left = _times(left, self._factor())
            elif token.kind == "/":
                self._next()
                left = Quotient(left, self._denominator())
                divided = True
            elif self._starts_factor(token):
                if divided:
                    self.notes["note.slash-product"] = {}
                left = self._juxtaposed(left, token)
            else:
                return left

    def _denominator(self) -> Tree:
        """One factor; with `tight` all factors that are not parted by an operator: 1/2x is then 1/(2x)."""
        factor = self._factor()
        while self._tight and self._starts_factor(self._token):
            factor = self._juxtaposed(factor, self._token)
        return factor

    def _juxtaposed(self, left: Tree, token: Token) -> Tree:
        before = self._tokens[self._position - 1]
        factor = self._factor()
        if token.kind == "frac" and before.kind == "number" and _is_vulgar(factor):
            if not (self._constants and isinstance(left, Number)):
                raise ReadError("read.two-numbers", (before.start, token.end), first=before.value, second=r"\frac")
            self.notes["note.mixed"] = {}
            return Sum((left, factor))
        return _times(left, factor)

    def _starts_factor(self, token: Token) -> bool:
        """Whether the next token is multiplied with what stands before it."""
        if token.kind == "|":
            return self._bars == 0
        if token.kind not in _STARTS:
            return False
        if token.kind == "number":
            self._refuse_number_after(self._tokens[self._position - 1], token)
        return True

    def _refuse_number_after(self, before: Token, number: Token) -> None:
        """`x2`, `(x+1)2` may be a lost exponent, `2 3` a lost sign: the student has to say."""
        if before.kind == "number":
            raise ReadError("read.two-numbers", (before.start, number.end), first=before.value, second=number.value)
        raise ReadError(
            "read.number-after",
            (before.start, number.end),
            f"^{number.value}",
            before=before.value or ")",
            number=number.value,
        )

    def _factor(self) -> Tree:
        token = self._token
        if token.kind in ("-", "+"):
            self._deeper(token)
            self._next()
            inner = self._factor()
            self._depth -= 1
            return Negative(inner) if token.kind == "-" else inner
        return self._power()

    def _power(self) -> Tree:
        base = self._postfix(self._primary())
        if self._token.kind != "^":
            return base
        return self._raised(base)

    def _raised(self, base: Tree) -> Tree:
        while self._token.kind == "^":
            self._deeper(self._next())
            if self._is_transpose():
                base = Transpose(base)
                self._depth -= 1
                continue
            exponent = self._exponent()
            self._depth -= 1
            self._note_exponent(base, exponent)
            return self._postfix(Power(base, exponent))
        return self._postfix(base)

    def _note_exponent(self, base: Tree, exponent: Tree) -> None:
        """`e^xy`, `e^-xy`, `e^2x` were read as a power times a factor; x^2y is what everybody writes."""
        following = self._token
        size = exponent.argument if isinstance(exponent, Negative) else exponent
        doubtful = isinstance(size, Symbol) or (isinstance(size, Number) and isinstance(base, Constant | Number))
        if doubtful and following.glued and following.kind == "symbol":
            last = self._tokens[self._position - 1]
            if last.kind in ("symbol", "number"):  # not e^(x)y
                sign = "-" if isinstance(exponent, Negative) else ""
                self.notes["note.exponent"] = {"exponent": sign + last.value, "next": following.value}

    def _exponent(self) -> Tree:
        token = self._token
        if token.kind in ("-", "+"):
            self._deeper(token)
            self._next()
            inner = self._exponent()
            self._depth -= 1
            return Negative(inner) if token.kind == "-" else inner
        return self._power()

    def _is_transpose(self) -> bool:
        """Consumes T, {T} or (T) after ^ where matrices are read; elsewhere T is a symbol like others."""
        if not self._matrices:
            return False
        first = self._token
        window = self._tokens[self._position : self._position + 3]
        if first.kind == "transpose" or (first.kind == "symbol" and first.value == "T"):
            self._position += 1
            return True
        if len(window) == 3 and first.kind == "(" and window[2].kind == ")" and window[1].value == "T":
            self._position += 3
            return True
        return False

    def _postfix(self, tree: Tree) -> Tree:
        while self._token.kind == "'":
            token = self._next()
            if not self._matrices:
                raise ReadError("read.prime", (token.start, token.end))
            tree = Transpose(tree)
        return tree

    # -- primaries ----------------------------------------------------------------------------------------------------

    def _primary(self) -> Tree:
        token = self._next()
        match token.kind:
            case "number":
                return number(token.value)
            case "symbol":
                return Symbol(token.value)
            case "constant":
                return Constant(token.value)
            case "function":
                return self._function(token)
            case "frac":
                return Quotient(self._group(token), self._group(token))
            case "(":
                return self._bracketed()
            case "|":
                return self._absolute(token)
            case _:
                self._position -= 1
                self._unexpected(token)
                raise AssertionError

    def _bracketed(self) -> Tree:
        bars, self._bars = self._bars, 0
        tree = self._sum()
        self._bars = bars
        if not self._accept(")"):
            self._unexpected(self._token)
        return tree

    def _absolute(self, token: Token) -> Tree:
        self._bars += 1
        tree = self._sum()
        if not self._accept("|"):
            raise ReadError("read.bar", (token.start, token.end))
        self._bars -= 1
        return Apply("abs", (tree,))

    def _group(self, command: Token) -> Tree:
        """An argument of a LaTeX command: {…}, or one token."""
        if self._accept("("):
            return self._bracketed()
        token = self._token
        if token.kind == "number" and len(token.value) == 1:
            self._next()
            return number(token.value)
        if token.kind in ("symbol", "constant"):
            return self._primary()
        raise ReadError("read.command", (command.start, command.end), command="\\" + command.value)

    # -- functions ----------------------------------------------------------------------------------------------------

    def _function(self, token: Token) -> Tree:
        name = token.value
        if name in "√∛":
            return self._root(token)
        base = self._base(token) if name == "log" else None
        if name == "sqrt" and self._token.bracket == "[" and self._is_degree(token):
            base = self._radical_degree()
        exponent = self._function_exponent(token)
        tree = self._applied(token, name, base)
        return tree if exponent is None else Power(tree, exponent)

    def _applied(self, token: Token, name: str, base: Tree | None) -> Tree:
        if self._token.kind == "(":
            arguments = self._arguments()
        elif self._token.kind == "|":
            arguments = [self._absolute(self._next())]
        else:
            arguments = [self._open_argument(token)]
        if name == "log" and base is None and len(arguments) == 1:
            self.notes["note.log"] = {}
            return Apply("ln", tuple(arguments))
        if name == "sqrt" and base is not None:
            return Apply("cbrt", tuple(arguments)) if base == Number(3) else Power(arguments[0], Quotient(Number(1), base))
        most = FUNCTIONS[name].most_arguments
        if base is not None and len(arguments) == 1:
            arguments.append(base)
        least = 2 if most > 1 else 1
        if not least <= len(arguments) <= most:
            raise ReadError(
                "read.arguments", (token.start, token.end), function=name, count=str(least), found=str(len(arguments))
            )
        return Apply(name, tuple(arguments))

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
        """The product that follows a function without brackets: sin 2x y is sin(2xy), sin x cos y is a product of two."""
        token = self._token
        if token.kind not in _STARTS and token.kind not in ("-", "+"):
            raise ReadError("read.function", (function.start, function.end), function=function.value)
        self._deeper(function)
        if token.kind in ("-", "+"):
            self._next()
            inner = self._open_argument(function)
            self._depth -= 1
            return Negative(inner) if token.kind == "-" else inner
        argument = self._power()
        applied = token.kind == "function"
        while self._starts_factor(self._token) and self._token.kind not in ("function", "|") and not applied:
            following = self._token
            if following.kind in ("(", "frac"):
                raise ReadError("read.argument", (function.start, following.end), function=function.value)
            argument = _times(argument, self._power())
        self._depth -= 1
        return argument

    def _root(self, token: Token) -> Tree:
        """√2/5, √(x+1), √x e^x; √2x could mean either product."""
        if self._token.kind == "end":
            raise ReadError("read.function", (token.start, token.end), function=token.value)
        self._deeper(token)
        bracket = self._token.kind == "("
        argument = self._primary() if self._token.kind != "|" else self._absolute(self._next())
        if self._token.kind == "^" and not bracket:
            argument = self._raised(argument)
        self._depth -= 1
        following = self._token
        if not bracket and following.glued and following.kind in _STARTS and following.kind not in ("function", "number"):
            raise ReadError("read.root", (token.start, following.end))
        return Apply("sqrt" if token.value == "√" else "cbrt", (argument,))

    def _base(self, function: Token) -> Tree | None:
        """The base of log_2(x), log_{a} x, log2(x), log10(x)."""
        token = self._token
        if token.kind == "base":
            self._deeper(self._next())
            base = self._bracketed() if self._accept("(") else self._primary()
            self._depth -= 1
            return base
        if token.kind == "number" and token.glued:
            after = self._tokens[self._position + 1]
            if after.kind == "(" and after.glued:
                self._next()
                return number(token.value)
            if after.kind in _STARTS:
                raise ReadError("read.base", (function.start, after.end), base=token.value)
        return None

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

    def _function_exponent(self, function: Token) -> Tree | None:
        """The exponent of sin^2 x. sin^-1 x could be the inverse function or the reciprocal: the student has to say."""
        if self._token.kind != "^":
            return None
        self._deeper(self._next())
        exponent = self._bracketed() if self._accept("(") else self._exponent_of_function()
        self._depth -= 1
        if exponent == Negative(Number(1)):
            raise ReadError("read.inverse", (function.start, self._tokens[self._position - 1].end), function=function.value)
        return exponent

    def _exponent_of_function(self) -> Tree:
        """After ^ only a sign and one literal or symbol: sin^2 x is not sin^(2x)."""
        if sign := self._accept("-"):
            self._deeper(sign)
            exponent = Negative(self._exponent_of_function())
            self._depth -= 1
            return exponent
        if self._token.kind not in ("number", "symbol"):
            self._unexpected(self._token)
        return self._primary()


def number(text: str) -> Number:
    """A literal: whole numbers as int, decimals as exact fractions with their spelling."""
    if text.isdigit():
        return Number(int(text))
    return Number(Fraction(text if text[0] != "." else "0" + text), text)


def _is_vulgar(tree: Tree) -> bool:
    """Whether the tree is a fraction of two whole numbers."""
    return isinstance(tree, Quotient) and all(
        isinstance(part, Number) and not part.text for part in (tree.numerator, tree.denominator)
    )


def _times(left: Tree, right: Tree) -> Tree:
    if isinstance(left, Product):
        return Product((*left.factors, right))
    return Product((left, right))
