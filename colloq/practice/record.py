"""A graded answer as it is kept: for drill and exam alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from colloq.model import Correct, Partial, Undecided, Unreadable, Wrong, score_of

if TYPE_CHECKING:
    from colloq.catalog.problem import Problem
    from colloq.model import Verdict
    from colloq.practice.marking import PartMark
    from colloq.store.attempts import Attempt


def verdict_word(verdict: Verdict) -> str:
    """The word of the JSON contract."""
    match verdict:
        case Correct():
            return "correct"
        case Partial():
            return "partial"
        case Wrong():
            return "incorrect"
        case Unreadable():
            return "unreadable"
        case Undecided():
            return "undecided"
        case _:
            assert_never(verdict)


def mistake_name(verdict: Verdict) -> str | None:
    """The name of the mistake that was seen behind a verdict."""
    match verdict:
        case Partial(mistake=finding) | Wrong(mistake=finding):
            return finding.name if finding else None
        case Correct() | Unreadable() | Undecided():
            return None
        case _:
            assert_never(verdict)


def attempt_of(  # noqa: PLR0913 - what is known besides the mark, each by its name
    problem: Problem,
    mark: PartMark,
    *,
    at: float,
    hints: int = 0,
    solution: bool = False,
    seconds: float | None = None,
    exam: int | None = None,
) -> Attempt:
    """What is kept of a graded answer; `at` is UTC, in seconds since 1970."""
    from colloq.store.attempts import Attempt  # noqa: PLC0415 - brings SQLite, which `check` never needs

    verdict = mark.graded.verdict
    return Attempt(
        problem=problem.id,
        family=problem.name,
        version=problem.family.VERSION,
        level=problem.level,
        seed=problem.seed,
        params=problem.params_json(),
        part=mark.part.name,
        text=mark.text,
        verdict=verdict_word(verdict),
        score=score_of(verdict),
        mistake=mistake_name(verdict),
        at=at,
        hints=hints,
        solution=solution,
        seconds=seconds,
        exam=exam,
    )
