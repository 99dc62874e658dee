"""Steps of algorithms in order: each step is held against what it needs, written down once more here."""

import itertools

import pytest

from colloq.catalog.family import family
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.grading.grade import grade
from colloq.model import Correct, Finding, Partial, Wrong
from colloq.practice.rewrites import written
from tests.drawn import draw

NEEDS = {
    "adaboost-order": {"fit": "start", "error": "fit", "alpha": "error", "add": "alpha fit", "reweigh": "add", "sign": "add reweigh"},
    "gb-order": {"predict": "first", "shifts": "predict", "fit": "shifts", "add": "fit", "repeat": "add"},
    "backprop-order": {
        "output": "hidden", "loss": "output", "loss-slope": "output loss", "output-slope": "loss-slope",
        "hidden-values": "output-slope", "hidden-slope": "hidden-values", "weight": "hidden-slope", "descent": "weight",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", NEEDS)
def test_every_step_comes_after_what_it_needs_and_only_one_order_does(name):
    steps, needs = family(name).STEPS, NEEDS[name]
    for place, step in enumerate(steps):
        assert set(needs.get(step, "").split()) <= set(steps[:place])
    for early, late in itertools.pairwise(steps):  # so that no two neighbours could change places
        assert early in needs[late].split()


@pytest.mark.parametrize("name", NEEDS)
def test_mistakes_are_named_by_the_step_that_comes_too_early(name):
    for level in family(name).LEVELS:
        for seed in range(50):
            problem = draw(name, level, seed)
            (part,) = problem.parts
            assert grade(part.answer, written(part.answer)).verdict == Correct()
            for mistake in problem.mistakes:
                verdict = grade(part.answer, written(mistake.answer), mistakes=problem.mistakes).verdict
                assert isinstance(verdict, Wrong | Partial)
                assert verdict.mistake == Finding(mistake.name)


@pytest.mark.parametrize(
    ("shown", "key"),
    [("fit, start", "keys"), ("start, fit, error", "in-order"), ("fit fit start", "keys"), ("fit start zz", "word")],
)
def test_what_cannot_be_asked_is_refused(shown, key):
    with pytest.raises(ParameterError) as caught:
        from_params("adaboost-order", {"shown": shown})
    assert caught.value.key == key
