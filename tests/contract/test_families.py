"""The contract of every family that is found, over many seeds: nothing here knows what a convolution is."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
import time
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colloq.catalog.family import family, family_names
from colloq.catalog.load import entry
from colloq.catalog.problem import from_id
from colloq.errors import ParameterError
from colloq.grading.formula import sample
from colloq.grading.grade import grade
from colloq.grading.number import as_float, exact
from colloq.model import FormulaAnswer, Grid, MatrixAnswer, NumberAnswer, RubricAnswer, Table, Word
from colloq.notation.tree import Derivative, Negative, Number, Symbol, children
from colloq.practice.rewrites import written
from colloq.practice.stress import play, summary
from colloq.texts import placeholders, texts
from tests.contract import code
from tests.drawn import draw
from tests.drawn import play as play_drawn

NAMES = family_names()
LEVELS = [(name, level) for name in NAMES for level in family(name).LEVELS]
MANY = 1000
"""Seeds over which variety and mistakes are counted: drawing alone is quick."""
SEEN = 400
"""Seeds over which every number of a problem is looked at."""
PLAYED = 60
"""Seeds of every family and level on which `colloq stress` is played here; `colloq stress -n 1000` plays more."""
KEYED = 300
"""Seeds of every level whose steps, hints and words are compared with the catalogue."""
COMMON = 0.20
"""Share of the problems of some level in which each mistake can be made."""


every_family = pytest.mark.parametrize("name", NAMES)
every_level = pytest.mark.parametrize(("name", "level"), LEVELS)


def problems(name, level):
    return tuple(draw(name, level, seed) for seed in range(MANY))


def all_problems(name, count=MANY):
    return [problem for level in family(name).LEVELS for problem in problems(name, level)[:count]]


def told(failures):
    return "\n".join(f"{failure.problem} {failure.check}: {failure.detail}" for failure in failures[:5])


# ---------------------------------------------------------------------------------------------------------------- stress


def test_families_are_found():
    assert {"conv2d", "derivative", "init-scale", "maxpool-backward", "rnn-ds2", "rnn-expand"} <= set(NAMES)


@every_level
def test_stress(name, level):
    row = summary(name, level, (play_drawn(name, level, seed) for seed in range(PLAYED)))
    assert not row.failures, told(row.failures)
    assert row.seeds == PLAYED


@every_level
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(PLAYED, 10**18 - 1))
def test_stress_on_any_seed(name, level, seed):
    failures = play(name, level, seed, time.perf_counter).failures
    assert not failures, told(failures)


@every_level
def test_points_and_parts(name, level):
    for problem in problems(name, level):
        assert sum(part.points for part in problem.parts) == 10, problem.id
        assert len({part.name for part in problem.parts}) == len(problem.parts), problem.id


# ----------------------------------------------------------------------------------------- what makes a problem good


def numbers_in(value):
    """Numbers that stand in what is given; plain whole numbers are counts and sizes."""
    match value:
        case Grid(rows):
            for cell in (cell for row in rows for cell in row):
                yield from [Fraction(cell)] if isinstance(cell, int) else numbers_in(cell)
        case Table(_, rows):
            for row in rows:
                yield from numbers_in(row)
        case Fraction():
            yield value
        case Number(number, text):
            if not text or len(text.replace(".", "").lstrip("0")) > 3:  # a value rounded to three digits is easy to work with
                yield Fraction(number)
        case Negative(argument):
            yield from numbers_in(argument)
        case bool() | int() | str() | Word():
            pass
        case tuple():
            for item in value:
                yield from numbers_in(item)
        case _:
            plain = exact(value)
            if plain is not None:
                yield plain
            else:
                for part in children(value):
                    yield from numbers_in(part)


@every_level
def test_1_what_is_given_can_be_worked_with_by_hand(name, level):
    for problem in problems(name, level)[:SEEN]:
        for value in problem.state.values():
            for number in numbers_in(value):
                assert abs(number) < 100, (problem.id, number)
                assert number.denominator <= 12, (problem.id, number)


@every_level
def test_1_results_can_be_reached_by_hand(name, level):
    for problem in problems(name, level)[:SEEN]:
        answers = [("answer", part.answer) for part in problem.parts]
        answers += [(mistake.name, mistake.answer) for mistake in problem.mistakes]
        for which, answer in answers:
            match answer:
                case NumberAnswer(tree):
                    sizes = [abs(as_float(tree))]
                case MatrixAnswer(rows, symbols) if not symbols:
                    sizes = [abs(as_float(cell)) for row in rows for cell in row]
                case _:
                    sizes = []
            assert all(size == 0 or 1e-6 <= size <= 1e6 for size in sizes), (problem.id, which, sizes)


@every_level
def test_2_drawn_problems_are_accepted_as_the_users_own(name, level):
    for problem in problems(name, level)[:SEEN]:
        assert family(name).read_params(json.loads(json.dumps(problem.params_json()))) == problem.params, problem.id


@every_family
def test_3_every_mistake_can_often_be_made(name):
    shares = {
        level: Counter(mistake for problem in problems(name, level) for mistake in {m.name for m in problem.mistakes})
        for level in family(name).LEVELS
    }
    best = {mistake: max(shares[level][mistake] / MANY for level in shares) for mistake in entry(name)["mistakes"]}
    rare = {mistake: share for mistake, share in best.items() if share < COMMON}
    assert not rare


@every_level
def test_4_nothing_is_degenerate(name, level):
    for problem in problems(name, level):
        for part in problem.parts:
            match part.answer:
                case NumberAnswer(tree):
                    assert as_float(tree) != 0, (problem.id, part.name)
                case MatrixAnswer(rows, symbols) if not symbols:
                    assert any(as_float(cell) for row in rows for cell in row), (problem.id, part.name)
                case FormulaAnswer():
                    assert any(abs(value) > 1e-9 for value in sample(part.answer, "degenerate").expected[0]), (
                        problem.id,
                        part.name,
                    )
                case _:
                    pass
        for key, value in problem.state.items():
            if isinstance(value, Grid):
                assert any(cell not in (0, Number(0)) for row in value.rows for cell in row), (problem.id, key)


@every_level
def test_5_variety(name, level):
    different = len({json.dumps(problem.params_json(), sort_keys=True) for problem in problems(name, level)})
    if different < 0.99 * MANY:
        space = family(name).space(level)  # a family of few problems says how many it has
        expected = space * (1 - (1 - 1 / space) ** MANY)
        assert 0.75 * expected <= different <= space


@pytest.mark.parametrize(("name", "level"), [("derivative", 3)])
def test_5_kinds_of_derivatives(name, level):
    assert len({problem.family.skeleton(problem.params) for problem in problems(name, level)}) >= 100


@every_level
def test_6_an_id_names_one_problem(name, level):
    for problem in problems(name, level)[:25]:
        assert from_id(problem.id) == problem
        assert from_id(f"{name}~{family(name).VERSION}:{level}@{problem.seed}") == problem


# 7, steps and hints, is what `test_stress` plays.


# -------------------------------------------------------------------------------------------------------- texts and keys


def words_in(values):
    for value in values:
        if isinstance(value, Word):
            yield value.key
        elif isinstance(value, tuple):
            yield from words_in(value)
        elif isinstance(value, Table):
            yield from words_in((value.header, *value.rows))


@functools.lru_cache(maxsize=1)
def seen(name):
    """Keys of texts that the problems name."""
    found = {section: set() for section in ("steps", "hints", "mistakes", "words", "parts", "state")}
    for problem in all_problems(name, KEYED):
        lines = (*problem.steps, *problem.hints, *problem.mistakes)
        found["steps"] |= {step.key for step in problem.steps}
        found["hints"] |= {hint.key for hint in problem.hints}
        found["mistakes"] |= {mistake.name for mistake in problem.mistakes}
        found["parts"] |= {part.name for part in problem.parts}
        found["state"] |= problem.state.keys()
        found["words"] |= set(words_in([*problem.state.values(), *(value for line in lines for value in line.values.values())]))
    return found


@every_family
@pytest.mark.parametrize("section", ["steps", "hints", "mistakes", "words", "errors", "parts"])
def test_keys_of_code_and_catalogue(name, section):
    """Whatever the code names has a text; every text can be named by the code."""
    module = family(name).__name__
    texts_of = set(entry(name)[section])
    named = code.named_keys(module).get(section, set())
    if section == "steps":
        named = {key for key in named if key not in entry(name)["hints"]}
    if section == "errors":
        named = {key for key in named if f"parameter.{key}" not in texts("en")}
    assert seen(name).get(section, set()) | named <= texts_of
    unused = texts_of - seen(name).get(section, set()) - named
    assert {key for key in unused if not code.can_give(module, key)} == set()


def test_strange_keys_are_found():
    """The test above can fail in both directions."""
    module = family("conv2d").__name__
    assert {"pad", "output"} <= code.named_keys(module)["steps"]
    assert "kernel-larger" in code.named_keys(module)["errors"]
    assert code.can_give(module, "edge-detection")
    assert code.can_give(family("derivative").__name__, "logarithmic-derivative")  # a rule of colloq.notation.calculus
    assert code.can_give(family("derivative").__name__, "outer-anything")  # f"outer-{rule}"
    assert not code.can_give(module, "padding-forgoten")
    assert not code.can_give(module, "logarithmic-derivative")


@every_family
def test_statement_names_only_values_that_exist(name):
    module = family(name).__name__
    for block in entry(name)["statement"]:
        names = {*block.get("show", ()), *block.get("labels", ())} | ({block["when"].lstrip("!")} if "when" in block else set())
        for key in names:
            counted = re.sub(r"_\d+$", "_1", key)  # image_3, of which only the first two are drawn
            assert counted in seen(name)["state"] or code.can_give(module, key), key


@every_family
def test_set_lines_are_the_parameters(name):
    known = set()
    for problem in all_problems(name):
        fields = problem.params_json()
        known |= fields.keys()
        if problem.seed < 25:
            with pytest.raises(ParameterError) as raised:
                family(name).read_params({**fields, "no_such_parameter": 1})
            assert raised.value.key == "unknown"
            assert raised.value.field == "no_such_parameter"
            known |= set(raised.value.values["known"].split(", "))
    assert known == set(entry(name)["set"])


def pairs(node, path=""):
    """Every text of an entry in both languages."""
    if isinstance(node, dict):
        if "en" in node and "ru" in node:
            yield path, node["en"], node["ru"]
        for key, value in node.items():
            yield from pairs(value, f"{path}.{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from pairs(value, f"{path}.{number}")


@every_family
def test_both_languages_say_the_same_values(name):
    found = list(pairs(entry(name)))
    assert found
    for path, english, russian in found:
        assert placeholders(english) == placeholders(russian), path
        assert not re.search("[а-яё]", english, re.IGNORECASE), path
        assert not re.search("[а-яё]{1,}[a-z]|[a-z][а-яё]", re.sub(r"\{\w+\}", "", russian), re.IGNORECASE), path


# ------------------------------------------------------------------------------------------------- solution and oracle


@every_family
def test_oracle_shares_no_function_with_solve(name):
    """Read off the code objects: what the oracle may call and what the solution may call have nothing in common."""
    solve, oracle = code.called(family(name).solve), code.called(family(name).oracle)
    assert f"{family(name).__name__}.solve" in solve
    assert solve & oracle == set()


def calls_during(function, *arguments):
    """Functions of the project that are called meanwhile, with all caches empty."""
    for module in [module for key, module in sys.modules.items() if key.startswith("colloq.")]:
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()
    made = set()

    def note(frame, event, _):
        module = frame.f_globals.get("__name__", "")
        generated = frame.f_code.co_filename.startswith("<")
        if event == "call" and module.startswith("colloq.") and module not in code.NODES and not generated:
            made.add(f"{module}.{frame.f_code.co_qualname}")

    sys.setprofile(note)
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return made


@every_level
def test_oracle_calls_no_function_of_solve(name, level):
    """The same, watched while both run."""
    for problem in problems(name, level)[:10]:
        at = {}
        for part in problem.parts:
            if isinstance(part.answer, FormulaAnswer):
                at |= {symbol: column[0] for symbol, column in sample(part.answer, problem.id).columns.items()}
        solve = calls_during(family(name).solve, problem.params)
        oracle = calls_during(family(name).oracle, problem.params, at)
        assert f"{family(name).__name__}.solve" in solve
        assert f"{family(name).__name__}.oracle" in oracle
        assert solve & oracle == set(), problem.id


def test_shared_functions_are_found():
    """The two tests above can fail: a function shares everything with itself, through caches, methods and late imports."""
    calls = code.called(family("derivative").solve)
    assert "colloq.notation.calculus.differentiate" in calls
    assert "colloq.notation.calculus.Rules.product" in calls
    assert "colloq.notation.to_sympy.to_sympy" in code.called(family("derivative").oracle)
    assert "colloq.notation.tree.children" not in calls


# ------------------------------------------------------------------------------------------------------ heavy libraries


def run(script, *arguments, **environment):
    import os  # noqa: PLC0415

    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False, env=os.environ | environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


LEAN = """
import json, sys
from colloq.catalog.problem import from_id
from colloq.grading.grade import grade
print(json.dumps([from_id(identity).params_json() for identity in json.loads(sys.argv[1])]))
for identity, texts in json.loads(sys.argv[2]):
    problem = from_id(identity)
    for part, text in zip(problem.parts, texts):
        grade(part.answer, text, seed=problem.id, mistakes=problem.mistakes)
