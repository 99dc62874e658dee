"""Tokens to tree, by precedence climbing. The rules of precedence are those a person uses on paper.

sum < product, quotient and juxtaposition (left to right) < sign < power (right to left) < function and bracket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.notation.calls import CallParser
from colloq.notation.cursor import STARTS, is_vulgar, leaf, number, times
from colloq.notation.linear import linear
from colloq.notation.names import TRANSPOSES
from colloq.notation.tokens import ReadError, Token
from colloq.notation.tree import Apply, Constant, Negative, Number, Power, Product, Quotient, Sum, Symbol, Transpose, Tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from colloq.notation.tokens import Findings

_LEAVES = frozenset(("number", "symbol", "constant"))
_SIGNS = ("+", "-")
_PLAINLY_AFTER = frozenset(("+", "-", "*", "/", ")", "end"))
"""Kinds of tokens that leave what stands before them alone."""


class Parser(CallParser):
    """One pass over the tokens of one text.

    `matrices`: T in an exponent and a prime are transposes. `constants`: no symbol is declared, so 1 1/2 is a mixed number.
    """

    def __init__(self, tokens: Sequence[Token], findings: Findings, *, matrices: bool = False, constants: bool = False) -> None:
        super().__init__(tokens, findings)
        self._matrices = matrices
        self._constants = constants
        self._raising = 0  # how many exponents without brackets are being read

    def run(self) -> Tree:
        """The tree of the whole text. Raises ReadError."""
        tree = self._group_content()
        token = self._token
        if token.kind != "end":
            self._unexpected(token)
        return tree

    def _group_content(self) -> Tree:
        r"""What stands in brackets or is the whole text; \over divides all before it by all after it."""
        tree = self._sum()
        if self._accept("over"):
            return Quotient(tree, self._sum())
        return tree

    # -- sums and products --------------------------------------------------------------------------------------------

    def _sum(self) -> Tree:
        self._deeper(self._token)
        terms: list[Tree] = [self._signed_term()]
        if isinstance(terms[0], Sum):
            terms = list(terms[0].terms)
        while self._token.kind in _SIGNS:
            sign = self._next().kind
            term = self._signed_term()
            terms.append(Negative(term) if sign == "-" else term)
        self._depth -= 1
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def _signed_term(self) -> Tree:
        token = self._token
        if token.kind not in _SIGNS:
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
                left = times(left, self._factor())
            elif token.kind == "/":
                self._next()
                left = Quotient(left, self._denominator())
                divided = True
            elif self._starts_factor(token):
                if divided:
                    self._note("note.slash-product")
                left = self._juxtaposed(left, token)
            else:
                return left

    def _denominator(self) -> Tree:
        """One factor; in the other readings further ones that are not parted by an operator: 1/2x is then 1/(2x)."""
        factor = self._factor()
        while self._starts_factor(self._token) and self._findings.is_other(None):
            factor = self._juxtaposed(factor, self._token)
        return factor

    def _juxtaposed(self, left: Tree, token: Token) -> Tree:
        before = self._tokens[self._position - 1]
        factor = self._factor()
        last = left.factors[-1] if isinstance(left, Product) else left
        if token.kind == "frac" and before.kind == "number" and isinstance(last, Number) and is_vulgar(factor):
            if not (self._constants and isinstance(left, Number)):
                raise ReadError("read.two-numbers", (before.start, token.end), first=before.value, second=r"\frac")
            self._note("note.mixed")
            return Sum((left, factor))
        return times(left, factor)

    def _starts_factor(self, token: Token) -> bool:
        """Whether the next token is multiplied with what stands before it."""
        if token.kind == "|":
            return self._bars == 0
        if token.kind not in STARTS:
            return False
        if token.kind == "number" and not self._is_spaced_power(token):
            self._refuse_number_after(self._tokens[self._position - 1], token)
        return True

    def _is_spaced_power(self, number: Token) -> bool:
        """Whether a number after a space is the base of a power, x 2^x, and so no lost exponent of what stands before it."""
        before, after = self._tokens[self._position - 1], self._tokens[self._position + 1]
        return not number.glued and after.kind == "^" and after.glued and before.kind in ("symbol", "constant", ")", "|")

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
        if token.kind in _LEAVES and self._tokens[self._position + 1].kind in _PLAINLY_AFTER:
            self._next()
            return leaf(token.kind, token.value)
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
            if self._matrices and self._is_transpose():
                base = Transpose(base)
                self._depth -= 1
                continue
            first = self._token
            self._raising += 1
            exponent = self._exponent()
            self._raising -= 1
            self._depth -= 1
            if self._is_bare_exponent(first):
                exponent = self._doubtful_exponent(base, exponent, first)
            return self._postfix(Power(base, exponent))
        return self._postfix(base)

    def _is_bare_exponent(self, first: Token) -> bool:
        """Whether an exponent without brackets has just ended and glued to it stands what could belong to it: e^xy, x^1/2."""
        last, following = self._tokens[self._position - 1], self._token
        if self._raising or not following.glued:
            return False
        if last.kind not in _LEAVES and not (last.kind == ")" and last.start == last.end and first.kind != "("):  # e^-x²/2, e^-½x
            return False
        if following.kind == "/":
            after = self._tokens[self._position + 1]
            return after.glued and after.kind in _LEAVES
        return following.kind in ("symbol", "constant")

    def _doubtful_exponent(self, base: Tree, exponent: Tree, first: Token) -> Tree:
        """`e^xy` is a power times a factor, `x^1/2` half of a power; the other readings take all of it into the exponent."""
        last, following = self._tokens[self._position - 1], self._token
        size = exponent.argument if isinstance(exponent, Negative) else exponent
        typed = ("-" if size is not exponent else "") + (last.value if last.kind in _LEAVES else linear(size))
        if following.kind == "/":
            after = self._tokens[self._position + 1]
            values = {"exponent": typed, "denominator": after.value}
            if self._is_other("read.exponent-slash", (first.start, after.end), **values):
                return self._whole_exponent(exponent)
            if size == Number(1):
                self._note("note.exponent-slash", **values)
            return exponent
        values = {"exponent": typed, "next": following.value}
        if self._is_other("read.exponent", (first.start, following.end), **values):
            return self._whole_exponent(exponent)
        if isinstance(size, Symbol) or (isinstance(size, Number) and isinstance(base, Constant | Number)):
            self._note("note.exponent", **values)
        return exponent

    def _whole_exponent(self, exponent: Tree) -> Tree:
        """The exponent with all that is glued to it."""
        while self._token.glued and self._token.kind in ("symbol", "constant"):
            exponent = times(exponent, self._power())
        after = self._tokens[self._position + 1] if self._token.kind == "/" else self._token
        if self._token.kind != "/" or not after.glued or after.kind not in _LEAVES:  # of e^2x/(1+e^2x) the bracket divides it all
            return exponent
        self._next()
        return Quotient(exponent, self._power())

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
        """Consumes T, {T} or (T) after ^."""
        window = self._tokens[self._position : self._position + 3]
        if self._means_transpose(window[0]):
            self._skip(1)
            return True
        if len(window) == 3 and window[0].kind == "(" and window[2].kind == ")" and self._means_transpose(window[1]):
            self._skip(3)
            return True
        return False

    def _means_transpose(self, token: Token) -> bool:
        return token.kind == "transpose" or (token.kind == "symbol" and token.value in TRANSPOSES)

    def _postfix(self, tree: Tree) -> Tree:
        while self._token.kind in ("'", "method"):
            token = self._next()
            if token.kind == "method":
                if not self._matrices:
                    raise ReadError("read.character", (token.start, token.start + 1), character=".")
                self._next()
                tree = times(tree, self._bracketed())
                continue
            if not self._matrices:
                raise ReadError("read.prime", (token.start, token.end))
            tree = Transpose(tree)
        return tree

    # -- primaries ----------------------------------------------------------------------------------------------------

    def _primary(self) -> Tree:
        token = self._token
        kind = token.kind
        if kind in _LEAVES:
            self._next()
            return leaf(kind, token.value)
        if kind not in STARTS and kind != "|":
            self._unexpected(token)
        self._next()
        match kind:
            case "function":
                return self._function(token)
            case "root":
                return self._root(token)
            case "frac":
                return Quotient(self._group(token), self._group(token))
            case "|":
                return self._absolute(token)
            case _:
                return self._bracketed()

    def _bracketed(self) -> Tree:
        bars, self._bars = self._bars, 0
        raising, self._raising = self._raising, 0
        tree = self._group_content()
        self._bars, self._raising = bars, raising
        if not self._accept(")"):
            self._unexpected(self._token)
        return tree

    def _absolute(self, token: Token) -> Tree:
        if self._token.kind in ("end", ")", ",", ";"):
            raise ReadError("read.bar", (token.start, token.end))
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
