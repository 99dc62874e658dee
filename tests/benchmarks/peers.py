"""The grader beside other ways to decide whether two formulas are equal: `python tests/benchmarks/peers.py [--peers 150]`.

All judge the same pairs: those of the corpus (`tests/grading/*.jsonl`) and `sharp.jsonl`, where floats or habits of floats
mislead. Ours judges all of them, the others a sample, for they are slow.

* math-verify: LaTeX in, its own reading, SymPy behind it.
* SymPy: `simplify(expected - typed) == 0`, with positive symbols.
* a sampler as many courses have it: SymPy reads both texts, `lambdify` compiles them, `math.isclose` compares them at ten points.

Each gets the pair in the form that suits it best: our own tree, printed as LaTeX or as Python, functions that it does not know
written with those that it knows; the sampler gets our points. A peer works in a process of its own and has `--seconds` for each
verdict; after that the process is ended and the pair counts as "no verdict". Times are processor time, of a process that is
warm. Peers that are not installed are left out: `python -m pip install ".[bench]"`.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import math
import queue
import random
import statistics
import string
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from colloq.grading.decide import decide  # noqa: E402
from colloq.grading.formula import Outcome, sample  # noqa: E402 - of this checkout, installed or not
from colloq.grading.grade import grade, read_answer  # noqa: E402
from colloq.grading.number import Result, compare_numbers  # noqa: E402
from colloq.model import Correct, FormulaAnswer, NumberAnswer, Wrong  # noqa: E402
from colloq.notation.effort import one_effort  # noqa: E402
from colloq.notation.latex import latex  # noqa: E402
from colloq.notation.read import Reading  # noqa: E402
from colloq.notation.tree import (  # noqa: E402
    Apply,
    Constant,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    children,
    has_decimal,
    substitute,
    symbols_of,
    with_children,
)
from colloq.practice.expected import SEED  # noqa: E402
from colloq.practice.tasks import from_json  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from colloq.notation.tree import Tree

FILES = ("grading/right", "grading/near", "grading/kinds", "benchmarks/sharp")
RIGHT = {"correct": True, "incorrect": False}
ROUNDS = 5
RATIO_AIM, P99_AIM_MS, MOST_OPEN = 50, 2.0, 0.01
NUMBERS = dict.fromkeys(Result, False) | {Result.RIGHT: True, Result.OPEN: None}
FORMULAS = dict.fromkeys(Outcome, False) | {Outcome.EQUAL: True, Outcome.OPEN: None}
POINTS = 10
MOST_BYTES = 3 * 2**30  # of a peer: 9^9^9^9 is a number that some try to write down


# ------------------------------------------------------------------------------------------------------------------- pairs


@dataclass(frozen=True, slots=True)
class Pair:
    """A right answer and a typed one, as trees; `right` is what the verdict has to be."""

    answer: FormulaAnswer | NumberAnswer
    text: str
    typed: Tree
    right: bool
    where: str

    @property
    def expected(self) -> Tree:
        """The tree of the right answer."""
        return self.answer.tree if isinstance(self.answer, FormulaAnswer) else self.answer.value


def pairs(files: Iterable[str] = FILES) -> Iterator[Pair]:
    """The readable pairs of formulas and numbers. Rounded numbers are left out: three digits are our rule, not the peers'."""
    for name in files:
        for number, line in enumerate((ROOT / "tests" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line)
            if row.get("kind") not in ("formula", "number") or row["want"] not in RIGHT:
                continue
            answer = from_json(row).expected
            assert isinstance(answer, FormulaAnswer | NumberAnswer)
            reading = read_answer(answer, row["answer"])
            if not isinstance(reading, Reading) or (isinstance(answer, NumberAnswer) and has_decimal(reading.tree)):
                continue
            yield Pair(answer, row["answer"], reading.tree, RIGHT[row["want"]], f"{name}.jsonl:{number}")


# ---------------------------------------------------------------------------------------------------------- translations


def plainer(tree: Tree) -> Tree:
    """The tree with functions that every program knows."""
    tree = with_children(tree, tuple(map(plainer, children(tree))))
    if not isinstance(tree, Apply):
        return tree
    first, one = tree.arguments[0], Number(1)
    match tree.function:
        case "lg":
            return Apply("log", (first, Number(10)))
        case "acot":
            return Sum((Quotient(Constant("pi"), Number(2)), Negative(Apply("atan", (first,)))))
        case "sigmoid":
            return Quotient(one, Sum((one, Power(Constant("e"), Negative(first)))))
        case "relu":
            return Apply("max", (Number(0), first))
        case "sign":
            return Quotient(first, Apply("abs", (first,)))
        case "cbrt":
            return Power(first, Quotient(one, Number(3)))
        case "sec" | "csc" | "cot" | "sech" | "csch" | "coth" as name:
            below = {"sec": "cos", "csc": "sin", "cot": "tan", "sech": "cosh", "csch": "sinh", "coth": "tanh"}[name]
            return Quotient(one, Apply(below, (first,)))
        case "acoth":
            return Apply("atanh", (Quotient(one, first),))
        case "exp":
            return Power(Constant("e"), first)
        case _:
            return tree


def letters(names: Iterable[str]) -> dict[str, str]:
    """A letter for each symbol: its own where it has one that means nothing else."""
    names = sorted(names)
    free = [letter for letter in string.ascii_lowercase if letter not in "deijlo" and letter not in names]
    return {
        name: name if len(name) == 1 and name in string.ascii_lowercase and name not in "eij" else free.pop() for name in names
    }


def renamed(tree: Tree, names: Mapping[str, str]) -> Tree:
    """The tree in other letters."""
    return substitute(tree, {name: Symbol(letter) for name, letter in names.items()})


def python(tree: Tree) -> str:
    """The tree as Python text for SymPy, with all the brackets."""
    match tree:
        case Number(value):
            return f"({value.numerator}/{value.denominator})" if value.denominator > 1 else str(value)
        case Symbol(name):
            return name
        case Constant(name):
            return "E" if name == "e" else "pi"
        case Negative(argument):
            return f"(-{python(argument)})"
        case Sum(terms):
            return "(" + " + ".join(map(python, terms)) + ")"
        case Product(factors):
            return "(" + "*".join(map(python, factors)) + ")"
        case Quotient(top, bottom):
            return f"({python(top)}/{python(bottom)})"
        case Power(base, exponent):
            return f"({python(base)}**{python(exponent)})"
        case Apply(function, arguments):
            name = {"abs": "Abs", "max": "Max", "min": "Min", "ln": "log"}.get(function, function)
            return f"{name}({', '.join(map(python, arguments))})"
        case _:
            raise TypeError(tree)


def message_of(pair: Pair) -> dict[str, Any]:
    """What a peer is told: both texts in Python and LaTeX, the letters, and ten points."""
    names = letters(pair.answer.symbols if isinstance(pair.answer, FormulaAnswer) else ())
    trees = [renamed(plainer(tree), names) for tree in (pair.expected, pair.typed)]
    points: list[dict[str, float]] = [{}]
    if isinstance(pair.answer, FormulaAnswer):
        columns = sample(pair.answer, SEED).columns
        points = [{names[name]: column[place] for name, column in columns.items()} for place in range(POINTS)]
    return {
        "python": [python(tree) for tree in trees],
        "latex": [latex(tree) for tree in trees],
        "letters": sorted({name for tree in trees for name in symbols_of(tree)}),
        "points": points,
    }


# ------------------------------------------------------------------------------------------------------------------- peers
# Each takes the message and gives True (equal), False, or None (no verdict).


def _sympy(message: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    import sympy  # noqa: PLC0415 - in the process of a peer only
    from sympy.parsing.sympy_parser import parse_expr  # noqa: PLC0415

    symbols = {name: sympy.Symbol(name, positive=True) for name in message["letters"]}
    return [parse_expr(text, local_dict=dict(symbols)) for text in message["python"]], list(symbols.values())


def math_verify(message: Mapping[str, Any]) -> bool | None:
    """By math-verify; None where it reads no formula."""
    from math_verify import parse, verify  # noqa: PLC0415

    gold, answer = (parse(f"${text}$", raise_on_error=False) for text in message["latex"])
    if not any(not isinstance(found, str) for found in gold) or not any(not isinstance(found, str) for found in answer):
        return None
    return bool(verify(gold, answer))


def simplify(message: Mapping[str, Any]) -> bool | None:
    """By simplify(expected - typed) == 0."""
    import sympy  # noqa: PLC0415

    (expected, typed), _ = _sympy(message)
    return bool(sympy.simplify(expected - typed) == 0)


def sampler(message: Mapping[str, Any]) -> bool | None:
    """By lambdify and math.isclose at the points where both have a value; None where there are none."""
    import sympy  # noqa: PLC0415

    trees, symbols = _sympy(message)
    expected, typed = (sympy.lambdify(symbols, tree, "math") for tree in trees)
    compared = 0
    for point in message["points"]:
        at = [point[symbol.name] for symbol in symbols]
        try:
            left, right = expected(*at), typed(*at)
        except (ValueError, ZeroDivisionError, OverflowError):
            continue
        if isinstance(left, complex) or isinstance(right, complex):
            continue
        if not math.isclose(left, right):
            return False
        compared += 1
    return True if compared else None


PEERS: dict[str, tuple[str, Callable[[Mapping[str, Any]], bool | None], str]] = {
    "math-verify": ("math_verify", math_verify, "math-verify"),
    "simplify": ("sympy", simplify, "SymPy simplify, positive symbols"),
    "sampler": ("sympy", sampler, "SymPy parse, lambdify, sampled"),
}
"""By name: the module that it needs, the judge, what the table calls it."""


def serve(name: str) -> None:
    """Judges the messages that come in, a line each, until the input ends."""
    judge = PEERS[name][1]
    with contextlib.suppress(ImportError):  # not on Windows
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    for line in sys.stdin:
        start = time.process_time()
        try:
            verdict = judge(json.loads(line))
            failure = ""
        except Exception as error:  # noqa: BLE001 - whatever a peer raises is its verdict: none
            verdict, failure = None, repr(error)[:80]
        sys.stdout.write(json.dumps({"verdict": verdict, "seconds": time.process_time() - start, "failure": failure}) + "\n")
        sys.stdout.flush()


class Worker:
    """A peer in a process of its own, ended where a verdict takes too long."""

    def __init__(self, command: Sequence[str], seconds: float) -> None:
        self._command = command
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()

    def ask(self, message: Mapping[str, Any], seconds: float | None = None) -> Mapping[str, Any] | None:
        """The answer to a message; None where it takes too long or the process dies."""
        process = self._process or self._started()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
            line = self._lines.get(timeout=seconds or self._seconds)
        except (queue.Empty, BrokenPipeError):
            line = ""
        if not line:
            self.end()
            return None
        found: Mapping[str, Any] = json.loads(line)
        return found

    def end(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _started(self) -> subprocess.Popen[str]:
        self._process = process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
        )
        self._lines = lines = queue.Queue()

        def read() -> None:
            assert process.stdout is not None
            with contextlib.suppress(ValueError):  # closed while it is read
                for line in process.stdout:
                    lines.put(line)
            lines.put("")

        threading.Thread(target=read, daemon=True).start()
        return process


# ------------------------------------------------------------------------------------------------------------------ scores


@dataclass(slots=True)
class Score:
    """What a judge said of the pairs, and how long each verdict took, in seconds."""

    name: str
    refused: int = 0
    accepted: int = 0
    silent: int = 0
    times: list[float] = field(default_factory=list)
    hangs: int = 0
    examples: list[str] = field(default_factory=list)

    def note(self, pair: Pair, verdict: bool | None, seconds: float | None) -> None:
        """Counts one verdict; `verdict` None is none, `seconds` None: it did not come in time."""
        if seconds is None:
            self.hangs += 1
        else:
            self.times.append(seconds)
        if verdict is pair.right:
            return
        if verdict is None:
            self.silent += 1
        elif pair.right:
            self.refused += 1
        else:
            self.accepted += 1
        kind = "no verdict" if verdict is None else "refused" if pair.right else "accepted"
        self.examples.append(f"{self.name}: {kind} {pair.text[:60]} ({pair.where})")

    @property
    def rate(self) -> float:
        """Verdicts in a second, those that did not come left out."""
        return len(self.times) / sum(self.times) if self.times else 0.0


def percentile(times: Sequence[float], share: float) -> float:
    """The time that this share of the verdicts does not exceed."""
    ordered = sorted(times)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def decided(pair: Pair) -> bool | None:
    """Our verdict alone, reading included, as a peer gives it: no search for the mistake. The same tree gets no shortcut."""
    reading = read_answer(pair.answer, pair.text)
    assert isinstance(reading, Reading)
    with one_effort():
        if isinstance(pair.answer, NumberAnswer):
            return NUMBERS.get(compare_numbers(pair.answer.value, reading.tree, digits=pair.answer.digits))
        return FORMULAS.get(decide(pair.answer, reading.tree, SEED, shortcut=False).outcome)


def compared(pair: Pair) -> bool | None:
    """The same of a tree that has been read: what reading costs is the difference."""
    with one_effort():
        if isinstance(pair.answer, NumberAnswer):
            return NUMBERS.get(compare_numbers(pair.answer.value, pair.typed, digits=pair.answer.digits))
        return FORMULAS.get(decide(pair.answer, pair.typed, SEED, shortcut=False).outcome)


def explained(pair: Pair) -> bool | None:
    """Our verdict as a student gets it: with the mistake named where it can be."""
    verdict = grade(pair.answer, pair.text, seed=SEED, shortcut=False).verdict
    return {Correct: True, Wrong: False}.get(type(verdict))


def ours(name: str, judge: Callable[[Pair], bool | None], chosen: Sequence[Pair]) -> Score:
    """The verdicts of our grader; the time of each is the median of some rounds."""
    score = Score(name)
    for pair in chosen:
        rounds = []
        for _ in range(ROUNDS):
            start = time.process_time()
            said = judge(pair)
            rounds.append(time.process_time() - start)
        score.note(pair, said, statistics.median(rounds))
    return score


def theirs(name: str, chosen: Sequence[Pair], seconds: float) -> Score:
    """The verdicts of a peer."""
    score = Score(PEERS[name][2])
    worker = Worker([sys.executable, str(Path(__file__)), "--serve", name], seconds)
    warm = message_of(chosen[0])
    worker.ask(warm, 60)
    for place, pair in enumerate(chosen):
        found = worker.ask(message_of(pair))
        if found is None:
            score.note(pair, None, None)
            worker.ask(warm, 60)
        else:
            score.note(pair, found["verdict"], found["seconds"])
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{score.name}: {place + 1} of {len(chosen)} ")
    worker.end()
    sys.stderr.write("\n")
    return score


def table(scores: Sequence[Score]) -> list[str]:
    """A line for each judge."""
    lines = [("", "pairs", "right refused", "wrong accepted", "no verdict", "median", "p99", "per second")]
    lines += [
        (
            score.name,
            str(len(score.times) + score.hangs),
            str(score.refused),
            str(score.accepted),
            str(score.silent),
            f"{1000 * statistics.median(score.times):.3f} ms",
            f"{1000 * percentile(score.times, 0.99):.2f} ms",
            f"{score.rate:,.0f}",
        )
        for score in scores
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]


def aims(read: Score, alone: Score, named: Score, others: Sequence[Score]) -> list[tuple[str, bool]]:
    """What is aimed at, and whether it is met: verdicts on trees that are `read`, `alone` on texts, `named` with the mistake."""
    faults = max(score.refused + score.accepted for score in (read, alone, named))
    slowest = 1000 * percentile(named.times, 0.99)
    found = [
        (f"wrong verdicts of ours: {faults}", faults == 0),
        (f"left open by ours: {named.silent} of {len(named.times)}", named.silent <= MOST_OPEN * len(named.times)),
        (f"p99 of ours, reading and the mistake included: {slowest:.2f} ms, aim {P99_AIM_MS:.0f} ms", slowest < P99_AIM_MS),
    ]
    for score in others:
        count = score.refused + score.accepted + score.silent
        found.append((f"{score.name}: pairs without the right verdict: {count}", count > 0))
        if score.name == PEERS["sampler"][2]:
            bare, ratio, slower = (mine.rate / score.rate for mine in (read, alone, named))
            said = f"of a tree {bare:.0f}, of a text {ratio:.0f}, with the mistake {slower:.0f}; aim {RATIO_AIM}"
            found.append((f"our verdicts in the time of one of the sampler: {said}", ratio >= RATIO_AIM))
    return found


# -------------------------------------------------------------------------------------------------------------------- main


def main(words: list[str]) -> int:
    """Judges all pairs and prints the table; 1 where an aim is missed and `--strict` was said."""
    parser = argparse.ArgumentParser(description="Compare the grader with other ways to decide equality.")
    parser.add_argument("--peers", type=int, default=150, help="pairs for each peer; 0 leaves the peers out")
    parser.add_argument("--seconds", type=float, default=5.0, help="time of a peer for one verdict")
    parser.add_argument("--seed", type=int, default=1, help="which pairs the peers get")
    parser.add_argument("--examples", type=int, default=0, help="wrong verdicts to show of each peer")
    parser.add_argument("--strict", action="store_true", help="end with 1 where an aim is missed")
    parser.add_argument("--serve", metavar="PEER", help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    if arguments.serve:
        serve(arguments.serve)
        return 0
    everything = list(pairs())
    chosen = random.Random(arguments.seed).sample(everything, min(arguments.peers, len(everything)))
    mine = [
        ours("colloq, tree to verdict", compared, everything),
        ours("colloq, text to verdict", decided, everything),
        ours("colloq, mistake named", explained, everything),
    ]
    others: list[Score] = []
    for name, (module, _, title) in PEERS.items():
        if importlib.util.find_spec(module) is None:
            sys.stdout.write(f'{title}: not installed, left out (python -m pip install ".[bench]")\n')
        elif chosen:
            others.append(theirs(name, chosen, arguments.seconds))
    sys.stdout.write("\n".join(["", *table([*mine, *others]), ""]) + "\n")
    for score in (*mine, *others):
        sys.stdout.write("".join(f"  {example}\n" for example in score.examples[: arguments.examples or (score in mine) * 20]))
    results = aims(*mine, others)
    sys.stdout.write("".join(f"{'yes' if met else 'NO '}  {said}\n" for said, met in results))
    return int(arguments.strict and not all(met for _, met in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
