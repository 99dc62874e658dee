"""What a problem says, in one language: statement, prompts, hints, steps and mistakes, as blocks or as plain text."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, Any, assert_never

from colloq.catalog.load import ticket_path
from colloq.errors import CatalogError
from colloq.model import (
    Finding,
    FormulaBlock,
    Grid,
    MatricesBlock,
    Mistake,
    Table,
    TableBlock,
    TextBlock,
    Word,
)
from colloq.notation.build import rational
from colloq.notation.letters import ascii_text
from colloq.notation.linear import linear
from colloq.texts import fill, placeholders, texts
from colloq.texts.paragraphs import unbroken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from colloq.catalog.problem import Problem
    from colloq.model import Block, Part, Statement, Step, Value, Values

_GAP = " " * 3  # between the columns of a table
_NARROWEST = 8
INDENT = 4
"""Columns before a drawn formula or matrix."""


def title(problem: Problem, language: str) -> str:
    """The name of the family."""
    text: str = problem.entry["title"][language]
    return text


def statement(problem: Problem, language: str, *, unicode: bool = True) -> Statement:
    """The statement, paragraph by paragraph, without the prompts of the parts."""
    blocks: list[Block] = []
    for index, item in enumerate(problem.entry["statement"]):
        if not _holds(item.get("when"), problem.state):
            continue
        if "show" in item:
            blocks += _shown(problem, item, f"statement.{index}.show", language, unicode=unicode)
        else:
            blocks += _said(problem, item[language], problem.state, f"statement.{index}", language, unicode=unicode)
    return tuple(blocks)


def prompt(problem: Problem, part: Part | str, language: str, *, unicode: bool = True) -> str:
    """What is asked in one part."""
    name = part if isinstance(part, str) else part.name
    template = _text(problem, "parts", name, language, "prompt")
    return _sentence(problem, template, problem.state, language, unicode=unicode)


def hint(problem: Problem, said: Step, language: str, *, unicode: bool = True) -> Statement:
    """A hint: its sentence, and the matrices it points into."""
    return _explained(problem, "hints", said, language, unicode=unicode)


def step(problem: Problem, said: Step, language: str, *, unicode: bool = True) -> Statement:
    """One line of the worked solution: its sentence, its matrices, and the equation it states."""
    return _explained(problem, "steps", said, language, unicode=unicode)


def mistake(problem: Problem, found: Mistake | Finding, language: str, *, unicode: bool = True) -> Statement:
    """What is said about a recognised mistake."""
    values = {**problem.state, **found.values}
    if isinstance(found, Finding) and found.general:
        template = texts(language)(f"mistake.{found.name}")
        return _said(problem, template, values, found.name, language, unicode=unicode)
    template = _text(problem, "mistakes", found.name, language)
    return _said(problem, template, values, f"mistakes.{found.name}", language, unicode=unicode)


def mistake_text(problem: Problem, found: Mistake | Finding, language: str, *, unicode: bool = True) -> str:
    """The same as one text, for JSON and for a line of a table."""
    blocks = mistake(problem, found, language, unicode=unicode)
    return " ".join(block.text for block in blocks if isinstance(block, TextBlock))


def inline(problem: Problem | None, value: Value, language: str, *, unicode: bool = True) -> str:
    """A value within a sentence. A matrix or table is not one: it is shown below its sentence, and leaves nothing here."""
    match value:
        case Word(key):
            return _word(problem, key, language, unicode=unicode)
        case Grid() | Table():
            return ""
        case str():
            return value if unicode else ascii_text(value)
        case bool() | int() | Fraction():
            return str(value)
        case tuple():
            return ", ".join(inline(problem, item, language, unicode=unicode) for item in value)
        case _:
            return linear(value, language, unicode=unicode, pretty=True)


# ------------------------------------------------------------------------------------------------------------- plain text


def plain(blocks: Statement, width: int = 80, *, unicode: bool = True, language: str = "en") -> str:
    """The blocks as lines of at most `width` columns: paragraphs wrapped, formulas and matrices drawn and indented."""
    return "\n".join(lines(blocks, width, unicode=unicode, language=language))


def lines(blocks: Statement, width: int = 80, *, unicode: bool = True, language: str = "en") -> list[str]:
    """The same, line by line; an empty line parts what is drawn from what is written."""
    result: list[str] = []
    drawn_before = False
    for block in blocks:
        drawn = not isinstance(block, TextBlock)
        if result and (drawn or drawn_before):
            result.append("")
        result += _block_lines(block, width, language, unicode=unicode)
        drawn_before = drawn
    return result


def wrap(text: str, width: int = 80) -> list[str]:
    """A paragraph broken between words, not beside an operator if possible; a word longer than a line is cut."""
    result: list[str] = []
    line = ""
    for piece in unbroken(text.split(), width // 2):
        rest = piece
        if line and len(line) + 1 + len(rest) <= width:
            line += " " + rest
            continue
        if line:
            result.append(line)
        while len(rest) > width:
            result.append(rest[:width])
            rest = rest[width:]
        line = rest
    return [*result, line] if line else result


def _block_lines(block: Block, width: int, language: str, *, unicode: bool) -> list[str]:
    if isinstance(block, TextBlock):
        text = block.text if unicode else ascii_text(block.text)
        return [line for paragraph in text.split("\n") for line in wrap(paragraph, width)]
    from colloq.notation.layout import draw, draw_equation, draw_grids  # noqa: PLC0415 - `check` draws nothing

    room = max(width - INDENT, 1)
    match block:
        case FormulaBlock(tree, None):
            drawn = draw(tree, width=room, unicode=unicode, language=language)
        case FormulaBlock(tree, equals):
            assert equals is not None
            drawn = draw_equation(tree, equals, width=room, unicode=unicode, language=language)
        case MatricesBlock(matrices):
            grids = [(label if unicode else ascii_text(label), grid.rows, grid.marked) for label, grid in matrices]
            drawn = draw_grids(grids, width=room, unicode=unicode, language=language)
        case TableBlock(header, rows):
            drawn = _table(header, rows, "─" if unicode else "-", room)
        case _:
            assert_never(block)
    return [" " * INDENT + line if line else "" for line in drawn]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], bar: str, room: int) -> list[str]:
    """Columns as wide as their widest cell; where that is too wide, the widest are narrowed and their cells wrapped."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    lines: list[str] = []
    for row in (header, [bar * width for width in widths], *rows):
        cells = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
        lines += [
            _GAP.join(piece.ljust(width) for piece, width in zip(pieces, widths, strict=True)).rstrip()
            for pieces in itertools.zip_longest(*cells, fillvalue="")
        ]
    return lines


