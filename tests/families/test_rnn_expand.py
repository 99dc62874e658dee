"""rnn-expand: expansions by hand and by a simulated network, spellings, each mistake, refusals."""

from __future__ import annotations

import random

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.grading.grade import grade
from colloq.model import Correct, Wrong
from colloq.notation.evaluate import value
from colloq.notation.linear import linear
from colloq.texts import placeholders
from tests.drawn import draw

LATEX = (
    r"\frac{\partial s_3}{\partial s_2}\left(\frac{\partial s_2}{\partial s_1}\frac{\partial s_1}{\partial W_*}"
    r"+\frac{\partial s_2}{\partial W_*}\right)+\frac{\partial s_3}{\partial W_*}"
)
FULL = {
    2: "ds2/ds1*ds1/dW* + ds2/dW*",
    3: "ds3/ds2*ds2/ds1*ds1/dW* + ds3/ds2*ds2/dW* + ds3/dW*",
    4: "ds4/ds3*ds3/ds2*ds2/ds1*ds1/dW* + ds4/ds3*ds3/ds2*ds2/dW* + ds4/ds3*ds3/dW* + ds4/dW*",
    5: "ds5/ds4*ds4/ds3*ds3/ds2*ds2/ds1*ds1/dW* + ds5/ds4*ds4/ds3*ds3/ds2*ds2/dW* + ds5/ds4*ds4/ds3*ds3/dW*"
    " + ds5/ds4*ds4/dW* + ds5/dW*",
}


def expansion(k, ask="full", **fields):
    return from_params("rnn-expand", {"k": k, "ask": ask, **fields})


def verdict(problem, part, text):
    mistakes = [mistake for mistake in problem.mistakes if mistake.part == part]
    return grade(problem.part(part).answer, text, seed=problem.id, mistakes=mistakes).verdict


@pytest.mark.parametrize("k", FULL)
def test_the_expansion_of_the_guide(k):
    assert verdict(from_params("rnn-expand", {"k": k}), "full", FULL[k]) == Correct()


@pytest.mark.parametrize(
    "text",
    [
        "∂s_3/∂s_2·∂s_2/∂s_1·∂s_1/∂W* + ∂s_3/∂s_2·∂s_2/∂W* + ∂s_3/∂W*",
        "∂s₃/∂s₂ ∂s₂/∂s₁ ∂s₁/∂W* + ∂s₃/∂s₂ ∂s₂/∂W* + ∂s₃/∂W*",
        "ds3/dW* + ds3/ds2 (ds2/dW* + ds2/ds1 ds1/dW*)",
        LATEX,
        "ds1/dW*ds2/ds1*ds3/ds2 + ds2/dW* * ds3/ds2 + ds3/dW*",
        "ds3/ds2*ds2/ds1*ds1/dW + ds3/ds2*ds2/dW* + ds3/dW*",  # of s_1 both derivatives are the same: s_0 is constant
    ],
)
def test_spellings(text):
    assert verdict(expansion(3), "full", text) == Correct()


PIECES = [
    (4, "terms", None, "4"),
    (4, "factors", 1, "3"),
    (9, "factors", 7, "2"),
    (5, "first", 2, "3"),
    (5, "last", 2, "5"),
    (2, "all-factors", None, "1"),
    (5, "all-factors", None, "10"),
    (3, "general-first", None, "i+1"),
    (3, "general-last", None, "k"),
    (3, "general-factors", None, "k-i"),
    (5, "coefficient", 2, "ds3/ds2 * ds4/ds3 * ds5/ds4"),
    (3, "coefficient", 2, "ds3/ds2"),
    (6, "term", 4, "ds6/ds5 ds5/ds4 ds4/dW*"),
    (2, "recursion", None, "ds2/ds1 ds1/dW + ds2/dW*"),
    (5, "recursion", None, "ds5/dW* + ds5/ds4 ds4/dW"),
]


@pytest.mark.parametrize(("k", "ask", "term", "text"), PIECES)
def test_pieces_by_hand(k, ask, term, text):
    problem = expansion(k, ask) if term is None else expansion(k, ask, term=term)
    assert verdict(problem, ask, text) == Correct()


