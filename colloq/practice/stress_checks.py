"""What must hold for every problem, each as a small function: problem -> complaints, one for each trial ("" where it passed).

The texts of a problem are looked at in `stress_texts`; `stress` plays the checks over many seeds.
"""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.grading.formula import Outcome, Sample, compare, sample
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import (
    ChoiceAnswer,
    Correct,
    Finding,
    FormulaAnswer,
    Grid,
    MatchingAnswer,
    MatrixAnswer,
    MatrixFormulaAnswer,
    NumberAnswer,
    OrderingAnswer,
    Partial,
    RubricAnswer,
    Table,
    Undecided,
    Unreadable,
    Word,
    Wrong,
)
from colloq.notation.build import rational
from colloq.notation.calculus import resolve
from colloq.notation.evaluate import evaluate
from colloq.notation.linear import linear
from colloq.notation.tree import Derivative, children, symbols_of
from colloq.practice.rewrites import in_decimals, written
from colloq.seeds import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from colloq.catalog.problem import Problem
    from colloq.model import Answer, Mistake, Part, Step, Value, Verdict
    from colloq.notation.tree import Tree

POINTS = 8
"""Points at which a formula and its oracle are compared."""
TOTAL = 10
"""Points of a whole problem."""
_CLOSE = 1e-9


# ----------------------------------------------------------------------------------------------------------- the answers


def parts(problem: Problem) -> Iterator[str]:
    """Parts have names of their own and points that sum to 10; every mistake is one of a part, of the same kind of answer."""
    found = {part.name: part for part in problem.parts}
    points = [part.points for part in problem.parts]
    yield "" if len(found) == len(points) > 0 else f"parts {[part.name for part in problem.parts]}"
    yield "" if sum(points) == TOTAL and min(points, default=0) > 0 else f"points {points} do not sum to {TOTAL}"
    for mistake in problem.mistakes:
        part = found.get(mistake.part)
        fits = part is not None and type(part.answer) is type(mistake.answer)
        yield "" if fits else f"mistake {mistake.name}: no part {mistake.part} with such an answer"


def own(problem: Problem) -> Iterator[str]:
    """The answer as the program prints it is right."""
    for part in problem.parts:
        if not isinstance(part.answer, RubricAnswer):
            yield graded_right(problem, part, written(part.answer) or "")


def carried(problem: Problem) -> Iterator[str]:
    """What follows from right earlier answers is the right answer; what follows from a mistake is an answer of the same kind."""
    carry = getattr(problem.family, "carried", None)
    if carry is None:
        return
    own: dict[str, Answer] = {}
    for part in problem.parts:
        follows = carry(problem.params, part.name, own)
        if follows is not None:
            yield graded_right(problem, part, written(follows) or "")
        for mistake in problem.mistakes:
            if mistake.part in own:
                other = carry(problem.params, part.name, {**own, mistake.part: mistake.answer})
                fits = other is None or type(other) is type(part.answer)
                yield "" if fits else f"{part.name} after {mistake.name}: {other}"
        own[part.name] = part.answer


def without_shortcut(problem: Problem) -> Iterator[str]:
    """The same where the grader may not say "same tree, right" without looking at numbers."""
    for part in problem.parts:
        if isinstance(part.answer, FormulaAnswer):
            yield graded_right(problem, part, written(part.answer) or "", shortcut=False)


def rewritten(problem: Problem, rewrite: Callable[[Answer], Iterator[str]]) -> Iterator[str]:
    """The answer written in another way is right."""
    for part in problem.parts:
        for text in rewrite(part.answer):
            yield graded_right(problem, part, text)


def graded_right(problem: Problem, part: Part, text: str, *, shortcut: bool = True) -> str:
    """Nothing where the text is graded right, else the complaint."""
    graded = grade(part.answer, text, seed=problem.id, mistakes=_of_part(problem, part), shortcut=shortcut)
    return "" if isinstance(graded.verdict, Correct) else f"{part.name}: {_told(graded.verdict)}: {text}"


def mistakes(problem: Problem) -> Iterator[str]:
    """Every mistake is graded wrong and called by its own name, exact or rounded."""
    for part in problem.parts:
        for mistake in _of_part(problem, part):
            texts = [written(mistake.answer), *in_decimals(mistake.answer)]
            for text in texts:
                yield _named(problem, part, mistake, text or "")


