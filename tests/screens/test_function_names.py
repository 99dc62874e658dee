"""Functions in messages are spelt as the language spells them, never by the names the reader has for them."""

import pytest

from colloq.grading.grade import grade
from colloq.model import REAL, FormulaAnswer, Wrong
from colloq.notation.read import ReadProblem, read_formula
from colloq.screens.reading import note_texts, problem_text
from colloq.screens.verdict import finding_text
from colloq.texts import texts


@pytest.mark.parametrize(
    ("typed", "russian", "english"),
    [
        ("arctg", "arctg", "arctan"),
        ("ch", "ch", "cosh"),
        ("asin", "arcsin", "arcsin"),
        ("tg", "tg", "tan"),
        ("arctg(x, 2)", "arctg", "arctan"),
        ("√", "√", "√"),
    ],
)
def test_a_problem(typed, russian, english):
    problem = read_formula(typed, ("x",))
    assert isinstance(problem, ReadProblem)
    assert f" {russian} " in f" {problem_text(problem, texts('ru'))} ".replace(".", " ")
    assert f" {english} " in f" {problem_text(problem, texts('en'))} ".replace(".", " ")


@pytest.mark.parametrize(
    ("expected", "typed", "russian", "english"),
    [
        ("ch(x/2)", "ch x/2", "ch?", "cosh"),
        ("arctg(x/2)", "arctg x/2", "аргумент arctg?", "argument of arctan"),
        ("1/th(x)", "th^-1 x", "1/th или обратная функция? Напишите 1/th(x) или arth(x).", "1/tanh(x) or artanh(x)."),
    ],
)
def test_a_question(expected, typed, russian, english):
    answer = FormulaAnswer(read_formula(expected, ("x",)).tree, {"x": REAL})
    verdict = grade(answer, typed).verdict
    assert isinstance(verdict, Wrong)
    assert verdict.free
    assert russian in finding_text(None, verdict.mistake, texts("ru"))
    assert english in finding_text(None, verdict.mistake, texts("en"))


def test_a_note():
    reading = read_formula("tg^-1 x", ("x",))
    assert note_texts(reading.notes, texts("ru")) == [
        "tg^-1 прочитано как arctg; если нужна обратная величина, пишите 1/tg(...)."
    ]
