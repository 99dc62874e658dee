"""How long hostile answers take: `python tests/benchmarks/hostile.py [--strict]` prints the slowest of `hostile.jsonl`.

None may be right, and none may take more than 50 ms of processor time in this process. With `--worst` also the answers that ask
for the most work (`tests/fuzz/worst.py`), which may take a second. Each number is the median of some rounds; the first use of
mpmath in a process is told apart, for a program pays it once.
"""

from __future__ import annotations

import argparse
import importlib
import json
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from colloq.practice.tasks import from_json  # noqa: E402 - found in this checkout, installed or not

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

HOSTILE = ROOT / "tests" / "grading" / "hostile.jsonl"
AIM_MS, WORST_AIM_MS = 50, 1000
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Timed:
    """A row and its verdict."""

    milliseconds: float
    verdict: str
    right: bool
    text: str


def timed(row: dict[str, Any], rounds: int = ROUNDS) -> Timed:
    """The median of some rounds; the expected answer is read before."""
    task = from_json(row)
    times = []
    marks = ()
    for _ in range(rounds):
        start = time.process_time()
        marks = task.marks()
        times.append(time.process_time() - start)
    (mark,) = marks
    return Timed(1000 * statistics.median(times), type(mark.graded.verdict).__name__, mark.share == 1, ascii(row["answer"])[:90])


def hostile_rows() -> list[dict[str, Any]]:
    """The hostile part of the corpus."""
    return [json.loads(line) for line in HOSTILE.read_text(encoding="utf-8").splitlines()]


def report(title: str, rows: Iterable[Timed], aim: float, most: int = 10) -> tuple[list[str], bool]:
    """The slowest rows, and whether the aim is met: in time, and none right."""
    found = sorted(rows, key=lambda row: -row.milliseconds)
    right = [row for row in found if row.right]
    met = not right and found[0].milliseconds <= aim
    median = statistics.median(row.milliseconds for row in found)
    lines = [f"{title}: {len(found)}, median {median:.2f} ms, slowest {found[0].milliseconds:.1f} ms, aim {aim:.0f} ms"]
    lines += [f"  {row.milliseconds:7.2f} ms  {row.verdict:<10}  {row.text}" for row in found[:most]]
    lines += [f"  RIGHT: {row.text}" for row in right]
    return lines, met


def main(words: Sequence[str]) -> int:
    """Measures and prints; 1 where an aim is missed and `--strict` was said."""
    parser = argparse.ArgumentParser(description="Measure how long hostile answers take.")
    parser.add_argument("--strict", action="store_true", help="end with 1 where an aim is missed")
    parser.add_argument("--worst", action="store_true", help="also the answers that ask for the most work")
    arguments = parser.parse_args(words)
    start = time.process_time()
    importlib.import_module("mpmath")
    lines = [f"first use of mpmath in a process: {1000 * (time.process_time() - start):.0f} ms, not counted below"]
    more, met = report("hostile answers", map(timed, hostile_rows()), AIM_MS)
    lines += more
    if arguments.worst:
        from tests.fuzz import worst  # noqa: PLC0415

        rows = [timed(case.row(), 1) for case in worst.CASES]
        slow, in_time = report("answers that ask for the most work", [row for row in rows if not row.right], WORST_AIM_MS)
        lines += slow
        met = met and in_time
    lines.append("aims met" if met else "AN AIM IS MISSED")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(arguments.strict and not met)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
