"""How fast the program is: `python tests/benchmarks/run.py [--strict] [--runs N]` prints one table.

Commands are compared with a small typer program, run in turn with them by the same interpreter, so that the ratios mean the
same on every machine; what runs in this process is measured in processor time. Each number is a median; the fastest run stands
beside it. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import functools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from colloq.catalog.family import family, family_names  # noqa: E402 - found in this checkout, installed or not
from colloq.catalog.problem import draw  # noqa: E402
from colloq.grading.grade import grade  # noqa: E402
from colloq.model import FormulaAnswer, MatrixAnswer, MatrixFormulaAnswer  # noqa: E402
from colloq.practice.rewrites import written  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from colloq.catalog.problem import Problem

FLOOR = '''\
"""The smallest program of this kind: three commands, one of which reads a file and prints a line."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def drill(topic: str = "", count: int = 10):
    """Practise."""
    print(topic, count)


@app.command()
def exam(minutes: int = 60, questions: int = 2):
    """Sit an exam."""
    print(minutes, questions)


@app.command()
def check(
    words: Annotated[list[str], typer.Argument(help="The answer.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
):
    """Check an answer."""
    known = json.loads((Path(__file__).parent / "floor.json").read_text())
    answer = " ".join(words)
    print(json.dumps({"right": answer in known}) if as_json else answer in known)


if __name__ == "__main__":
    app()
'''

HELP_AIM, CHECK_AIM = 1.2, 1.5
VERDICT_AIM_MS = 1.0
NUMERIC_AIM_MS, SYMBOLIC_AIM_MS = 1.0, 5.0
SOLVED_AIM, DRAWN_AIM, DERIVED_AIM = 20_000, 3_000, 300


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `met` is None where no aim was set."""

    what: str
    measured: str
    fastest: str = ""
    floor: str = ""
    ratio: str = ""
    aim: str = ""
    met: bool | None = None


# --------------------------------------------------------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True)
class Command:
    """A program to run: a module, its words, and the environment; `fresh` gives every run an empty cache."""

    module: str
    words: tuple[str, ...]
    code: int = 0
    fresh: bool = False


class Bench:
    """Runs commands in a folder of their own, the small program beside them."""

    def __init__(self, folder: Path, runs: int) -> None:
        self._folder = folder
        self._runs = runs
        (folder / "floor.py").write_text(FLOOR, encoding="utf-8")
        (folder / "floor.json").write_text('["9 7 1 11"]', encoding="utf-8")

    def seconds(self, command: Command) -> float:
        """One run, from start to end. Raises RuntimeError where the program fails."""
        with tempfile.TemporaryDirectory(dir=self._folder) as fresh:
            environment = os.environ | {
                "PYTHONPATH": os.pathsep.join((str(ROOT), str(self._folder))),
                "COLLOQ_HOME": fresh if command.fresh else str(self._folder / "home"),
                "COLLOQ_LANG": "en",
                "COLUMNS": "80",
            }
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-m", command.module, *command.words],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=environment,
                cwd=self._folder,
                check=False,
            )
            spent = time.perf_counter() - start
        if done.returncode != command.code:
            raise RuntimeError(f"{command}: {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")
        return spent

    def in_turn(self, *commands: Command) -> list[list[float]]:
        """Times of each command, run in turn: A B C A B C, after one round that does not count."""
        for command in commands:
            self.seconds(command)
        rounds = [[self.seconds(command) for command in commands] for _ in range(self._runs)]
        return [list(column) for column in zip(*rounds, strict=True)]


def milliseconds(times: Sequence[float]) -> str:
    """The median."""
    return f"{1000 * statistics.median(times):.1f} ms"


def compared(what: str, times: Sequence[float], floor: Sequence[float], aim: float | None) -> Row:
    """A command beside the small program: the ratio of the medians, and of the fastest runs."""
    ratio, best = statistics.median(times) / statistics.median(floor), min(times) / min(floor)
    return Row(
        what,
        milliseconds(times),
        f"{1000 * min(times):.1f} ms",
        milliseconds(floor),
        f"{ratio:.2f} ({best:.2f})",
        f"<= {aim} x" if aim else "",
        None if aim is None else ratio <= aim,
    )


def check_words(problem: Problem, texts: dict[str, str | None]) -> tuple[str, ...]:
    """The words of `colloq check` for these answers."""
    if len(problem.parts) == 1:
        return "check", problem.id, *(str(text) for text in texts.values())
    return "check", problem.id, *(word for name, text in texts.items() for word in ("--part", f"{name}={text}"))


def command_rows(bench: Bench) -> Iterator[Row]:
    """Help and checks beside the small program."""
    help_floor, check_floor = Command("floor", ("--help",)), Command("floor", ("check", "9 7 1 11"))
    ours, floor = bench.in_turn(Command("colloq", ("--help",)), help_floor)
    yield compared("colloq --help", ours, floor, HELP_AIM)
    ours, floor = bench.in_turn(Command("colloq", ()), help_floor)
    yield compared("colloq (home), beside --help", ours, floor, None)
    for name in family_names():
        problem = draw(name, max(family(name).LEVELS), 17)
        right = {part.name: written(part.answer) for part in problem.parts}
        mistake = problem.mistakes[0]
        words, wrong = check_words(problem, right), check_words(problem, {**right, mistake.part: written(mistake.answer)})
        times = bench.in_turn(
            Command("colloq", words), check_floor, Command("colloq", wrong, 1), Command("colloq", wrong, 1, fresh=True)
        )
        yield compared(f"check {problem.id}", times[0], times[1], CHECK_AIM)
        yield compared("  a wrong answer", times[2], times[1], None)
        yield compared("  the same, the first time ever", times[3], times[1], None)


def drill_rows(bench: Bench) -> Iterator[Row]:
    """The first question of a drill; the input ends there."""
    check_floor = Command("floor", ("check", "9 7 1 11"))
    for name in family_names():
        words = ("drill", name, "--plain", "--seed", "1", "-n", "1")
        ours, floor = bench.in_turn(Command("colloq", words), check_floor)
        script = f"import sys; from colloq.cli.main import run; run({list(words)!r}); sys.exit('sympy' in sys.modules)"
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(
                [sys.executable, "-c", script],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                env=os.environ | {"COLLOQ_HOME": home, "PYTHONPATH": str(ROOT)},
            )
        row = compared(f"drill {name}: first question", ours, floor, None)
        yield Row(row.what, row.measured, row.fastest, row.floor, row.ratio, "without SymPy", done.returncode == 0)


# -------------------------------------------------------------------------------------------------------------- in process


def spent(function: Callable[[], object]) -> float:
    """Seconds of one call, in the processor's time: what other programs do meanwhile does not count."""
    start = time.process_time()
    function()
    return time.process_time() - start


def verdict_rows(count: int = 300) -> Iterator[Row]:
    """Verdicts on formulas; each problem is judged once, so that nothing of it is remembered."""
    for name in family_names():
        rights, wrongs = [], []
        for problem in (draw(name, level, seed) for level in family(name).LEVELS for seed in range(count)):
            for part in problem.parts:
                if not isinstance(part.answer, FormulaAnswer):
                    continue
                mistakes = [mistake for mistake in problem.mistakes if mistake.part == part.name]
                judge = functools.partial(grade, part.answer, seed=problem.id, mistakes=mistakes)
                rights.append(spent(functools.partial(judge, written(part.answer) or "", shortcut=False)))
                wrongs += [spent(functools.partial(judge, written(mistake.answer) or "")) for mistake in mistakes[-1:]]
        for what, times in (("right, by numbers", rights), ("wrong, the mistake named", wrongs)):
            if times:
                median = 1000 * statistics.median(times)
                yield Row(
                    f"verdict {name}: {what}",
                    f"{median:.3f} ms",
                    f"{1000 * min(times):.3f} ms",
                    aim=f"<= {VERDICT_AIM_MS:.0f} ms",
                    met=median <= VERDICT_AIM_MS,
                )


def rate(what: str, rounds: Sequence[float], count: int, aim: int) -> Row:
    """How many in a second: by the median of some rounds, and by the fastest."""
    median = count / statistics.median(rounds)
    return Row(what, f"{median:,.0f} /s", f"{count / min(rounds):,.0f} /s", aim=f">= {aim:,} /s", met=median >= aim)


def rate_rows(rounds: int = 7) -> Iterator[Row]:
    """Problems solved and drawn in a second, one core, all levels alike; every round has seeds of its own."""
    conv2d = family("conv2d")
    solved, drawn, derived = [], [], []
    for turn in range(rounds):
        seeds = [(level, seed) for seed in range(400 * turn, 400 * turn + 400) for level in conv2d.LEVELS]
        problems: list[Problem] = []
        drawn.append(spent(lambda seeds=seeds, problems=problems: problems.extend(draw("conv2d", *pair) for pair in seeds)))
        solved.append(spent(lambda problems=problems: [conv2d.solve(problem.params) for problem in problems]))
        derived.append(
            spent(lambda turn=turn: [_derived(level, seed) for seed in range(50 * turn, 50 * turn + 50) for level in (1, 2, 3)])
        )
    yield rate("conv2d: solved", solved, 400 * len(conv2d.LEVELS), SOLVED_AIM)
    yield rate("conv2d: drawn with all checks", drawn, 400 * len(conv2d.LEVELS), DRAWN_AIM)
    yield rate("derivative: drawn, solved, with steps", derived, 150, DERIVED_AIM)


def _derived(level: int, seed: int) -> object:
    problem = draw("derivative", level, seed)
    return problem.parts, problem.steps


def draw_rows(count: int = 300) -> Iterator[Row]:
    """Time of a draw, by family and level; then the median of the levels whose answers are numbers, and of those with formulas."""
    medians: dict[bool, list[float]] = {False: [], True: []}
    for name in family_names():
        for level in family(name).LEVELS:
            times = [spent(functools.partial(draw, name, level, seed)) for seed in range(1000, 1000 + count)]
            median = 1000 * statistics.median(times)
            medians[_is_symbolic(name, level)].append(median)
            yield Row(f"draw {name}:{level}", f"{median:.2f} ms", f"{1000 * min(times):.2f} ms")
    for what, symbolic, aim in (("numeric", False, NUMERIC_AIM_MS), ("symbolic", True, SYMBOLIC_AIM_MS)):
        median = statistics.median(medians[symbolic])
        yield Row(
            f"draw, {what} levels: {len(medians[symbolic])}",
            f"{median:.2f} ms",
            f"{min(medians[symbolic]):.2f} ms",
            aim=f"<= {aim} ms",
            met=median <= aim,
        )


def _is_symbolic(name: str, level: int) -> bool:
    """Whether some part of some problem asks for a formula."""
    answers = [part.answer for seed in range(10) for part in draw(name, level, seed).parts]
    return any(
        isinstance(answer, FormulaAnswer | MatrixFormulaAnswer) or (isinstance(answer, MatrixAnswer) and answer.symbols)
        for answer in answers
    )


# ------------------------------------------------------------------------------------------------------------------- table


def table(rows: Sequence[Row]) -> list[str]:
    """Lines of the table; as wide as they are."""
    sign = {True: "yes", False: "NO", None: ""}
    lines = [("", "median", "fastest", "floor", "ratio (fastest)", "aim", "met")]
    lines += [(row.what, row.measured, row.fastest, row.floor, row.ratio, row.aim, sign[row.met]) for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place in {0, 5} else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]


def main(words: list[str]) -> int:
    """Measures everything and prints the table; 1 where an aim is missed and `--strict` was said."""
    parser = argparse.ArgumentParser(description="Measure how fast the program is.")
    parser.add_argument("--strict", action="store_true", help="end with 1 where an aim is missed")
    parser.add_argument("--runs", type=int, default=15, help="runs of each command")
    parser.add_argument("--in-process", action="store_true", help="leave out the commands")
    arguments = parser.parse_args(words)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), arguments.runs)
        if not arguments.in_process:
            rows += [*command_rows(bench), *drill_rows(bench)]
        rows += [*verdict_rows(), *rate_rows(), *draw_rows()]
    version = ".".join(map(str, sys.version_info[:3]))
    sys.stdout.write(
        "\n".join([f"Python {version}, {os.cpu_count()} cores, {arguments.runs} runs in turn", "", *table(rows), ""])
    )
    missed = [row.what.strip() for row in rows if row.met is False]
    sys.stdout.write(f"\nAims missed: {', '.join(missed)}\n" if missed else "\nAll aims met.\n")
    return int(bool(missed) and arguments.strict)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
