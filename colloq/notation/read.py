"""Text to tree: the answer language. See `docs` of the grader for what is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from colloq.notation.tree import Tree


@dataclass(frozen=True, slots=True)
class Note:
    """Something the student should know about how the answer was read (key of `read.notes` in the texts)."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A formula as it was read."""

    tree: Tree
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixReading:
    """A matrix as it was read: rows of one length."""

    rows: tuple[tuple[Tree, ...], ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """Why a text could not be read: `key` names the message, `span` the characters (start, end) of the true cause."""

    key: str
    span: tuple[int, int]
    values: Mapping[str, str] = field(default_factory=dict)
    suggestion: str = ""


def read_formula(text: str, symbols: Collection[str], aliases: Mapping[str, str] | None = None) -> Reading | ReadProblem:
    """Reads a formula in these declared symbols."""
    raise NotImplementedError


def read_matrix(
    text: str, symbols: Collection[str], shape: tuple[int, int] | None = None
) -> MatrixReading | ReadProblem:
    """Reads a matrix; `shape` (rows, columns) decides where a comma could be decimal or a separator."""
    raise NotImplementedError
