"""What holds for every problem of init-scale, rnn-ds2 and rnn-expand, over many seeds."""

from __future__ import annotations

import dis
import json
from collections import Counter
from fractions import Fraction

import pytest

from colloq.catalog.family import family
from colloq.catalog.load import entry
from colloq.catalog.problem import draw as fresh
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields
from colloq.families import rnn_expand
from colloq.grading.distinct import distinct
from colloq.model import Mistake, NumberAnswer, Part, Word
from colloq.notation.build import rational
from colloq.practice.stress import CHECKS
from tests.drawn import draw
from tests.drawn import play as play_drawn

NAMES = ("init-scale", "rnn-ds2", "rnn-expand")
LEVELS = (1, 2, 3)
BOTH = [(name, level) for name in NAMES for level in LEVELS]
SEEDS = range(200)

SHARES = {  # the mistakes that the catalogue lists: each in a fifth of the draws of some level
    "init-scale": (
        "variance-for-std",
        "std-for-variance",
        "fan-out-for-fan-in",
        "one-fan-only",
        "two-forgotten",
        "two-added",
        "kernel-area-forgotten",
        "kernel-side-only",
        "other-fan",
    ),
    "rnn-ds2": (
        "recurrent-dropped",
        "direct-dropped",
        "slopes-forgotten",
        "inner-slope-forgotten",
        "outer-slope-forgotten",
        "weight-forgotten",
        "by-input-weight",
        "time-shifted",
        "slope-of-state-before",
        "other-slope",
        "state-before-dropped",
        "weights-swapped",
        "first-state-reused",
    ),
    "rnn-expand": (
        "range-starts-early",
        "range-starts-late",
        "range-ends-early",
        "last-term-missing",
        "middle-terms-dropped",
        "longest-path-only",
        "star-forgotten",
        "star-misplaced",
        "not-expanded",
        "direct-included",
    ),
}
USERS = {  # the user's own problems that no level draws: what else the texts must be able to say
    "init-scale": ({"rule": "he", "fan_in": 300},),
    "rnn-ds2": (
        {"f": "tanh", "U": 1, "W": 1, "x1": 1, "x2": 1, "s0": 1, "ask": "s1, s2, value"},
        {"f": "sigmoid", "U": 1, "W": 1, "x1": -1, "x2": 1, "s0": 1},
        {"f": "sigmoid", "U": 1, "W": -2, "x1": 1, "x2": "1/2", "s0": 1, "ask": "s1, value"},
    ),
    "rnn-expand": ({"k": 2, "ask": "recursion"},),
}


@pytest.fixture(autouse=True)
def _own_home(monkeypatch, tmp_path):
    monkeypatch.setenv("COLLOQ_HOME", str(tmp_path))


def problems(name, seeds=SEEDS, levels=LEVELS):
    return [draw(name, level, seed) for level in levels for seed in seeds]


@pytest.mark.parametrize(("name", "level"), BOTH)
def test_the_same_seed_gives_the_same_problem(name, level):
    assert [draw(name, level, seed).params for seed in range(20)] == [fresh(name, level, seed).params for seed in range(20)]
    assert len({draw(name, level, seed).params for seed in range(20)}) > 5


@pytest.mark.parametrize(("name", "level"), BOTH)
def test_the_oracle_agrees_on_200_seeds(name, level):
    only = [check for check in CHECKS if check.name == "oracle"]
    plays = [play_drawn(name, level, seed, only) for seed in SEEDS]
    assert [failure for played in plays for failure in played.failures] == []
    assert all(played.tried["oracle"] > 0 for played in plays)


@pytest.mark.parametrize("name", NAMES)
def test_the_oracle_shares_no_function_with_the_solver(name):
    module = family(name)
    solving, checking = (reached(module, start) for start in ("solve", "oracle"))
    assert {shared for shared in solving & checking if callable(getattr(module, shared, None))} == set()
    assert "oracle" in checking


def reached(module, start):
    """Names of the module's globals that a function uses, directly or through the module's other functions."""
    found, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        code = getattr(getattr(module, name, None), "__code__", None)
        waiting += globals_of(code) if code else []
    return found


