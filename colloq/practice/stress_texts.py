"""What must hold for the texts of every problem: complete in both languages, nothing unfilled, hints that give nothing away."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from colloq.catalog import render
from colloq.catalog.family import own_names
from colloq.errors import CatalogError
from colloq.model import ChoiceAnswer, MatchingAnswer, MatrixAnswer, NumberAnswer, OrderingAnswer, TextBlock
from colloq.practice.rewrites import in_decimals, in_unicode, written
from colloq.practice.stress_checks import states
from colloq.texts import LANGUAGES, placeholders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from colloq.catalog.problem import Problem
    from colloq.model import Answer, Statement

HINTS = 2
WIDTH = 80
_UNSAID = re.compile(r"\b(?:True|False|None)\b|Fraction\(|Word\(|Grid\(|Table\(|Symbol\(")  # values that no sentence can show


def texts(problem: Problem) -> Iterator[str]:
    """Statement, prompts, hints, steps and messages of mistakes can be said in both languages, with Unicode and without."""
    for language in LANGUAGES:
        for where, say in _sayings(problem, language):
            yield from (_complaint(f"{where} ({language})", say, language, unicode=unicode) for unicode in (True, False))


def _sayings(problem: Problem, language: str) -> Iterator[tuple[str, Callable[..., Statement]]]:
    """All that a problem may say; called with `unicode`, each gives its blocks."""
    yield "statement", functools.partial(render.statement, problem, language)
    for part in problem.parts:
        yield f"prompt of {part.name}", functools.partial(_prompt, problem, part.name, language)
    for hint in problem.hints:
        yield f"hints.{hint.key}", functools.partial(render.hint, problem, hint, language)
    for step in problem.steps:
        yield f"steps.{step.key}", functools.partial(render.step, problem, step, language)
    for mistake in problem.mistakes:
        yield f"mistakes.{mistake.name}", functools.partial(render.mistake, problem, mistake, language)


def _prompt(problem: Problem, part: str, language: str, *, unicode: bool) -> Statement:
    return (TextBlock(render.prompt(problem, part, language, unicode=unicode)),)


def _complaint(where: str, say: Callable[..., Statement], language: str, *, unicode: bool) -> str:
    """Nothing where the text can be said in full, on lines that fit a screen."""
    try:
        lines = render.lines(say(unicode=unicode), WIDTH, unicode=unicode, language=language)
    except CatalogError as error:
        return f"{where}: {error.values['detail']}"
    said = "\n".join(lines)
    if not said.strip():
        return f"{where}: nothing is said"
    if placeholders(said):
        return f"{where}: unfilled: {said}"
    if found := _UNSAID.search(said):
        return f"{where}: shows {found[0]}: {said}"
    if (widest := max(map(len, lines))) > WIDTH:
        return f"{where}: a line of {widest} columns"
    return ""


def hints(problem: Problem) -> Iterator[str]:
    """Two hints, and no answer in them: neither among their values nor in what they say."""
    least = 0 if problem.name in own_names() else HINTS  # a problem without Python may do without
    yield "" if least <= len(problem.hints) <= HINTS else f"{len(problem.hints)} hints"
    for number, hint in enumerate(problem.hints, 1):
        said = [" ".join(render.lines(render.hint(problem, hint, language), 10_000, language=language)) for language in LANGUAGES]
        for part in problem.parts:
            told = states(hint, part.answer) or any(_contains(text, part.answer) for text in said)
            yield f"hint {number} ({hint.key}) contains the answer of {part.name}" if told else ""


def _contains(said: str, answer: Answer) -> bool:
    """Whether the answer stands there as a whole: 5 is not in 25, 1.5 or 5/3."""
    match answer:
        case NumberAnswer(exact=True) | MatrixAnswer(rows=((_,),), exact=True):
            return False  # a whole number may stand there for other reasons
        case ChoiceAnswer() | OrderingAnswer() | MatchingAnswer():
            return False  # letters are words too; what gives a choice away are its phrases, among the values
        case _:
            spellings = {written(answer) or "", *in_unicode(answer), *in_decimals(answer)} - {""}
    return any(re.search(rf"(?<![\w.,/^]){re.escape(text)}(?![\w/^]|[.,]\d)", said) for text in spellings)