@pytest.mark.parametrize("k", FULL)
def test_a_simulated_network_has_this_derivative(k):
    """s_t = u_t + w s_{t-1} + q w^2: ds_t/ds_{t-1} = w, ds_t/dW* = s_{t-1} + 2 q w; the whole by a difference in w."""
    rng = random.Random(k)
    for _ in range(20):
        inputs = [rng.uniform(-1, 1) for _ in range(k)]
        w, q, start = rng.uniform(-1.5, 1.5), rng.uniform(-1, 1), rng.uniform(-1, 1)

        def states(weight, inputs=inputs, q=q, start=start):
            found = [start]
            for u in inputs:
                found.append(u + weight * found[-1] + q * weight**2)
            return found

        at = {f"ds{t}/ds{t - 1}": w for t in range(1, k + 1)}
        at |= {f"ds{t}/dW*": states(w)[t - 1] + 2 * q * w for t in range(1, k + 1)}
        difference = (states(w + 1e-6)[k] - states(w - 1e-6)[k]) / 2e-6
        assert value(expansion(k).part("full").answer.tree, at) == pytest.approx(difference, rel=1e-6, abs=1e-6)


WRONG = [
    (2, "full", "last-term-missing", "ds2/ds1 ds1/dW*"),
    (2, "full", "range-starts-late", "ds1/dW* + ds2/dW*"),
    (2, "full", "range-starts-early", "ds2/ds1 ds1/ds0 ds1/dW* + ds2/ds1 ds2/dW*"),
    (2, "full", "star-forgotten", "ds2/ds1 ds1/dW + ds2/dW"),
    (3, "full", "last-term-missing", "ds3/ds2 ds2/ds1 ds1/dW* + ds3/ds2 ds2/dW*"),
    (3, "full", "star-forgotten", "ds3/ds2 ds2/ds1 ds1/dW + ds3/ds2 ds2/dW + ds3/dW"),
    (3, "full", "range-ends-early", "ds2/ds1 ds1/dW* + ds2/dW* + ds3/dW*"),
    (3, "full", "longest-path-only", "ds3/ds2 ds2/ds1 ds1/dW*"),
    (3, "full", "not-expanded", "ds3/ds2 ds2/dW + ds3/dW*"),
    (4, "full", "middle-terms-dropped", "ds4/ds3 ds3/ds2 ds2/ds1 ds1/dW* + ds4/ds3 ds3/dW* + ds4/dW*"),
    (5, "full", "middle-terms-dropped", "ds5/ds4 ds4/ds3 ds3/ds2 ds2/ds1 ds1/dW* + ds5/ds4 ds4/dW* + ds5/dW*"),
    (5, "terms", "last-term-missing", "4"),
    (5, "terms", "middle-terms-dropped", "3"),
    (5, "factors", "range-starts-early", "4"),
    (5, "factors", "range-starts-late", "2"),
    (5, "first", "range-starts-early", "2"),
    (5, "first", "range-starts-late", "4"),
    (5, "last", "range-ends-early", "4"),
    (5, "all-factors", "range-starts-early", "15"),
    (5, "all-factors", "longest-path-only", "4"),
    (5, "general-first", "range-starts-early", "i"),
    (5, "general-first", "range-starts-late", "i+2"),
    (5, "general-last", "range-ends-early", "k-1"),
    (5, "general-factors", "range-starts-early", "k-i+1"),
    (5, "general-factors", "range-starts-late", "k-i-1"),
    (5, "coefficient", "range-starts-early", "ds5/ds4 ds4/ds3 ds3/ds2 ds2/ds1"),
    (5, "coefficient", "range-starts-late", "ds5/ds4 ds4/ds3"),
    (5, "coefficient", "range-ends-early", "ds4/ds3 ds3/ds2"),
    (5, "coefficient", "direct-included", "ds5/ds4 ds4/ds3 ds3/ds2 ds2/dW*"),
    (5, "term", "range-starts-early", "ds5/ds4 ds4/ds3 ds3/ds2 ds2/ds1 ds2/dW*"),
    (5, "term", "range-starts-late", "ds5/ds4 ds4/ds3 ds2/dW*"),
    (5, "term", "range-ends-early", "ds4/ds3 ds3/ds2 ds2/dW*"),
    (5, "term", "star-forgotten", "ds5/ds4 ds4/ds3 ds3/ds2 ds2/dW"),
    (4, "recursion", "last-term-missing", "ds4/ds3 ds3/dW"),
    (4, "recursion", "star-forgotten", "ds4/ds3 ds3/dW + ds4/dW"),
    (4, "recursion", "star-misplaced", "ds4/ds3 ds3/dW* + ds4/dW*"),
]


