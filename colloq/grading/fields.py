"""Values of formulas in two finite fields, by which `colloq.grading.identity` proves that two formulas are the same.

Each symbol gets a large random value modulo a prime P. A formula of sums, products, quotients and whole powers has a value there
that does not depend on how it is written, and two different formulas have the same one with a chance of about 1e-15. So do
exponentials: e^t is g^t for a g of prime order Q, where P = 24Q + 1, with t taken modulo Q; sines and hyperbolic functions are
made of them. P is such that 2, 3, 5 and 7 are powers of g, so that 2^x, √2 and sin(π/3) agree with 2. A function without such
laws has a value of its own for each value of its argument. Method: G. Gonnet, Determining equivalence of expressions in random
polynomial time (1984); M. Monagan and G. Gonnet, Signature functions for algebraic numbers (1994).

Only laws that hold on the whole domain are used, but for single points: ln(ab) = ln a + ln b for factors that are positive there.
Where the sign of a part or the remainder of a whole number decides, the formula is looked at in each case by itself.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.grading.exponents import ROOTS, Exponents, all_but_one_positive
from colloq.grading.positive import NOT_NEGATIVE, POSITIVE, Signs
from colloq.grading.ring import LARGEST_POWER, P, Q, Ring, UnprovenError, chance
from colloq.grading.turns import Turns
from colloq.grading.waves import HALF, HYPERBOLIC, TRIGONOMETRIC, TURN, TURNS, WITH_POLES, E
from colloq.notation.build import difference
from colloq.notation.evaluate import short_ratio
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
    Tree,
    children,
    symbols_of,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from colloq.model import Domain

_MOST_CHOICES = 4  # of signs, sixteen cases
_SMALL = 6  # of |2x - 2| and |1 - x| one is known by the other; so are those with other small numbers
_SIGNS = (1, -1)
_ONE_OVER = {degree: Fraction(1, degree) for degree in ROOTS.values()}
_LIKE_LN = frozenset(("ln", "lg", "log"))
_LIMITED = {"asin": "within 1", "acos": "within 1", "atanh": "within 1", "acosh": "above 1", "acoth": "beyond 1"}
_SMALL_RATIOS = {
    sign * top * pow(bottom, -1, P) % P: sign for sign in _SIGNS for top in range(1, _SMALL) for bottom in range(1, _SMALL)
}


class Field(Ring):
    """Values modulo P: of whole formulas.

    `conditions`: what has to hold for the formula to have a value. `cases`: what is assumed, of what was asked for; `choices`:
    what else could have been.
    """

    modulus = P

    def __init__(self, domains: Mapping[str, Domain], powers: Mapping[int, int], cases: Mapping[Hashable, int]) -> None:
        super().__init__()
        self.signs = Signs(domains)
        self.powers = dict(powers)
        self.cases = dict(cases)
        self.choices: dict[Hashable, Sequence[int]] = {}
        self.conditions: set[tuple[str, int]] = set()
        self.exponents = Exponents(self)
        self._divisors: list[Tree] = []
        self._made: list[Tree] = []
        self._turns = Turns(domains, self.case)

    def case(self, key: Hashable, choices: Sequence[int]) -> int:
        """What is assumed here: the first choice, unless another was set. Raises UnprovenError where there are too many."""
        if key not in self.cases:
            if len(self.cases) == _MOST_CHOICES:
                raise UnprovenError
            self.cases[key] = choices[0]
            self.choices[key] = choices
        return self.cases[key]

    # -- rules ----------------------------------------------------------------------------------------------------------

    def _constant(self, tree: Constant) -> int:
        return E if tree.name == "e" else chance("pi", P)

    def _symbol(self, tree: Symbol) -> int:
        return self.exponential(chance(f"log {tree.name}", Q))

    def _power(self, tree: Power) -> int:
        base, exponent = tree.base, tree.exponent
        if type(base) is Constant and base.name == "e":
            return self.exponential(self.exponents.value(exponent))
        times = short_ratio(exponent)
        if times is not None:
            return self.root(base, times) if times.denominator > 1 else self.whole_power(base, int(times))
        if self.signs.of(base) != POSITIVE and self._turns.is_whole(exponent):
            return self._whole_symbolic_power(base, exponent)
        self._need_real_exponent(base, exponent)
        return self._real_power(base, self.exponents.value(exponent))

    def _whole_symbolic_power(self, base: Tree, exponent: Tree) -> int:
        """x^n and (-2)^n for a whole n."""
        sign, logarithm = self._odd_logarithm(base)
        size = self.exponential(logarithm * self.exponents.value(exponent) % Q)
        return P - size if sign < 0 and (self._turns.remainder(exponent) % 2) else size

    def _apply(self, tree: Apply) -> int:
        name, argument = tree.function, tree.arguments[0]
        if name in HYPERBOLIC or name in TRIGONOMETRIC:
            if name in WITH_POLES:
                self.divided(tree)
            return self._wave(name, argument)
        if name in _LIKE_LN:
            return self._logarithm(tree)
        if name in ROOTS:
            return self.root(argument, _ONE_OVER[ROOTS[name]])
        if name in ("relu", "max", "min"):
            return self._extreme(name, tree.arguments)
        if name == "abs":
            return self.size(argument)
        if name == "sign":
            value = self.value(argument)
            return value * self.inverse(self.size(argument)) % P if value else 0
        return self._own(name, argument)

    def divided(self, tree: Tree) -> None:
        """Notes a divisor, or a function with poles."""
        self._divisors.append(tree)

    @property
    def doubted(self) -> bool:
        """Whether there is a divisor that may be 0 everywhere, by a law that is not known here."""
        return not all(_is_polynomial(tree) or self.signs.of(tree) == POSITIVE for tree in self._divisors)

    # -- signs ----------------------------------------------------------------------------------------------------------

    def need_positive(self, tree: Tree) -> None:
        """Notes the condition that a formula is positive, unless it is so everywhere, but for single points."""
        sign = self.signs.of(tree)
        if sign == POSITIVE:
            return
        if isinstance(tree, Product | Quotient) and all_but_one_positive(children(tree), self.signs):
            for part in children(tree):
                self.need_positive(part)
            return
        value = self.value(tree)
        if sign == NOT_NEGATIVE and value:
            self.divided(tree)  # x^2 is positive where it is not 0 everywhere
        else:
            self.conditions.add(("positive", value))

    def size(self, tree: Tree) -> int:
        """The absolute value; that of a product is the product of those of its factors."""
        match tree:
            case Negative(argument) | Apply("abs", (argument,)):
                return self.size(argument)
            case Product(factors):
                return math.prod(map(self.size, factors)) % P
            case Quotient(top, bottom):
                self.divided(bottom)
                return self.size(top) * self.inverse(self.size(bottom)) % P
            case Power(base, Number(int() as times)) if 0 < times <= LARGEST_POWER:
                return pow(self.size(base), times, P)
            case _:
                value = self.value(tree)
                return value if self.signs.of(tree) or not value else self._sized(value)

    def _sized(self, value: int) -> int:
        """The absolute value of one that may have either sign: in each case by itself."""
        for key in self.cases:
            if type(key) is int:
                ratio = _SMALL_RATIOS.get(value * pow(key, -1, P) % P)
                if ratio is not None:
                    return value if self.cases[key] * ratio > 0 else P - value
        key = min(value, P - value)
        return key if self.case(key, _SIGNS) > 0 else P - key

    def _extreme(self, name: str, arguments: Sequence[Tree]) -> int:
        """By max(a, b) = (a + b + |a - b|)/2, and min(a, b) with a minus."""
        first, second, *others = (*arguments, Number(0)) if name == "relu" else arguments
        sign = -1 if name == "min" else 1
        size = self.size(self._kept(difference(first, second)))  # of a product it has the factors
        result = (self.value(first) + self.value(second) + sign * size) * HALF % P
        for other in others:
            value = self.value(other)
            gap = (result - value) % P
            result = (result + value + sign * (self._sized(gap) if gap else 0)) * HALF % P
        return result

    def _kept(self, tree: Tree) -> Tree:
        """A tree made here: what is known of it is known by its identity, which lasts as long as the tree does."""
        self._made.append(tree)
        return tree

    # -- exponentials and roots -----------------------------------------------------------------------------------------

    def exponential(self, exponent: int) -> int:
        """The power of e with an exponent that is given modulo Q."""
        found = self.powers.get(exponent)
        if found is None:
            self.powers[exponent] = found = pow(E, exponent, P)
        return found

    def _real_power(self, base: Tree, exponent: int) -> int:
        """A power of a base that has to be positive; the exponent is given modulo Q."""
        self.need_positive(base)
        return self.exponential(self.exponents.ln(base) * exponent % Q)

    def _need_real_exponent(self, base: Tree, exponent: Tree) -> None:
        """x^(2^3) has a value for a negative x, too: where it is not plain what the exponent is, nothing is said."""
        if self.signs.of(base) != POSITIVE and not symbols_of(exponent):
            raise UnprovenError

    def root(self, base: Tree, times: Fraction | int) -> int:
        """The power with a rational exponent: of any base where its denominator is odd."""
        if times.denominator % 2:
            sign, exponent = self._odd_logarithm(base)
            result = self.exponential(exponent * self.exponents.ratio(times) % Q)
            return result if sign > 0 or times.numerator % 2 == 0 else P - result
        match base:
            case Power(inner, outer) if (turns := short_ratio(outer)) is not None and turns and turns % 2 == 0:  # √(x²) = |x|
                return self._power_of_size(inner, turns * times)
            case Product(factors) if any(map(_is_square, factors)):
                rest = tuple(factor for factor in factors if not _is_square(factor))
                result = math.prod(self.root(factor, times) for factor in factors if _is_square(factor))
                return result * (self.root(self._kept(Product(rest)) if len(rest) > 1 else rest[0], times) if rest else 1) % P
            case Quotient(top, bottom) if _is_square(top) or _is_square(bottom):
                self.divided(bottom)
                return self.root(top, times) * self.inverse(self.root(bottom, times)) % P
            case _:
                return self._real_power(base, self.exponents.ratio(times))

    def _power_of_size(self, tree: Tree, times: Fraction | int) -> int:
        """|t|^r."""
        size = self.size(tree)
        if times < 0:
            self.divided(tree)
        if times.denominator == 1:
            return pow(size if times > 0 else self.inverse(size), abs(int(times)), P)
        if self.signs.of(tree) == POSITIVE:
            return self.exponential(self.exponents.ln(tree) * self.exponents.ratio(times) % Q)
        return self.exponential(self.exponents.ln_of_size(size) * self.exponents.ratio(times) % Q)

    def _odd_logarithm(self, tree: Tree) -> tuple[int, int]:
        """The sign of a formula, and an exponent of its size, for roots of an odd degree: they take the factors one by one."""
        if self.signs.of(tree) == POSITIVE:
            return 1, self.exponents.ln(tree)
        match tree:
            case Symbol(name):
                return 1, self.exponents.log_of_symbol(name)  # of x it may have either sign, its root has it too
            case Negative(argument):
                sign, exponent = self._odd_logarithm(argument)
                return -sign, exponent
            case Product(factors):
                signs, exponents = zip(*map(self._odd_logarithm, factors), strict=True)
                return math.prod(signs), sum(exponents)
            case Quotient(top, bottom):
                self.divided(bottom)
                (above, first), (below, second) = self._odd_logarithm(top), self._odd_logarithm(bottom)
                return above * below, first - second
            case Power(base, outer) if (times := short_ratio(outer)) is not None and times.denominator % 2 and times > 0:
                sign, exponent = self._odd_logarithm(base)
                return sign if times.numerator % 2 else 1, exponent * self.exponents.ratio(times)
            case Apply("cbrt", (argument,)):
                sign, exponent = self._odd_logarithm(argument)
                return sign, exponent * self.exponents.ratio(_ONE_OVER[3])
            case Apply("abs", (argument,)):
                sign, exponent = self._odd_logarithm(argument)
                return sign if self.size(argument) == self.value(argument) else -sign, exponent
            case _:
                value = self.value(tree)
                return (1 if value <= P - value else -1), self.exponents.ln_of_size(value)

    # -- logarithms -----------------------------------------------------------------------------------------------------

    def _logarithm(self, tree: Apply) -> int:
        for argument in tree.arguments:
            self.need_positive(argument)
        top = self.ln(tree.arguments[0])
        if tree.function == "ln":
            return top
        base = tree.arguments[1] if tree.function == "log" else Number(10)
        return top * self.inverse(self.ln(base)) % P

    def ln(self, tree: Tree) -> int:
        """The logarithm of the size of a formula, as a number among numbers."""
        match tree:
            case Symbol(name):
                return chance(f"ln {name}", P)
            case Number(number):
                return self.ln_of_number(number)
            case Constant("e"):
                return 1
            case Power(Constant("e"), exponent) | Apply("exp", (exponent,)):
                return self.value(exponent)
            case Negative(argument) | Apply("abs", (argument,)):
                return self.ln(argument)
            case Product(factors):
                return sum(map(self.ln, factors)) % P
            case Quotient(top, bottom):
                self.divided(bottom)
                return (self.ln(top) - self.ln(bottom)) % P
            case Power(base, exponent):
                return self._ln_of_power(base, exponent)
            case Apply("sqrt" | "cbrt" as name, (argument,)):
                if name == "sqrt":
                    self.need_positive(argument)
                return self.ln(argument) * self.inverse(ROOTS[name]) % P
            case _:
                return self._ln_of_value(tree)

    def _ln_of_power(self, base: Tree, exponent: Tree) -> int:
        times = short_ratio(exponent)
        if times is None and not self._turns.is_whole(exponent):
            self._need_real_exponent(base, exponent)
            self.need_positive(base)
        elif times is not None and times.denominator % 2 == 0:
            self.need_positive(base)
        elif times is None or times <= 0:
            self.divided(base)
        return self.ln(base) * self.value(exponent) % P

    def _ln_of_value(self, tree: Tree) -> int:
        """Of what has no factors. ln(1 + e^t) is t + ln(1 + e^-t), and 1/σ(t) is 1 + e^-t."""
        match tree:
            case Apply("sigmoid", (argument,)):
                return -self._softplus(argument, -1) % P
            case Sum((Number(1), Negative(Apply("sigmoid", (argument,))))):
                return -self._softplus(argument, 1) % P
            case Sum((Number(1), Power(Constant("e"), argument) | Apply("exp", (argument,)))):
                return self._softplus(argument, 1)
            case Sum((Power(Constant("e"), argument) | Apply("exp", (argument,)), Number(1))):
                return self._softplus(argument, 1)
            case _:
                return self.ln_of_size(self.value(tree))

    def _softplus(self, tree: Tree, sign: int) -> int:
        """ln(1 + e^t), or ln(1 + e^-t), by the exponent of the two that is the smaller one here."""
        exponent = sign * self.exponents.value(tree) % Q
        shorter = min(exponent, Q - exponent)
        rest = self.ln_of_size(1 + self.exponential(shorter))
        return rest if exponent == shorter else (rest + sign * self.value(tree)) % P

    # -- other functions ------------------------------------------------------------------------------------------------

    def _wave(self, name: str, argument: Tree) -> int:
        """A function of e^t and e^-t, or of e^(it) and e^(-it); multiples of π/12 in t are turns."""
        if name in HYPERBOLIC:
            exponent = self.exponents.value(argument)
            back = self.exponential(-exponent % Q) if name != "exp" else 0
            return HYPERBOLIC[name](self.exponential(exponent), back)
        turns, others = self._turns.parted(argument)
        exponent = sum(map(self.exponents.value, others)) * TURN % Q
        forth, back = self.exponential(exponent), self.exponential(-exponent % Q)
        return TRIGONOMETRIC[name](forth * TURNS[turns % 24], back * TURNS[-turns % 24])

    def _own(self, name: str, argument: Tree) -> int:
        """A function with values of its own, which is even or odd, or one of those that belong to it."""
        value = self.value(argument)
        size = value if name == "acosh" else min(value, P - value)
        if name in _LIMITED and not (_LIMITED[name] == "within 1" and self._is_within_1(argument)):
            self.conditions.add((_LIMITED[name], size))
        if name in ("acos", "acot"):
            name, base = ("asin" if name == "acos" else "atan"), chance("pi", P) * HALF
        else:
            base = 0
        if not size:
            return base % P
        if name == "atanh":
            result = (self.ln_of_size(1 + size) - self.ln_of_size(1 - size)) * HALF % P
        else:
            result = self.hashed(name, size)
        if size != value:
            result = P - result
        return (base - result if base else result) % P

    def _is_within_1(self, tree: Tree) -> bool:
        return all(self.signs.of(self._kept(Sum((Number(1), part)))) for part in (tree, Negative(tree)))


def _is_square(tree: Tree) -> bool:
    """Whether a factor is an even power."""
    return type(tree) is Power and (times := short_ratio(tree.exponent)) is not None and times != 0 and times % 2 == 0


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
