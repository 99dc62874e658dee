"""`colloq help`: the page on answers in the terminal, and the help of the commands."""

import re

import pytest

from colloq.screens.page import page_lines, plain_lines


@pytest.mark.parametrize(("language", "title"), [("en", "HOW TO TYPE ANSWERS"), ("ru", "КАК ЗАПИСЫВАТЬ ОТВЕТЫ")])
def test_the_page_is_plain_text_in_the_users_language(run, language, title):
    result = run("--lang", language, "help", "answers")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(title + "\n")
    assert not re.search(r"`|\*\*[^\d(]|<!--|<br>|^#|^\||\]\(", result.out.replace("x**2", ""), re.MULTILINE)
    commands = "colloq check --expected"  # a command stays on one line, to be copied
    assert max(len(line) for line in result.out.splitlines() if commands not in line) <= 80


@pytest.mark.parametrize("width", [40, 60, 100])
def test_prose_fits_and_no_formula_is_broken(width):
    lines = page_lines("answers", "en", width)
    assert all(len(line) <= width for line in lines if line[:1].strip())
    assert any(r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}" in line for line in lines)


def test_without_unicode_only_what_can_be_shown_is_shown(run):
    out = run("--ascii", "help", "answers").out
    assert out.isascii()
    assert "x^2   x**2  " in out
    assert "?*x" not in out


def test_tables_are_aligned():
    table = "| a | b |\n|---|---|\n| `x \\| y`, `z` | one two three |\n| `1`<br>`2` | four |\n"
    assert plain_lines(table, 23) == [
        "  a           b",
        "  ─────────   ─────────",
        "  x | y   z   one two",
        "              three",
        "  1           four",
        "  2",
    ]


def test_help_of_commands(run):
    assert run("help").out == run("--help").out
    assert run("help", "check").out == run("check", "--help").out
    assert run("help", "answers", "now").code == 2
    wrong = run("help", "answer")
    assert wrong.code == 2
    assert "There is no page answer. Pages: answers." in wrong.err
    assert "Did you mean answers?" in wrong.err
