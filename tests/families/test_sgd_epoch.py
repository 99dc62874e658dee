"""sgd-epoch: counts by hand, a loop over batches, named mistakes, errors carried forward, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.drawn import draw
from tests.families.functions import answers, solved, wrong

NAME = "sgd-epoch"
SHORT = {"objects": 1000, "batch": 64, "epochs": 10, "ask": "updates, last, total"}  # 15 full, 40 left
DROPPED = {**SHORT, "drop": "yes"}
MADE = {"objects": 1000, "batch": 64, "made": 40, "ask": "updates, full-epochs, seen"}  # two epochs and 8 batches

TABLE = [
    (SHORT, {"updates": "16", "last": "40", "total": "160"}),
    (DROPPED, {"updates": "15", "last": "64", "total": "150"}),
    ({**SHORT, "batch": 50}, {"updates": "20", "last": "50", "total": "200"}),
    ({**SHORT, "batch": 1000}, {"updates": "1", "last": "1000", "total": "10"}),
    (MADE, {"updates": "16", "full-epochs": "2", "seen": "2512"}),  # 2000 + 8 * 64
    ({**MADE, "drop": "yes"}, {"updates": "15", "full-epochs": "2", "seen": "2560"}),  # 2 * 960 + 10 * 64
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert solved(NAME, fields) == expected


def test_each_mistake_by_hand():
    assert wrong(NAME, SHORT) == {
        ("updates", "short-batch-forgotten"): "15",
        ("updates", "objects-for-batches"): "1000",
        ("last", "full-size"): "64",
        ("last", "missing-for-size"): "24",
        ("total", "short-batch-forgotten"): "150",
        ("total", "epochs-joined"): "157",
        ("total", "one-epoch"): "16",
    }
    assert wrong(NAME, DROPPED) == {
        ("updates", "short-batch-counted"): "16",
        ("updates", "objects-for-batches"): "1000",
        ("last", "missing-for-size"): "24",
        ("last", "short-batch-counted"): "40",
        ("total", "short-batch-counted"): "160",
        ("total", "epochs-joined"): "157",
        ("total", "one-epoch"): "15",
    }
    assert wrong(NAME, {**MADE, "drop": "yes", "made": 46}) == {
        ("updates", "short-batch-counted"): "16",
        ("updates", "objects-for-batches"): "1000",
        ("full-epochs", "short-batch-counted"): "2",
        ("full-epochs", "rounded-up"): "4",
        ("seen", "rest-forgotten"): "2880",
        ("seen", "dropped-objects-counted"): "3064",
    }
    assert wrong(NAME, MADE)["seen", "all-batches-full"] == "2560"
    assert wrong(NAME, {**SHORT, "batch": 50})["updates", "one-too-many"] == "21"


def test_what_follows_from_a_wrong_number_of_updates():
    verdicts = [part.graded.verdict for part in mark(from_params(NAME, SHORT), {"updates": "15", "last": "40", "total": "150"})]
    assert verdicts[2] == Correct(follows=("updates",))
    made = mark(from_params(NAME, MADE), {"updates": "15", "full-epochs": "2", "seen": "2640"})  # 2000 + 10 * 64
    assert [part.graded.verdict for part in made[1:]] == [Correct(), Correct(follows=("updates",))]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_loop_over_batches_agrees(level):
    for seed in range(200):
        problem = draw(NAME, level, seed)
        fields, found = problem.params_json(), {name: int(entries[0]) for name, entries in answers(problem).items()}
        objects, batch = list(range(fields["objects"])), fields["batch"]
        cut = [objects[begin : begin + batch] for begin in range(0, len(objects), batch)]
        if fields["drop"] == "yes":
            cut = [piece for piece in cut if len(piece) == batch]
        assert found["updates"] == len(cut), problem.id
        assert found.get("last", len(cut[-1])) == len(cut[-1]), problem.id
        assert found.get("total", 0) == len(cut) * fields.get("epochs", 0), problem.id
        if "made" in fields:
            sizes = [len(cut[update % len(cut)]) for update in range(fields["made"])]
            assert found["seen"] == sum(sizes), problem.id
            assert found["full-epochs"] == len(sizes) // len(cut), problem.id
            assert len(sizes) % len(cut), problem.id


REFUSED = [
    ({**SHORT, "batch": 1001}, "batch", "batch-larger"),
    ({**SHORT, "epochs": 0}, "epochs", "epochs-and-total"),
    ({**SHORT, "ask": "updates"}, "epochs", "epochs-and-total"),
    ({**MADE, "made": 0}, "made", "made-and-asked"),
    ({**MADE, "ask": "updates"}, "made", "made-and-asked"),
    ({**MADE, "made": 15}, "made", "no-full-epoch"),
    ({**SHORT, "batch": 0}, "batch", "integer"),
    ({**SHORT, "drop": "maybe"}, "drop", "word"),
]


@pytest.mark.parametrize(("fields", "field", "key"), REFUSED)
def test_refused(fields, field, key):
    with pytest.raises(ParameterError) as caught:
        from_params(NAME, fields)
    assert (caught.value.field, caught.value.key) == (field, key)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert set(entry(NAME)["errors"]) == {key for _, _, key in REFUSED} - {"integer", "word"}
