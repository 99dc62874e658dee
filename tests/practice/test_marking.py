"""Marks of a whole problem, with errors carried forward."""

import pytest

from colloq.catalog.problem import from_params
from colloq.model import Correct, Unreadable, Wrong
from colloq.practice.marking import mark

NETWORK = {"f": "identity", "U": 2, "W": 3, "x1": 1, "x2": -1, "s0": 2, "ask": "s1, s2, value"}  # s1 = 8, s2 = 22, ds2/dW = 14
LAYER = {"rule": "he", "layer": "3x3, 6 -> 34", "ask": "fan-in, variance, std"}  # 54, 1/27, 0.192


def verdicts(name, fields, answers):
    return [part.graded.verdict for part in mark(from_params(name, fields), answers)]


@pytest.mark.parametrize(
    ("name", "fields", "answers", "expected"),
    [
        ("rnn-ds2", NETWORK, {"s1": "8", "s2": "22", "value": "14"}, [(), (), ()]),
        ("rnn-ds2", NETWORK, {"s1": "7", "s2": "19", "value": "13"}, [None, ("s1",), ("s1", "s2")]),
        ("rnn-ds2", NETWORK, {"s1": "7", "s2": "22", "value": "14"}, [None, (), ()]),  # right all the same
        ("rnn-ds2", NETWORK, {"s1": "7", "s2": "18", "value": "13"}, [None, None, ("s1", "s2")]),
        ("rnn-ds2", NETWORK, {"s2": "19", "value": "14"}, ["unreadable", None, ()]),  # nothing to follow from
        ("rnn-ds2", NETWORK, {"s1": "((", "s2": "19", "value": "14"}, ["unreadable", None, ()]),
        ("init-scale", LAYER, {"fan-in": "6", "variance": "1/3", "std": "0,577"}, [None, ("fan-in",), ("fan-in", "variance")]),
        ("init-scale", LAYER, {"fan-in": "54", "variance": "1/54", "std": "0.136"}, [(), None, ("variance",)]),
        ("init-scale", LAYER, {"fan-in": "54", "variance": "0.0185", "std": "0.136"}, [(), None, ("variance",)]),
        ("init-scale", LAYER, {"fan-in": "0", "variance": "0", "std": "0"}, [None, None, None]),  # nothing sensible follows
    ],
)
def test_an_error_is_counted_once(name, fields, answers, expected):
    for verdict, follows in zip(verdicts(name, fields, answers), expected, strict=True):
        if isinstance(follows, tuple):
            assert verdict == Correct(follows)
        else:
            assert isinstance(verdict, Unreadable if follows == "unreadable" else Wrong)