def _named(problem: Problem, part: Part, mistake: Mistake, text: str) -> str:
    verdict = grade(part.answer, text, seed=problem.id, mistakes=_of_part(problem, part)).verdict
    match verdict:
        case Wrong(mistake=Finding(name, general=False)) | Partial(mistake=Finding(name, general=False)) if name == mistake.name:
            return ""
        case _:
            return f"{part.name}: {mistake.name}: {_told(verdict)}: {text}"


def _of_part(problem: Problem, part: Part) -> list[Mistake]:
    return [mistake for mistake in problem.mistakes if mistake.part == part.name]


def _told(verdict: Verdict) -> str:
    """A verdict in a few words."""
    match verdict:
        case Correct():
            return "graded right"
        case Partial(mistake=finding) | Wrong(mistake=finding):
            return f"graded wrong ({finding.name if finding else 'no mistake named'})"
        case Unreadable(key):
            return f"unreadable ({key})"
        case Undecided(reason):
            return f"undecided ({reason})"


# ------------------------------------------------------------------------------------------------- solution and oracle


def oracle(problem: Problem) -> Iterator[str]:
    """Solution and oracle agree: numbers and matrices, and formulas at some points."""
    shared: dict[str, float] = {}
    for part in problem.parts:
        if isinstance(part.answer, FormulaAnswer):
            shared |= _point(sample(part.answer, problem.id), 0)
    for part in problem.parts:
        match part.answer:
            case FormulaAnswer():
                yield _oracle_at_points(problem, part, shared)
            case NumberAnswer(tree):
                yield _apart(part, as_float(tree), problem.family.oracle(problem.params, shared)[part.name])
            case MatrixAnswer(rows, symbols) if not symbols:
                yield _oracle_of_matrix(problem, part, [[as_float(cell) for cell in row] for row in rows], shared)
            case _:
                pass


def _oracle_at_points(problem: Problem, part: Part, shared: Mapping[str, float]) -> str:
    assert isinstance(part.answer, FormulaAnswer)
    points = sample(part.answer, problem.id)
    for index in range(POINTS):
        at = {**shared, **_point(points, index)}
        if complaint := _apart(part, points.expected[0][index], problem.family.oracle(problem.params, at)[part.name]):
            return f"{complaint} at {at}"
    return ""


def _oracle_of_matrix(problem: Problem, part: Part, right: list[list[float]], at: Mapping[str, float]) -> str:
    found = problem.family.oracle(problem.params, at)[part.name]
    if [len(row) for row in found] != [len(row) for row in right]:
        return f"{part.name}: the oracle has another shape"
    cells = (_apart(part, *pair) for rows in zip(right, found, strict=True) for pair in zip(*rows, strict=True))
    return next(filter(None, cells), "")


def _apart(part: Part, right: float, found: float) -> str:
    """Nothing where the numbers agree; a number that is not finite agrees with nothing."""
    finite = math.isfinite(right) and math.isfinite(found)
    if finite and math.isclose(right, found, rel_tol=_CLOSE, abs_tol=1e-12):
        return ""
    return f"{part.name}: the answer is {right:.12g}, the oracle says {found:.12g}"


def _point(points: Sample, index: int) -> dict[str, float]:
    return {name: column[index] for name, column in points.columns.items()}


def symbolic(problem: Problem) -> Iterator[str]:
    """Where the statement shows a derivative, SymPy carries it out to the same values as ours."""
    shown = [value for value in problem.state.values() if isinstance(value, Derivative)]
    if len(shown) != 1 or len(problem.parts) != 1 or not isinstance(problem.parts[0].answer, FormulaAnswer):
        return
    import sympy  # noqa: PLC0415 - only to play stress

    from colloq.notation.to_sympy import symbol_of, to_sympy  # noqa: PLC0415

    part, answer = problem.parts[0], problem.parts[0].answer
    points = sample(answer, problem.id)
    function = sympy.lambdify([symbol_of(name) for name in points.columns], to_sympy(shown[0]), "mpmath")
    for index in range(POINTS):
        found = function(*(column[index] for column in points.columns.values()))
        if complaint := _apart(part, points.expected[0][index], float(found)):
            yield complaint.replace("the oracle", "SymPy") + f" at {_point(points, index)}"
            return
    yield ""


# -------------------------------------------------------------------------------------------------------------- solution


def steps(problem: Problem) -> Iterator[str]:
    """Every equality of the worked solution is true, every part's answer is stated, the last step states one."""
    for number, step in enumerate(problem.steps, 1):
        if step.before is not None and step.after is not None:
            equal = _equal(problem, step.before, step.after)
            yield "" if equal else f"step {number} ({step.key}): {linear(step.before)} is not {linear(step.after)}"
    for part in problem.parts:
        told = isinstance(part.answer, RubricAnswer) or any(states(step, part.answer) for step in problem.steps)
        yield "" if told else f"no step states the answer of {part.name}"
    last = problem.steps[-1] if problem.steps else None
    told = last is not None and any(states(last, part.answer) for part in problem.parts)
    yield "" if told else f"the last step ({last.key if last else 'none'}) does not state an answer"


