"""Parameters of the user's own problem, from text (`--set k=v`) or plain JSON, with errors that name the parameter."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.notation.build import rational_value
from colloq.notation.read import ReadProblem, read_formula, read_matrix

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from colloq.notation.tree import Tree

MOST_CELLS = 400
LARGEST = 10**6

Rows = tuple[tuple[Fraction, ...], ...]


def plain(value: Fraction) -> int | str:
    """A rational number as plain JSON: 3, or "-2/3"."""
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def plain_rows(rows: Sequence[Sequence[Fraction | int]]) -> list[list[int | str]]:
    """Rows of rational numbers as plain JSON."""
    return [[plain(Fraction(cell)) for cell in row] for row in rows]


class Fields:
    """Reads each parameter once; `done` refuses what was not asked for, so that a misspelt name is not ignored."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = dict(fields)
        self._known: list[str] = []

    def _take(self, name: str, *, needed: bool) -> Any:  # noqa: ANN401
        self._known.append(name)
        value = self._fields.pop(name, None)
        if value is None and needed:
            raise ParameterError(name, "missing")
        return value

    def has(self, name: str) -> bool:
        """Whether the parameter was given."""
        return self._fields.get(name) is not None

    def raw(self, name: str) -> Any:  # noqa: ANN401
        """The parameter as it was given, for forms that only one family has."""
        return self._take(name, needed=True)

    def integer(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from low to high."""
        value = self._take(name, needed=default is None)
        if value is None and default is not None:
            return default
        number = self._number(name, value)
        if number.denominator != 1 or not low <= number <= high:
            raise ParameterError(name, "integer", low=low, high=high, value=value)
        return int(number)

    def rational(self, name: str, default: Fraction | int | None = None) -> Fraction:
        """A number: 3, -2/3, 0.5, "0,5"."""
        value = self._take(name, needed=default is None)
        if value is None and default is not None:
            return Fraction(default)
        return self._number(name, value)

    def word(self, name: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of the allowed words."""
        value = self._take(name, needed=default is None)
        if value is None and default is not None:
            return default
        if str(value) not in allowed:
            raise ParameterError(name, "word", value=value, allowed=", ".join(sorted(allowed)))
        return str(value)

    def text(self, name: str, default: str | None = None) -> str:
        """A text."""
        value = self._take(name, needed=default is None)
        return str(value if value is not None else default).strip()

    def rows(self, name: str) -> Rows:
        """A matrix of numbers: "1 2; 3 4", [[1, 2], [3, "1/2"]]."""
        value = self._take(name, needed=True)
        if isinstance(value, str):
            read = read_matrix(value, ())
            if isinstance(read, ReadProblem):
                raise ParameterError(name, "matrix", value=value)
            value = [[rational_value(cell) for cell in row] for row in read.rows]
        if not isinstance(value, list) or not value or not all(isinstance(row, list) and row for row in value):
            raise ParameterError(name, "matrix", value=value)
        if len({len(row) for row in value}) != 1 or len(value) * len(value[0]) > MOST_CELLS:
            raise ParameterError(name, "matrix", value=value)
        return tuple(tuple(self._number(name, cell) for cell in row) for row in value)

    def channels(self, name: str) -> tuple[Rows, ...]:
        """One matrix or a list of matrices of one shape, channels first. In text, `|` stands between channels."""
        value = self._fields.get(name)
        if isinstance(value, str) and "|" in value:
            value = value.split("|")
        elif not (
            isinstance(value, list) and value and isinstance(value[0], list) and value[0] and isinstance(value[0][0], list)
        ):
            return (self.rows(name),)
        self._take(name, needed=True)
        channels = tuple(Fields({name: channel}).rows(name) for channel in value)
        if len({(len(channel), len(channel[0])) for channel in channels}) != 1:
            raise ParameterError(name, "matrix", value=value)
        return channels

    def tree(self, name: str, symbols: Collection[str] | None = None) -> Tree:
        """A formula; `symbols` None admits every Latin letter as a symbol."""
        value = self._take(name, needed=True)
        read = read_formula(
            str(value), [chr(code) for code in range(97, 123) if chr(code) != "e"] if symbols is None else symbols
        )
        if isinstance(read, ReadProblem):
            raise ParameterError(name, "formula", value=value)
        return read.tree

    def done(self) -> None:
        """Raises ParameterError for a parameter that nobody asked for."""
        for name in self._fields:
            raise ParameterError(name, "unknown", known=", ".join(self._known))

    @staticmethod
    def _number(name: str, value: Any) -> Fraction:  # noqa: ANN401
        number: Fraction | None = None
        if isinstance(value, bool):
            pass
        elif isinstance(value, int | Fraction):
            number = Fraction(value)
        elif isinstance(value, float):
            number = Fraction(repr(value)) if abs(value) <= LARGEST else None
        elif isinstance(value, str):
            read = read_formula(value, ())
            number = None if isinstance(read, ReadProblem) else rational_value(read.tree)
        if number is None or abs(number) > LARGEST or number.denominator > LARGEST:
            raise ParameterError(name, "number", value=value)
        return number
