"""Every family played over many seeds: what holds for each problem is tried, what holds for many is counted.

A problem is played by itself (`play`), so that seeds can be spread over processes; `summary` puts plays of one level together.
"""

from __future__ import annotations

import functools
import json
import signal
import statistics
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from colloq.catalog.family import family
from colloq.catalog.problem import Problem, attempts, problem_id
from colloq.errors import ColloqError
from colloq.practice import stress_checks, stress_texts
from colloq.practice.rewrites import REWRITES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Clock: TypeAlias = Callable[[], float]

_BROKEN = (ArithmeticError, AssertionError, AttributeError, ColloqError, LookupError, TypeError, ValueError)
"""What a broken family raises: a failure of its problem, which is named, and not the end of the run."""


@dataclass(frozen=True, slots=True)
class Check:
    """A property of every problem. `run` gives a complaint for each trial, "" where it passed; `column` is that of the table."""

    name: str
    column: str
    run: Callable[[Problem], Iterator[str]]


CHECKS: tuple[Check, ...] = (
    Check("own", "own", stress_checks.own),
    Check("carried", "own", stress_checks.carried),
    *(Check(name, "rewritten", functools.partial(stress_checks.rewritten, rewrite=rewrite)) for name, rewrite in REWRITES),
    Check("without-shortcut", "numeric", stress_checks.without_shortcut),
    Check("oracle", "oracle", stress_checks.oracle),
    Check("sympy", "oracle", stress_checks.symbolic),
    Check("mistakes", "mistakes", stress_checks.mistakes),
    Check("steps", "steps", stress_checks.steps),
    Check("hints", "texts", stress_texts.hints),
    Check("texts", "texts", stress_texts.texts),
    Check("parts", "texts", stress_checks.parts),
    Check("params", "texts", stress_checks.params),
)

COLUMNS: tuple[str, ...] = tuple(dict.fromkeys(check.column for check in CHECKS))


@dataclass(frozen=True, slots=True)
class Failure:
    """What is wrong with one problem."""

    problem: str
    check: str
    detail: str


@dataclass(frozen=True, slots=True)
class Play:
    """One seed played: how often each check was tried, what failed, and what is counted over many seeds."""

    problem: str
    tried: Mapping[str, int]
    failures: tuple[Failure, ...]
    params: str = ""
    skeleton: str = ""
    mistakes: tuple[str, ...] = ()
    rejected: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """The plays of one family and level.

    Attributes:
        tried: How often each check was tried.
        different: Problems with parameters of their own.
        skeletons: Kinds of problems, constants erased.
        rejected: Share of the draws that were thrown away, 0 to 1.
        mistakes: Share of the problems that show each mistake, 0 to 1.
        slowest: The slowest problem to draw, and the seconds it took.
    """

    family: str
    level: int
    seeds: int
    tried: Mapping[str, int]
    failures: tuple[Failure, ...]
    different: int
    skeletons: int
    rejected: float
    mistakes: Mapping[str, float]
    median: float
    slowest: tuple[str, float]

    def tried_in(self, column: str) -> int:
        """Trials of the checks of one column of the table."""
        return sum(self.tried.get(check.name, 0) for check in CHECKS if check.column == column)

    def failed_in(self, column: str) -> int:
        """Failures of the checks of one column of the table."""
        names = {check.name for check in CHECKS if check.column == column}
        return sum(failure.check in names for failure in self.failures)


