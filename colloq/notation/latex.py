"""Tree to LaTeX that the reader reads back as the same tree."""

from __future__ import annotations

import re

from colloq.notation.characters import GREEK
from colloq.notation.functions import FUNCTIONS
from colloq.notation.linear import EXPONENT_FIRST, is_natural, number_text
from colloq.notation.tree import (
    Apply,
    Constant,
    Derivative,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transpose,
    Tree,
)

_SUM, _SIGN, _PRODUCT, _POWER, _ATOM = range(1, 6)
_GREEK = frozenset(GREEK.values())
_ATOM_NAME = r"d([^/]+)/d(.+)"
_INDEXED = r"([A-Za-z]+)_?(\d+|(?<=_)[A-Za-z]+)"


def latex(tree: Tree, language: str = "en") -> str:
    r"""LaTeX of a formula: `\left(x \cdot y + e^{t \cdot x \cdot y}\right)^{y}`."""
    return _Writer(language).text(tree)[0]


class _Writer:
    def __init__(self, language: str) -> None:
        self._russian = language == "ru"

    def text(self, tree: Tree) -> tuple[str, int]:
        """The text, and how tightly it holds together."""
        match tree:
            case Number():
                text = number_text(tree)
                return text, _POWER if "e" in text.lower() else _ATOM
            case Symbol(name):
                return _name(name)
            case Constant(name):
                return (r"\pi" if name == "pi" else name), _ATOM
            case Negative(argument):
                return "-" + self._in(argument, _PRODUCT), _SIGN
            case Sum(terms):
                return self._sum(terms), _SUM
            case Product(factors):
                return r" \cdot ".join(self._in(factor, _POWER) for factor in factors), _PRODUCT
            case Quotient(numerator, denominator):
                return rf"\frac{{{self.text(numerator)[0]}}}{{{self.text(denominator)[0]}}}", _POWER
            case Power(base, exponent):
                return self._power(base, exponent), _POWER
            case Apply(function, arguments):
                return self._apply(function, arguments)
            case Transpose(argument):
                return self._in(argument, _ATOM) + "^T", _POWER
            case Derivative(argument, by):
                return rf"\frac{{d}}{{d {_name(by)[0]}}} {_bracketed(self.text(argument)[0])}", _SIGN

    def _in(self, tree: Tree, least: int) -> str:
        text, tightness = self.text(tree)
        return text if tightness >= least else _bracketed(text)

    def _sum(self, terms: tuple[Tree, ...]) -> str:
        text = self._in(terms[0], _SIGN)
        for term in terms[1:]:
            if isinstance(term, Negative):
                text += " - " + self._in(term.argument, _PRODUCT)
            else:
                text += " + " + self._in(term, _PRODUCT)
        return text

    def _power(self, base: Tree, exponent: Tree) -> str:
        up = f"^{{{self.text(exponent)[0]}}}"
        if isinstance(base, Apply) and base.function in EXPONENT_FIRST and is_natural(exponent):
            return self._command(base.function) + up + self._arguments(base.arguments)
        return self._in(base, _ATOM) + up

    def _apply(self, function: str, arguments: tuple[Tree, ...]) -> tuple[str, int]:
        texts = [self.text(argument)[0] for argument in arguments]  # once: twice would be 2^depth times
        match function:
            case "sqrt":
                return rf"\sqrt{{{texts[0]}}}", _POWER
            case "cbrt":
                return rf"\sqrt[3]{{{texts[0]}}}", _POWER
            case "abs":
                return rf"\left|{texts[0]}\right|", _ATOM
            case "log" if len(arguments) == 2:
                return rf"\log_{{{texts[1]}}}{_bracketed(texts[0])}", _ATOM
            case _:
                return self._command(function) + _bracketed(", ".join(texts)), _ATOM

    def _command(self, function: str) -> str:
        spelling = FUNCTIONS[function]
        if self._russian and spelling.russian != spelling.english:
            return rf"\operatorname{{{spelling.russian}}}"
        return spelling.latex

    def _arguments(self, arguments: tuple[Tree, ...]) -> str:
        return _bracketed(", ".join(self.text(argument)[0] for argument in arguments))


def _bracketed(text: str) -> str:
    return rf"\left({text}\right)"


def _name(name: str) -> tuple[str, int]:
    found = re.fullmatch(_ATOM_NAME, name)
    if found:
        return rf"\frac{{\partial {_plain(found[1])}}}{{\partial {_plain(found[2])}}}", _POWER
    return _plain(name), _ATOM


def _plain(name: str) -> str:
    if name in _GREEK:
        return "\\" + name
    return re.sub(_INDEXED, _indexed, name)


def _indexed(found: re.Match[str]) -> str:
    letter = "\\" + found[1] if found[1] in _GREEK else found[1]
    return f"{letter}_{{{found[2]}}}"
