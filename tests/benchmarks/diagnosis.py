"""How often a wrong answer gets a message, and whether the message is true: `python tests/benchmarks/diagnosis.py`.

Right answers of every family, and of typical formulas of other topics, are written as a student may write them, one slip is
made in each (`slips.py`, `cells.py`), the text is graded, and what is said is held against the slip (`judge.py`). The labels:

    at the place   names the slip, or its place
    family's       a mistake of the family that gives this very answer
    whole          true of the answer as a whole: its sign, a factor, an offset, the reciprocal
    wide           true, but the part that is named is much larger than the slip
    other          names another place, and to mend that alone is as right: the text does not tell which of the two happened
    none           only a point where the answer differs
    WRONG          anything else

Ends with 1 where a mistake of a family is not named by its own name, where fewer than 70 of 100 slips in formulas, matrices or
numbers get one of the first three, or where one message is wrong. `--seed`, `--count` (seeds per family and level), `--show
LABEL` prints the cases of a label, `--times` only measures.
"""

from __future__ import annotations

import argparse
import gc
import math
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from colloq.catalog.family import family, family_names  # noqa: E402 - found in this checkout, installed or not
from colloq.catalog.problem import draw  # noqa: E402
from colloq.grading.grade import grade, read_answer  # noqa: E402
from colloq.model import Correct, FormulaAnswer, MatrixAnswer, NumberAnswer, Undecided, Unreadable  # noqa: E402
from colloq.notation.linear import linear, linear_matrix  # noqa: E402
from colloq.notation.read import MatrixReading, Reading  # noqa: E402
from colloq.practice.expected import expected_answer  # noqa: E402
from colloq.practice.rewrites import written  # noqa: E402
from tests.benchmarks import by_value, cells, judge  # noqa: E402
from tests.benchmarks.slips import Slip, rewritten, slips, tidied  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from colloq.model import Answer, Finding, Mistake
    from colloq.notation.tree import Tree

TYPICAL = (
    ("sigmoid(z)*(1 - sigmoid(z))", "z:real"),
    ("1 - tanh(z)^2", "z:real"),
    ("e^a/(e^a + e^b + e^c)", "a:real b:real c:real"),
    ("-(y*ln(p) + (1 - y)*ln(1 - p))", "y:0..1 p:0..1"),
    ("(p - y)/(p*(1 - p))", "y:0..1 p:0..1"),
    ("2*x*(w*x + b - y)/n", "w:real x:real b:real y:real n:positive"),
    ("w - a*(2*x*(w*x - y) + 2*l*w)", "w:real x:real y:real a:positive l:positive"),
    ("w - a*(b*v + (1 - b)*g)", "w:real v:real g:real a:positive b:0..1"),
    ("w - a*m/((1 - b^t)*(sqrt(v/(1 - c^t)) + d))", "w:real m:real v:positive a:positive b:0..1 c:0..1 d:positive t:positive"),
    ("g*(x - m)/sqrt(v + d) + b", "g:real x:real m:real v:positive d:positive b:real"),
    ("(n + 2*p - k)/s + 1", "n:positive p:positive k:positive s:positive"),
    ("1 + (k_1 - 1) + (k_2 - 1)*s_1 + (k_3 - 1)*s_1*s_2", "k_1:positive k_2:positive k_3:positive s_1:positive s_2:positive"),
    ("m*(k^2*c + 1)", "m:positive k:positive c:positive"),
    ("sqrt(2/(n + m))", "n:positive m:positive"),
    ("-(x - m)^2/(2*s^2) - ln(s) - ln(2*pi)/2", "x:real m:real s:positive"),
    ("ln(s_2/s_1) + (s_1^2 + (m_1 - m_2)^2)/(2*s_2^2) - 1/2", "s_1:positive s_2:positive m_1:real m_2:real"),
    ("sigmoid(x) + x*sigmoid(x)*(1 - sigmoid(x))", "x:real"),
    ("e^x/(1 + e^x)", "x:real"),
    ("ln((1 - r)/r)/2", "r:0..1"),
    ("v*e^(-a*y*h)/z", "v:positive a:positive y:real h:real z:positive"),
    ("f*c + i*tanh(w*x + u*h + b)", "f:0..1 c:real i:0..1 w:real x:real u:real h:real b:real"),
    ("(1 - z)*h + z*tanh(w*x + u*r*h)", "z:0..1 h:real w:real x:real u:real r:0..1"),
    ("(y - t)*y*(1 - y)*w*h*(1 - h)*x", "y:0..1 t:0..1 w:real h:0..1 x:real"),
    ("(x_1*y_1 + x_2*y_2)/(sqrt(x_1^2 + x_2^2)*sqrt(y_1^2 + y_2^2))", "x_1:positive x_2:positive y_1:positive y_2:positive"),
    ("w^2/2 + c*(1 - y*(w*x + b))", "w:real c:positive y:real x:real b:real"),
    ("a/2*(1 + cos(pi*t/s))", "a:positive t:positive s:positive"),
    ("-p*ln(p) - (1 - p)*ln(1 - p)", "p:0..1"),
    ("v*relu(w*x + b) + c", "v:real w:real x:real b:real c:real"),
    ("n*(e^(2*x) - e^(-2*x))^3/(x^2 + 1)", "n:positive x:positive"),
    ("x^n*(n*ln(x) + 1)", "n:positive x:positive"),
)
"""Formulas of other topics of the course, as text, with the domains of their letters."""

