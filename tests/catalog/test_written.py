"""Written questions: read from the tickets' files, asked as problems, printed as pages."""

from __future__ import annotations

import json
import time

import pytest

from colloq.catalog.family import family
from colloq.catalog.load import ticket_file
from colloq.catalog.problem import Problem, draw, from_id
from colloq.catalog.written import PAPER, WRITTEN_MARKS, complaints, question_names
from colloq.errors import ParameterError, UsageError
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, Finding, FormulaAnswer, MatrixFormulaAnswer, NumberAnswer, Partial, RubricAnswer, Wrong
from colloq.practice.rewrites import written
from colloq.practice.stress import play, summary
from colloq.screens.contract import kind_word
from colloq.texts import LANGUAGES

QUESTIONS = question_names()
LEVELS = [(name, level) for name in QUESTIONS for level in family(name).LEVELS]
PLAYED = 20

every_question = pytest.mark.parametrize("name", QUESTIONS)


def test_questions_are_found():
    assert "question-12" in QUESTIONS


@pytest.mark.parametrize(("name", "level"), LEVELS)
def test_stress(name, level):
    row = summary(name, level, (play(name, level, seed, time.perf_counter) for seed in range(PLAYED)))
    assert not row.failures, "\n".join(f"{failure.problem} {failure.check}: {failure.detail}" for failure in row.failures[:5])


@pytest.mark.parametrize(("name", "level"), LEVELS)
def test_ten_marks_six_of_them_for_the_question(name, level):
    for seed in range(PLAYED):
        problem = draw(name, level, seed)
        own = [part.points for part in problem.parts if part.name == PAPER or part.name.startswith("q-")]
        assert sum(own) == WRITTEN_MARKS
        assert sum(part.points for part in problem.parts) == 10
        assert problem.parts[-1].name == PAPER
        assert problem.ticket == name.removeprefix("question-")


@every_question
def test_the_computing_part_is_drawn_from_all_families_of_the_ticket(name):
    names = {draw(name, level, seed).params.computing.name for level in family(name).LEVELS for seed in range(60)}
    few_parts = {
        inner
        for inner in ticket_file(family(name).TICKET)["families"]
        if any(len(draw(inner, level, seed).parts) <= 4 for level in family(inner).LEVELS for seed in range(10))
    }
    assert names == few_parts


@every_question
def test_parameters_are_read_back(name):
    problem = draw(name, 2, 5)
    fields = json.loads(json.dumps(problem.params_json()))
    again = Problem(name, family(name).read_params(fields), 2, 5)
    assert again == problem == from_id(problem.id)
    with pytest.raises(ParameterError):
        family(name).read_params({})


@every_question
def test_formulas_answered_right_and_with_each_mistake(name):
    problem = draw(name, 2, 1)
    for part in problem.parts:
        if part.name.startswith("q-"):
            mistakes = [mistake for mistake in problem.mistakes if mistake.part == part.name]
            assert grade(part.answer, written(part.answer), seed="x", mistakes=mistakes, shortcut=False).verdict == Correct()
            for mistake in mistakes:
                verdict = grade(part.answer, written(mistake.answer), seed="x", mistakes=mistakes).verdict
                assert isinstance(verdict, Wrong)
                assert verdict.mistake == Finding(mistake.name)


@every_question
def test_every_answer_can_be_typed_by_what_its_prompt_says(name):
    """The letters of a formula stand in its prompt, in both languages."""
    for item in ticket_file(family(name).TICKET)["written"].get("formulas", ()):
        for language in LANGUAGES:
            prompt = item["prompt"][language]
            missing = [symbol for symbol in item["symbols"] if symbol not in prompt]
            assert not missing, (name, item["name"], language, missing)


def test_a_ticket_without_a_question_has_none():
    with pytest.raises(UsageError):
        family("question-99")
    with pytest.raises(UsageError):
        family("question-T1")


BROKEN = {
    "letters": ["x"],
    "answer": [{"en": "a", "ru": "а", "formula": "x+"}],
    "formulas": [],
    "points": [{"name": "p", "marks": 3, "en": "a", "ru": "а"}, {"name": "p", "marks": 3, "en": "a", "ru": "а"}],
}
ITEM = {
    "name": "f",
    "marks": 1,
    "prompt": {"en": "x", "ru": "x"},
    "kind": "formula",
    "expected": "x^2",
    "symbols": {"x": "positive"},
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "cannot be read at"),
        ({"answer": [{"en": "a", "ru": "а", "formula": "y"}]}, "read.name"),
        ({"answer": [], "formulas": [{**ITEM, "symbols": {"x": "somewhere"}}]}, "neither a domain nor a shape"),
        ({"answer": [], "formulas": [{**ITEM, "expected": "__import__('os')"}]}, "cannot be read at"),
        (
            {"answer": [], "formulas": [{**ITEM, "mistakes": [{"name": "m", "expected": ")", "en": "a", "ru": "а"}]}]},
            "read.bracket",
        ),
        ({"answer": []}, "same name"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(change, said):
    assert any(said in complaint for complaint in complaints({**BROKEN, **change}))


def test_marks_of_prose_are_the_students_own():
    rubric = RubricAnswer({"first": 2, "second": 1, "third": 2})
    for text, share in (
        ("a c", 0.8),
        ("ac", 0.8),
        ("1 3", 0.8),
        ("а, с", 0.8),
        ("all", 1),
        ("все", 1),
        ("+", 1),
        ("a b c", 1),
        ("b", 0.2),
    ):
        verdict = grade(rubric, text).verdict
        assert verdict == (Correct() if share == 1 else Partial(share)), text
    for text in ("0", "-", "нет", "none"):
        assert grade(rubric, text).verdict == Wrong()


def test_kinds_of_the_parts():
    kinds = [kind_word(part.answer) for part in draw("question-12", 2, 0).parts]
    assert kinds[-2:] == ["formula", "rubric"]
    for part in draw("question-12", 2, 0).parts:
        match part.answer:
            case NumberAnswer(tree):
                assert as_float(tree) > 0
            case FormulaAnswer() | MatrixFormulaAnswer() | RubricAnswer():
                pass
            case other:
                raise AssertionError(other)
