"""transfer-when: the rule of thumb on every scenario, the options that are offered, statements, refusals."""

from __future__ import annotations

import json

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.families import transfer_when
from colloq.families.transfer_when import SCENARIOS, STATEMENTS
from colloq.grading.grade import grade
from colloq.model import Correct, Finding, Partial, Wrong
from colloq.texts import placeholders
from tests.drawn import draw

RULE = {
    ("little", "close"): "last-layer",
    ("much", "close"): "all-layers",
    ("little", "far"): "first-layers",
    ("much", "far"): "on-new-data",
}
CASES = [(kind, scenario) for kind, scenarios in SCENARIOS.items() for scenario in scenarios]


@pytest.mark.parametrize(("kind", "scenario"), CASES)
def test_the_rule_of_thumb(kind, scenario):
    problem = from_params("transfer-when", {"scenario": scenario})
    (part,) = problem.parts
    assert part.answer.right == {RULE[kind]}
    assert problem.family.oracle(problem.params, {}) == {"approach": RULE[kind]}
    assert len(part.answer.options) == 4
    said = entry("transfer-when")["words"][f"case-{scenario}"]
    assert ("million" in said["en"].split(";")[1]) is ("миллион" in said["ru"].split(";")[1]) is (kind[0] == "much")


def test_an_approach_that_could_be_defended_is_never_offered():
    for level in transfer_when.LEVELS:
        for seed in range(300):
            params = draw("transfer-when", level, seed).params
            options = set(params.options)
            assert not (params.kind == ("much", "far") and "all-layers" in options)
            assert not (params.kind == ("much", "close") and "on-new-data" in options)
            assert not (params.kind == ("little", "close") and "first-layers" in options)
            assert not (params.kind == ("much", "far") and "scratch" in options)


def test_a_statement_and_its_opposite_do_not_stand_together():
    for level in (2, 3):
        for seed in range(300):
            params = draw("transfer-when", level, seed).params
            assert len(params.statements) == 5
            assert all(len({*pair} & set(params.statements)) <= 1 for pair in STATEMENTS[level])


def verdict(problem, part, text):
    mistakes = [mistake for mistake in problem.mistakes if mistake.part == part]
    return grade(problem.part(part).answer, text, mistakes=mistakes).verdict


def test_choices_are_graded_and_wrong_options_explained():
    problem = from_params(
        "transfer-when",
        {
            "scenario": "x-rays",
            "options": "last-layer, scratch, first-layers",
            "statements": "less-data, larger-rate, close-domain, random-start",
        },
    )
    assert verdict(problem, "approach", "c") == Correct()
    assert verdict(problem, "approach", "в") == Correct()
    assert verdict(problem, "approach", "a") == Wrong(Finding("last-layer"))
    assert verdict(problem, "statements", "a, c") == Correct()
    assert verdict(problem, "statements", "a b c") == Partial(0.5, mistake=Finding("larger-rate"))
    assert verdict(problem, "statements", "c") == Partial(0.5, mistake=Finding("incomplete", general=True))
    assert verdict(problem, "statements", "d") == Wrong(Finding("random-start"))


def test_every_wrong_option_has_an_explanation():
    assert [mistake.name for mistake in from_params("transfer-when", {"scenario": "cats"}).mistakes] == [
        "all-layers",
        "on-new-data",
        "scratch",
    ]
    texts = entry("transfer-when")
    false = {false for pairs in STATEMENTS.values() for _, false in pairs}
    true = {true for pairs in STATEMENTS.values() for true, _ in pairs}
    assert false <= set(texts["mistakes"])
    assert not true & set(texts["mistakes"])
    assert (true | false | set(transfer_when.APPROACHES)) <= set(texts["words"])


def test_parameters_survive_json():
    for level in transfer_when.LEVELS:
        for seed in range(50):
            problem = draw("transfer-when", level, seed)
            assert from_params("transfer-when", json.loads(json.dumps(problem.params_json()))).params == problem.params


REFUSED = [
    ({}, "scenario", "missing", {}),
    ({"scenario": "dogs"}, "scenario", "word", {}),
    ({"scenario": "cats", "options": "last-layer, guess"}, "options", "word", {"value": "guess"}),
    ({"scenario": "cats", "told": "maybe"}, "told", "word", {}),
    ({"scenario": "cats", "level": 2}, "level", "unknown", {}),
    ({"scenario": "cats", "options": "last-layer, scratch, scratch"}, "options", "key-twice", {"value": "scratch"}),
    ({"scenario": "cats", "options": "scratch, unchanged"}, "options", "right-missing", {}),
    ({"scenario": "cats", "options": "last-layer"}, "options", "right-missing", {}),
    ({"scenario": "radar", "options": "on-new-data, all-layers"}, "options", "open", {"value": "all-layers"}),
    ({"scenario": "cats", "statements": "larger-rate"}, "statements", "none-true", {}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_bad_parameters_are_named(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("transfer-when", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


def test_the_catalogue_has_a_message_for_each_refusal_of_the_family():
    errors = entry("transfer-when")["errors"]
    raised = {key: values for _, _, key, values in REFUSED if key not in {"missing", "unknown", "word"}}
    assert set(errors) == set(raised)
    for key, values in raised.items():
        assert placeholders(errors[key]["en"]) == placeholders(errors[key]["ru"]) == set(values)


def test_how_many_problems_there_are():
    assert transfer_when.space(1) == 6 * 24 * (20 + 20 + 35 + 10) == 12240
    assert transfer_when.space(2) == 12240 * 10 * 9 * 8 * 7 * 6 * 30
