"""What the tests of several families look at: answers by hand, wrong answers, refusals."""

from __future__ import annotations

from fractions import Fraction

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, Finding, FormulaAnswer, MatrixAnswer, NumberAnswer, Partial, Wrong
from colloq.practice.marking import mark
from colloq.practice.rewrites import written
from colloq.texts import placeholders, texts
from tests.drawn import draw

SEEDS = range(200)


def numbers(answer):
    """The number or the cells of an answer, as floats."""
    match answer:
        case NumberAnswer(tree):
            return as_float(tree)
        case MatrixAnswer(rows):
            cells = [[as_float(cell) for cell in row] for row in rows]
            return cells[0] if len(cells) == 1 else cells
        case _:
            return written(answer)


def assert_right(name, fields, expected):
    """Each part is asked, and the text by hand is graded right."""
    problem = from_params(name, fields)
    assert [part.name for part in problem.parts] == list(expected)
    for part in problem.parts:
        assert grade(part.answer, expected[part.name], mistakes=problem.mistakes).verdict == Correct(), part.name


def assert_mistake(name, fields, part, text, mistake):
    """The text is wrong, and the mistake behind it is called by its name."""
    problem = from_params(name, fields)
    found = [one for one in problem.mistakes if one.part == part]
    verdict = grade(problem.part(part).answer, text, mistakes=found).verdict
    assert isinstance(verdict, Wrong | Partial)
    assert isinstance(verdict.mistake, Finding)
    assert (verdict.mistake.name, verdict.mistake.general) == (mistake, False)


def wrong(name, part, **fields):
    """The wrong answers of a part by the names of their mistakes."""
    return {one.name: numbers(one.answer) for one in from_params(name, fields).mistakes if one.part == part}


def assert_refused(name, fields, field, key, values=None):
    """The parameters are refused by name, with these values in the message."""
    with pytest.raises(ParameterError) as caught:
        from_params(name, fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    for one, value in (values or {}).items():
        assert caught.value.values[one] == value


def assert_error_texts(name, refusals):
    """Every text of an error is raised by one of the refusals (fields, field, key …), and fills its places."""
    own = {row[2] for row in refusals if f"parameter.{row[2]}" not in texts("en")}
    assert set(entry(name)["errors"]) == own
    for fields, _, key, *_ in refusals:
        if key in own:
            with pytest.raises(ParameterError) as caught:
                from_params(name, fields)
            text = entry(name)["errors"][key]
            assert placeholders(text["en"]) == placeholders(text["ru"]) <= set(caught.value.values) | {"field"}


def carried_verdicts(name, fields, answers):
    """Part by part, whether an answer is right, and whether only as what follows from wrong ones ("follows")."""
    marks = mark(from_params(name, fields), answers)
    return {
        one.part.name: ("follows" if one.graded.verdict.follows else "right")
        if isinstance(one.graded.verdict, Correct)
        else "wrong"
        for one in marks
    }


def drawn(name, level, seeds=SEEDS):
    """Problems of the first seeds of a level."""
    return [draw(name, level, seed) for seed in seeds]


def formula_parts(problem):
    """The parts that are formulas."""
    return [part for part in problem.parts if isinstance(part.answer, FormulaAnswer)]


def floats(values):
    """Plain floats of rational numbers."""
    return [float(Fraction(value)) for value in values]
