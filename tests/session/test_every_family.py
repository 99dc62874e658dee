"""Every family in a drill: answered unreadably, with each of its mistakes, and right; in both languages."""

from __future__ import annotations

import pytest

from colloq.catalog.family import family, family_names
from colloq.catalog.load import topic_families
from colloq.catalog.problem import draw
from colloq.model import ChoiceAnswer, MatchingAnswer, OrderingAnswer, RubricAnswer
from colloq.practice.drill import begin, pick
from colloq.screens.problem import answer_string
from colloq.texts import texts
from tests.session.test_drill import Played

LEVELS = [(name, level) for name in family_names() for level in family(name).LEVELS]


def unreadable(answer):
    """A text that cannot be an answer of this kind."""
    return "%%" if isinstance(answer, ChoiceAnswer | OrderingAnswer | MatchingAnswer) else "(("


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("name", "level"), LEVELS)
def test_a_question_answered_in_every_way(name, level, language):
    chosen = pick(begin([name], seed=11, count=1, level=level))
    problem = draw(chosen.family, chosen.level, chosen.seed)
    assert all(not isinstance(part.answer, RubricAnswer) for part in problem.parts)
    lines, slips = [], []
    for part in problem.parts:
        mistakes = [mistake for mistake in problem.mistakes if mistake.part == part.name]
        slips += mistakes
        for answer in (
            unreadable(part.answer),
            *(answer_string(mistake.answer) for mistake in mistakes),
            answer_string(part.answer),
        ):
            lines += [answer, ""]  # an empty line ends a matrix; elsewhere it says nothing
    played = Played([name], *lines, seed=11, level=level, language=language)
    say, page = texts(language), " ".join(played.page.split())
    told = [attempt for attempt in played.kept if attempt.verdict == "unreadable"]
    assert len(told) == len(problem.parts)
    assert page.count(say("verdict.unreadable")) == len(problem.parts)
    named = [attempt.mistake for attempt in played.kept if attempt.verdict in ("incorrect", "partial")]
    assert named == [mistake.name for mistake in slips]
    assert [attempt.verdict for attempt in played.kept].count("correct") == len(problem.parts)
    assert page.count(say("verdict.correct")) >= len(problem.parts)


def test_every_family_is_reached_by_its_ticket():
    for name in family_names():
        assert name in topic_families(family(name).TICKET)
