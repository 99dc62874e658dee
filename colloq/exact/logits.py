"""Arguments of exponentials and sigmoids that come out by hand: ln q with a rational q, or plain rational numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.fields import plain
from colloq.notation.build import ONE, ZERO, E, apply, negative, power, quotient, rational, rational_value, total
from colloq.notation.read import ReadProblem, read_formula
from colloq.notation.tree import Apply, Negative

if TYPE_CHECKING:
    from colloq.notation.tree import Tree

_LARGEST = 20


@dataclass(frozen=True, slots=True)
class Logit:
    """The number `value`, or its natural logarithm where `log` holds (then `value` is positive and not 1)."""

    value: Fraction
    log: bool = False

    def opposite(self) -> Logit:
        """The number with the other sign."""
        return Logit(1 / self.value, log=True) if self.log else Logit(-self.value)

    def times(self, label: Fraction | int) -> Logit:
        """The number times a label +1 or -1."""
        return self if label == 1 else self.opposite()

    def positive(self) -> bool:
        """Whether it is greater than zero."""
        return self.value > (1 if self.log else 0)

    def tree(self) -> Tree:
        """ln(3), -ln(2), or the rational number."""
        if not self.log:
            return rational(self.value)
        return logarithm(self.value)

    def exponential(self) -> Tree:
        """The exponential of this number: rational for logarithms."""
        if self.log:
            return rational(self.value)
        return ONE if self.value == 0 else power(E, rational(self.value))

    def sigmoid(self) -> Tree:
        """1/(1 + e^-z): rational for logarithms and for 0."""
        if self.log:
            return rational(self.value / (1 + self.value))
        if self.value == 0:
            return rational(Fraction(1, 2))
        return quotient(ONE, total(ONE, self.opposite().exponential()))

    def plain(self) -> Any:  # noqa: ANN401
        """Plain JSON: 3, "1/2", "ln 3", "-ln 2"."""
        if not self.log:
            return plain(self.value)
        return f"-ln {plain(1 / self.value)}" if self.value < 1 else f"ln {plain(self.value)}"


def logarithm(value: Fraction) -> Tree:
    """The logarithm of a rational number: 0 for 1, -ln(2) for 1/2."""
    if value == 1:
        return ZERO
    return negative(apply("ln", rational(1 / value))) if value < 1 else apply("ln", rational(value))


def log_of(value: Fraction) -> Logit:
    """The logarithm of a positive rational number."""
    return Logit(Fraction(0)) if value == 1 else Logit(value, log=True)


def read_logit(name: str, value: Any) -> Logit:  # noqa: ANN401
    """A number or the logarithm of a positive one: 2, "-1/2", "ln 3", "-ln 2".

    Raises ParameterError `logit`.
    """
    if not isinstance(value, bool) and isinstance(value, int | float | str | Fraction):
        read = read_formula(repr(value) if isinstance(value, float) else str(value), ())
        found = None if isinstance(read, ReadProblem) else _logit(read.tree)
        if found is not None and (found.log or abs(found.value) <= _LARGEST) and found.value.denominator <= 1000:
            return found
    raise ParameterError(name, "logit", value=value, most=_LARGEST)


def _logit(tree: Tree) -> Logit | None:
    number = rational_value(tree)
    if number is not None:
        return Logit(number)
    match tree:
        case Negative(argument):
            inner = _logit(argument)
            return None if inner is None else inner.opposite()
        case Apply("ln", (argument,)):
            value = rational_value(argument)
            return log_of(value) if value is not None and 0 < value <= 1000 else None
        case _:
            return None
