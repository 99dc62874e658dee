"""What holds for every problem of conv2d and maxpool-backward, over many seeds."""

from __future__ import annotations

import dis
import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colloq.catalog.family import family
from colloq.catalog.load import entry
from colloq.catalog.problem import draw as fresh
from colloq.catalog.problem import from_params
from colloq.exact.fields import plain
from colloq.grading.grade import grade
from colloq.grading.number import exact
from colloq.model import Correct, Grid, Partial, Word, Wrong
from colloq.texts import placeholders
from tests.drawn import draw

NAMES = ("conv2d", "maxpool-backward")
LEVELS = (1, 2, 3)
BOTH = [(name, level) for name in NAMES for level in LEVELS]
SEEDS = range(200)

SHARES = {  # the mistakes that the catalogue lists: each in a fifth of the draws of some level
    "conv2d": (
        "kernel-flipped",
        "kernel-transposed",
        "padding-forgotten",
        "padding-added",
        "stride-ignored",
        "bias-forgotten",
        "channels-not-summed",
        "products-not-summed",
    ),
    "maxpool-backward": ("every-cell", "shared-equally", "overwritten", "value-routed", "stride-not-multiplied"),
}


@pytest.fixture(autouse=True)
def _own_home(monkeypatch, tmp_path):
    monkeypatch.setenv("COLLOQ_HOME", str(tmp_path))


def numbers(answer):
    return [[exact(cell) for cell in row] for row in answer.rows]


def typed(answer):
    return "; ".join(" ".join(str(plain(cell)) for cell in row) for row in numbers(answer))


def problems(name, seeds=SEEDS, levels=LEVELS):
    return [draw(name, level, seed) for level in levels for seed in seeds]


@pytest.mark.parametrize(("name", "level"), BOTH)
def test_the_same_seed_gives_the_same_problem(name, level):
    for seed in range(20):
        assert draw(name, level, seed) == fresh(name, level, seed)
    assert draw(name, level, 0).params != draw(name, level, 1).params


@pytest.mark.parametrize("name", NAMES)
def test_parameters_survive_json(name):
    for problem in problems(name, range(50)):
        written = json.loads(json.dumps(problem.params_json()))
        assert from_params(name, written).params == problem.params


@pytest.mark.parametrize(("name", "level"), BOTH)
def test_the_oracle_agrees_on_200_seeds(name, level):
    for problem in problems(name, SEEDS, (level,)):
        (part,) = problem.parts
        assert part.points == 10
        expected = problem.family.oracle(problem.params, {})[part.name]
        assert [[float(cell) for cell in row] for row in numbers(part.answer)] == [
            pytest.approx(row, abs=1e-9) for row in expected
        ], problem.id


@pytest.mark.parametrize("name", NAMES)
def test_the_oracle_shares_no_function_with_the_solver(name):
    used = {step.argval for step in dis.get_instructions(family(name).oracle) if step.opname == "LOAD_GLOBAL"}
    assert used <= {"float", "range"}


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(BOTH), st.integers(0, 10**9))
def test_the_own_answer_is_right_and_each_mistake_is_named(pair, seed):
    problem = draw(*pair, seed)
    (part,) = problem.parts
    assert grade(part.answer, typed(part.answer), seed=problem.id, mistakes=problem.mistakes).verdict == Correct()
    for mistake in problem.mistakes:
        verdict = grade(part.answer, typed(mistake.answer), seed=problem.id, mistakes=problem.mistakes).verdict
        assert isinstance(verdict, Wrong | Partial), (problem.id, mistake.name)
        assert verdict.mistake is not None
        assert (verdict.mistake.name, verdict.mistake.general) == (mistake.name, False), problem.id


@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_of_the_catalogue_is_common_at_some_level(name):
    most: Counter[str] = Counter()
    for level in LEVELS:
        found = Counter(mistake.name for seed in SEEDS for mistake in draw(name, level, seed).mistakes)
        for mistake, count in found.items():
            most[mistake] = max(most[mistake], count)
    assert {mistake: most[mistake] for mistake in SHARES[name] if most[mistake] < len(SEEDS) / 5} == {}


@pytest.mark.parametrize("name", NAMES)
def test_answers_differ_pairwise(name):
    for problem in problems(name):
        answers = [typed(problem.parts[0].answer), *(typed(mistake.answer) for mistake in problem.mistakes)]
        assert len(set(answers)) == len(answers), problem.id


@pytest.mark.parametrize(("name", "level"), BOTH)
def test_a_thousand_seeds_give_a_thousand_problems(name, level):
    written = {json.dumps(draw(name, level, seed).params_json()) for seed in range(1000)}
    assert len(written) >= 990


