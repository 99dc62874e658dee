"""How an exam is put together from slots."""

from collections import Counter

import pytest

from colloq.catalog.family import family
from colloq.catalog.load import blueprint, tickets
from colloq.errors import UsageError
from colloq.practice.compose import asked_before, compose

PLAIN = {
    "questions": 2,
    "minutes": 60,
    "slots": [{"tickets": 1, "tasks": 0, "levels": {"2": 1}}, {"tickets": 1, "tasks": 1, "levels": {"2": 1}}],
}


def tickets_of(plan):
    return [family(question.family).TICKET for question in plan.questions]


def test_the_blueprint_of_the_program():
    plans = [compose(blueprint(), seed=seed) for seed in range(40)]
    for plan in plans:
        first, second = tickets_of(plan)
        assert first != second
        assert plan.questions[0].family == f"question-{first}"
        assert plan.minutes == 60
        assert second.startswith("T") or plan.questions[1].family == f"question-{second}"
    assert {family_of(plan) for plan in plans} >= {"conv2d", "derivative"}


def family_of(plan):
    return plan.questions[1].family


def test_the_same_seed_gives_the_same_exam():
    assert compose(PLAIN, seed=5) == compose(PLAIN, seed=5)
    assert len({str(compose(PLAIN, seed=seed).questions) for seed in range(20)}) == 20


def test_what_was_asked_least_comes_first():
    asked = Counter()
    for seed in range(3 * len(tickets())):
        plan = compose(PLAIN, seed=seed, asked=asked)
        asked.update(tickets_of(plan))
    written = [count for ticket, count in asked.items() if ticket.isdigit()]
    assert max(written) - min(written) <= 1
    assert abs(asked["T1"] - asked["T2"]) <= 1


def test_tickets_that_are_wanted_come_in_their_order():
    assert tickets_of(compose(PLAIN, seed=1, wanted=["т2", "12"])) == ["T2", "12"]
    assert tickets_of(compose(PLAIN, seed=1, wanted=["12"]))[0] == "12"
    assert tickets_of(compose(PLAIN, seed=1, questions=3, wanted=["T1", "T2"]))[:2] == ["T1", "T2"]
    assert len(tickets_of(compose(PLAIN, seed=1, wanted=["T1", "T2", "12"]))) == 3


@pytest.mark.parametrize(
    ("wanted", "questions", "key"),
    [
        (["12", "12"], None, "exam.tickets_twice"),
        (["12", "T1"], 1, "exam.tickets_twice"),
        (["99"], None, "exam.no_ticket"),
        ([], 99, "exam.too_many_questions"),
    ],
)
def test_what_cannot_be_asked_is_refused(wanted, questions, key):
    with pytest.raises(UsageError) as caught:
        compose(PLAIN, seed=1, wanted=wanted, questions=questions)
    assert caught.value.key == key


def test_earlier_exams_are_counted_by_ticket():
    assert asked_before(["question-12", "conv2d", "init-scale", "gone-for-ever"]) == {"12": 2, "T1": 1}
