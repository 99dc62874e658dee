"""What must hold for the texts of every problem: complete in both languages, nothing unfilled, hints that give nothing away."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.model import Grid, NumberAnswer, RubricAnswer, Word
from colloq.notation.linear import linear, linear_matrix
from colloq.practice.rewrites import in_decimals, in_unicode, written
from colloq.practice.stress_checks import states
from colloq.texts import LANGUAGES, fill, placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.catalog.problem import Problem
    from colloq.model import Answer, Step, Value, Values

HINTS = 2


def texts(problem: Problem) -> Iterator[str]:
    """Statement, prompts, hints, steps and messages of mistakes have a sentence in both languages and all its values."""
    entry, state = problem.entry, problem.state
    for language in LANGUAGES:
        yield from _statement(problem, language)
        for part in problem.parts:
            template = entry["parts"].get(part.name, {}).get("prompt")
            yield _complaint(problem, template, state, f"prompt of {part.name}", language)
        for section, lines in (("hints", problem.hints), ("steps", problem.steps)):
            for step in lines:
                yield _complaint(
                    problem, entry[section].get(step.key), {**state, **step.values}, f"{section}.{step.key}", language
                )
        for mistake in problem.mistakes:
            template = entry["mistakes"].get(mistake.name)
            yield _complaint(problem, template, {**state, **mistake.values}, f"mistakes.{mistake.name}", language)


def _statement(problem: Problem, language: str) -> Iterator[str]:
    shown = 0
    for number, block in enumerate(problem.entry["statement"], 1):
        where = f"statement, block {number}"
        condition = block.get("when", "")
        name = condition.removeprefix("!")
        if name and name not in problem.state:
            yield f"{where}: nothing is called {name}"
        elif not name or bool(problem.state[name]) is not condition.startswith("!"):
            shown += 1
            yield from (
                _drawn(problem, block, where, language)
                if "show" in block
                else (_complaint(problem, block, problem.state, where, language),)
            )
    yield "" if shown else "the statement is empty"


def _drawn(problem: Problem, block: Mapping[str, Any], where: str, language: str) -> Iterator[str]:
    """Matrices and formulas on lines of their own."""
    for name in block["show"]:
        drawable = name in problem.state and not isinstance(problem.state[name], bool | str | Word | tuple)
        yield "" if drawable else f"{where}: {name} cannot be drawn"
    for name, template in block.get("labels", {}).items():
        yield "" if name in block["show"] else f"{where}: a label for {name}, which is not shown"
        yield _complaint(problem, template, problem.state, f"{where}, label", language)


def _complaint(problem: Problem, template: Mapping[str, str] | None, values: Values, where: str, language: str) -> str:
    """Nothing where the text can be said in full."""
    if template is None:
        return f"{where}: no text"
    if not template.get(language, "").strip():
        return f"{where}: no text in {language}"
    for name in sorted(placeholders(template[language])):
        if name not in values:
            return f"{where} ({language}): nothing is called {{{name}}}"
        if shown(problem, values[name], language) is None:
            return f"{where} ({language}): {{{name}}} cannot be shown: {values[name]!r}"
    said = rendered(problem, template[language], values, language)
    return f"{where} ({language}): unfilled: {said}" if placeholders(said) else ""


def rendered(problem: Problem, template: str, values: Values, language: str) -> str:
    """The sentence with its values, in one line each."""
    return fill(template, {name: shown(problem, values[name], language) for name in placeholders(template) if name in values})


def shown(problem: Problem, value: Value, language: str) -> str | None:
    """A value in a sentence; None for what no sentence can show: a truth value, an unknown word, an empty text."""
    match value:
        case bool():
            return None
        case str():
            return value or None
        case int() | Fraction():
            return str(value)
        case Word(key):
            word: str | None = problem.entry.get("words", {}).get(key, {}).get(language)
            return word
        case Grid(rows):
            return linear_matrix(rows, language)
        case tuple():
            inner = [shown(problem, item, language) for item in value]
            return None if None in inner else ", ".join(filter(None, inner))
        case _:
            return linear(value, language, unicode=True)


def hints(problem: Problem) -> Iterator[str]:
    """Two hints, and no answer in them: neither among their values nor in what they say."""
    yield "" if len(problem.hints) == HINTS else f"{len(problem.hints)} hints"
    for number, hint in enumerate(problem.hints, 1):
        for part in problem.parts:
            given_away = states(hint, part.answer) or any(_tells(problem, hint, part.answer, language) for language in LANGUAGES)
            yield f"hint {number} ({hint.key}) contains the answer of {part.name}" if given_away else ""


def _tells(problem: Problem, hint: Step, answer: Answer, language: str) -> bool:
    template = problem.entry["hints"].get(hint.key, {}).get(language, "")
    said = rendered(problem, template, {**problem.state, **hint.values}, language)
    return any(_contains(said, text) for text in _spellings(answer))


def _spellings(answer: Answer) -> Iterator[str]:
    """How the answer may stand in a sentence; a counted number stands in too many for other reasons."""
    if isinstance(answer, RubricAnswer) or (isinstance(answer, NumberAnswer) and answer.exact):
        return
    yield written(answer) or ""
    yield from in_unicode(answer)
    yield from in_decimals(answer)


def _contains(said: str, text: str) -> bool:
    """Whether the text stands there as a whole: 5 is not in 25, 1.5 or 5/3."""
    return bool(re.search(rf"(?<![\w.,/^]){re.escape(text)}(?![\w/^]|[.,]\d)", said))