# ---------------------------------------------------------------------------------------------------------------- blocks


def _holds(condition: str | None, values: Values) -> bool:
    """Whether a paragraph with this `when` is shown. A value that a family gives only at times counts as false."""
    if condition is None:
        return True
    value = bool(values.get(condition.lstrip("!")))
    return not value if condition.startswith("!") else value


def _shown(problem: Problem, item: Mapping[str, Any], field: str, language: str, *, unicode: bool) -> list[Block]:
    """Values drawn in two dimensions: neighbouring matrices side by side, each formula and each table on its own."""
    blocks: list[Block] = []
    labels = item.get("labels", {})
    for name in item["show"]:
        if name not in problem.state:
            raise _broken(problem, field, f"the family gives no value {name}")
        value = problem.state[name]
        label = labels[name][language] if name in labels else ""
        match value:
            case Grid():
                before: tuple[tuple[str, Grid], ...] = ()
                if blocks and isinstance(last := blocks[-1], MatricesBlock):
                    before = last.matrices
                    blocks.pop()
                blocks.append(MatricesBlock((*before, (label, value))))
            case Table():
                blocks.append(_table_block(problem, value, language, unicode=unicode))
            case bool() | str() | Word() | tuple():
                raise _broken(problem, field, f"{name} is neither a matrix nor a table nor a formula")
            case int() | Fraction():
                blocks.append(FormulaBlock(rational(value)))
            case _:
                blocks.append(FormulaBlock(value))
    return blocks