def globals_of(code):
    names = [step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"]
    inner = [constant for constant in code.co_consts if hasattr(constant, "co_code")]
    return names + [name for constant in inner for name in globals_of(constant)]


@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_is_common_at_some_level(name):
    most: Counter[str] = Counter()
    for level in LEVELS:
        drawn = [{mistake.name for mistake in draw(name, level, seed).mistakes} for seed in SEEDS]
        for mistake, count in Counter(mistake for names in drawn for mistake in names).items():
            most[mistake] = max(most[mistake], count)
    assert {mistake: most[mistake] for mistake in SHARES[name] if most[mistake] < len(SEEDS) / 5} == {}


@pytest.mark.parametrize(("name", "level"), [pair for pair in BOTH if pair[0] != "rnn-expand"])
def test_a_thousand_seeds_give_a_thousand_problems(name, level):
    assert len({json.dumps(draw(name, level, seed).params_json()) for seed in range(1000)}) >= 990


@pytest.mark.parametrize(("level", "size"), [(1, 24), (2, 78), (3, 292)])
def test_the_expansions_are_as_many_as_is_said(level, size):
    drawn = {draw("rnn-expand", level, seed).params for seed in range(400)}
    assert rnn_expand.space(level) == size
    assert len(drawn) > 0.4 * size
    assert str(size) in (rnn_expand.__doc__ or "")


@pytest.mark.parametrize("name", NAMES)
def test_keys_in_code_and_catalogue_are_the_same(name):
    texts = entry(name)
    used: dict[str, set[str]] = {"hints": set(), "steps": set(), "mistakes": set(), "words": set(), "parts": set()}
    for problem in [*problems(name), *(from_params(name, fields) for fields in USERS[name])]:
        used["hints"] |= {step.key for step in problem.hints}
        used["steps"] |= {step.key for step in problem.steps}
        used["mistakes"] |= {mistake.name for mistake in problem.mistakes}
        used["parts"] |= {part.name for part in problem.parts}
        used["words"] |= {value.key for value in problem.state.values() if isinstance(value, Word)}
    assert {kind: set(texts.get(kind, {})) for kind in used} == used


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_explained(name):
    written = {field for problem in problems(name, range(60)) for field in problem.params_json()}
    assert set(entry(name)["set"]) == written


# ------------------------------------------------------------------------------------------------- what they share in code


@pytest.mark.parametrize(
    ("right", "wrong", "apart"),
    [
        (Fraction(61, 3), 20, False),  # 20 for 20.3: too few digits, or a mistake?
        (Fraction(61, 3), 19, True),
        (Fraction(1, 6), Fraction(1, 5), False),  # 0.200 is 0.167 with one digit
        (Fraction(1, 6), Fraction(11, 50), True),
        (Fraction(1, 8), Fraction(13, 100), False),  # a half is rounded up
        (20, 20, False),
    ],
)
def test_a_mistake_must_not_be_the_answer_with_fewer_digits(right, wrong, apart):
    part = Part("value", NumberAnswer(rational(right)), 10)
    assert distinct([part], [Mistake("slip", "value", NumberAnswer(rational(wrong)))]) is apart


@pytest.mark.parametrize(
    ("text", "read"), [("b", ("b",)), ("b, a", ("a", "b")), (["b", "a"], ("a", "b")), ("a;b+a", ("a", "b")), (None, ("c",))]
)
def test_what_is_asked_is_read_in_the_order_of_the_parts(text, read):
    assert read_asks(Fields({"ask": text}), ("a", "b", "c"), "c") == read
    assert read_asks(Fields({"ask": write_asks(read)}), ("a", "b", "c"), "c") == read


@pytest.mark.parametrize(("text", "value"), [("a, d", "d"), (",", ",")])
def test_an_unknown_part_is_refused(text, value):
    with pytest.raises(ParameterError) as caught:
        read_asks(Fields({"ask": text}), ("a", "b"), "a")
    assert (caught.value.field, caught.value.key) == ("ask", "word")
    assert caught.value.values == {"field": "ask", "value": value, "allowed": "a, b"}


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ((1,), (10,)),
        ((1, 1), (5, 5)),
        ((2, 2, 5, 5), (1, 1, 4, 4)),
        ((2, 2, 2), (4, 3, 3)),
        ((1, 20), (1, 9)),
        ((1,) * 10, (1,) * 10),
        ((1, 1, 1, 100), (1, 1, 1, 7)),
    ],
)
def test_points_sum_to_ten(weights, expected):
    names = [f"part{index}" for index in range(len(weights))]
    assert tuple(points(names, dict(zip(names, weights, strict=True))).values()) == expected
