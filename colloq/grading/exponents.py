"""Values of what stands in an exponent, modulo the order of e."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.grading.ring import LOGARITHMS, Q, Ring, chance
from colloq.notation.evaluate import short_ratio
from colloq.notation.tree import Apply, Constant, Number, Power, Product, Quotient, Symbol, Tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from colloq.grading.fields import Field
    from colloq.grading.positive import Signs

ROOTS = {"sqrt": 2, "cbrt": 3}


class Exponents(Ring):
    """Values modulo Q."""

    modulus = Q

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field

    def divided(self, tree: Tree) -> None:
        """Notes a divisor with the whole formula."""
        self._field.divided(tree)

    def _constant(self, tree: Constant) -> int:
        return chance(tree.name, Q)

    def _symbol(self, tree: Symbol) -> int:
        return chance(f"exponent {tree.name}", Q)

    def _power(self, tree: Power) -> int:
        times = short_ratio(tree.exponent)
        if times is not None and times.denominator == 1:
            return self.whole_power(tree.base, int(times))
        return self._as_whole(tree)

    def _apply(self, tree: Apply) -> int:
        if tree.function == "ln":
            self._field.need_positive(tree.arguments[0])
            return self.ln(tree.arguments[0])
        return self._as_whole(tree)

    def _as_whole(self, tree: Tree) -> int:
        return self.hashed("exponent", self._field.value(tree))

    def ln(self, tree: Tree) -> int:
        """The exponent with which e makes a formula, which is positive wherever this is asked for."""
        signs = self._field.signs
        match tree:
            case Symbol(name):
                return self.log_of_symbol(name)
            case Number(number):
                return self.ln_of_number(number)
            case Constant("e"):
                return 1
            case Power(Constant("e"), exponent) | Apply("exp", (exponent,)):
                return self.value(exponent)
            case Product(factors) if all_but_one_positive(factors, signs):
                return sum(map(self.ln, factors)) % Q
            case Quotient(top, bottom) if all_but_one_positive((top, bottom), signs):
                return (self.ln(top) - self.ln(bottom)) % Q
            case Power(base, exponent) if signs.is_positive(base):
                return self.ln(base) * self.value(exponent) % Q
            case Apply("sqrt" | "cbrt" as name, (argument,)) if signs.is_positive(argument):
                return self.ln(argument) * self.inverse(ROOTS[name]) % Q
            case _:
                return self.ln_of_size(self._field.value(tree))

    def ln_of_prime(self, number: int) -> int:
        """The exponent with which e makes this number, where that is known."""
        return LOGARITHMS.get(number) or super().ln_of_prime(number)

    def log_of_symbol(self, name: str) -> int:
        """The exponent with which e makes this symbol."""
        return chance(f"log {name}", Q)


def all_but_one_positive(parts: Sequence[Tree], signs: Signs) -> bool:
    """Whether a product or quotient of these parts is positive just where each of them is."""
    return sum(not signs.is_positive(part) for part in parts) <= 1
