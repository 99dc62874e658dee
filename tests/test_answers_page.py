"""Every row of docs/answers*.md is what the program does, and a wrong row is noticed."""

import pytest

from colloq.notation.functions import FUNCTIONS
from colloq.notation.read import ReadProblem

from .docs import ROOT, language
from .docs_tables import CODE, Row, reading, rows, said

ANSWER_PAGES = sorted((ROOT / "docs").glob("answers*.md"))
ROWS = [
    pytest.param(language(page), row, id=f"{language(page)}-{row.typed[:40]}")
    for page in ANSWER_PAGES
    for row in rows(page.read_text(encoding="utf-8"))
]


def test_the_tables_are_found():
    assert [page.name for page in ANSWER_PAGES] == ["answers.md", "answers.ru.md"]
    assert len(ROWS) > 400
    assert {row.values[1].fields.get("kind") for row in ROWS} == {
        None, "number", "matrix", "matrix formula", "choice", "ordering", "matching", "verdict",
    }  # fmt: skip


@pytest.mark.parametrize(("lang", "row"), ROWS)
def test_a_row_is_true(lang, row):
    assert said(row, lang) == row.meaning.replace(r"\|", "|")


@pytest.mark.parametrize(("lang", "row"), [each for each in ROWS if "refused" in each.values[1].fields])
def test_what_is_refused_can_be_typed_in_the_other_way(lang, row):
    assert isinstance(reading(row, row.typed), ReadProblem)
    assert row.instead
    for other in row.instead:
        assert not isinstance(reading(row, other), ReadProblem), other


@pytest.mark.parametrize(
    "row",
    [
        Row({"symbols": "x"}, "1/2x", "1/(2*x)"),
        Row({"kind": "number"}, "0,5", "5"),
        Row({"kind": "matrix"}, "1 2; 3 4", "1 3; 2 4"),
        Row({"kind": "matrix formula", "symbols": "x y"}, "x^T y", "y*x^T"),
        Row({"kind": "choice"}, "a", "b"),
        Row({"kind": "ordering"}, "a b c d", "a c b d"),
        Row({"kind": "matching"}, "1a 2b 3c", "1b 2a 3c"),
        Row({"kind": "matching", "refused": ""}, "1a 2b", "1a 2b"),
        Row({"kind": "verdict"}, "0.67", "Right.", given="2/3"),
        Row({"kind": "verdict"}, "0.667", "Not right.", given="2/3"),
        Row({"symbols": "x", "refused": ""}, "x2", "This bracket ( is never closed."),
    ],
)
def test_a_wrong_row_is_noticed(row):
    assert said(row, "en") != row.meaning


def test_both_pages_have_the_same_examples():
    both = [page.read_text(encoding="utf-8") for page in ANSWER_PAGES]
    typed = [[(row.fields, row.typed, row.given, row.instead) for row in rows(text)] for text in both]
    assert typed[0] == typed[1]
    levels = [[line.split(" ")[0] for line in text.splitlines() if line.startswith("#")] for text in both]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("page", ANSWER_PAGES, ids=lambda page: page.name)
def test_every_table_row_is_read_from_the_page(page):
    """No table without a comment, whose rows nothing would check."""
    text = page.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ") and CODE.search(line)]
    spellings = {(row.typed, row.given) for row in rows(text)}
    assert len(lines) > 130
    for line in lines:
        first = CODE.search(line)[1].replace(r"\|", "|")
        assert any(first in (typed, given, typed.partition("\n")[0]) for typed, given in spellings), line


def test_every_function_is_on_the_page():
    read = {said(row.values[1], "en") for row in ROWS if not row.values[1].fields.keys() & {"kind", "refused"}}
    missing = [name for name, function in FUNCTIONS.items() if not any(f"{function.english}(" in text for text in read)]
    assert missing == ["log", "abs"]  # log_2(x), |x|
    assert {"log_2(x)", "|x|"} <= read
