"""Arguments of exponentials and sigmoids that come out by hand: ln q with a rational q, or plain rational numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.fields import plain
from colloq.notation.build import ONE, ZERO, E, apply, negative, power, quotient, rational, rational_value, total
from colloq.notation.read import ReadProblem, read_formula, read_matrix
from colloq.notation.tree import Apply, Negative

if TYPE_CHECKING:
    from colloq.exact.fields import Fields
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
        """Plain JSON: 3, "1/2", "ln(3)", "-ln(2)"."""
        if not self.log:
            return plain(self.value)
        return f"-ln({plain(1 / self.value)})" if self.value < 1 else f"ln({plain(self.value)})"


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
    found = None
    if not isinstance(value, bool) and isinstance(value, int | float | str | Fraction):
        read = read_formula(repr(value) if isinstance(value, float) else str(value), ())
        found = None if isinstance(read, ReadProblem) else _logit(read.tree)
    return _told(name, found, value)


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


def read_logits(source: Fields, name: str, least: int, most: int) -> tuple[Logit, ...]:
    """A vector of such numbers: "ln2 -ln3 0", or a JSON list.

    Raises ParameterError: `vector` for another length, `logit` for a number of another kind.
    """
    rows = read_logit_rows(source, name)
    cells = rows[0] if len(rows) == 1 else tuple(row[0] for row in rows)
    if (len(rows) > 1 and len(rows[0]) > 1) or not least <= len(cells) <= most:
        raise ParameterError(name, "vector", least=least, most=most)
    return cells


def read_logit_rows(source: Fields, name: str) -> tuple[tuple[Logit, ...], ...]:
    """A matrix of such numbers: "ln2 -ln3; 0 1", or JSON lists of rows; a flat list is one row."""
    value = source.raw(name)
    if isinstance(value, str):
        read = read_matrix(value, ())
        if isinstance(read, ReadProblem):
            raise ParameterError(name, "matrix", value=value)
        return tuple(tuple(_told(name, _logit(cell), value) for cell in row) for row in read.rows)
    if isinstance(value, list) and value and not isinstance(value[0], list):
        value = [value]
    if not isinstance(value, list) or not value or not all(isinstance(row, list) and row for row in value):
        raise ParameterError(name, "matrix", value=value)
    if len({len(row) for row in value}) != 1:
        raise ParameterError(name, "matrix", value=value)
    return tuple(tuple(read_logit(name, cell) for cell in row) for row in value)


def _told(name: str, found: Logit | None, value: Any) -> Logit:  # noqa: ANN401
    if found is None or (not found.log and abs(found.value) > _LARGEST) or found.value.denominator > 1000:
        raise ParameterError(name, "logit", value=value, most=_LARGEST)
    return found