def play(name: str, level: int, seed: int, clock: Clock, checks: Sequence[Check] = CHECKS) -> Play:
    """Draws one problem and tries every check on it; `clock` gives seconds, for the time of the draw."""
    identity = problem_id(name, level, seed)
    start = clock()
    try:
        drawn = list(attempts(name, level, seed))
    except _BROKEN as error:
        return Play(identity, {"draw": 1}, (Failure(identity, "draw", _crash(error)),))
    seconds = clock() - start
    problem = Problem(name, drawn[-1], level, seed)
    tried: dict[str, int] = {}
    failures: list[Failure] = []
    for check in checks:
        complaints = _complaints(check, problem)
        tried[check.name] = len(complaints)
        failures += [Failure(identity, check.name, complaint) for complaint in dict.fromkeys(complaints) if complaint]
    return Play(
        identity,
        tried,
        tuple(failures),
        params=json.dumps(problem.params_json(), sort_keys=True),
        skeleton=problem.family.skeleton(problem.params),
        mistakes=tuple(dict.fromkeys(mistake.name for mistake in problem.mistakes)),
        rejected=len(drawn) - 1,
        seconds=seconds,
    )


def _complaints(check: Check, problem: Problem) -> list[str]:
    found: list[str] = []
    try:
        found.extend(check.run(problem))
    except _BROKEN as error:
        found.append(_crash(error))
    return found


def _crash(error: BaseException) -> str:
    """The error and where it was raised."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f" ({at.tb_frame.f_globals.get('__name__', '?')}, line {at.tb_lineno})" if at else ""
    return f"{type(error).__name__}: {error}{where}"


def summary(name: str, level: int, plays: Iterable[Play]) -> Summary:
    """The plays of one family and level together."""
    every = tuple(plays)
    drawn = [one for one in every if one.params]
    tried: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for one in every:
        tried.update(one.tried)
        shown.update(one.mistakes)
    rejected = sum(one.rejected for one in drawn)
    slowest = max(drawn, key=lambda one: one.seconds, default=None)
    return Summary(
        name,
        level,
        len(every),
        dict(tried),
        tuple(failure for one in every for failure in one.failures),
        different=len({one.params for one in drawn}),
        skeletons=len({one.skeleton for one in drawn}),
        rejected=rejected / (rejected + len(drawn)) if drawn else 0.0,
        mistakes={mistake: count / len(drawn) for mistake, count in sorted(shown.items())},
        median=statistics.median(one.seconds for one in drawn) if drawn else 0.0,
        slowest=(slowest.problem, slowest.seconds) if slowest else ("", 0.0),
    )


def stress(names: Sequence[str], seeds: int, clock: Clock, levels: Sequence[int] = (), jobs: int = 1) -> Iterator[Summary]:
    """Plays seeds 0 to `seeds` - 1 of every family and level, one summary at a time; `levels` empty means all.

    `jobs`: how many processes play; with more than one, `clock` has to be a function that another process can import.
    """
    pairs = [(name, level) for name in names for level in family(name).LEVELS if not levels or level in levels]
    played = functools.partial(_played, seeds=seeds, clock=clock)
    if jobs == 1:
        yield from map(played, pairs)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    with ProcessPoolExecutor(jobs, initializer=_ends_at_an_interrupt) as pool:
        yield from pool.map(played, pairs)


def _played(pair: tuple[str, int], seeds: int, clock: Clock) -> Summary:
    return summary(*pair, (play(*pair, seed, clock) for seed in range(seeds)))


def _ends_at_an_interrupt() -> None:
    """A process of the pool ends at Ctrl-C without a word; the first process says what there is to say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def as_json(found: Sequence[Summary]) -> dict[str, object]:
    """Plain JSON: a row for each family and level, then every failure."""
    return {
        "ok": not any(row.failures for row in found),
        "rows": [
            {
                "family": row.family,
                "level": row.level,
                "seeds": row.seeds,
                "tried": dict(row.tried),
                "failed": dict(Counter(failure.check for failure in row.failures)),
                "different": row.different,
                "skeletons": row.skeletons,
                "rejected": round(row.rejected, 4),
                "mistakes": {name: round(share, 4) for name, share in row.mistakes.items()},
                "median_ms": round(1000 * row.median, 3),
                "slowest_ms": round(1000 * row.slowest[1], 3),
                "slowest": row.slowest[0],
            }
            for row in found
        ],
        "failures": [
            {"problem": failure.problem, "check": failure.check, "detail": failure.detail}
            for row in found
            for failure in row.failures
        ],
    }
