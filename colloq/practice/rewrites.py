"""An answer as text, and the other ways in which a student may write the same answer: each must be graded right."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from colloq.grading.number import as_float, exact
from colloq.model import (
    Answer,
    ChoiceAnswer,
    FormulaAnswer,
    Kind,
    MatchingAnswer,
    MatrixAnswer,
    MatrixFormulaAnswer,
    NumberAnswer,
    OrderingAnswer,
    RubricAnswer,
)
from colloq.notation.latex import latex
from colloq.notation.linear import linear, linear_matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from colloq.notation.tree import Tree

_LONGEST = 2000  # characters of an answer that the reader accepts
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def written(answer: Answer, language: str = "en", *, unicode: bool = False) -> str | None:
    """The answer in one line that the grader reads back; None for prose, which a person marks."""
    match answer:
        case NumberAnswer(tree) | FormulaAnswer(tree) | MatrixFormulaAnswer(tree):
            return linear(tree, language, unicode=unicode)
        case MatrixAnswer(rows):
            return linear_matrix(rows, language, unicode=unicode)
        case ChoiceAnswer(options, right):
            return " ".join(_LETTERS[place] for place, option in enumerate(options) if option in right)
        case OrderingAnswer(items, shown):
            return " ".join(_LETTERS[shown.index(item)] for item in items)
        case MatchingAnswer(left, right, pairs):
            return " ".join(f"{place}{_LETTERS[right.index(pairs[item])]}" for place, item in enumerate(left, 1))
        case RubricAnswer():
            return None


def in_unicode(answer: Answer) -> Iterator[str]:
    """With superscripts, roots and dots, as the screen shows it."""
    text = written(answer, unicode=True)
    if text is not None:
        yield text


def in_russian(answer: Answer) -> Iterator[str]:
    """With the Russian names of functions, where they differ: tg, ctg, sh."""
    text = written(answer, "ru")
    if text is not None and text != written(answer):
        yield text


def in_latex(answer: Answer) -> Iterator[str]:
    r"""As LaTeX: `\frac{1}{2}`, a matrix as pmatrix."""
    match answer:
        case NumberAnswer(tree) | FormulaAnswer(tree) | MatrixFormulaAnswer(tree):
            yield latex(tree)
        case MatrixAnswer(rows):
            yield r"\begin{pmatrix} " + r" \\ ".join(" & ".join(map(latex, row)) for row in rows) + r" \end{pmatrix}"
        case _:
            pass


def in_decimals(answer: Answer) -> Iterator[str]:
    """Rounded to as many digits as the part asks, with a comma and with a point; not for counted or whole numbers."""
    match answer:
        case NumberAnswer(tree, digits, exact=False) if _is_broken(tree):
            text = rounded(tree, digits)
        case MatrixAnswer(rows, symbols, digits, exact=False) if not symbols and any(map(_is_broken, sum(rows, ()))):
            text = "; ".join(" ".join(rounded(cell, digits) for cell in row) for row in rows)
        case _:
            return
    yield text.replace(".", ",")
    yield text


def rounded(tree: Tree, digits: int) -> str:
    """A number rounded to so many significant digits, trailing zeros kept: 0.500; all digits before the point; 1.31e-9."""
    value = as_float(tree)
    if not value:
        return "0"
    size = math.floor(math.log10(abs(value)))
    return f"{value:.{max(0, digits - 1 - size)}f}" if size > -6 else f"{value:.{digits - 1}e}"


def _is_broken(tree: Tree) -> bool:
    value = exact(tree)
    return value is None or value.denominator > 1


def expanded(answer: Answer) -> Iterator[str]:
    """A formula multiplied out by SymPy, as SymPy prints it; none where that is longer than an answer may be."""
    if not isinstance(answer, FormulaAnswer):
        return
    import sympy  # noqa: PLC0415 - only to play stress

    from colloq.notation.to_sympy import symbol_of, to_sympy  # noqa: PLC0415

    positive = all(domain.kind is Kind.POSITIVE for domain in answer.symbols.values())
    names = {f"atom{place}_": name for place, name in enumerate(answer.symbols)}
    letters = {symbol_of(name, positive=positive): sympy.Symbol(alias) for alias, name in names.items()}
    text = str(sympy.expand(to_sympy(answer.tree, positive=positive)).xreplace(letters))
    text = re.sub(r"\bE\b", "e", text)  # what SymPy calls Euler's number
    text = re.sub(r"atom\d+_", lambda found: _bracketed(names[found[0]]), text)
    if len(text) <= _LONGEST:
        yield text


def _bracketed(name: str) -> str:
    """Atoms such as ds3/ds2 in brackets, for SymPy prints powers and quotients around them."""
    return name if name.replace("_", "").isalnum() else f"({name})"


REWRITES: tuple[tuple[str, Callable[[Answer], Iterator[str]]], ...] = (
    ("unicode", in_unicode),
    ("russian", in_russian),
    ("latex", in_latex),
    ("decimals", in_decimals),
    ("expanded", expanded),
)
"""The ways to write an answer besides its own text, by name."""