@pytest.mark.parametrize(("k", "ask", "name", "text"), WRONG)
def test_each_mistake_by_hand(k, ask, name, text):
    needs_term = ask in ("factors", "first", "last", "coefficient", "term")
    found = verdict(expansion(k, ask, **({"term": 2} if needs_term else {})), ask, text)
    assert isinstance(found, Wrong)
    assert found.mistake is not None
    assert (found.mistake.name, found.mistake.general) == (name, False)


def names(problem):
    return {(mistake.part, mistake.name) for mistake in problem.mistakes}


def test_mistakes_that_coincide_or_cannot_be_made_are_absent():
    short = {name for _, name in names(expansion(2))}
    assert short == {"last-term-missing", "range-starts-early", "range-starts-late", "star-forgotten"}
    assert "middle-terms-dropped" not in {name for _, name in names(expansion(3))}
    assert names(expansion(2, "recursion")) == {("recursion", "last-term-missing"), ("recursion", "star-forgotten")}
    assert names(expansion(3, "coefficient", term=2)) == {
        ("coefficient", "range-starts-early"),
        ("coefficient", "direct-included"),
    }
    assert ("term", "star-forgotten") not in names(expansion(3, "term", term=1))


@pytest.mark.parametrize("k", FULL)
def test_the_last_step_is_the_expansion_and_the_last_but_one_that_of_the_state_before(k):
    steps = [step for step in expansion(k).steps if step.key == "unroll"]
    assert [step.values["t"] for step in steps] == list(range(2, k + 1))
    for step in steps:
        assert linear(step.after).replace(" · ", "*") == FULL[step.values["t"]]


REFUSED = [
    ({}, "k", "missing"),
    ({"k": 1}, "k", "integer"),
    ({"k": 10, "ask": "terms"}, "k", "integer"),
    ({"k": "n"}, "k", "number"),
    ({"k": 6}, "k", "too-long"),
    ({"k": 3, "ask": "term"}, "term", "missing"),
    ({"k": 3, "ask": "term", "term": 3}, "term", "integer"),
    ({"k": 3, "ask": "term", "term": 0}, "term", "integer"),
    ({"k": 3, "term": 1}, "term", "term-unused"),
    ({"k": 3, "ask": "everything"}, "ask", "word"),
    ({"k": 3, "j": 2}, "j", "unknown"),
]


@pytest.mark.parametrize(("fields", "field", "key"), REFUSED)
def test_refused(fields, field, key):
    with pytest.raises(ParameterError) as caught:
        from_params("rnn-expand", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    texts = entry("rnn-expand")["errors"]
    if key in texts:
        assert placeholders(texts[key]["en"]) == placeholders(texts[key]["ru"]) <= set(caught.value.values)


def test_the_texts_of_errors_are_those_that_are_raised():
    generic = {"missing", "integer", "number", "word", "unknown"}
    assert set(entry("rnn-expand")["errors"]) == {key for _, _, key in REFUSED} - generic


@pytest.mark.parametrize(("level", "least", "most"), [(1, 2, 3), (2, 3, 5), (3, 4, 9)])
def test_draws_stay_within_their_level(level, least, most):
    drawn = [draw("rnn-expand", level, seed).params for seed in range(100)]
    assert {params.k for params in drawn} == set(range(least, most + 1))
    assert sum("full" in params.asks for params in drawn) > 50
    assert all("full" in params.asks for params in drawn if params.k < min(5, most))
