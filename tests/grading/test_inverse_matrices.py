"""X^-1 where X^T is meant: told apart, and never accepted; what nothing is known of stays open."""

import pytest

from colloq.model import Correct, Undecided, Wrong
from colloq.practice.tasks import from_json


def judged(expected, answer, **shapes):
    (mark,) = from_json({"kind": "matrix-formula", "expected": expected, "symbols": shapes, "answer": answer}).marks()
    return mark.graded.verdict


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("answer", ["X^-1 dZ", "X^{-1} dZ", "(X^T)^-1 dZ", "-X^-1 dZ", "X^-2 dZ", "2X^-1 dZ - X^T dZ"])
def test_an_inverse_is_no_transpose(size, answer):
    if size == 1 and answer == "(X^T)^-1 dZ":
        return
    verdict = judged("X^T dZ", answer, X=f"{size}x{size}", dZ=f"{size}x2")
    assert isinstance(verdict, Wrong)
    assert not verdict.free


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        ("dZ", "X^-1 X dZ"),
        ("X dZ", "(X^-1)^-1 dZ"),
        ("X^T dZ", "X^T X X^-1 dZ"),
        ("X dZ", "X^2 X^-1 dZ"),
        ("X^T dZ", "(X^T X)^-1 dZ"),
        ("X^T dZ", "X^0 dZ"),
    ],
)
def test_what_holds_only_where_there_is_an_inverse_stays_open(expected, answer):
    assert isinstance(judged(expected, answer, X="3x3", dZ="3x2"), Undecided)


def test_an_inverse_of_what_is_not_square():
    verdict = judged("X^T dZ", "X^-1 dZ", X="3x2", dZ="3x2")
    assert isinstance(verdict, Wrong)
    assert verdict.mistake.name == "shapes"
    assert judged("X^T dZ", "X^T dZ", X="3x2", dZ="3x2") == Correct()
