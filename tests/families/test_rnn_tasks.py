"""rnn-tasks: what is right for every task, how a matching is graded, refusals."""

from __future__ import annotations

import json

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.families import rnn_tasks
from colloq.families.rnn_tasks import FACETS, TASKS
from colloq.grading.grade import grade
from colloq.model import Correct, Finding, Partial, Wrong
from colloq.texts import placeholders
from tests.drawn import draw

SCHEMES = "aligned, at-end, own-outputs, from-vector, encoder-decoder"
BY_HAND = [
    ("parts-of-speech", "aligned", "element", "label-each"),
    ("sentiment", "at-end", "element", "label-once"),
    ("poems", "own-outputs", "own-symbol", "next-symbol"),
    ("handwriting", "own-outputs", "own-point", "density"),
    ("captions", "from-vector", "own-word-picture", "next-word-picture"),
    ("translation", "encoder-decoder", "own-word-encoder", "next-word-source"),
]


@pytest.mark.parametrize(("task", "scheme", "given", "loss"), BY_HAND)
def test_by_hand(task, scheme, given, loss):
    fields = {
        "tasks": [task, "queries"],
        "schemes": SCHEMES,
        "inputs": ", ".join(dict.fromkeys(FACETS["inputs"].values())),
        "losses": ", ".join(dict.fromkeys(FACETS["losses"].values())),
    }
    answers = {part.name: part.answer.pairs[task] for part in from_params("rnn-tasks", fields).parts}
    assert answers == {"schemes": scheme, "inputs": given, "losses": loss}


def test_the_oracle_agrees_on_every_task():
    every = [task for tasks in TASKS.values() for task in tasks]
    problem = from_params("rnn-tasks", {"tasks": ", ".join(every)})
    assert problem.family.oracle(problem.params, {})["schemes"] == problem.parts[0].answer.pairs
    assert len(every) == 24


def verdict(text):
    problem = from_params("rnn-tasks", {"tasks": "captions, poems, translation", "schemes": SCHEMES})
    return grade(problem.parts[0].answer, text, mistakes=problem.mistakes).verdict


def test_a_matching_is_graded_and_its_first_wrong_pair_named():
    assert verdict("1d 2c 3e") == Correct()
    assert verdict("d c e") == Correct()
    assert verdict("3e, 1d, 2c") == Correct()
    assert verdict("1c 2d 3e") == Partial(1 / 3, ((False, False, True),), Finding("captions"))
    assert verdict("1d 2c 3a") == Partial(2 / 3, ((True, True, False),), Finding("translation"))
    assert verdict("1a 2a 3a") == Wrong(Finding("captions"), cells=((False, False, False),))


def test_every_task_can_be_the_first_wrong_one():
    problem = from_params("rnn-tasks", {"tasks": "captions, poems, translation", "schemes": SCHEMES})
    assert [mistake.name for mistake in problem.mistakes] == ["captions", "poems", "translation"]
    two = from_params("rnn-tasks", {"tasks": "poems, melodies", "schemes": "own-outputs, aligned"})
    assert [mistake.answer.pairs for mistake in two.mistakes] == [
        {"poems": "aligned", "melodies": "own-outputs"},
        {"poems": "own-outputs", "melodies": "aligned"},
    ]


def test_tasks_and_options_have_texts():
    texts = entry("rnn-tasks")
    tasks = {task for tasks in TASKS.values() for task in tasks}
    options = {option for right in FACETS.values() for option in right.values()}
    assert set(texts["mistakes"]) == tasks
    assert set(texts["words"]) == tasks | options


@pytest.mark.parametrize("level", rnn_tasks.LEVELS)
def test_tasks_of_a_problem_are_of_different_kinds_and_their_options_are_offered(level):
    for seed in range(200):
        problem = draw("rnn-tasks", level, seed)
        kinds = [kind for task in problem.params.tasks for kind, tasks in TASKS.items() if task in tasks]
        assert len(set(kinds)) == len(kinds) == {1: 4, 2: 5, 3: 6}[level]
        for part in problem.parts:
            assert set(part.answer.pairs.values()) <= set(part.answer.right)
        assert from_params("rnn-tasks", json.loads(json.dumps(problem.params_json()))).params == problem.params


REFUSED = [
    ({}, "tasks", "few-tasks", {}),
    ({"tasks": "captions, cooking"}, "tasks", "word", {"value": "cooking"}),
    ({"tasks": "captions, poems", "outputs": "x"}, "outputs", "unknown", {}),
    ({"tasks": "captions, poems, poems"}, "tasks", "key-twice", {"value": "poems"}),
    ({"tasks": "captions"}, "tasks", "few-tasks", {}),
    ({"tasks": "captions, poems", "schemes": "aligned, from-vector"}, "schemes", "option-missing", {"value": "own-outputs"}),
    ({"tasks": "poems, melodies", "losses": "next-symbol"}, "losses", "few-options", {}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_bad_parameters_are_named(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("rnn-tasks", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


def test_the_catalogue_has_a_message_for_each_refusal_of_the_family():
    errors = entry("rnn-tasks")["errors"]
    raised = {key: values for _, _, key, values in REFUSED if key not in {"missing", "unknown", "word"}}
    assert set(errors) == set(raised)
    for key, values in raised.items():
        assert placeholders(errors[key]["en"]) == placeholders(errors[key]["ru"]) == set(values)
