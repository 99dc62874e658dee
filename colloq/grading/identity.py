"""A proof that two formulas are the same, by their values in finite fields; it says "yes" or nothing.

Each symbol gets a large random value modulo a prime. A formula of sums, products, quotients and whole powers has a value there
that does not depend on how it is written, and two different formulas have the same one with a chance of about 1e-15. So do
exponentials: e^t is g^t for a g of prime order Q modulo P = 4Q + 1, with t taken modulo Q; sines and hyperbolic functions are
made of them. A function without such a law has a value of its own for each value of its argument. Method: G. Gonnet, Determining
equivalence of expressions in random polynomial time (1984); M. Monagan and G. Gonnet, Signature functions for algebraic numbers
(1994).

Only laws that hold on the whole domain are used: ln(ab) = ln a + ln b for factors that are positive there. A typed formula must
have a value wherever the right one has one, single points left out; where that is not plain, nothing is said.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from colloq.grading.kept import kept
from colloq.grading.positive import Signs
from colloq.notation.evaluate import short_ratio
from colloq.notation.tree import Apply, Constant, Negative, Number, Power, Product, Quotient, Sum, Symbol, Tree, children
from colloq.seeds import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from colloq.model import Domain, FormulaAnswer

Q: Final = 2**57 - 25
P: Final = 4 * Q + 1
_G: Final = 81  # 3^4, of order Q
_I: Final = pow(2, Q, P)  # its square is -1: 2 is no square modulo P
_HALF: Final = (P + 1) // 2
_LARGEST_POWER = 300
_LARGEST_NUMBER = 10**300  # with powers like 10^400 nothing is said: who types them asks for trouble
_LARGEST_FACTOR = 50


class UnprovenError(Exception):
    """Nothing can be said of this formula."""


def is_identical(answer: FormulaAnswer, typed: Tree, *, alone: bool = True) -> bool:
    """Whether a typed formula is certain to be the right one in another form, with a value wherever that one has one.

    A divisor may be 0 everywhere by a law that is not known here, as √u·√u - u is. With `alone`, only divisors that are plainly
    not 0 are allowed; without it, the caller has seen values of the formula in floats, of which each is known to be exact.
    """
    known = _right(answer)
    if known is None:
        return False
    value, conditions, powers = known
    field = _Field(answer.symbols, powers, strict=True)
    try:
        return field.value(typed) == value and field.conditions <= conditions and not (alone and field.doubted)
    except UnprovenError:
        return False


@kept
def _right(answer: FormulaAnswer) -> tuple[int, set[tuple[str, int]], dict[int, int]] | None:
    field = _Field(answer.symbols, {}, strict=False)
    try:
        return field.value(answer.tree), field.conditions, field.powers
    except UnprovenError:
        return None


@functools.lru_cache(maxsize=512)
def _chance(name: str, modulus: int) -> int:
    return Stream(f"identity {name}").below(modulus - 2) + 2


class _Ring:
    """Values modulo a prime: what both fields have in common."""

    modulus: int
    field: _Field

    def __init__(self) -> None:
        self._known: dict[int, int] = {}

    def value(self, tree: Tree) -> int:
        """The value of a formula, found once: a root asks for its argument twice, for its sign and for its logarithm.

        Raises UnprovenError.
        """
        found = self._known.get(id(tree))
        if found is None:
            rule = _RULES.get(type(tree))
            if rule is None:
                raise UnprovenError
            found = self._known[id(tree)] = rule(self, tree)
        return found

    def number(self, tree: Number) -> int:
        number = tree.value
        if not number < _LARGEST_NUMBER:
            raise UnprovenError
        if type(number) is int:
            return number % self.modulus
        return number.numerator * self.inverse(number.denominator) % self.modulus

    def constant(self, tree: Constant) -> int:
        raise NotImplementedError

    def symbol(self, tree: Symbol) -> int:
        raise NotImplementedError

    def power(self, tree: Power) -> int:
        raise NotImplementedError

    def apply(self, tree: Apply) -> int:
        raise NotImplementedError

    def negative(self, tree: Negative) -> int:
        return -self.value(tree.argument) % self.modulus

    def sum(self, tree: Sum) -> int:
        return sum([self.value(term) for term in tree.terms]) % self.modulus

    def product(self, tree: Product) -> int:
        result = 1
        for factor in tree.factors:
            result = result * self.value(factor) % self.modulus
        return result

    def quotient(self, tree: Quotient) -> int:
        top, kinks = self.value(tree.numerator), self.field.kinks
        bottom = self.value(tree.denominator)
        self.field.divided(tree.denominator, kinks)
        return top * self.inverse(bottom) % self.modulus

    def whole_power(self, tree: Tree, exponent: int) -> int:
        """A power with a whole exponent; 0^0 and 1/0 raise UnprovenError."""
        if abs(exponent) > _LARGEST_POWER:
            raise UnprovenError
        kinks = self.field.kinks
        base = self.value(tree)
        if type(tree) is Number and tree.value > 1 and not abs(exponent) < _LARGEST_POWER / math.log10(tree.value):
            raise UnprovenError
        if exponent > 0:
            return pow(base, exponent, self.modulus)
        self.field.divided(tree, kinks)
        return pow(self.inverse(base), -exponent, self.modulus)

    def inverse(self, value: int) -> int:
        """1 over a value. Raises UnprovenError for 0."""
        try:
            return pow(value, -1, self.modulus)
        except ValueError:
            raise UnprovenError from None

    def hashed(self, name: str, *values: int) -> int:
        """The value of a function without a law."""
        return hash((_chance(name, P), *values)) % self.modulus  # of whole numbers: the same in every process


class _Field(_Ring):
    """Values modulo P: of whole formulas. `conditions`: what has to hold for the formula to have a value."""

    modulus = P

    def __init__(self, domains: Mapping[str, Domain], powers: Mapping[int, int], *, strict: bool) -> None:
        super().__init__()
        self.signs = Signs(domains)
        self.powers = dict(powers)
        self.conditions: set[tuple[str, int]] = set()
        self.exponents = _Exponents(self)
        self.field = self
        self._strict = strict
        self.kinks = 0
        self.doubted = False

    # -- rules ----------------------------------------------------------------------------------------------------------

    def constant(self, tree: Constant) -> int:
        return _G if tree.name == "e" else _chance("pi", P)

    def symbol(self, tree: Symbol) -> int:
        return self.exponential(_chance(f"log {tree.name}", Q))

    def power(self, tree: Power) -> int:
        base, exponent = tree.base, tree.exponent
        if type(base) is Constant and base.name == "e":
            return self.exponential(self.exponents.value(exponent))
        times = short_ratio(exponent)
        if times is None:
            return self.real_power(base, self.exponents.value(exponent))
        if times.denominator > 1:
            return self.real_power(base, self.exponents.ratio(times), odd=times.denominator % 2 == 1)
        return self.whole_power(base, int(times))

    def apply(self, tree: Apply) -> int:
        name, argument = tree.function, tree.arguments[0]
        if name in _EXPONENTIAL:
            kinks = self.kinks
            result = _EXPONENTIAL[name](self, self.exponents.value(argument))
            if name in _WITH_POLES:
                self.divided(tree, kinks)
            return result
        if name in _LIKE_LN:
            return self._logarithm(tree)
        if name in _ROOTS:
            degree = _ROOTS[name]
            return self.real_power(argument, self.exponents.ratio(Fraction(1, degree)), odd=degree == 3)
        if name in ("relu", "max", "min"):
            return self._extreme(name, [self.value(part) for part in tree.arguments])
        return self._own(name, self.value(argument))

    # -- exponentials and logarithms ------------------------------------------------------------------------------------

    def exponential(self, exponent: int) -> int:
        """The power of e with an exponent that is given modulo Q."""
        found = self.powers.get(exponent)
        if found is None:
            self.powers[exponent] = found = pow(_G, exponent, P)
        return found

    def real_power(self, base: Tree, exponent: int, *, odd: bool = False) -> int:
        """A power of a base that has to be positive, or (`odd`) a root of an odd degree, which any base has."""
        if not odd:
            self.need_positive(base)
        return self.exponential(self.exponents.ln(base) * exponent % Q)

    def need_positive(self, tree: Tree) -> None:
        """Notes the condition that a formula is positive, unless it is so everywhere."""
        if self.signs.is_positive(tree):
            return
        if isinstance(tree, Product | Quotient) and _all_but_one_positive(children(tree), self.signs):
            for part in children(tree):
                self.need_positive(part)
        else:
            self.conditions.add(("positive", self.value(tree)))

    def _logarithm(self, tree: Apply) -> int:
        for argument in tree.arguments:
            self.need_positive(argument)
        top = ln(self, self, tree.arguments[0])
        if tree.function == "ln":
            return top
        base = tree.arguments[1] if tree.function == "log" else Number(10)
        return top * self.inverse(ln(self, self, base)) % P

    def log_of_symbol(self, name: str) -> int:
        """The logarithm of a symbol, as a number among numbers: of its own."""
        return _chance(f"ln {name}", P)

    # -- functions without a law ----------------------------------------------------------------------------------------

    def _extreme(self, name: str, values: list[int]) -> int:
        """By max(a, b) = (a + b + |a - b|)/2."""
        if name == "relu":
            values = [*values, 0]
        first, *others = values
        for other in others:
            size = self._own("abs", first - other)
            first = (first + other + (size if name != "min" else -size)) * _HALF % P
        return first

    def _own(self, name: str, value: int) -> int:
        """A function with values of its own, which is even or odd, or one of those that belong to it."""
        value %= P
        if name in ("acos", "acot"):
            return (_chance("pi", P) * _HALF - self._own("asin" if name == "acos" else "atan", value)) % P
        other = P - value
        size = min(value, other)
        if name in ("abs", "sign"):
            self.kinks += 1
        elif name == "acosh":
            size = value
        if name in _LIMITED:
            self.conditions.add((_LIMITED[name], size))
        result = self.hashed(name, size) if size else 0
        return result if name == "abs" or size == value else P - result

    def divided(self, tree: Tree, kinks: int) -> None:
        """Notes a divisor (or a function with poles), and how many kinks were met before it.

        It must not be 0 on a whole interval, as |x| - x is: UnprovenError where it has a kink.
        """
        if not self._strict:
            return
        if self.kinks > kinks:
            raise UnprovenError
        if not (_is_polynomial(tree) or self.signs.is_positive(tree)):
            self.doubted = True


class _Exponents(_Ring):
    """Values modulo Q: of what stands in an exponent."""

    modulus = Q

    def __init__(self, field: _Field) -> None:
        super().__init__()
        self.field = field

    def ratio(self, number: Fraction | int) -> int:
        """A rational number."""
        return number.numerator * self.inverse(number.denominator) % Q

    def constant(self, tree: Constant) -> int:
        return _chance(tree.name, Q)

    def symbol(self, tree: Symbol) -> int:
        return _chance(f"exponent {tree.name}", Q)

    def power(self, tree: Power) -> int:
        times = short_ratio(tree.exponent)
        if times is not None and times.denominator == 1:
            return self.whole_power(tree.base, int(times))
        return self._as_whole(tree)

    def apply(self, tree: Apply) -> int:
        if tree.function == "ln":
            self.field.need_positive(tree.arguments[0])
            return self.ln(tree.arguments[0])
        return self._as_whole(tree)

    def ln(self, tree: Tree) -> int:
        """The exponent that makes e this formula, where there is one."""
        return ln(self, self.field, tree)

    def log_of_symbol(self, name: str) -> int:
        """The exponent that makes e this symbol."""
        return _chance(f"log {name}", Q)

    def _as_whole(self, tree: Tree) -> int:
        return self.hashed("exponent", self.field.value(tree))


def ln(ring: _Field | _Exponents, field: _Field, tree: Tree) -> int:
    """The logarithm of a formula that is positive wherever it is asked for."""
    modulus, signs = ring.modulus, field.signs
    match tree:
        case Symbol(name):
            return ring.log_of_symbol(name)
        case Number():
            return _ln_number(ring, tree.value)
        case Constant("e"):
            return 1
        case Power(Constant("e"), exponent) | Apply("exp", (exponent,)):
            return ring.value(exponent)
        case Product(factors) if _all_but_one_positive(factors, signs):
            return sum(ln(ring, field, factor) for factor in factors) % modulus
        case Quotient(top, bottom) if _all_but_one_positive((top, bottom), signs):
            return (ln(ring, field, top) - ln(ring, field, bottom)) % modulus
        case Power(base, exponent) if signs.is_positive(base):
            return ln(ring, field, base) * ring.value(exponent) % modulus
        case Apply("sqrt" | "cbrt" as name, (argument,)) if signs.is_positive(argument):
            return ln(ring, field, argument) * ring.inverse(_ROOTS[name]) % modulus
        case _:
            return ring.hashed("ln", field.value(tree))


def _all_but_one_positive(parts: Sequence[Tree], signs: Signs) -> bool:
    """Whether a product or quotient of these parts is positive just where each of them is."""
    return sum(not signs.is_positive(part) for part in parts) <= 1


def _ln_number(ring: _Ring, number: int | Fraction) -> int:
    result = 0
    for part, sign in ((number.numerator, 1), (number.denominator, -1)):
        rest = part
        for factor in range(2, _LARGEST_FACTOR):
            while rest > 1 and rest % factor == 0:
                rest //= factor
                result += sign * ring.hashed("ln", factor)
        if rest != 1:
            result += sign * ring.hashed("ln", rest % ring.modulus)
    return result % ring.modulus


def _is_polynomial(tree: Tree) -> bool:
    """Whether a formula is a polynomial with rational coefficients: it is 0 everywhere only if its value here is 0."""
    match tree:
        case Number() | Symbol():
            return True
        case Sum(parts) | Product(parts):
            return all(map(_is_polynomial, parts))
        case Negative(argument) | Power(argument, Number(int())):
            return _is_polynomial(argument)
        case _:
            return False


# ---------------------------------------------------------------------------------------------------------------- functions


def _sine(field: _Field, exponent: int) -> int:
    turned = exponent * _TURN % Q
    return (field.exponential(turned) - field.exponential(Q - turned)) * _HALF % P * (P - _I) % P


def _cosine(field: _Field, exponent: int) -> int:
    turned = exponent * _TURN % Q
    return (field.exponential(turned) + field.exponential(Q - turned)) * _HALF % P


def _sinh(field: _Field, exponent: int) -> int:
    return (field.exponential(exponent) - field.exponential(Q - exponent)) * _HALF % P


def _cosh(field: _Field, exponent: int) -> int:
    return (field.exponential(exponent) + field.exponential(Q - exponent)) * _HALF % P


def _sigmoid(field: _Field, exponent: int) -> int:
    return field.inverse(1 + field.exponential(Q - exponent))


def _over(top: Callable[[_Field, int], int] | None, bottom: Callable[[_Field, int], int]) -> Callable[[_Field, int], int]:
    def quotient(field: _Field, exponent: int) -> int:
        above = top(field, exponent) if top is not None else 1
        return above * field.inverse(bottom(field, exponent)) % P

    return quotient


_TURN = _chance("i", Q)  # e^(it) is a power of its own: no real formula tells i from another constant
_EXPONENTIAL: dict[str, Callable[[_Field, int], int]] = {
    "exp": lambda field, exponent: field.exponential(exponent),
    "sin": _sine,
    "cos": _cosine,
    "tan": _over(_sine, _cosine),
    "cot": _over(_cosine, _sine),
    "sec": _over(None, _cosine),
    "csc": _over(None, _sine),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _over(_sinh, _cosh),
    "coth": _over(_cosh, _sinh),
    "sech": _over(None, _cosh),
    "csch": _over(None, _sinh),
    "sigmoid": _sigmoid,
}
"""Functions made of exponentials, of an argument modulo Q."""
_WITH_POLES = frozenset(("tan", "cot", "sec", "csc", "coth", "csch"))
_LIKE_LN = frozenset(("ln", "lg", "log"))
_ROOTS = {"sqrt": 2, "cbrt": 3}
_LIMITED = {"asin": "within 1", "atanh": "within 1", "acosh": "above 1", "acoth": "beyond 1"}
_RULES: dict[type, Callable[..., int]] = {
    Number: lambda ring, tree: ring.number(tree),
    Constant: lambda ring, tree: ring.constant(tree),
    Symbol: lambda ring, tree: ring.symbol(tree),
    Negative: lambda ring, tree: ring.negative(tree),
    Sum: lambda ring, tree: ring.sum(tree),
    Product: lambda ring, tree: ring.product(tree),
    Quotient: lambda ring, tree: ring.quotient(tree),
    Power: lambda ring, tree: ring.power(tree),
    Apply: lambda ring, tree: ring.apply(tree),
}