@pytest.mark.parametrize(("name", "fewest"), [("conv2d", (10, 14, 20)), ("maxpool-backward", (1, 4, 10))])
def test_kinds_of_problems_constants_erased(name, fewest):
    for level, least in zip(LEVELS, fewest, strict=True):
        kinds = {problem.family.skeleton(problem.params) for problem in problems(name, SEEDS, (level,))}
        assert len(kinds) >= least, sorted(kinds)


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_answer_is_counted_and_fractions_take_decimals(name):
    for problem in problems(name, range(100)):
        answer = problem.parts[0].answer
        whole = all(cell.denominator == 1 for row in numbers(answer) for cell in row)
        assert answer.exact is whole, problem.id
        assert problem.state["fractional"] is not whole


# ------------------------------------------------------------------------------------------------------- steps and texts


@pytest.mark.parametrize("name", NAMES)
def test_steps_are_true_and_end_with_the_answer(name):
    for problem in problems(name, range(60)):
        for step in problem.steps:
            assert (step.before is None) == (step.after is None)
            if step.before is not None:
                assert exact(step.before) is not None
                assert exact(step.before) == exact(step.after), problem.id
        shown = [value for value in problem.steps[-1].values.values() if isinstance(value, Grid)]
        assert [[list(map(Fraction, row)) for row in grid.rows] for grid in shown] == [numbers(problem.parts[0].answer)]


@pytest.mark.parametrize("name", NAMES)
def test_two_hints_that_do_not_show_the_answer(name):
    for problem in problems(name, range(60)):
        assert len(problem.hints) == 2
        right = numbers(problem.parts[0].answer)
        for hint in problem.hints:
            for value in hint.values.values():
                assert not (isinstance(value, Grid) and [list(row) for row in value.rows] == right), problem.id


def user_problems(name):
    if name == "conv2d":
        plane = [[1, 2], [3, 5]]
        yield from_params(name, {"image": [plane] * 3, "kernel": [[[1, 2], [0, 1]]] * 3, "bias": "1/2"})
        yield from_params(name, {"image": [plane] * 2, "kernel": [[[1, 2], [0, 1]]] * 2, "padding": 1, "stride": 2})
    else:
        yield from_params(name, {"input": [[1, 2, 9], [3, 5, 7]], "upstream": [["1/2"]]})


@pytest.mark.parametrize("name", NAMES)
def test_keys_in_code_and_catalogue_are_the_same(name):
    texts = entry(name)
    used: dict[str, set[str]] = {"hints": set(), "steps": set(), "mistakes": set(), "words": set(), "parts": set()}
    for problem in [*problems(name), *user_problems(name)]:
        used["hints"] |= {step.key for step in problem.hints}
        used["steps"] |= {step.key for step in problem.steps}
        used["mistakes"] |= {mistake.name for mistake in problem.mistakes}
        used["parts"] |= {part.name for part in problem.parts}
        used["words"] |= {value.key for value in problem.state.values() if isinstance(value, Word)}
    assert {kind: set(texts.get(kind, {})) for kind in used} == used
    assert set(texts["set"]) == set(draw(name, 1, 0).params_json())


@pytest.mark.parametrize("name", NAMES)
def test_every_placeholder_has_a_value_in_both_languages(name):
    texts = entry(name)
    for problem in [*problems(name, range(40)), *user_problems(name)]:
        state = {key for key, value in problem.state.items() if not isinstance(value, Grid)}
        for block in texts["statement"]:
            condition = block.get("when", "")
            shown = not condition or bool(problem.state[condition.lstrip("!")]) is not condition.startswith("!")
            if "show" in block and shown:
                assert all(isinstance(problem.state[value], Grid) for value in block["show"])
                assert set(block["labels"]) == set(block["show"])
            elif shown:
                assert placeholders(block["en"]) == placeholders(block["ru"]) <= state
        for kind, steps in (("hints", problem.hints), ("steps", problem.steps)):
            for step in steps:
                text = texts[kind][step.key]
                own = {key for key, value in step.values.items() if not isinstance(value, Grid)}
                assert placeholders(text["en"]) == placeholders(text["ru"]) <= state | own
        for mistake in problem.mistakes:
            text = texts["mistakes"][mistake.name]
            assert placeholders(text["en"]) == placeholders(text["ru"]) <= state | set(mistake.values)


@pytest.mark.parametrize("name", NAMES)
def test_a_problem_does_not_change_when_its_mistakes_are_listed(name):
    problem = fresh(name, 3, 5)
    before = replace(problem)
    assert problem.mistakes
    assert problem.steps
    assert before == problem
