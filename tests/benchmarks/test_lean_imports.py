"""What a command imports decides how soon it answers: heavy libraries stay out of the way of those that must be quick.

How quick they are is measured by `python tests/benchmarks/run.py`, not here: times are no facts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from colloq.catalog.family import family, family_names
from colloq.catalog.problem import draw
from colloq.practice.rewrites import written

ROOT = Path(__file__).parent.parent.parent
HEAVY = {"sympy", "numpy", "mpmath", "pydantic", "yaml", "prompt_toolkit", "rich"}
END = "\x1e\n"

SCRIPT = f"""
import json, sys
from colloq.cli.main import run
seen = []
for words in json.loads(sys.argv[1]):
    code = run(words)
    seen.append([code, sorted({{name.partition(".")[0] for name in sys.modules}})])
    sys.stdout.write({END!r})
    sys.stdout.flush()
sys.stderr.write(json.dumps(seen) + "\\n")
"""


class Said(NamedTuple):
    code: int
    heavy: set[str]
    out: str


def imported(home, *commands):
    """Exit codes and heavy libraries of commands that follow each other in an interpreter of their own.

    What one of them imports stays imported: where nothing heavy is there after the last, none of them asked for it.
    """
    environment = os.environ | {"COLLOQ_HOME": str(home), "COLLOQ_LANG": "en", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(commands)],
        input="",
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=home,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stderr.splitlines()[-1])
    pages = done.stdout.split(END)[:-1]
    return [Said(code, HEAVY & set(modules), page) for (code, modules), page in zip(seen, pages, strict=True)]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A data folder with the cache of texts filled."""
    folder = tmp_path_factory.mktemp("home")
    assert [one.code for one in imported(folder, ["topics"], ["--help"])] == [0, 0]
    return folder


def words_of(problem, answers):
    if len(problem.parts) == 1:
        return ("check", problem.id, *answers.values())
    return ("check", problem.id, *(word for name, text in answers.items() for word in ("--part", f"{name}={text}")))


def right_and_wrong(problem):
    """The commands that check the right answers, and the same with a mistake."""
    right = {part.name: written(part.answer) for part in problem.parts}
    mistake = problem.mistakes[0]
    return words_of(problem, right), words_of(problem, right | {mistake.part: written(mistake.answer)})


@pytest.mark.parametrize("name", family_names())
def test_neither_right_nor_wrong_answers_need_a_heavy_library_nor_a_drill_sympy(home, name):
    """At every level; the first question of a drill comes after that, for it may import what checking may not."""
    commands = [words for level in family(name).LEVELS for words in right_and_wrong(draw(name, level, 17))]
    *checked, drilled = imported(home, *commands, ("drill", name, "--plain", "--seed", "1", "-n", "1"))
    assert [(one.code, one.heavy) for one in checked] == [(0, set()), (1, set())] * len(family(name).LEVELS)
    assert drilled.code == 0
    assert f"{name}:" in drilled.out
    assert not drilled.heavy & {"sympy", "numpy", "mpmath"}


def test_a_cold_cache_is_noticed(tmp_path):
    """The test above can fail: the first start reads YAML."""
    _, wrong = right_and_wrong(draw("conv2d", 1, 17))
    (said,) = imported(tmp_path, wrong)
    assert said.code == 1
    assert said.heavy == {"yaml", "pydantic"}


def test_what_a_command_before_has_imported_is_noticed(home):
    """The test above looks at each command: one that needs SymPy is seen, and so is everything after it."""
    right, _ = right_and_wrong(draw("conv2d", 1, 17))
    before, heavy, after = imported(home, right, ("stress", "derivative", "-n", "1"), right)
    assert (before.heavy, "sympy" in heavy.heavy, "sympy" in after.heavy) == (set(), True, True)


@pytest.mark.parametrize("words", [("--help",), ("check", "--help"), ("topics",), ()])
def test_help_and_home_are_lean(home, words):
    imported(home, words)
    (said,) = imported(home, words)
    assert said.code == 0
    assert said.out
    assert said.heavy == set()


@pytest.mark.parametrize("answer", ["__import__('os').system('id')", "9^9^9^9"])
def test_hostile_answers_import_nothing(home, answer):
    (said,) = imported(home, ("check", "conv2d:2@17", answer))
    assert said.code in {1, 3}
    assert not said.heavy & {"sympy", "numpy"}