TRIES = 40  # slips thrown away because the answer stays equal, or has no value any more
LEAST = 70  # of 100 slips that a message has to point at
POINTED = (judge.AT, judge.FAMILY, judge.GENERAL)


@dataclass(frozen=True)
class Subject:
    """A part of a problem to make slips in."""

    group: str
    seed: str
    answer: Answer
    mistakes: Sequence[Mistake] = ()
    times: int = 1


@dataclass(frozen=True)
class Case:
    """A slip in a right answer: its kind, the text, and what the judge says of a finding; `note` is for people."""

    subject: Subject
    kind: str
    text: str
    judge: Callable[[Finding | None], str]
    note: str


@dataclass
class Tally:
    """What came of the slips of a group, or of a kind."""

    labels: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> int:
        """Slips that were judged."""
        return sum(self.labels.values())

    def percent(self, *labels: str) -> float:
        """The share of some labels."""
        return 100 * sum(self.labels[label] for label in labels) / self.all if self.all else math.nan


@dataclass
class Result:
    """All tallies: by kind of answer and group, by kind of answer and slip; the cases to show; seconds of each verdict."""

    groups: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    kinds: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    shown: list[str] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


# ------------------------------------------------------------------------------------------------------------------ slips


def subjects(count: int, seed: int) -> Iterator[Subject]:
    """The parts of the families' problems, and the typical formulas."""
    for name in family_names():
        for level in family(name).LEVELS:
            for number in range(seed, seed + count):
                problem = draw(name, level, number)
                for part in problem.parts:
                    known = [mistake for mistake in problem.mistakes if mistake.part == part.name]
                    yield Subject(f"{name}:{level}", problem.id, part.answer, known)
    for text, domains in TYPICAL:
        answer = expected_answer(text, dict(pair.split(":") for pair in domains.split()), "formula")
        yield Subject("typical", text, answer, times=max(1, count // 10))


def cases(count: int, seed: int) -> Iterator[Case]:
    """One slip in each part, several in the typical formulas."""
    for subject in subjects(count, seed):
        rng = random.Random(f"slips {seed} {subject.group} {subject.seed} {subject.answer}")
        for _ in range(subject.times):
            match subject.answer:
                case FormulaAnswer():
                    case = formula_case(rng, subject, subject.answer)
                case MatrixAnswer(symbols=symbols) if not symbols:
                    case = matrix_case(rng, subject, subject.answer)
                case NumberAnswer():
                    case = number_case(rng, subject, subject.answer)
                case _:
                    case = None
            if case is not None:
                yield case


def formula_case(rng: random.Random, subject: Subject, answer: FormulaAnswer) -> Case | None:
    """A slip in the right formula, half the time written in another way first; None where every slip leaves it equal."""
    where = by_value.points(rng, answer.symbols, answer.box)
    expected = by_value.column(answer.tree, where)
    tree = rewritten(rng, answer.tree) if rng.random() < 0.5 else answer.tree
    before = read(answer, linear(tidied(tree), unicode=False))
    assert by_value.same(by_value.column(before, where), expected), linear(tree)
    known = [(mistake.name, mistake.answer.tree) for mistake in subject.mistakes if isinstance(mistake.answer, FormulaAnswer)]
    tries = zip(slips(rng, before, tuple(answer.symbols)), range(TRIES), strict=False)
    slip = next((slip for slip, _ in tries if by_value.apart(by_value.column(slip.after, where), expected)), None)
    if slip is None:
        return None
    text = linear(slip.after, unicode=False)
    made = Slip(slip.kind, before, read(answer, text))
    note = f"{linear(before)}  =>  {linear(made.after)}"
    return Case(subject, slip.kind, text, lambda finding: judge.judge(made, finding, answer.tree, known, where), note)


def read(answer: Answer, text: str) -> Tree:
    """The tree of a text."""
    reading = read_answer(answer, text)
    assert isinstance(reading, Reading), text
    return reading.tree


def matrix_case(rng: random.Random, subject: Subject, answer: MatrixAnswer) -> Case | None:
    """A slip in the right matrix."""
    known = [(mistake.name, mistake.answer.rows) for mistake in subject.mistakes if isinstance(mistake.answer, MatrixAnswer)]
    for _ in range(TRIES):
        kind = rng.choice(sorted(cells.MATRIX_SLIPS))
        if kind == "transposed" and answer.free_vector:
            continue  # a vector that may be typed either way is right as it stands
        rows = cells.MATRIX_SLIPS[kind][0](rng, answer.rows)
        if not rows or not rows[0] or cells.values(rows) == cells.values(answer.rows):
            continue
        text = linear_matrix(rows)
        reading = read_answer(answer, text)
        assert isinstance(reading, MatrixReading), text
        typed = reading.rows
        judged = lambda f, kind=kind, typed=typed: cells.judge_matrix(kind, typed, answer.rows, f, known)  # noqa: E731
        return Case(subject, kind, text, judged, f"{linear_matrix(answer.rows)}  =>  {text}")
    return None


def number_case(rng: random.Random, subject: Subject, answer: NumberAnswer) -> Case | None:
    """A slip in the right number."""
    known = [(mistake.name, mistake.answer.value) for mistake in subject.mistakes if isinstance(mistake.answer, NumberAnswer)]
    right = cells.number_at(answer.value, {})
    for _ in range(TRIES):
        kind = rng.choice(sorted(cells.NUMBER_SLIPS))
        tree = cells.NUMBER_SLIPS[kind][0](rng, answer.value)
        value = cells.number_at(tree, {})
        if not math.isfinite(value) or cells.same_numbers([value], [right]) or (kind == "one more" and not answer.exact):
            continue
        text = cells.typed_number(rng, tree, answer.digits)
        typed = read(answer, text)
        judged = lambda f, kind=kind, typed=typed: cells.judge_number(kind, typed, answer.value, f, known)  # noqa: E731
        return Case(subject, kind, text, judged, f"{linear(answer.value)}  =>  {text}")
    return None


def play(count: int, seed: int, show: Sequence[str] = ()) -> Result:
    """Makes the slips, grades and judges them."""
    result = Result()
    for case in cases(count, seed):
        kind = {FormulaAnswer: "formula", MatrixAnswer: "matrix"}.get(type(case.subject.answer), "number")
        verdict, seconds = graded(case)
        tallies = result.groups[kind, case.subject.group], result.kinds[kind, case.kind]
        if isinstance(verdict, Correct | Undecided | Unreadable):
            for tally in tallies:
                tally.others[type(verdict).__name__] += 1
            label = type(verdict).__name__
        else:
            label = case.judge(verdict.mistake)
            for tally in tallies:
                tally.labels[label] += 1
            result.seconds[f"{kind} {case.subject.group}"].append(seconds)
        if label in show:
            result.shown.append(f"[{label}] {case.subject.group}, {case.kind}: {case.note}  :: {said(verdict)}")
    return result


def graded(case: Case) -> tuple[object, float]:
    """The verdict and its seconds, in the processor's time."""
    subject = case.subject
    start = time.process_time()
    verdict = grade(subject.answer, case.text, seed=subject.seed, mistakes=subject.mistakes).verdict
    return verdict, time.process_time() - start


def said(verdict: object) -> str:
    """What a verdict says, for people."""
    finding = getattr(verdict, "mistake", None)
    if finding is None:
        return "-"
    shown = {name: linear(value) if hasattr(type(value), "__match_args__") else value for name, value in finding.values.items()}
    return f"{finding.name} {', '.join(f'{name} {value}' for name, value in shown.items())}"


# --------------------------------------------------------------------------------------------------------- known mistakes


def unnamed(count: int, seed: int) -> tuple[int, list[str]]:
    """How many mistakes of the families were typed in some form, and which of them were not named by their own names."""
    tried, missed = 0, []
    for subject in subjects(count, seed):
        rng = random.Random(f"mistakes {subject.seed}")
        for mistake in subject.mistakes:
            for text in texts_of(rng, mistake):
                tried += 1
                verdict = grade(subject.answer, text, seed=subject.seed, mistakes=subject.mistakes).verdict
                finding = getattr(verdict, "mistake", None)
                if finding is None or finding.name != mistake.name:
                    missed.append(
                        f"{subject.seed} {mistake.name}: {text} ({finding.name if finding else type(verdict).__name__})"
                    )
    return tried, missed


def texts_of(rng: random.Random, mistake: Mistake) -> Iterator[str]:
    """The wrong answer in English, in Russian and, a formula, written in another way."""
    for language in ("en", "ru"):
        text = written(mistake.answer, language)
        if text is not None:
            yield text
    if isinstance(mistake.answer, FormulaAnswer):
        yield linear(rewritten(rng, mistake.answer.tree), unicode=False)


# ------------------------------------------------------------------------------------------------------------------- tables


def table(tallies: Mapping[tuple[str, str], Tally]) -> Iterator[str]:
    """Percentages by label, with a line for all answers of a kind."""
    yield f"{'':38}" + "".join(f"{label:>14}" for label in judge.LABELS) + f"{'pointed at':>14}{'slips':>8}"
    for kind in ("formula", "matrix", "number"):
        mine = {name: tally for (of, name), tally in sorted(tallies.items()) if of == kind}
        for name, tally in [*mine.items(), ("all", added(mine.values()))]:
            shares = "".join(f"{tally.percent(label):14.1f}" for label in judge.LABELS)
            others = "".join(f"  {word}: {number}" for word, number in tally.others.items())
            yield f"{kind:8}{name:30}{shares}{tally.percent(*POINTED):14.1f}{tally.all:8}{others}"
        yield ""


def added(tallies: Iterator[Tally]) -> Tally:
    """One tally of several."""
    result = Tally()
    for tally in tallies:
        result.labels += tally.labels
        result.others += tally.others
    return result


def time_lines(seconds: Mapping[str, Sequence[float]]) -> Iterator[str]:
    """Median and 99th percentile of a wrong verdict with its diagnosis, in milliseconds of processor time."""
    yield f"{'a wrong verdict, ms':38}{'median':>10}{'p99':>10}"
    for name, times in sorted(seconds.items()):
        ordered = sorted(1000 * one for one in times)
        yield f"{name:38}{statistics.median(ordered):10.2f}{ordered[math.ceil(0.99 * len(ordered)) - 1]:10.2f}"


def bounds(result: Result, missed: Sequence[str]) -> list[str]:
    """The bounds that are missed."""
    found = [f"mistakes of the families that are not named: {len(missed)}"] if missed else []
    for kind in ("formula", "matrix", "number"):
        tally = added(tally for (of, _), tally in result.groups.items() if of == kind)
        if tally.all and tally.percent(*POINTED) < LEAST:
            found.append(f"{kind}: {tally.percent(*POINTED):.1f} % of the slips are pointed at, fewer than {LEAST} %")
        if tally.labels[judge.WRONG]:
            found.append(f"{kind}: wrong messages: {tally.labels[judge.WRONG]}")
        if tally.others["Correct"]:
            found.append(f"{kind}: wrong answers graded right: {tally.others['Correct']}")
    return found


def measured(count: int, seed: int) -> dict[str, list[float]]:
    """Seconds of the verdicts on formulas; each slip is graded three times, the quickest counts."""
    made = [case for case in cases(count, seed) if isinstance(case.subject.answer, FormulaAnswer)]
    gc.collect()
    gc.freeze()  # what a long run keeps is not the verdict's to look through
    seconds: dict[str, list[float]] = defaultdict(list)
    for case in made:
        seconds[f"formula {case.subject.group}"].append(min(graded(case)[1] for _ in range(3)))
    return seconds


def main(words: list[str]) -> int:
    """Prints the tables; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description="Measure the diagnosis of wrong answers.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=50, help="seeds of each family and level")
    parser.add_argument("--show", action="append", default=[judge.WRONG], metavar="LABEL", help="print the cases of a label")
    parser.add_argument("--times", action="store_true", help="only measure how long wrong verdicts take")
    arguments = parser.parse_args(words)
    if arguments.times:
        sys.stdout.write("\n".join([*time_lines(measured(arguments.count, arguments.seed)), ""]))
        return 0
    tried, missed = unnamed(arguments.count, arguments.seed)
    result = play(arguments.count, arguments.seed, arguments.show)
    lines = [*result.shown, *(f"not named: {line}" for line in missed), "" if result.shown or missed else None]
    lines += [f"mistakes of the families: {tried} answers, {tried - len(missed)} named", ""]
    lines += [*table(result.groups), *table(result.kinds), *time_lines(result.seconds), ""]
    failures = bounds(result, missed)
    lines += [f"Missed: {failure}" for failure in failures] or ["All bounds hold."]
    sys.stdout.write("\n".join(line for line in lines if line is not None) + "\n")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
