"""Texts that could be read in two ways: the note that says how they were read, the other reading, the question."""

import pytest

from colloq.notation.read import Reading, read_formula

from .lisp import lisp
from .meanings import SYMBOLS

NOTES = [
    ("1/2x", ["note.slash-product"]),
    ("(1/2)x", []),
    (r"\frac12 x", []),
    ("log x", ["note.log"]),
    ("х+1", ["note.cyrillic"]),
    ("y' = x", ["note.left-side"]),
    ("1½", ["note.mixed"]),
    ("e^xy", ["note.exponent"]),
    ("e^x y", []),
    ("e^(xy)", []),
    ("e^-xy", ["note.exponent"]),
    ("e^2x", ["note.exponent"]),
    ("x^2y", []),
    ("e^(x)y", []),
    ("x^1/2", ["note.exponent-slash"]),
    ("x^2/2", []),
    ("sin^-1 x", ["note.inverse"]),
    ("log2 x", ["note.base"]),
    ("2e-3 x", ["note.scientific"]),
    ("2.5e-3 x", []),
    ("0.(3)x", ["note.repeating"]),
    ("2 sin x cos x = sin 2x", ["note.chain"]),
]


@pytest.mark.parametrize(("text", "keys"), NOTES)
def test_notes_say_how_a_doubtful_spelling_was_read(text, keys):
    read = read_formula(text, SYMBOLS)
    assert isinstance(read, Reading), read
    assert [note.key for note in read.notes] == keys


# text, the other way to read it, the question asked where that way would be right, and the characters it is about
DOUBTS = [
    ("x^1/2", "(^ x (/ 1 2))", "read.exponent-slash", "1/2"),
    ("x^-1/2", "(^ x (/ (- 1) 2))", "read.exponent-slash", "-1/2"),
    ("e^-x^2/2", "(^ e (/ (- (^ x 2)) 2))", "read.exponent-slash", "-x^2/2"),
    ("e^x/y", "(^ e (/ x y))", "read.exponent-slash", "x/y"),
    ("e^xy", "(^ e (* x y))", "read.exponent", "xy"),
    ("x^2y", "(^ x (* 2 y))", "read.exponent", "2y"),
    ("sin^-1 x", "(^ (sin x) (- 1))", "read.inverse", "sin^-1"),
    ("tg⁻¹(x)", "(^ (tan x) (- 1))", "read.inverse", "tg⁻¹"),
    ("sin x/2", "(sin (/ x 2))", "read.argument", "sin x/"),
    ("cos x (x+1)", "(cos (* x (+ x 1)))", "read.argument", "cos x ("),
    ("sin 2x(y)", "(sin (* 2 x y))", "read.argument", "sin 2x("),
    (r"ln x \frac12", "(ln (* x (/ 1 2)))", "read.argument", r"ln x \frac"),
    ("ln x 2^y", "(ln (* x (^ 2 y)))", "read.argument", "ln x 2"),
    ("√1/2", "(sqrt (/ 1 2))", "read.root", "√1/"),
    ("sqrt 2x", "(* (sqrt 2) x)", "read.root", "sqrt 2x"),
    (r"\sqrt2x", "(sqrt (* 2 x))", "read.root", r"\sqrt2x"),
    ("log2x", "(ln (* 2 x))", "read.base", "log2x"),
    ("2e-3x", "(+ (* 2 e) (- (* 3 x)))", "read.scientific", "2e-3"),
    ("0.1(6)x", "(* 0.1 6 x)", "read.repeating", "0.1(6)"),
    ("x³√y", "(* x (cbrt y))", "read.degree", "³√"),
]


@pytest.mark.parametrize(("text", "meaning", "key", "marked"), DOUBTS)
def test_a_doubtful_place_has_another_reading_and_a_question(text, meaning, key, marked):
    usual, other = read_formula(text, SYMBOLS), read_formula(text, SYMBOLS, other=True)
    assert lisp(other.tree) == meaning != lisp(usual.tree)
    assert (usual.question.key, text[slice(*usual.question.span)]) == (key, marked)


@pytest.mark.parametrize("text", ["(x^1)/2", "e^(xy)", "1/sin x", "sin(x)/2", "√(1)/2", "x³·√y", "2·x", "x/y", "x² y", "e^x y"])
def test_a_plain_text_has_no_question(text):
    usual = read_formula(text, SYMBOLS)
    assert usual.question is None
    assert read_formula(text, SYMBOLS, other=True).tree == usual.tree
