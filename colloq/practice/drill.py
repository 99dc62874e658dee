"""A drill without screens: which question comes next, what an answer does to it, and the summary. Nothing here reads a clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from colloq.catalog.family import family
from colloq.catalog.problem import draw
from colloq.errors import UsageError
from colloq.model import Correct, Partial, Undecided, Unreadable, Wrong, score_of
from colloq.seeds import Stream

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from colloq.model import Verdict

SEEDS = 1_000_000  # of the problems that a drill draws
FIRST_LEVEL = 2
FEW = 100  # problems of a level, up to which a drill asks each once before one comes up again
_MOST_LOOKED_AT = 1000
STREAK = 2  # questions in a row, right at once, after which a family gets harder


@dataclass(frozen=True, slots=True)
class Pick:
    """Which problem to ask."""

    family: str
    level: int
    seed: int


@dataclass(frozen=True, slots=True)
class PartResult:
    """How a part went: the best share of its points, tries that counted, hints seen, whether the solution was."""

    share: float = 0.0
    tries: int = 0
    hints: int = 0
    solution: bool = False
    skipped: bool = False
    judged: bool = True
    """False where the program could not decide: the student judges, nothing is counted."""

    @property
    def right(self) -> bool:
        """Answered in full without having seen the solution."""
        return self.share == 1.0 and not self.solution

    @property
    def clean(self) -> bool:
        """Right at the first try and without help."""
        return self.right and self.tries == 1 and not self.hints


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is over: points of its parts, and how each went."""

    pick: Pick
    points: tuple[int, ...]
    parts: tuple[PartResult, ...]

    @property
    def right(self) -> bool:
        """Every part right."""
        return all(part.right for part in self.parts)

    @property
    def clean(self) -> bool:
        """Every part right at once."""
        return all(part.clean for part in self.parts)

    @property
    def answered(self) -> bool:
        """Whether anything was tried."""
        return any(part.tries or part.solution for part in self.parts)

    @property
    def judged(self) -> bool:
        """Whether the program could decide about every part."""
        return all(part.judged for part in self.parts)

    @property
    def earned(self) -> float:
        """Points, to one decimal: a part whose solution was shown earns what it had before."""
        return round(sum(part.share * points for part, points in zip(self.parts, self.points, strict=True)), 1)


@dataclass(frozen=True, slots=True)
class Drill:
    """The state between two questions.

    Attributes:
        families: What may be asked.
        seed: Everything that is drawn follows from it.
        count: How many questions there will be.
        level: A fixed level, or None where it follows the answers, family by family.
        done: The questions that are over.
    """

    families: tuple[str, ...]
    seed: int
    count: int
    level: int | None = None
    done: tuple[Question, ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict)
    streaks: Mapping[str, int] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether all questions have been asked."""
        return len(self.done) >= self.count

    @property
    def number(self) -> int:
        """The number of the question in front, from 1."""
        return len(self.done) + 1


def begin(families: Sequence[str], *, seed: int, count: int, level: int | None = None) -> Drill:
    """A drill of these families. Raises UsageError where none of them has the level."""
    fitting = tuple(name for name in families if level is None or level in family(name).LEVELS)
    if not fitting:
        raise UsageError("topic.level", level=level)
    return Drill(fitting, seed, count, level)


def pick(drill: Drill) -> Pick:
    """The next problem: every family comes up once, in a random order, before one comes up again."""
    place = len(drill.done)
    turn, within = divmod(place, len(drill.families))
    name = _order(drill.families, drill.seed, turn)[within]
    level = drill.level if drill.level is not None else _near(drill.levels.get(name, FIRST_LEVEL), family(name).LEVELS)
    return Pick(name, level, _seed(drill, name, level, Stream(f"drill@{drill.seed}#{place}")))


def _seed(drill: Drill, name: str, level: int, stream: Stream) -> int:
    """A seed; where the level has few problems (a deck of cards), of one that has not come up in this round through all."""
    seed = stream.below(SEEDS)
    space = getattr(family(name), "space", None)
    few = space(level) if space else FEW + 1
    if few > FEW:
        return seed
    done = [question.pick.seed for question in drill.done if (question.pick.family, question.pick.level) == (name, level)]
    asked = [draw(name, level, other).params for other in done[len(done) // few * few :]]
    for _ in range(_MOST_LOOKED_AT):
        if draw(name, level, seed).params not in asked:
            break
        seed = stream.below(SEEDS)
    return seed


def _order(families: Sequence[str], seed: int, turn: int) -> list[str]:
    """The order of a turn; it never begins with the family that ended the turn before."""
    order: list[str] = []
    for number in range(turn + 1):
        last = order[-1:]
        order = Stream(f"drill@{seed}/{number}").shuffled(sorted(families))
        if order[:1] == last:
            order = order[1:] + order[:1]
    return order


def _near(level: int, levels: Collection[int]) -> int:
    return min(levels, key=lambda other: (abs(other - level), other))


def finish(drill: Drill, question: Question) -> Drill:
    """The drill after a question: two right at once in a row make the family harder, a solution that was needed easier."""
    name = question.pick.family
    streak = drill.streaks.get(name, 0) + 1 if question.clean else 0
    level = drill.levels.get(name, FIRST_LEVEL)
    levels = family(name).LEVELS
    if streak >= STREAK and level < max(levels):
        streak, level = 0, level + 1
    elif any(part.solution for part in question.parts) and level > min(levels):
        level -= 1
    return replace(
        drill,
        done=(*drill.done, question),
        levels={**drill.levels, name: level},
        streaks={**drill.streaks, name: streak},
    )


# ------------------------------------------------------------------------------------------------------------ one part


def counts(verdict: Verdict) -> bool:
    """Whether an answer is a try: what could not be read or decided, or only lacks its form, costs nothing."""
    match verdict:
        case Unreadable() | Undecided() | Wrong(free=True):
            return False
        case Correct() | Partial() | Wrong():
            return True


def answered(part: PartResult, verdict: Verdict) -> PartResult:
    """The part after an answer."""
    if isinstance(verdict, Undecided):
        return replace(part, judged=False)
    if not counts(verdict):
        return part
    return replace(part, share=max(part.share, score_of(verdict)), tries=part.tries + 1, judged=True)


def hinted(part: PartResult) -> PartResult:
    """The part after one more hint."""
    return replace(part, hints=part.hints + 1)


def solved(part: PartResult) -> PartResult:
    """The part after its solution was shown; it can no longer be right."""
    return replace(part, solution=True)


def skipped(part: PartResult) -> PartResult:
    """The part after it was passed over."""
    return replace(part, skipped=True)


# ------------------------------------------------------------------------------------------------------------- the end


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a drill; `weak` are the families to look at again, the weakest first."""

    questions: int
    right: int
    clean: int
    earned: float
    points: int
    weak: tuple[str, ...]


def summary(drill: Drill) -> Summary:
    """Counts only questions that were answered and that the program could judge."""
    questions = [question for question in drill.done if question.answered and question.judged]
    misses: dict[str, int] = {}
    for question in questions:
        if not question.right or any(part.tries > 1 for part in question.parts):
            misses[question.pick.family] = misses.get(question.pick.family, 0) + 1
    return Summary(
        questions=len(questions),
        right=sum(question.right for question in questions),
        clean=sum(question.clean for question in questions),
        earned=round(sum(question.earned for question in questions), 1),
        points=sum(sum(question.points) for question in questions),
        weak=tuple(sorted(misses, key=lambda name: (-misses[name], name))),
    )
