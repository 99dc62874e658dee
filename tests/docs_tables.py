"""The tables of docs/answers*.md: what is typed, and what the page says about it.

A comment above a table says how its rows are meant, in fields parted by semicolons: `symbols: x y`, `shape: 2 2`, `domains: x:positive`,
`kind: number | matrix | matrix formula | choice | ordering | matching | verdict` (a formula without it), `refused`.
"""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import dataclass

from colloq.cli.main import run
from colloq.grading.options import Picked, read_options
from colloq.model import ChoiceAnswer, MatchingAnswer, OrderingAnswer
from colloq.notation.linear import linear, linear_matrix
from colloq.notation.read import MatrixReading, ReadProblem, read_formula, read_matrix
from colloq.screens.reading import problem_text
from colloq.texts import texts

TABLE = re.compile(r"^<!-- (.*?) -->\n\n((?:\|.*\n)+)", re.MULTILINE)
BORDER = re.compile(r"(?<!\\)\|")
CODE = re.compile(r"`([^`]*)`")
LETTERS = "abcd"


@dataclass(frozen=True)
class Row:
    """One spelling of one row. `meaning`: what the page says about it; `instead`: what it says to type."""

    fields: dict
    typed: str
    meaning: str
    given: str = ""
    instead: tuple[str, ...] = ()


def codes(cell):
    """The texts of a cell: spellings that mean the same, or, with <br>, the lines of one."""
    found = [code.replace(r"\|", "|") for code in CODE.findall(cell)]
    return ["\n".join(found)] if "<br>" in cell else found


def rows(markdown):
    """All rows of all tables that have a comment above them."""
    found = []
    for table in TABLE.finditer(markdown):
        fields = {name.strip(): value.strip() for name, _, value in (field.partition(":") for field in table[1].split(";"))}
        for line in table[2].splitlines()[2:]:
            cells = [cell.strip() for cell in BORDER.split(line)[1:-1]]
            if fields.get("kind") == "verdict":
                found.append(Row(fields, codes(cells[1])[0], cells[2], given=codes(cells[0])[0]))
                continue
            instead = tuple(codes(cells[2])) if "refused" in fields else ()
            meaning = cells[1] if instead else "".join(codes(cells[1]))
            found += [Row(fields, typed, meaning, instead=instead) for typed in codes(cells[0])]
    return found


def reading(row, typed):
    """The typed text as the reader of the table's kind reads it."""
    symbols = tuple(row.fields.get("symbols", "").split())
    shape = tuple(map(int, row.fields["shape"].split())) if "shape" in row.fields else None
    match row.fields.get("kind", "formula"):
        case "matrix":
            return read_matrix(typed, symbols, shape)
        case "number":
            return read_formula(typed, ())
        case "matrix formula":
            return read_formula(typed, symbols, matrices=True)
        case "formula":
            return read_formula(typed, symbols)
        case "choice":
            return read_options(ChoiceAnswer(tuple(LETTERS), frozenset("a"), several=True), typed)
        case "ordering":
            return read_options(OrderingAnswer(tuple(LETTERS), tuple(LETTERS)), typed)
        case "matching":
            return read_options(MatchingAnswer(tuple("123"), tuple("abc"), dict(zip("123", "abc", strict=True))), typed)
    raise AssertionError(row.fields)


def said(row, language):
    """What the program makes of the typed text: its plain form, the message of a refusal, the verdict."""
    kind = row.fields.get("kind")
    if kind == "verdict":
        return verdict(row, language)
    read = reading(row, row.typed)
    if isinstance(read, ReadProblem):
        return problem_text(read, texts(language))
    if isinstance(read, Picked):
        return read.letters
    if isinstance(read, MatrixReading):
        return linear_matrix(read.rows, language)
    return linear(read.tree, language, unicode=False)


def verdict(row, language):
    """The first words of `colloq check --expected`: the verdict or, if the answer is wrong, the mistake, if it is named."""
    words = ["--lang", language, "check", "--expected", row.given]
    if "domains" in row.fields:
        words += ["--symbols", row.fields["domains"]]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        run([*words, "--", row.typed])
    above = re.split(r"^  (?:read as|прочитано)", printed.getvalue(), flags=re.MULTILINE)[0]
    sentences = [
        line.strip("✓✗ ") for line in above.splitlines() if re.match(r"(?:  )?\S", line)
    ]  # the others are parts of a drawing
    return re.split(r" (?:At|В точке) x =", " ".join(sentences))[0]