def _table_block(problem: Problem, table: Table, language: str, *, unicode: bool) -> TableBlock:
    def cells(row: Sequence[Value]) -> tuple[str, ...]:
        texts_of = (inline(problem, cell, language, unicode=unicode) for cell in row)
        return tuple(text if unicode else ascii_text(text) for text in texts_of)

    return TableBlock(cells(table.header), tuple(map(cells, table.rows)))


def _explained(problem: Problem, section: str, said: Step, language: str, *, unicode: bool) -> Statement:
    template = _text(problem, section, said.key, language)
    values = {**problem.state, **said.values}
    own = [name for name, value in said.values.items() if isinstance(value, Grid)]
    blocks = list(_said(problem, template, values, f"{section}.{said.key}", language, unicode=unicode, also=tuple(own)))
    tables = (value for value in said.values.values() if isinstance(value, Table))
    blocks += [_table_block(problem, table, language, unicode=unicode) for table in tables]
    if said.before is not None and said.before != said.after:
        blocks.append(FormulaBlock(said.before, said.after))
    elif said.after is not None:
        blocks.append(FormulaBlock(said.after))
    return tuple(blocks)


def _said(  # noqa: PLR0913 - one text and where it comes from
    problem: Problem,
    template: str,
    values: Values,
    field: str,
    language: str,
    *,
    unicode: bool,
    also: tuple[str, ...] = (),
) -> Statement:
    """A sentence and, below it, the matrices that it names and those of `also`."""
    named = placeholders(template)
    if missing := sorted(named - values.keys()):
        raise _broken(problem, f"{field}.{language}", f"the family gives no value {missing[0]}")
    grids = [name for name, value in values.items() if isinstance(value, Grid) and (name in named or name in also)]
    text = TextBlock(_sentence(problem, template, values, language, unicode=unicode))
    if not grids:
        return (text,)
    labels = _labels(problem, language) if len(grids) > 1 else {}
    pairs = tuple((labels.get(name, ""), value) for name in grids if isinstance(value := values[name], Grid))
    return text, MatricesBlock(pairs)


def _sentence(problem: Problem, template: str, values: Values, language: str, *, unicode: bool) -> str:
    named = placeholders(template)
    texts_of = {name: inline(problem, values[name], language, unicode=unicode) for name in named if name in values}
    sentence = fill(template if unicode else ascii_text(template), texts_of)
    return sentence.replace(" .", ".").replace(" ,", ",").strip() if "" in texts_of.values() else sentence


def _labels(problem: Problem, language: str) -> dict[str, str]:
    """The labels that the statement gives to its matrices; steps call them the same."""
    return {name: label[language] for item in problem.entry["statement"] for name, label in item.get("labels", {}).items()}


def _word(problem: Problem | None, key: str, language: str, *, unicode: bool) -> str:
    """A phrase of the entry; its own placeholders are values of the problem."""
    if problem is None:
        return key
    template = _text(problem, "words", key, language)
    plain_values = {
        name: inline(problem, value, language, unicode=unicode)
        for name in placeholders(template)
        if not isinstance(value := problem.state.get(name, ""), Word)
    }
    return fill(template if unicode else ascii_text(template), plain_values)


def _text(problem: Problem, section: str, key: str, language: str, *inner: str) -> str:
    found: Any = problem.entry.get(section, {}).get(key)
    if found is None:
        raise _broken(problem, section, f"no text for {key}")
    for name in inner:
        found = found[name]
    text: str = found[language]
    return text


def _broken(problem: Problem, field: str, detail: str) -> CatalogError:
    return CatalogError(ticket_path(problem.ticket).name, problem.name, field, detail)
