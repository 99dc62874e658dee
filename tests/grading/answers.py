"""Answers made of texts, and verdicts as one word, for the tables of verdicts."""

from colloq.grading.grade import grade
from colloq.model import (
    INTEGER,
    NONZERO,
    POSITIVE,
    REAL,
    UNIT,
    Correct,
    FormulaAnswer,
    MatrixAnswer,
    NumberAnswer,
    Partial,
    Undecided,
    Unreadable,
    Wrong,
)
from colloq.notation.read import read_formula, read_matrix

DOMAINS = {"+": POSITIVE, "r": REAL, "n": NONZERO, "u": UNIT, "i": INTEGER}


def formula(text, symbols="x+", **options):
    declared = {name: DOMAINS[kind] for name, kind in (item for item in symbols.split())} if symbols else {}
    return FormulaAnswer(read_formula(text, tuple(declared)).tree, declared, **options)


def number(text, **options):
    return NumberAnswer(read_formula(text, ()).tree, **options)


def matrix(text, **options):
    return MatrixAnswer(read_matrix(text, ()).rows, **options)


def verdict_of(answer, text, **options):
    verdict = grade(answer, text, seed="test", **options).verdict
    match verdict:
        case Correct():
            return "correct"
        case Partial():
            return "partial"
        case Wrong(mistake):
            return f"wrong {mistake.name}" if mistake else "wrong"
        case Unreadable(key):
            return key
        case Undecided():
            return "undecided"
