"""The page of a ticket: its question, what can be practised on it, and the model answer with its rubric."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from colloq.catalog.family import QUESTION, family
from colloq.catalog.load import entry, ticket_file, topic_families
from colloq.catalog.render import lines
from colloq.catalog.written import formula_answers, model_paragraphs
from colloq.model import FormulaBlock, TextBlock
from colloq.notation.letters import ascii_text
from colloq.notation.linear import linear
from colloq.screens.problem import LETTERS
from colloq.screens.style import columns, wrapped

if TYPE_CHECKING:
    from colloq.screens.style import Screen
    from colloq.texts import Texts

    Json = dict[str, Any]


def ticket_json(ticket: str) -> Json:
    """The ticket as plain JSON: question, families, model answer, rubric."""
    data = ticket_file(ticket)
    names = topic_families(ticket)
    found: Json = {
        "ticket": ticket,
        "title": data["title"],
        "question": data.get("question"),
        "families": [{"family": name, "title": entry(name)["title"], "levels": list(family(name).LEVELS)} for name in names],
    }
    if written := data.get("written"):
        found |= {
            "id": QUESTION + ticket,
            "minutes": written["minutes"],
            "guide": written["guide"],
            "answer": written["answer"],
            "formulas": [
                {"name": item["name"], "marks": item["marks"], "prompt": item["prompt"], "answer": linear(tree, unicode=False)}
                for item, tree in formula_answers(written)
            ],
            "points": written["points"],
        }
    return found


def ticket_lines(screen: Screen, ticket: str, text: Texts) -> list[str]:
    """The same for people."""
    data, language = ticket_file(ticket), text.language
    title = data["title"][language]
    if ticket.isdigit():
        title = text("errata.ticket", ticket=ticket) + ". " + title
    page = [screen.bold(_said(screen, title)), ""]
    if question := data.get("question"):
        page += [*_wrapped(screen, question[language]), ""]
    rows = [
        (f"  {name}", " ".join(map(str, family(name).LEVELS)), _said(screen, entry(name)["title"][language]))
        for name in topic_families(ticket)
    ]
    page += [screen.bold(text("ticket.practise")), *columns(rows)]
    written = data.get("written")
    if not written:
        return [*page, "", *wrapped(text("ticket.drill", topic=ticket), screen.width)]
    page += ["", screen.bold(text("rubric.model")), *_wrapped(screen, written["guide"][language]), ""]
    for said, (before, after) in model_paragraphs(written):
        drawn = (FormulaBlock(after),) if before is None and after is not None else ()
        drawn = (FormulaBlock(before, after),) if before is not None else drawn
        page += [*lines((TextBlock(said[language]), *drawn), screen.width, unicode=screen.unicode, language=language), ""]
    page.append(screen.bold(text("ticket.points")))
    for item, tree in formula_answers(written):
        answer = linear(tree, language, unicode=screen.unicode, pretty=True)
        page += _wrapped(screen, f"{item['prompt'][language]}  {answer}  [{item['marks']}]", "     ", "  =  ")
    for letter, point in zip(LETTERS, written["points"], strict=False):
        page += _wrapped(screen, f"{point[language]} [{point['marks']}]", "     ", f"  {letter}) ")
    return [*page, "", *wrapped(text("ticket.drill_question", topic=ticket, question=QUESTION + ticket), screen.width)]


def _said(screen: Screen, said: str) -> str:
    return said if screen.unicode else ascii_text(said)


def _wrapped(screen: Screen, said: str, indent: str = "", first: str | None = None) -> list[str]:
    return wrapped(_said(screen, said), screen.width, indent, first)