print(*[name for name in ("sympy", "numpy", "mpmath", "pydantic") if name in sys.modules])
"""


@every_family
@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_6_another_process_draws_the_same_and_needs_no_heavy_library(name, hash_seed):
    """Neither to draw nor to grade; whatever the order in which sets are walked through there."""
    ids = [problem.id for level in family(name).LEVELS for problem in problems(name, level)[:10]]
    answered = []
    for problem in (draw(name, level, 0) for level in family(name).LEVELS):
        right = [written(part.answer) or "" for part in problem.parts if not isinstance(part.answer, RubricAnswer)]
        wrong = [written(problem.mistakes[0].answer)] * len(problem.parts)
        answered += [(problem.id, right), (problem.id, wrong)]
    found, heavy = run(LEAN, json.dumps(ids), json.dumps(answered), PYTHONHASHSEED=hash_seed).splitlines()
    assert json.loads(found) == [from_id(identity).params_json() for identity in ids]
    assert heavy.split() == []


def test_heavy_libraries_would_be_seen():
    assert run("import numpy\n" + LEAN, "[]", '[["conv2d:1@0", ["1"]]]').split() == ["[]", "numpy"]


def test_given_numbers_are_found():
    """The test of what is given can fail."""
    assert list(numbers_in(Grid(((1, Fraction(1, 2)), (Symbol("x"), Number(3)))))) == [1, Fraction(1, 2), 3]
    assert list(numbers_in(Derivative(Symbol("x"), "x"))) == []
    assert list(numbers_in(Negative(Number(Fraction(3, 8), "0.375")))) == []
    assert list(numbers_in(Number(Fraction(3, 80), "0.0375"))) == []
    assert list(numbers_in(Number(Fraction(3751, 10000), "0.3751"))) == [Fraction(3751, 10000)]
    assert grade(NumberAnswer(Number(1)), "1").verdict is not None
