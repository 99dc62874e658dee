"""The program as a process of its own: encodings, pipes, colours, what it imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from colloq.catalog.problem import from_id
from colloq.screens.problem import answer_string

ROOT = Path(__file__).parents[2]
RIGHT = answer_string(from_id("conv2d:2@17").parts[0].answer)


def process(*words, stdin="", **variables):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    for name, value in variables.items():
        if value is None:
            environment.pop(name)
    return subprocess.run(
        [sys.executable, "-m", "colloq", *words],
        input=stdin.encode(),
        capture_output=True,
        env=environment,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp1251", "cp866", "latin-1", "utf-8"])
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "words",
    [
        ["show", "derivative:3@4", "--hint", "--solution"],
        ["show", "rnn-expand:3@1"],
        ["check", "conv2d:2@17", "1 2; 3 4"],
        ["errata"],
        ["table"],
        ["--help"],
        [],
    ],
    ids=lambda words: " ".join(words) or "home",
)
def test_no_encoding_makes_it_fail(encoding, language, words):
    done = process("--lang", language, *words, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode in (0, 1), done.stderr
    assert done.stderr == b""
    text = done.stdout.decode(encoding)
    assert len(text) > 100
    if language == "ru" and encoding in ("cp1251", "cp866"):
        assert any("а" <= letter <= "я" for letter in text)
    if encoding == "ascii":
        assert text.isascii()


def test_errors_survive_a_poor_encoding():
    done = process("--lang", "ru", "show", "нет:2@1", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 2
    assert b"colloq: net:2@1" in done.stderr


def test_words_are_read_as_utf8_in_a_locale_without_unicode():
    done = process("check", "--expected", "x^2", "x²", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(os.name == "nt", reason="a shell that can close streams")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
@pytest.mark.parametrize(("words", "code"), [("topics", 0), ("drill -n 1", 0), ("chek", 2)])
def test_closed_streams(closed, words, code):
    line = f"exec {sys.executable} -m colloq {words} {closed}"
    done = subprocess.run(
        ["sh", "-c", line],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
    )
    assert done.returncode == code, done


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away_is_no_crash(unbuffered):
    program = subprocess.Popen(
        [sys.executable, "-m", "colloq", "errata", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered},
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    said = program.stderr.read()
    assert program.wait(30) == 141
    assert said == b""
    program.stderr.close()


@pytest.mark.parametrize(
    ("variables", "words", "colored"),
    [
        ({}, [], False),  # a pipe
        ({"FORCE_COLOR": "1"}, [], True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
        ({"FORCE_COLOR": "1"}, ["--no-color"], False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, [], True),
    ],
)
def test_colours(variables, words, colored):
    done = process(*words, "check", "conv2d:2@17", RIGHT, **variables)
    assert (b"\x1b[" in done.stdout) is colored


def test_ascii_draws_with_ascii_and_keeps_the_letters_of_the_language():
    english = process("--ascii", "show", "derivative:3@4", "--solution")
    assert english.stdout.isascii()
    russian = process("--ascii", "--lang", "ru", "show", "derivative:3@4").stdout.decode()
    assert "Найдите производную" in russian
    assert all(letter.isascii() or letter.lower() in "абвгдеёжзийклмнопрстуфхцчшщъыьэюя" for letter in russian)


def imported(*words, stdin=""):
    script = (
        "import sys\nfrom colloq.cli.main import run\n"
        f"code = run({list(words)!r})\n"
        "sys.stderr.write(' '.join(sorted(sys.modules)))\nsys.stderr.flush()\nimport os\nos._exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=stdin.encode(),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
    )
    return done, set(done.stderr.decode().split())


HEAVY = {"pydantic", "yaml", "mpmath", "numpy", "sympy", "prompt_toolkit", "sqlite3", "rich"}


@pytest.mark.parametrize(
    "words",
    [
        ["check", "conv2d:2@17", RIGHT],
        ["check", "conv2d:2@17", RIGHT + "5"],
        ["check", "derivative:3@4", answer_string(from_id("derivative:3@4").parts[0].answer)],
        ["check", "derivative:3@4", "t y", "--json"],
        ["show", "derivative:3@4"],
        [],
    ],
    ids=lambda words: " ".join(words)[:40] or "home",
)
def test_a_warm_start_imports_nothing_heavy(words):
    imported(*words)  # the first start checks the YAML files and keeps them
    done, modules = imported(*words)
    assert b"colloq" in done.stdout or done.stdout
    assert modules & HEAVY == set()


def test_help_imports_neither_the_families_nor_anything_heavy():
    imported("--help")
    _, modules = imported("--help")
    assert {name for name in modules if name.split(".")[0] in HEAVY - {"pydantic", "rich"}} == set()
    assert not any(name.startswith("colloq.families.") for name in modules)


def test_a_drill_asks_its_first_question_without_sympy_numpy_and_sqlite():
    imported("drill", "--seed", "3", "-n", "2", stdin=":q\n")
    done, modules = imported("drill", "--seed", "3", "-n", "2", stdin=":q\n")
    assert b"question 1 of 2" in done.stdout
    assert modules & {"sympy", "numpy", "mpmath", "sqlite3", "yaml"} == set()


def test_drill_through_a_pipe_never_hangs():
    done = process("drill", "conv2d", "--seed", "1", "-n", "2", stdin="1 2\n3 4\n\n?\n!\n")
    assert done.returncode == 0
    page = done.stdout.decode()
    assert "Your matrix is 2x2" in page
    assert "Hint 1" in page
    assert "Worked solution" in page
    assert "question 2 of 2" in page
    assert "Questions: 1 · right: 0" in page


def test_python_m_colloq_and_the_version():
    done = process("--version")
    assert (done.returncode, done.stdout[:9]) == (0, b"colloq 0.")
