"""The words of the program: values, statements, answers, steps, verdicts. Frozen dataclasses and closed unions only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from colloq.notation.tree import Tree

# ---------------------------------------------------------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Word:
    """A phrase in the reader's language: a key of `words` of the family's catalogue entry."""

    key: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix to be shown: rows of cells, all of one length. `marked` cells (row, column; from 0) are highlighted."""

    rows: tuple[tuple[int | Fraction | Tree, ...], ...]
    marked: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be shown: the names of its columns, and rows of as many values each."""

    header: tuple[Value, ...]
    rows: tuple[tuple[Value, ...], ...]


# What a statement, hint, step or mistake message may show. `when:` in the catalogue tests a value's truth.
Value: TypeAlias = bool | int | str | Fraction | Tree | Grid | Table | Word | tuple["Value", ...]
Values: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a worked solution or a hint: `key` names its sentence in the catalogue, `values` fill it.

    Where the step states an equality, `before` and `after` are its two sides (numbers or trees), and a test proves them equal
    at the problem's own points.
    """

    key: str
    values: Values = field(default_factory=dict)
    before: Tree | None = None
    after: Tree | None = None


# ------------------------------------------------------------------------------------------------------------- statements


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class FormulaBlock:
    """A formula on a line of its own, drawn in two dimensions; with `equals`, an equation of two sides."""

    tree: Tree
    equals: Tree | None = None


@dataclass(frozen=True, slots=True)
class MatricesBlock:
    """Matrices side by side, each under or beside its label ("" for none)."""

    matrices: tuple[tuple[str, Grid], ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: a header and rows of texts."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = TextBlock | FormulaBlock | MatricesBlock | TableBlock
Statement: TypeAlias = tuple[Block, ...]


# ---------------------------------------------------------------------------------------------------------------- answers


class Kind(Enum):
    """What a symbol stands for; decides where an answer is sampled."""

    POSITIVE = "positive"
    REAL = "real"
    NONZERO = "nonzero"
    UNIT = "unit"
    INTEGER = "integer"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Domain:
    """Where a symbol lives. For RANGE the numbers `low` and `high` bound it; for the others the grader picks the box."""

    kind: Kind
    low: float = 0.0
    high: float = 0.0


POSITIVE = Domain(Kind.POSITIVE)
REAL = Domain(Kind.REAL)
NONZERO = Domain(Kind.NONZERO)
UNIT = Domain(Kind.UNIT)
INTEGER = Domain(Kind.INTEGER)


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """A number, as an exact tree without symbols. `digits`: significant digits a typed decimal must have right.

    `exact`: a counted quantity; nothing but the number itself is right.
    """

    value: Tree
    digits: int = 3
    exact: bool = False


@dataclass(frozen=True, slots=True)
class FormulaAnswer:
    """A formula in declared symbols; any form that is equal on the domain is right.

    `box` overrides the sampling interval of single symbols where the family has validated a better one: pairs of numbers.
    `aliases` maps other spellings of an atom to the declared name.
    """

    tree: Tree
    symbols: Mapping[str, Domain]
    decimals: bool = False
    box: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MatrixAnswer:
    """A matrix of numbers or formulas. `free_vector`: a vector may be typed as a row or as a column."""

    rows: tuple[tuple[Tree, ...], ...]
    symbols: Mapping[str, Domain] = field(default_factory=dict)
    digits: int = 3
    exact: bool = False
    free_vector: bool = False


@dataclass(frozen=True, slots=True)
class MatrixFormulaAnswer:
    """A formula in matrices of declared shapes (rows, columns), as x^T dL/dz; the order of the factors matters."""

    tree: Tree
    shapes: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ChoiceAnswer:
    """One or several of the options; options are keys of the entry's `words`, shown with the letters a, b, c."""

    options: tuple[str, ...]
    right: frozenset[str]
    several: bool = False


@dataclass(frozen=True, slots=True)
class OrderingAnswer:
    """All items in the right order. `shown` is the order in which they are printed."""

    items: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchingAnswer:
    """For each left item (1, 2, 3 …) the letter of its right item."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    pairs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RubricAnswer:
    """Prose on paper: the student ticks the points (keys of `words`) of the model answer; value: marks of the point."""

    points: Mapping[str, int]


Answer: TypeAlias = (
    NumberAnswer
    | FormulaAnswer
    | MatrixAnswer
    | MatrixFormulaAnswer
    | ChoiceAnswer
    | OrderingAnswer
    | MatchingAnswer
    | RubricAnswer
)


@dataclass(frozen=True, slots=True)
class Part:
    """One gradable answer of a problem. Its prompt stands in the catalogue under `parts: <name>`."""

    name: str
    answer: Answer
    points: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer that a known mistake leads to; `name` is its message in the catalogue, `values` fill the message.

    `unfinished`: it is true, only not yet in the form that is asked for, and costs no attempt.
    """

    name: str
    part: str
    answer: Answer
    values: Values = field(default_factory=dict)
    unfinished: bool = False


# --------------------------------------------------------------------------------------------------------------- verdicts


@dataclass(frozen=True, slots=True)
class Finding:
    """The mistake behind a wrong answer: one of the family's (`general` false) or one of the grader's own."""

    name: str
    general: bool = False
    values: Values = field(default_factory=dict)
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Witness:
    """A point where a typed formula differs from the right one."""

    point: Mapping[str, float]
    typed: float
    expected: float


@dataclass(frozen=True, slots=True)
class Correct:
    """Right. `follows`: right only as what follows from the student's own wrong answers to these earlier parts."""

    follows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Partial:
    """Some cells or choices are right: `score` in (0, 1); `cells` tells which, in the expected shape."""

    score: float
    cells: tuple[tuple[bool, ...], ...] = ()
    mistake: Finding | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """Not right. `free`: told how to mend the form (a cut decimal, an unfinished expansion), costs no attempt."""

    mistake: Finding | None = None
    witness: Witness | None = None
    cells: tuple[tuple[bool, ...], ...] = ()
    free: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Could not be read; never costs an attempt. `key` names the message, `span` the characters it points at."""

    key: str
    span: tuple[int, int]
    values: Values = field(default_factory=dict)
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Read, but neither proven right nor wrong; never counts as wrong."""

    reason: str


Verdict: TypeAlias = Correct | Partial | Wrong | Unreadable | Undecided


def score_of(verdict: Verdict) -> float:
    """The share of the part's points that a verdict earns, 0 to 1."""
    match verdict:
        case Correct():
            return 1.0
        case Partial(score):
            return score
        case Wrong() | Unreadable() | Undecided():
            return 0.0
