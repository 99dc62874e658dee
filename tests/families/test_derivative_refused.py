"""Formulas of one's own that the family `derivative` refuses, and what it says of them."""

from __future__ import annotations

import pytest

from colloq.catalog.load import entry
from colloq.errors import ParameterError
from colloq.families import derivative as family

REFUSED = [
    # parameters, field, key, a part of the English message
    ({}, "f", "missing", None),
    ({"f": "x^2+y"}, "by", "missing", None),
    ({"f": "x^2", "by": "z"}, "by", "absent", "z does not occur in the formula; its letters are x"),
    ({"f": "xy", "by": "xy"}, "by", "absent", "xy does not occur in the formula; its letters are x, y"),
    ({"f": "3/4"}, "f", "constant", "contains no letter"),
    ({"f": "3", "by": "x"}, "f", "constant", "contains no letter"),
    ({"f": "(x+1", "by": "x"}, "f", "formula", None),
    ({"f": "__import__('os')", "by": "x"}, "f", "formula", None),
    ({"f": "sqrt(-1-x^2)", "by": "x"}, "f", "undefined", "No values of the letters were found"),
    ({"f": "arcsin(2+x^2)", "by": "x"}, "f", "undefined", "No values of the letters were found"),
    ({"f": "x-x", "by": "x"}, "f", "zero", "The derivative with respect to x is 0 everywhere"),
    ({"f": "sin^2 x + cos^2 x", "by": "x"}, "f", "zero", "The derivative with respect to x is 0 everywhere"),
    ({"f": "x^0 y", "by": "x"}, "f", "zero", "The derivative with respect to x is 0 everywhere"),
    ({"f": "x" + " sin x" * 90, "by": "x"}, "f", "long", "at most 150 numbers, letters and operations"),
    ({"f": "x", "by": "x", "at": "1"}, "at", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field", "key", "message"), REFUSED)
def test_bad_parameters_are_refused_by_name(fields, field, key, message):
    with pytest.raises(ParameterError) as caught:
        family.read_params(fields)
    error = caught.value
    assert (error.field, error.key) == (field, key)
    if message is not None:
        text = entry("derivative")["errors"][key]["en"]
        for name, shown in error.values.items():
            text = text.replace(f"{{{name}}}", str(shown))
        assert message in text
        assert "{" not in text


def test_every_message_of_the_catalogue_is_seen():
    assert {key for _, _, key, message in REFUSED if message} == set(entry("derivative")["errors"])
