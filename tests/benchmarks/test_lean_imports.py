"""What a command imports decides how soon it answers: heavy libraries stay out of the way of those that must be quick.

How quick they are is measured by `python tests/benchmarks/run.py`, not here: times are no facts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from colloq.catalog.family import family, family_names
from colloq.catalog.problem import draw
from colloq.practice.rewrites import written

ROOT = Path(__file__).parent.parent.parent
HEAVY = {"sympy", "numpy", "mpmath", "pydantic", "yaml", "prompt_toolkit", "rich"}
LEVELS = [(name, level) for name in family_names() for level in family(name).LEVELS]

SCRIPT = """
import json, sys
from colloq.cli.main import run
code = run(sys.argv[1:])
sys.stdout.flush()
sys.stderr.write(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]) + "\\n")
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


def imported(home, *words, typed=""):
    """Exit code and heavy libraries of a command, in an interpreter of its own."""
    environment = os.environ | {"COLLOQ_HOME": str(home), "COLLOQ_LANG": "en", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *words],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=home,
    )
    assert done.returncode == 0, done.stderr
    code, modules = json.loads(done.stderr.splitlines()[-1])
    return code, HEAVY & set(modules), done.stdout


def words_of(problem, answers):
    if len(problem.parts) == 1:
        return ("check", problem.id, *answers.values())
    return ("check", problem.id, *(word for name, text in answers.items() for word in ("--part", f"{name}={text}")))


@pytest.mark.parametrize(("name", "level"), LEVELS)
def test_a_right_answer_needs_no_heavy_library(home, name, level):
    problem = draw(name, level, 17)
    words = words_of(problem, {part.name: written(part.answer) for part in problem.parts})
    imported(home, *words)  # fills the cache of texts
    assert imported(home, *words)[:2] == (0, set())


@pytest.mark.parametrize(("name", "level"), LEVELS)
def test_a_wrong_answer_needs_none_either(home, name, level):
    problem = draw(name, level, 17)
    mistake = problem.mistakes[0]
    answers = {part.name: written(part.answer) for part in problem.parts} | {mistake.part: written(mistake.answer)}
    imported(home, *words_of(problem, answers))
    assert imported(home, *words_of(problem, answers))[:2] == (1, set())


def test_a_cold_cache_is_noticed(tmp_path):
    """The tests above can fail: the first start reads YAML."""
    problem = draw("conv2d", 1, 17)
    answers = {problem.mistakes[0].part: written(problem.mistakes[0].answer)}
    code, heavy, _ = imported(tmp_path, *words_of(problem, answers))
    assert code == 1
    assert heavy == {"yaml", "pydantic"}


@pytest.mark.parametrize("name", family_names())
def test_the_first_question_of_a_drill_comes_without_sympy(home, name):
    code, heavy, said = imported(home, "drill", name, "--plain", "--seed", "1", "-n", "1")
    assert code == 0
    assert f"{name}:" in said
    assert not heavy & {"sympy", "numpy", "mpmath"}


@pytest.mark.parametrize("words", [("--help",), ("check", "--help"), ("topics",), ()])
def test_help_and_home_are_lean(home, words):
    imported(home, *words)
    code, heavy, said = imported(home, *words)
    assert code == 0
    assert said
    assert heavy == set()


@pytest.mark.parametrize("answer", ["__import__('os').system('id')", "9^9^9^9"])
def test_hostile_answers_import_nothing(home, answer):
    code, heavy, _ = imported(home, "check", "conv2d:2@17", answer)
    assert code in {1, 3}
    assert not heavy & {"sympy", "numpy"}
