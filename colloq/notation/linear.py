"""Tree to one line of text that the reader reads back as the same tree, with only the brackets that help."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.notation.characters import SUPERSCRIPTS
from colloq.notation.functions import FUNCTIONS, SPELLINGS
from colloq.notation.letters import shown
from colloq.notation.tree import (
    Apply,
    Constant,
    Derivative,
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

# How tightly a text holds together; an operand that holds less tightly than its place asks for goes into brackets.
_SUM, _SIGN, _PRODUCT, _POWER, _ATOM = range(1, 6)

RAISED = {plain: raised for raised, plain in SUPERSCRIPTS.items() if plain.isascii() and plain not in "TW"}
"""Characters that have a superscript; T is left out, for it reads as a transpose."""

MOST_RAISED = 6

EXPONENT_FIRST = frozenset(
    (
        *("sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "acot", "ln", "lg"),
        *("sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh", "acoth"),
    )
)
"""Functions whose natural powers are written sin²(x)."""


def linear(tree: Tree, language: str = "en", *, unicode: bool = True, pretty: bool = False) -> str:
    """One line that reads back as the same tree: `(x*y + e^(t*x*y))^y`, with Unicode `(x·y + eᵗˣʸ)ʸ`.

    Names stand as they were declared; `pretty` shows them as in a picture, s1 as s₁ and ds3/ds2 as ∂s₃/∂s₂.
    """
    return _Printer(language, unicode=unicode, pretty=pretty).text(tree)[0]


def linear_number(value: int | Fraction) -> str:
    """An exact number: 3, -2/3."""
    return str(value)


def linear_matrix(rows: Sequence[Sequence[int | Fraction | Tree]], language: str = "en", *, unicode: bool = False) -> str:
    """A matrix in one line, `1 2; 3 4`; no cell has a space of its own."""
    printer = _Printer(language, unicode=unicode, compact=True)
    cells = [[str(cell) if isinstance(cell, int | Fraction) else printer.text(cell)[0] for cell in row] for row in rows]
    apart = any("," in cell or cell.endswith("*") for row in cells for cell in row)  # after dW* a space would join two cells
    gap = ", " if apart else " "
    return "; ".join(gap.join(row) for row in cells)


def decimal(value: float, digits: int = 3, language: str = "en") -> str:
    """A number for people to look at, with so many significant digits (all of the digits before the point)."""
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - nan differs from itself
        return "∞" if value > 0 else "-∞" if value < 0 else "?"
    size = abs(value)
    if size and not 1e-4 <= size < 1e9:
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        raised = "".join(RAISED[character] for character in str(int(exponent)))
        text = f"{mantissa}·10{raised}"
    else:
        places = max(0, digits - len(str(int(size)))) if size >= 1 else 0
        text = f"{value:.{places}f}" if size >= 1 else f"{float(f'{value:.{digits - 1}e}'):.12f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        text = "0" if text == "-0" else text
    return text.replace(".", ",") if language == "ru" else text


def number_text(number: Number) -> str:
    """A literal as it was typed, else its shortest decimal."""
    if number.text:
        return number.text
    value = Fraction(number.value)
    if value.denominator == 1:
        return str(value.numerator)
    scale = 1
    while scale <= 10**30:
        if (value * scale).denominator == 1:
            places = len(str(scale)) - 1
            digits = str(int(value * scale)).zfill(places + 1)
            return f"{digits[:-places]}.{digits[-places:]}"
        scale *= 10
    return str(value)


def raised(tree: Tree) -> str | None:
    """An exponent in superscript characters (², ᵗˣʸ, ⁻²ˣ, ʸ⁻¹), or None where it has none or would be long."""
    plain = _plain_exponent(tree)
    if plain is None or len(plain) > MOST_RAISED or not all(character in RAISED for character in plain):
        return None
    return "".join(RAISED[character] for character in plain)


def _plain_exponent(tree: Tree) -> str | None:
    """The exponent as juxtaposed digits and letters, or None where that would not read back as the same tree."""
    match tree:
        case Number(int()):
            return number_text(tree) if not tree.text else None
        case Symbol(name) if len(name) == 1:
            return name
        case Negative(Number() | Symbol() | Product() as inner):
            text = _plain_exponent(inner)
            return None if text is None else "-" + text
        case Product(factors):
            return _plain_product(factors)
        case Sum((Symbol() | Product() | Number() as first, *others)):
            texts = [_plain_exponent(first), *map(_plain_term, others)]
            return None if None in texts else "".join(text for text in texts if text)
        case _:
            return None


def _plain_product(factors: tuple[Tree, ...]) -> str | None:
    texts = [_plain_exponent(factor) for factor in factors if isinstance(factor, Number | Symbol)]
    if len(texts) < len(factors) or None in texts or any(isinstance(factor, Number) for factor in factors[1:]):
        return None
    joined = "".join(text for text in texts if text)
    letters = joined.lstrip("0123456789")
    if len(letters) > 1 and ("e" in letters or "pi" in letters or any(name in letters for name in SPELLINGS)):
        return None
    return joined


def _plain_term(tree: Tree) -> str | None:
    if isinstance(tree, Negative):
        return None if isinstance(tree.argument, Negative | Sum) else _plain_exponent(tree)
    text = None if isinstance(tree, Sum) else _plain_exponent(tree)
    return None if text is None else "+" + text


def is_natural(tree: Tree) -> bool:
    """Whether this is a whole number of at least 2, as in sin²(x)."""
    return isinstance(tree, Number) and not tree.text and isinstance(tree.value, int) and tree.value > 1


def is_plain_name(tree: Tree) -> bool:
    """A symbol or constant that needs no brackets anywhere (`x`, `w_1`; not `ds3/ds2`)."""
    return isinstance(tree, Constant) or (isinstance(tree, Symbol) and tree.name.replace("_", "").isalnum())


class _Printer:
    """`compact`: no spaces and no bars, so that the text can stand in a cell of a matrix."""

    def __init__(self, language: str, *, unicode: bool, compact: bool = False, pretty: bool = False) -> None:
        self._russian = language == "ru"
        self._unicode = unicode
        self._compact = compact
        self._pretty = pretty and unicode
        self._commas = self._pretty and self._russian  # decimal commas; arguments then stand apart by semicolons
        self._times = "·" if unicode else "*"
        self._plus, self._minus = ("+", "-") if compact else (" + ", " - ")

    def text(self, tree: Tree) -> tuple[str, int]:
        """The text, and how tightly it holds together."""
        match tree:
            case Number():
                return self._number(tree)
            case Symbol(name):
                return shown(name) if self._pretty else name, _ATOM if is_plain_name(tree) or name.endswith(")") else _POWER
            case Constant(name):
                return ("π" if name == "pi" and self._unicode else name), _ATOM
            case Negative(argument):
                return "-" + self._in(argument, _PRODUCT), _SIGN
            case Sum(terms):
                return self._sum(terms), _SUM
            case Product(factors):
                return self._product(factors), _PRODUCT
            case Quotient(numerator, denominator):
                top = self._bracketed(numerator) if isinstance(numerator, Quotient) else self._in(numerator, _PRODUCT)
                bottom = self._bracketed(denominator) if _is_atom(denominator) else self._in(denominator, _POWER)
                return (self._bracketed(numerator) if _is_atom(numerator) else top) + "/" + bottom, _PRODUCT
            case Power(base, exponent):
                return self._power(base, exponent), _POWER
            case Apply(function, arguments):
                return self._apply(function, arguments)
            case Transpose(argument):
                return self._in(argument, _ATOM) + ("ᵀ" if self._unicode else "^T"), _POWER
            case Derivative(argument, by):
                return f"d/d{by} {self._bracketed(argument)}", _SIGN

    def _in(self, tree: Tree, least: int) -> str:
        text, tightness = self.text(tree)
        return text if tightness >= least else f"({text})"

    def _bracketed(self, tree: Tree) -> str:
        return f"({self.text(tree)[0]})"

    def _number(self, number: Number) -> tuple[str, int]:
        text = number_text(number)
        if self._commas:
            text = text.replace(".", ",")
        if "/" in text:
            return text, _PRODUCT
        return text, _POWER if "e" in text.lower() else _ATOM

    def _sum(self, terms: tuple[Tree, ...]) -> str:
        pieces = [self._in(terms[0], _SIGN)]
        for term in terms[1:]:
            if isinstance(term, Negative):
                pieces += (self._minus, self._in(term.argument, _PRODUCT))
            else:
                pieces += (self._plus, self._in(term, _PRODUCT))
        return "".join(pieces)

    # -- products -----------------------------------------------------------------------------------------------------

    def _product(self, factors: tuple[Tree, ...]) -> str:
        texts = [self._first_factor(factors[0]), *(self._factor(factor) for factor in factors[1:])]
        result = texts[0]
        for index in range(1, len(factors)):
            left = factors[index - 1]
            if index == 1 and self._unicode and self._is_coefficient(factors, texts[1]):
                result += texts[1]
            elif not self._compact and (_is_atom(left) or _is_atom(factors[index])):
                # spaces, for W·x after ds2/d would read as the atom ds2/dW* where both are declared
                result += f" {self._times} {texts[index]}"
            else:
                result += self._times + texts[index]
        return result

    def _first_factor(self, factor: Tree) -> str:
        """A quotient in front is put into brackets for the eye, (1/x)·y, unless it is a number: 1/2·x."""
        if isinstance(factor, Quotient):
            plain = isinstance(factor.numerator, Number) and isinstance(factor.denominator, Number)
            return self.text(factor)[0] if plain else self._bracketed(factor)
        return self._factor(factor)

    def _factor(self, factor: Tree) -> str:
        if self._compact and _is_atom(factor):
            return self._bracketed(factor)
        return self._in(factor, _POWER)

    @staticmethod
    def _is_coefficient(factors: tuple[Tree, ...], text: str) -> bool:
        """Whether the number in front is written without a sign: 2x, 2x·cos(x), 2(x + 1); but 3·x·y, 2·5, 2·e, 2·|x|."""
        number = factors[0]
        if not isinstance(number, Number) or number.text or not isinstance(number.value, int) or text[0] in "0123456789.|":
            return False
        if _is_atom(factors[1]) or isinstance(factors[1], Negative | Quotient):
            return False
        if text[0] in "eE" and not text.startswith(("e^", "exp")) and (len(text) == 1 or text[1].isascii()):
            return False
        return len(factors) == 2 or not _is_letter(factors[2])

    # -- powers and functions -----------------------------------------------------------------------------------------

    def _power(self, base: Tree, exponent: Tree) -> str:
        up = raised(exponent) if self._unicode else None
        if isinstance(base, Apply):
            if base.function in EXPONENT_FIRST and is_natural(exponent):
                return self._name(base.function) + (up or f"^{number_text_of(exponent)}") + self._arguments(base.arguments)
            up = up if base.function in ("abs", "sqrt", "cbrt") else None
        bottom = self._in(base, _ATOM)
        if up is not None:
            return bottom + up
        text, tightness = self.text(exponent)
        bare = tightness == _ATOM and not isinstance(exponent, Apply)
        return f"{bottom}^{text}" if bare else f"{bottom}^({text})"

    def _apply(self, function: str, arguments: tuple[Tree, ...]) -> tuple[str, int]:
        first = arguments[0]
        if function == "abs" and not self._compact:
            return f"|{self.text(first)[0]}|", _ATOM
        if self._unicode and function in ("sqrt", "cbrt"):
            sign = "√" if function == "sqrt" else "∛"
            simple = is_plain_name(first) or (isinstance(first, Number) and self.text(first)[1] == _ATOM)
            return sign + (self.text(first)[0] if simple else self._bracketed(first)), _POWER
        if function == "log" and len(arguments) == 2:
            base = arguments[1]
            short = (isinstance(base, Number) and isinstance(base.value, int)) or (
                isinstance(base, Symbol) and len(base.name) == 1
            )
            return f"log_{self.text(base)[0] if short else self._bracketed(base)}{self._bracketed(first)}", _ATOM
        return self._name(function) + self._arguments(arguments), _ATOM

    def _name(self, function: str) -> str:
        if function == "sigmoid" and self._pretty:
            return "σ"
        spelling = FUNCTIONS[function]
        return spelling.russian if self._russian else spelling.english

    def _arguments(self, arguments: tuple[Tree, ...]) -> str:
        gap = "," if self._compact else "; " if self._commas else ", "
        return f"({gap.join(self.text(argument)[0] for argument in arguments)})"


def number_text_of(tree: Tree) -> str:
    """The spelling of a tree that is known to be a literal."""
    assert isinstance(tree, Number)
    return number_text(tree)


def _is_atom(tree: Tree) -> bool:
    """A symbol that is written like a quotient: ds3/ds2, dL/dz_32."""
    return isinstance(tree, Symbol) and "/" in tree.name


def _is_letter(tree: Tree) -> bool:
    return isinstance(tree, Symbol | Constant) or (isinstance(tree, Power) and _is_letter(tree.base))
