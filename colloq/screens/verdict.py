"""What a person is told about an answer."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, assert_never

from colloq.catalog import render
from colloq.model import Correct, Partial, RubricAnswer, Undecided, Unreadable, Wrong
from colloq.notation.linear import decimal
from colloq.screens.reading import caret_lines, problem_text, spelled
from colloq.screens.style import wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.catalog.problem import Problem
    from colloq.model import Domain, Finding, Verdict, Witness
    from colloq.practice.marking import PartMark
    from colloq.screens.style import Screen
    from colloq.texts import Texts

_INDENT = "  "


def headline(verdict: Verdict, text: Texts) -> str:
    """The verdict in a few words."""
    match verdict:
        case Correct(follows=follows) if follows:
            return text("verdict.follows", parts=", ".join(follows))
        case Correct():
            return text("verdict.correct")
        case Partial(cells=cells) if cells:
            flat = [cell for row in cells for cell in row]
            return text("verdict.cells", right=sum(flat), all=len(flat))
        case Partial(score):
            return text("verdict.partial", percent=round(100 * score))
        case Wrong(free=True):
            return text("verdict.free")
        case Wrong(witness=witness):
            return text("verdict.differs" if witness else "verdict.wrong")
        case Unreadable():
            return text("verdict.unreadable")
        case Undecided():
            return text("verdict.undecided")
        case _:
            assert_never(verdict)


def finding_text(problem: Problem | None, finding: Finding | None, text: Texts, *, unicode: bool = True) -> str:
    """The message of a recognised mistake; "" where none was."""
    if finding is None:
        return ""
    if finding.general:
        values = {name: render.inline(problem, value, text.language, unicode=unicode) for name, value in finding.values.items()}
        if finding.name.startswith("reading-"):
            values = spelled(values, text.language)
        return text(f"mistake.{finding.name}", **values)
    if problem is None or finding.name not in problem.entry["mistakes"]:
        return ""  # a wrong choice that the entry says nothing about
    return render.mistake_text(problem, finding, text.language, unicode=unicode)


_DIGITS = (3, 9, 12)


def witness_text(witness: Witness, text: Texts) -> str:
    """A point where the typed formula differs."""
    language = text.language
    for digits in _DIGITS:  # as many as it takes to show where the two part
        typed, expected = (decimal(value, digits, language) for value in (witness.typed, witness.expected))
        if typed != expected:
            break
    if not witness.point:
        return text("verdict.witness_bare", typed=typed, expected=expected)
    separator = "; " if language == "ru" else ", "
    point = separator.join(f"{name} = {decimal(value, language=language)}" for name, value in witness.point.items())
    if typed == expected:
        gap = decimal(abs(witness.typed - witness.expected), language=language)
        return text("verdict.witness_close", point=point, expected=decimal(witness.expected, language=language), gap=gap)
    return text("verdict.witness", point=point, typed=typed, expected=expected)


def message(problem: Problem | None, mark: PartMark, text: Texts) -> str:
    """All that is said about an answer, as one text."""
    verdict = mark.graded.verdict
    if isinstance(mark.part.answer, RubricAnswer) and not mark.open:
        return own_marks(mark, text)
    said = [headline(verdict, text)]
    match verdict:
        case Wrong(mistake=finding, witness=witness):
            said.append(finding_text(problem, finding, text))
            said += [witness_text(witness, text)] if witness else []
        case Partial(mistake=finding):
            said.append(finding_text(problem, finding, text))
        case Unreadable():
            said.append(problem_text(verdict, text))
        case Undecided(reason):
            said.append(text(f"undecided.{reason}"))
        case Correct():
            pass
        case _:
            assert_never(verdict)
    return " ".join(filter(None, said))


def own_marks(mark: PartMark, text: Texts) -> str:
    """The marks that the student gave for prose on paper."""
    return text("rubric.own", earned=f"{mark.earned:g}", points=mark.part.points)


def verdict_lines(screen: Screen, problem: Problem | None, mark: PartMark, text: Texts) -> list[str]:
    """The verdict, the marks of the cells with the mistake beside them, the point of difference, the place of an error."""
    verdict = mark.graded.verdict
    if isinstance(mark.part.answer, RubricAnswer) and not mark.open:
        return [own_marks(mark, text)]
    room = screen.width - len(_INDENT)
    match verdict:
        case Correct():
            first, *rest = wrapped("✓ " + headline(verdict, text), screen.width, _INDENT, "")
            return [screen.good(first), *rest]
        case Wrong(mistake=finding, cells=cells) | Partial(mistake=finding, cells=cells):
            said = finding_text(problem, finding, text, unicode=screen.unicode)
            lines = [screen.bad(("± " if isinstance(verdict, Partial) else "✗ ") + headline(verdict, text))]
            lines += _with_cells(screen, cells, said, room)
            if isinstance(verdict, Wrong) and verdict.witness:
                lines += wrapped(witness_text(verdict.witness, text), room, _INDENT)
            return lines
        case Unreadable(span=span):
            carets = caret_lines(mark.text, span, room, unicode=screen.unicode) if mark.text.strip() else []
            return [
                "? " + headline(verdict, text),
                *(_INDENT + line for line in carets),
                *wrapped(problem_text(verdict, text), room, _INDENT),
            ]
        case Undecided(reason):
            return ["? " + headline(verdict, text), *wrapped(text(f"undecided.{reason}"), room, _INDENT)]
        case _:
            assert_never(verdict)


def _with_cells(screen: Screen, cells: tuple[tuple[bool, ...], ...], said: str, room: int) -> list[str]:
    """The grid of right and wrong cells on the left, the message on the right."""
    if not cells or all(map(all, cells)) or len(cells) * len(cells[0]) == 1:
        return wrapped(said, room, _INDENT) if said else []
    width = 2 * len(cells[0]) + 3
    beside = wrapped(said, max(room - width, 20)) if said else []
    grid = [[screen.good("✓") if cell else screen.bad("✗") for cell in row] for row in cells]
    lines = []
    for row, line in zip_longest(grid, beside, fillvalue=None):
        left = " ".join(row) + "    " if row else " " * (width + 1)
        lines.append((_INDENT + left + (line or "")).rstrip())
    return lines


def domain_text(symbols: Mapping[str, Domain], text: Texts) -> str:
    """Where formulas were compared, as in: Compared where x, y > 0."""
    groups: dict[Domain, list[str]] = {}
    for name, domain in symbols.items():
        groups.setdefault(domain, []).append(name)
    said = [
        text(f"verdict.{domain.kind.value}", names=", ".join(names), low=f"{domain.low:g}", high=f"{domain.high:g}")
        for domain, names in groups.items()
    ]
    return text("verdict.domain", domains="; ".join(said))
