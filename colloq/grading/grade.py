"""One answer and one text: the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from colloq.model import Answer, Mistake, Verdict
    from colloq.notation.read import MatrixReading, Note, Reading


@dataclass(frozen=True, slots=True)
class Graded:
    """A verdict and how the text was read (None where it could not be, or where nothing had to be read)."""

    verdict: Verdict
    reading: Reading | MatrixReading | None = None
    notes: tuple[Note, ...] = ()


def grade(answer: Answer, text: str, *, seed: str = "", mistakes: Sequence[Mistake] = ()) -> Graded:
    """The verdict on a typed text; `mistakes` are those of this part, `seed` fixes the points (the problem's id)."""
    raise NotImplementedError
