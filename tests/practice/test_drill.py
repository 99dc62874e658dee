"""The state machine of a drill: order, level, what counts, summary."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colloq.catalog.family import family, family_names
from colloq.catalog.problem import draw
from colloq.errors import UsageError
from colloq.model import Correct, Finding, Partial, Undecided, Unreadable, Wrong
from colloq.notation.table import TABLE
from colloq.practice.drill import (
    PartResult,
    Question,
    answered,
    begin,
    counts,
    finish,
    hinted,
    pick,
    skipped,
    solved,
    summary,
)

CLEAN = PartResult(share=1.0, tries=1)
SOLVED = PartResult(tries=2, solution=True)
LATE = PartResult(share=1.0, tries=3)


def played(drill, results):
    for result in results:
        drill = finish(drill, Question(pick(drill), (10,), (result,)))
    return drill


@settings(deadline=None)  # the first draw of a family imports it
@given(seed=st.integers(0, 10**6), rounds=st.integers(1, 4))
def test_every_family_comes_up_once_before_one_comes_up_again(seed, rounds):
    names = family_names()
    drill = begin(names, seed=seed, count=100)
    asked = []
    for _ in range(rounds * len(names)):
        asked.append(pick(drill).family)
        drill = finish(drill, Question(pick(drill), (10,), (LATE,)))
    for turn in range(rounds):
        assert sorted(asked[turn * len(names) : (turn + 1) * len(names)]) == sorted(names)
    assert all(first != second for first, second in itertools.pairwise(asked))


def test_the_same_seed_asks_the_same_questions_and_another_seed_others():
    def questions(seed):
        drill = begin(family_names(), seed=seed, count=6)
        found = []
        for _ in range(6):
            found.append(pick(drill))
            drill = finish(drill, Question(pick(drill), (10,), (LATE,)))
        return found

    assert questions(5) == questions(5)
    assert questions(5) != questions(6)
    assert len({question.seed for question in questions(5)}) == 6


def test_a_deck_of_few_cards_is_gone_through_before_one_comes_up_again():
    cards = family("derivative-table").space(1)
    drill = begin(["derivative-table"], seed=11, count=100)
    asked = []
    for _ in range(2 * cards):
        asked.append(draw("derivative-table", 1, pick(drill).seed).params)
        drill = finish(drill, Question(pick(drill), (10,), (LATE,)))
    for turn in range(2):
        round_through = {(card.row, card.form) for card in asked[turn * cards : (turn + 1) * cards]}
        assert round_through == {(row.name, form) for row in TABLE for form in ("simple", "composite")}


def test_a_fixed_level_stays():
    drill = played(begin(["conv2d"], seed=1, count=9, level=1), [CLEAN] * 6)
    assert pick(drill).level == 1


def test_two_right_at_once_in_a_row_make_it_harder_and_the_solution_makes_it_easier():
    drill = begin(["conv2d"], seed=1, count=20)
    levels = []
    for result in [CLEAN, CLEAN, CLEAN, LATE, CLEAN, SOLVED, LATE, SOLVED, SOLVED, SOLVED]:
        levels.append(pick(drill).level)
        drill = played(drill, [result])
    assert levels == [2, 2, 3, 3, 3, 3, 2, 2, 1, 1]


def test_levels_of_families_do_not_touch_each_other():
    drill = begin(["conv2d", "derivative"], seed=3, count=20)
    for _ in range(6):
        result = CLEAN if pick(drill).family == "conv2d" else LATE
        drill = played(drill, [result])
    assert (drill.levels["conv2d"], drill.levels["derivative"]) == (3, 2)


def test_a_level_that_no_family_has_is_refused():
    with pytest.raises(UsageError) as caught:
        begin(["conv2d"], seed=1, count=1, level=9)
    assert (caught.value.key, caught.value.values) == ("topic.level", {"level": 9})


def test_the_drill_is_over_after_its_count():
    drill = begin(["conv2d"], seed=1, count=2)
    assert (drill.over, drill.number) == (False, 1)
    assert (played(drill, [LATE]).over, played(drill, [LATE]).number) == (False, 2)
    assert played(drill, [LATE, LATE]).over


@pytest.mark.parametrize(
    ("verdict", "costs"),
    [
        (Correct(), True),
        (Partial(0.5), True),
        (Wrong(), True),
        (Wrong(Finding("cut", general=True), free=True), False),
        (Unreadable("read.empty", (0, 0)), False),
        (Undecided("formula"), False),
    ],
)
def test_what_counts_as_a_try(verdict, costs):
    assert counts(verdict) is costs
    assert answered(PartResult(), verdict).tries == costs


def test_the_best_share_is_kept():
    part = answered(answered(PartResult(), Partial(0.75)), Wrong())
    assert (part.share, part.tries, part.right) == (0.75, 2, False)
    part = answered(part, Correct())
    assert (part.share, part.tries, part.right, part.clean) == (1.0, 3, True, False)


def test_hints_and_solution_are_remembered():
    part = answered(hinted(PartResult()), Correct())
    assert (part.hints, part.right, part.clean) == (1, True, False)
    assert answered(PartResult(), Correct()).clean
    assert not answered(solved(PartResult()), Correct()).right
    assert skipped(PartResult()).skipped


def test_an_undecided_answer_is_not_judged_until_another_one_is():
    part = answered(PartResult(), Undecided("formula"))
    assert not part.judged
    assert answered(part, Wrong()).judged


def test_the_summary_counts_what_was_answered():
    drill = begin(["conv2d", "derivative"], seed=2, count=20)
    first = pick(drill).family
    drill = played(
        drill, [LATE, CLEAN, PartResult(skipped=True), SOLVED, PartResult(judged=False, tries=1), PartResult(share=0.5, tries=1)]
    )
    found = summary(drill)
    assert (found.questions, found.right, found.clean) == (4, 2, 1)
    assert (found.earned, found.points) == (25.0, 40)
    assert first in found.weak
    assert summary(begin(["conv2d"], seed=1, count=1)).questions == 0


def test_points_of_parts():
    question = Question(pick(begin(["conv2d"], seed=1, count=1)), (4, 6), (CLEAN, PartResult(share=0.25, tries=1)))
    assert (question.earned, question.right) == (5.5, False)


def test_levels_stay_within_those_of_the_family():
    for name in family_names():
        drill = played(begin([name], seed=1, count=99), [CLEAN] * 12)
        assert pick(drill).level == max(family(name).LEVELS)
        drill = played(begin([name], seed=1, count=99), [SOLVED] * 6)
        assert pick(drill).level == min(family(name).LEVELS)
