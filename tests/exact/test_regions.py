"""Boxes on which formulas are graded."""

from __future__ import annotations

import pytest

from colloq.exact import regions
from colloq.exact.regions import Region
from colloq.model import POSITIVE, Domain, Kind
from colloq.notation.read import Reading, read_formula


def tree_of(text):
    reading = read_formula(text, ("x", "y", "z", "t"))
    assert isinstance(reading, Reading), reading
    return reading.tree


def box(low, high, names="x"):
    return Region(tuple((name, (low, high)) for name in names))


def test_the_points_are_the_corners_and_the_inside():
    columns, count = regions.points(box(1.0, 3.0, "xy"))
    places = list(zip(columns["x"], columns["y"], strict=True))
    assert len(places) == count == 14
    assert set(places[:4]) == {(1.0, 1.0), (1.0, 3.0), (3.0, 1.0), (3.0, 3.0)}
    assert all(1.0 < x < 3.0 and 1.0 < y < 3.0 for x, y in places[4:])
    assert len(set(places)) == count


def test_a_region_declares_domains_and_boxes():
    usual = box(*regions.USUAL, names="xy")
    assert usual.domains() == {"x": POSITIVE, "y": POSITIVE}
    assert usual.box() == {}
    mixed = Region((("x", (-0.9, -0.1)), ("y", (0.3, 1.2))))
    assert mixed.domains() == {"x": Domain(Kind.RANGE, -0.9, -0.1), "y": POSITIVE}
    assert mixed.box() == {"x": (-0.9, -0.1), "y": (0.3, 1.2)}


@pytest.mark.parametrize(
    ("formula", "region", "expected"),
    [
        ("x", box(0.3, 1.8), True),
        ("30x", box(0.3, 1.8), False),  # too large
        ("x/100", box(0.3, 1.8), False),  # too small
        ("ln(x-1)", box(0.3, 1.8), False),  # not defined
        ("e^(x^99)", box(10.0, 20.0), False),  # too large for a float
        ("x-0.3", box(0.3, 1.7), False),  # 0 at a corner
        ("x y", box(0.3, 1.8, "xy"), True),
    ],
)
def test_within(formula, region, expected):
    assert regions.within(tree_of(formula), region) is expected


def test_promising_regions_are_those_with_good_corners():
    candidates = [box(0.3, 1.8), box(0.3, 1.2), box(0.0001, 0.5)]
    assert regions.promising(tree_of("30x"), candidates) == [box(0.3, 1.2)]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("tg x", True),
        ("tg(2x)", False),  # a pole in the box
        ("arcsin(x)", True),
        ("arcsin(2x)", False),
        ("1/(x-1/2)", False),
        ("1/(x+1)", True),
        ("ln(x)", True),
        ("ln(x-0.3)", False),
        ("sin(20x)", False),  # waves too short
        ("(x-0.5)^y", False),
        ("(x-0.5)^2", True),
        ("sin(1/(x-1/2))", False),  # deep inside
    ],
)
def test_comfortable(formula, expected):
    assert regions.comfortable(tree_of(formula), box(0.3, 0.8, "xy")) is expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("arcsin(x)", False),
        ("arcsin(x y + 1)", True),
        ("ln(1-x)", False),
        ("ln(x-y)", True),
        ("sqrt(x-1)", True),
        ("sin(5x)^y", True),
        ("sin(5x)^2", False),
        ("x + 2 ln(x - 1/2)", True),
        ("tg(9x)", False),  # single points are not held against it
    ],
)
def test_leaving_the_domain(formula, expected):
    assert regions.leaves_its_domain(tree_of(formula), box(0.001, 0.999, "xy")) is expected


def test_boxes_are_combined_for_up_to_three_letters():
    assert Region((("x", (1.1, 2.0)), ("y", (0.02, 0.2)))) in set(regions.combined(["x", "y"]))
    assert len(list(regions.combined(["x", "y", "z", "t"]))) == len(regions.OTHER_BOXES)
