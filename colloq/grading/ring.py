"""Arithmetic modulo a prime on formulas: what the two fields of `colloq.grading.fields` have in common."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, ClassVar, Final

from colloq.notation.tree import Apply, Constant, Negative, Number, Power, Product, Quotient, Sum, Symbol, Tree
from colloq.seeds import Stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

Q: Final = 2**55 - 48_683_751
P: Final = 24 * Q + 1
LOGARITHMS: Final = {2: 25437460798668296, 3: 17804825698635924, 5: 4413406646513931, 7: 21869974869896821}
"""The exponents with which e makes these numbers, modulo P."""
LARGEST_POWER = 300
_LARGEST_NUMBER = 10**300  # with powers like 10^400 nothing is said: who types them asks for trouble
_LARGEST_FACTOR = 50


class UnprovenError(Exception):
    """Nothing can be said of this formula."""


@functools.lru_cache(maxsize=512)
def chance(name: str, modulus: int) -> int:
    """A random number of the field that belongs to this name."""
    return Stream(f"identity {name}").below(modulus - 2) + 2


@functools.lru_cache(maxsize=512)
def _ratio(top: int, bottom: int, modulus: int) -> int:
    return top * inverse(bottom, modulus) % modulus


def inverse(value: int, modulus: int) -> int:
    """1 over a value. Raises UnprovenError for 0."""
    try:
        return pow(value, -1, modulus)
    except ValueError:
        raise UnprovenError from None


class Ring:
    """Values modulo a prime."""

    modulus: ClassVar[int]
    _rules: ClassVar[dict[type, Callable[..., int]]]

    def __init__(self) -> None:
        self._known: dict[int, int] = {}

    def __init_subclass__(cls) -> None:
        cls._rules = {
            Number: cls._number,
            Constant: cls._constant,
            Symbol: cls._symbol,
            Negative: cls._negative,
            Sum: cls._sum,
            Product: cls._product,
            Quotient: cls._quotient,
            Power: cls._power,
            Apply: cls._apply,
        }

    def value(self, tree: Tree) -> int:
        """The value of a formula, found once: a root asks for its argument twice, for its sign and for its logarithm.

        Raises UnprovenError.
        """
        found = self._known.get(id(tree))
        if found is None:
            rule = self._rules.get(type(tree))
            if rule is None:
                raise UnprovenError
            found = self._known[id(tree)] = rule(self, tree)
        return found

    def divided(self, tree: Tree) -> None:
        """Notes a divisor, or a function with poles."""
        raise NotImplementedError

    def _number(self, tree: Number) -> int:
        number = tree.value
        if not number < _LARGEST_NUMBER:
            raise UnprovenError
        return number % self.modulus if type(number) is int else self.ratio(number)

    def _constant(self, tree: Constant) -> int:
        raise NotImplementedError

    def _symbol(self, tree: Symbol) -> int:
        raise NotImplementedError

    def _power(self, tree: Power) -> int:
        raise NotImplementedError

    def _apply(self, tree: Apply) -> int:
        raise NotImplementedError

    def _negative(self, tree: Negative) -> int:
        return -self.value(tree.argument) % self.modulus

    def _sum(self, tree: Sum) -> int:
        return sum([self.value(term) for term in tree.terms]) % self.modulus

    def _product(self, tree: Product) -> int:
        result = 1
        for factor in tree.factors:
            result = result * self.value(factor) % self.modulus
        return result

    def _quotient(self, tree: Quotient) -> int:
        bottom = self.inverse(self.value(tree.denominator))
        self.divided(tree.denominator)
        return self.value(tree.numerator) * bottom % self.modulus

    def whole_power(self, tree: Tree, exponent: int) -> int:
        """A power with a whole exponent; 0^0 and 1/0 raise UnprovenError."""
        if abs(exponent) > LARGEST_POWER:
            raise UnprovenError
        base = self.value(tree)
        if type(tree) is Number and tree.value > 1 and not abs(exponent) < LARGEST_POWER / math.log10(tree.value):
            raise UnprovenError
        if exponent > 0:
            return pow(base, exponent, self.modulus)
        self.divided(tree)
        return pow(self.inverse(base), -exponent, self.modulus)

    def ratio(self, number: Fraction | int) -> int:
        """A rational number."""
        return _ratio(number.numerator, number.denominator, self.modulus)

    def inverse(self, value: int) -> int:
        """1 over a value. Raises UnprovenError for 0."""
        return inverse(value, self.modulus)

    def hashed(self, name: str, *values: int) -> int:
        """The value of a function without a law."""
        return hash((chance(name, P), *values)) % self.modulus  # of whole numbers: the same in every process

    def ln_of_size(self, value: int) -> int:
        """What ln|t| is for a value of t modulo P, by no law but that it is the same for -t. Raises UnprovenError for 0."""
        value %= P
        if not value:
            raise UnprovenError
        return self.hashed("ln", min(value, P - value))

    def ln_of_number(self, number: int | Fraction) -> int:
        """The logarithm of a number that is not negative, by its small prime factors. Raises UnprovenError for 0."""
        if not number:
            raise UnprovenError
        result = 0
        for part, sign in ((number.numerator, 1), (number.denominator, -1)):
            rest = part
            for factor in range(2, _LARGEST_FACTOR):
                if rest == 1:
                    break
                while rest % factor == 0:
                    rest //= factor
                    result += sign * self.ln_of_prime(factor)
            if rest != 1:
                result += sign * self.ln_of_size(rest)
        return result % self.modulus

    def ln_of_prime(self, number: int) -> int:
        """The logarithm of a small prime number."""
        return self.hashed("ln", number)
