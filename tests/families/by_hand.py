"""What the tests of several families share: grading a table row, wrong answers as text, refusals, texts of errors."""

from __future__ import annotations

import itertools

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, MatrixAnswer, NumberAnswer
from colloq.practice.rewrites import written
from colloq.texts import placeholders
from tests.drawn import draw

COMMON = {"missing", "integer", "number", "word", "unknown", "matrix", "formula"}
"""Keys of refusals whose texts belong to the interface, not to a family."""


def all_right(name, fields, expected):
    """The parts are those of the row, and each typed answer is right."""
    problem = from_params(name, fields)
    assert [part.name for part in problem.parts] == list(expected)
    for part in problem.parts:
        verdict = grade(part.answer, expected[part.name], seed=problem.id, mistakes=problem.mistakes).verdict
        assert verdict == Correct(), (part.name, written(part.answer))


def wrong(name, fields):
    """(part, mistake) -> the wrong answer as text."""
    return {(mistake.part, mistake.name): written(mistake.answer) for mistake in from_params(name, fields).mistakes}


def refused(name, fields, field, key, values=None):
    """These parameters are refused: which one, why, and what the message says."""
    with pytest.raises(ParameterError) as caught:
        from_params(name, fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    if values is not None:
        assert {name: value for name, value in caught.value.values.items() if name != "field"} == values


def errors_told(name, rows):
    """The texts under `errors` are those of the rows (fields, field, key, values), with no other placeholders."""
    texts = entry(name)["errors"]
    assert set(texts) == {key for _, _, key, _ in rows} - COMMON
    for _, _, key, values in rows:
        if key in texts:
            assert placeholders(texts[key]["en"]) == placeholders(texts[key]["ru"]) <= {*(values or ()), "field"}


def problems(name, count=200):
    """The first problems of every level."""
    from colloq.catalog.family import family  # noqa: PLC0415

    return (draw(name, level, seed) for level, seed in itertools.product(family(name).LEVELS, range(count)))


def plain(answer):
    """A numeric answer as a float or as rows of floats."""
    if isinstance(answer, NumberAnswer):
        return as_float(answer.value)
    assert isinstance(answer, MatrixAnswer)
    return [[as_float(cell) for cell in row] for row in answer.rows]