def _equal(problem: Problem, before: Tree, after: Tree) -> bool:
    """Whether two trees agree at the points of the problem, derivatives carried out."""
    left, right = resolve(before), resolve(after)
    points = _points_for(problem, symbols_of(left) | symbols_of(right))
    count = points.count
    expected = Sample(points.columns, count, evaluate(left, points.columns, count))
    return compare(FormulaAnswer(left, {}), right, expected).outcome is Outcome.EQUAL


def _points_for(problem: Problem, names: frozenset[str]) -> Sample:
    """The points of a formula part that has these symbols; numbers of no special kind for symbols that no part has."""
    samples = [sample(part.answer, problem.id) for part in problem.parts if isinstance(part.answer, FormulaAnswer)]
    best = max(samples, key=lambda points: len(names & points.columns.keys()), default=None)
    count = best.count if best else POINTS
    columns = dict(best.columns) if best else {}
    for name in sorted(names - columns.keys()):
        rng = Stream(f"{problem.id} {name}")
        columns[name] = tuple(0.3 + 1.5 * rng.unit() for _ in range(count))
    return Sample(columns, count, ([], []))


def states(step: Step, answer: Answer) -> bool:
    """Whether a step or hint gives the answer away: on a side of its equality, or among its values."""
    return any(is_answer(value, answer) for value in (step.before, step.after, *step.values.values()) if value is not None)


def is_answer(value: Value, answer: Answer) -> bool:
    """Whether a value that is shown is the answer itself; a derivative that is still to be carried out is not.

    Choices and orders are shown as phrases (one, or several in a tuple), matchings as pairs of phrases (a table or a tuple).
    """
    match value, answer:
        case _, ChoiceAnswer(right=options):
            return frozenset(_phrases(value)) == options
        case _, OrderingAnswer(items):
            return _phrases(value) == items
        case ((Table(_, pairs) | tuple(pairs)), MatchingAnswer(pairs=right_pairs)):
            return set(map(_phrases, pairs)) == set(right_pairs.items())
        case ((bool() | str() | Word() | Table()), _):
            return False
        case tuple(), _:
            return any(is_answer(inner, answer) for inner in value)
        case Grid(rows), MatrixAnswer(right):
            return len(rows) == len(right) and all(
                len(shown) == len(cells) and all(map(_same, shown, cells)) for shown, cells in zip(rows, right, strict=True)
            )
        case Grid(), _:
            return False
        case _, NumberAnswer(tree):
            return _same(value, tree)
        case ((int() | Fraction()), _):
            return False
        case _, FormulaAnswer(tree):
            return value == tree or _same_formula(value, answer)
        case _, MatrixFormulaAnswer(tree):
            return value == tree
        case _:
            return False


def _phrases(value: Value) -> tuple[str, ...]:
    """The keys of the phrases that a value consists of."""
    match value:
        case Word(key):
            return (key,)
        case tuple():
            return tuple(key for item in value for key in _phrases(item))
        case _:
            return ()


def _same(shown: int | Fraction | Tree, tree: Tree) -> bool:
    """Whether a number that is shown is this number; formulas in cells count by their form."""
    left = rational(shown) if isinstance(shown, int | Fraction) else shown
    if symbols_of(left) or symbols_of(tree) or _is_open(left):
        return left == tree
    return math.isclose(as_float(left), as_float(tree), rel_tol=1e-12)


def _same_formula(shown: Tree, answer: FormulaAnswer) -> bool:
    if not symbols_of(shown) <= answer.symbols.keys() or _is_open(shown):
        return False
    return compare(answer, shown, sample(answer, "is this the answer")).outcome is Outcome.EQUAL


def _is_open(tree: Tree) -> bool:
    """Whether a derivative in it is still to be carried out."""
    return isinstance(tree, Derivative) or any(map(_is_open, children(tree)))


# ------------------------------------------------------------------------------------------------------------ parameters


def params(problem: Problem) -> Iterator[str]:
    """Parameters written as JSON are read back as the same parameters."""
    fields = json.loads(json.dumps(problem.params_json()))
    again = problem.family.read_params(fields)
    yield "" if again == problem.params else f"{fields} is read back as {again}"
