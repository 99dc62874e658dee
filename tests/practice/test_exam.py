"""The exam without screens: its clock, its composition, its end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloq.errors import CatalogError, UsageError
from colloq.practice import marking
from colloq.practice.compose import compose
from colloq.practice.exam import (
    ExamClock,
    Moment,
    Place,
    all_places,
    following,
    marks_of,
    next_open,
    problem_of,
    settle,
    time_left,
)
from colloq.store import exams
from colloq.store.attempts import latest
from colloq.store.database import Database
from colloq.store.exams import CLOCK, PERSON, Committed, Exam, Plan

HOUR = 3600.0
START = 1_700_000_000.0
DEADLINE = START + HOUR
POOL = {
    "questions": 2,
    "minutes": 60,
    "pool": [{"family": "fake-sum", "level": 2, "weight": 3}, {"family": "fake-grid", "level": 2, "weight": 1}],
}


def stored(heartbeat=START):
    """An open exam of an hour."""
    return Exam(1, 7, 60, START, DEADLINE, heartbeat, 1, None, True, None, None, False, (), (), ())


CASES = [
    # (what happened, last heartbeat stored, UTC and steady clock when taken up, both when asked, seconds left)
    ("just begun", 0, (0, 50), (0, 50), 3600),
    ("ten minutes later", 0, (0, 50), (600, 650), 3000),
    ("one second before the end", 0, (0, 50), (3599, 3649), 1),
    ("at the end", 0, (0, 50), (3600, 3650), 0),
    ("after the end", 0, (0, 50), (4000, 4050), -400),
    ("closed for twenty minutes", 300, (1500, 9), (1500, 9), 2100),
    ("lid shut for twenty minutes: the steady clock slept", 0, (0, 50), (1800, 650), 1800),
    ("clock set back an hour while running", 0, (0, 50), (600 - 3600, 650), 3000),
    ("clock set back an hour while closed", 600, (600 - 3600, 9), (600 - 3600, 9), 3000),
    ("clock set back while closed, and time went on", 600, (600 - 3600, 9), (660 - 3600, 69), 2940),
    ("clock set forward while running", 0, (0, 50), (1800, 60), 1800),
    ("clock set back before the start", 0, (-86400, 9), (-86400, 9), 3600),
    ("closed past the end", 600, (99999, 9), (99999, 9), 3600 - 99999),
]


@pytest.mark.parametrize(("heartbeat", "taken_up", "asked", "left"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_the_time_left(heartbeat, taken_up, asked, left):
    clock = ExamClock.of(stored(START + heartbeat), Moment(START + taken_up[0], taken_up[1]))
    assert clock.remaining(Moment(START + asked[0], asked[1])) == left


def test_a_clock_set_forward_and_back_gives_nothing():
    clock = ExamClock.of(stored(), Moment(START, 0)).beat(Moment(START + 1800, 10))
    assert clock.remaining(Moment(START + 20, 20)) == 1800


steps = st.lists(
    st.tuples(
        st.floats(0, 900),  # real seconds that pass
        st.floats(-7200, 7200),  # how the wall clock is set meanwhile
        st.booleans(),  # the program is closed and started again
        st.booleans(),  # the lid is shut: the steady clock sleeps
    ),
    max_size=12,
)


@given(steps)
def test_the_time_left_never_grows_and_no_trick_gives_time(walk):
    """Whatever is done to the wall clock while the program runs, no more than an hour of real time can be worked."""
    real, offset, steady, awake, heartbeat = 0.0, 0.0, 0.0, 0.0, START
    clock = ExamClock.of(stored(), Moment(START, 0.0))
    left = HOUR
    for seconds, shift, restart, asleep in walk:
        real += seconds
        if not asleep:
            steady, awake, offset = steady + seconds, awake + seconds, offset + shift
        moment = Moment(START + real + offset, steady)
        assert clock.remaining(moment) <= min(left, HOUR - awake) + 1e-6
        left = clock.remaining(moment)
        clock = clock.beat(moment)
        assert clock.heartbeat >= heartbeat
        heartbeat = clock.heartbeat
        if restart:
            steady = 5.0
            moment = Moment(START + real + offset, steady)
            clock = ExamClock.of(stored(heartbeat), moment)
            assert clock.remaining(moment) <= left + 1e-6
            left = clock.remaining(moment)


@given(st.floats(0, 3600), st.floats(-1e6, 1e6))
def test_an_honest_clock_shows_the_plain_difference(seconds, origin):
    clock = ExamClock.of(stored(), Moment(START, origin))
    assert clock.remaining(Moment(START + seconds, origin + seconds)) == pytest.approx(HOUR - seconds, abs=1e-5)


# --------------------------------------------------------------------------------------------------------- composition

pytestmark = pytest.mark.usefixtures("fake_catalogue")


@pytest.fixture
def catalogue(monkeypatch):
    """Problems of the fakes are drawn without looking whether their mistakes coincide."""
    monkeypatch.setattr("colloq.catalog.problem.distinct", lambda *_: True)


@pytest.mark.usefixtures("catalogue")
class TestComposition:
    def test_two_questions_of_different_tickets_in_an_hour(self):
        for seed in range(30):
            plan = compose(POOL, seed=seed)
            assert {question.family for question in plan.questions} == {"fake-sum", "fake-grid"}
            assert [question.number for question in plan.questions] == [1, 2]
            assert (plan.minutes, plan.seed) == (60, seed)

    def test_the_seed_decides(self):
        assert compose(POOL, seed=7) == compose(POOL, seed=7)
        assert len({question.problem for seed in range(30) for question in compose(POOL, seed=seed).questions}) > 50

    def test_a_kind_comes_as_often_as_its_weight_says(self):
        first = [compose(POOL, seed=seed, questions=1).questions[0].family for seed in range(400)]
        assert 260 <= first.count("fake-sum") <= 340  # 300 expected, standard deviation 8.7

    def test_the_stored_question_gives_the_problem_back(self):
        for question in compose(POOL, seed=3).questions:
            problem = problem_of(question)
            assert problem.id == question.problem
            assert problem.params_json() == question.params

    def test_more_questions_than_tickets_are_refused(self):
        with pytest.raises(UsageError) as error:
            compose(POOL, seed=1, questions=3)
        assert (error.value.key, error.value.values) == ("exam.too_many_questions", {"questions": 3, "tickets": 2})

    @pytest.mark.parametrize(
        ("kind", "field"), [({"family": "nosuch", "level": 2}, "family"), ({"family": "fake-sum", "level": 5}, "level")]
    )
    def test_a_blueprint_that_asks_for_what_does_not_exist_is_named(self, kind, field):
        with pytest.raises(CatalogError) as error:
            compose({**POOL, "pool": [{**kind, "weight": 1}]}, seed=1, source="mine.yaml")
        assert (error.value.values["file"], error.value.values["entry"], error.value.values["field"]) == (
            "mine.yaml",
            "pool[0]",
            field,
        )


def test_the_walk_goes_round():
    places = (Place(1, 0), Place(1, 1), Place(2, 0))
    assert [following(places, place) for place in places] == [Place(1, 1), Place(2, 0), Place(1, 0)]
    assert next_open(places, set(), Place(1, 0)) == Place(1, 1)
    assert next_open(places, {Place(1, 1), Place(2, 0)}, Place(2, 0)) == Place(1, 0)
    assert next_open(places, set(places), Place(1, 0)) is None
    assert next_open(places, {Place(1, 0), Place(1, 1)}, Place(2, 0)) == Place(2, 0)


# ----------------------------------------------------------------------------------------------------------------- end


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "home" / "colloq.db") as opened:
        yield opened


@pytest.fixture
def sitting(database, catalogue):
    """An exam of both fakes, in a known order."""
    plan = compose(POOL, seed=7)
    ordered = sorted(plan.questions, key=lambda question: question.family)
    questions = tuple(
        exams.Question(number, q.problem, q.family, q.version, q.level, q.seed, q.params) for number, q in enumerate(ordered, 1)
    )
    return exams.create(database, Plan(7, 60, questions), started=START, deadline=DEADLINE)


def right_texts(exam):
    """Right answers of the fakes, written out."""
    grid, numbers = exam.questions[0].params["rows"], exam.questions[1].params
    turned = "; ".join(" ".join(str(row[column]) for row in grid) for column in range(2))
    return {
        (1, "transposed"): turned,
        (2, "sum"): str(numbers["left"] + numbers["right"]),
        (2, "product"): str(numbers["left"] * numbers["right"]),
    }


def save(database, exam, number, part, text, at=START + 60):
    assert exams.commit(database, exam.id, Committed(number, part, text, at, seconds=20), heartbeat=at)


def test_nothing_is_settled_while_time_is_left(database, sitting):
    assert settle(database, DEADLINE - 1) is None
    assert exams.open_exam(database) is not None


def test_an_exam_that_ran_out_is_submitted_as_of_its_deadline(database, sitting):
    texts = right_texts(sitting)
    save(database, sitting, 2, "sum", texts[2, "sum"])
    ended = settle(database, DEADLINE + 86_400)
    assert (ended.submitted, ended.submitted_by, ended.recorded) == (DEADLINE, CLOCK, True)
    assert exams.open_exam(database) is None
    assert settle(database, DEADLINE + 86_401) is None
    (attempt,) = latest(database)
    assert (attempt.part, attempt.verdict, attempt.score, attempt.exam) == ("sum", "correct", 1.0, sitting.id)
    assert (attempt.at, attempt.seconds, attempt.family) == (START + 60, 20, "fake-sum")


def test_a_clock_set_back_does_not_keep_an_exam_open(database, sitting):
    exams.beat(database, sitting.id, DEADLINE)
    assert settle(database, START).submitted == DEADLINE


def test_a_readable_line_counts_at_the_deadline_and_an_unreadable_one_does_not(database, sitting):
    texts = right_texts(sitting)
    save(database, sitting, 2, "product", "1")
    for part, text in (("sum", texts[2, "sum"]), ("product", "((")):
        exams.keep_draft(database, sitting.id, Committed(2, part, text, DEADLINE - 1), heartbeat=DEADLINE - 1)
    exams.turn_to(database, sitting.id, 2, "product")
    ended = settle(database, DEADLINE + 5)
    assert ended.answers_to(2) == {"sum": texts[2, "sum"], "product": "1"}
    sums = marks_of(ended)[1]
    assert [mark.earned for mark in sums.parts] == [4, 0]


@pytest.mark.parametrize(
    ("part_in_front", "number", "part", "draft", "counts"),
    [
        ("sum", 2, "sum", "7", True),  # the line being typed takes the place of the answer
        ("product", 2, "sum", "7", False),  # a draft left behind does not
        ("transposed", 1, "transposed", "1 2; 3 4", True),
        ("transposed", 1, "transposed", "1 2", False),  # nor does a matrix with rows missing
    ],
)
def test_which_drafts_take_the_place_of_an_answer(database, sitting, part_in_front, number, part, draft, counts):
    save(database, sitting, number, part, "9 9; 9 9" if number == 1 else "9")
    exams.keep_draft(database, sitting.id, Committed(number, part, draft, DEADLINE - 1), heartbeat=DEADLINE - 1)
    exams.turn_to(database, sitting.id, number, part_in_front)
    assert (settle(database, DEADLINE).answers_to(number)[part] == draft) is counts


def test_a_person_who_submits_submits_what_was_saved_only(database, sitting):
    exams.keep_draft(database, sitting.id, Committed(2, "sum", right_texts(sitting)[2, "sum"], START + 9), heartbeat=START + 9)
    exams.submit(database, sitting.id, at=START + 10, by=PERSON)
    settle(database, START + 11)
    ended = exams.last_submitted(database)
    assert ended.answers == ()
    assert ended.recorded
    assert latest(database) == ()


def test_marks_of_a_whole_exam(database, sitting):
    texts = right_texts(sitting)
    for (number, part), text in texts.items():
        save(database, sitting, number, part, text)
    numbers = sitting.questions[1].params
    save(database, sitting, 2, "sum", str(numbers["left"] - numbers["right"]))
    exams.submit(database, sitting.id, at=START + 99, by=PERSON)
    settle(database, START + 100)
    grid, sums = marks_of(exams.last_submitted(database))
    assert (grid.earned, grid.points) == (10, 10)
    assert (sums.earned, sums.points) == (6, 10)
    kept = {attempt.part: attempt for attempt in latest(database)}
    assert kept["sum"].mistake == "minus"
    assert kept["sum"].verdict == "incorrect"
    assert kept["transposed"].verdict == "correct"


def test_a_question_whose_family_is_gone_does_not_stop_the_end(database, sitting):
    with database.write() as connection:
        connection.execute("UPDATE question SET family = 'gone' WHERE number = 2")
    save(database, sitting, 2, "sum", "1")
    ended = settle(database, DEADLINE)
    gone = marks_of(ended)[1]
    assert (gone.problem, gone.parts, gone.points) == (None, (), 0)
    assert ended.answers_to(2) == {"sum": "1"}


def test_the_end_is_stored_before_anything_is_graded(database, sitting, monkeypatch):
    """A bug in the grader costs one run of the program, not the exam."""
    save(database, sitting, 2, "sum", "1")
    with monkeypatch.context() as patched:
        patched.setattr(marking, "grade", lambda *_args, **_named: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            settle(database, DEADLINE)
    ended = exams.last_submitted(database)
    assert (ended.submitted, ended.recorded) == (DEADLINE, False)
    settle(database, DEADLINE + 1)
    assert exams.last_submitted(database).recorded
    assert len(latest(database)) == 1


def test_time_left_as_a_fresh_program_sees_it():
    assert time_left(stored(START + 600), START + 60) == 3000
    assert time_left(stored(START + 60), START + 600) == 3000


def test_every_part_has_its_place(sitting):
    problems = [problem_of(question) for question in sitting.questions]
    assert all_places(problems) == (Place(1, 0), Place(2, 0), Place(2, 1))
