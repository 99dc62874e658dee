"""Numbers as people write them: decimal commas, powers of ten, thousands, percent, repeating decimals."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from colloq.notation.tokens import LARGEST_EXPONENT, MOST_DIGITS, Findings, ReadError

if TYPE_CHECKING:
    from collections.abc import Collection

# the comma also as LaTeX has it, 0{,}5; a bare point ends a number as NumPy prints it, 2.
_NUMBER = re.compile(r"(?:\d+(?:(?:[.,]|\{,\})\d+|\.(?![\w.(]))?|[.,]\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NUMBER_NO_COMMA = re.compile(r"(?:\d+(?:(?:\.|\{,\})\d+|\.(?![\w.(]))?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_REPEATING = re.compile(r"(\d+)([.,]|\{,\})(\d*)\((\d+)\)", re.ASCII)
_END = r"(?!\d|[.,]\d|[.,]?\()"
_GROUPED = re.compile(rf"[1-9]\d{{0,2}}(?:([ '_])\d{{3}}(?:\1\d{{3}})*([.,]\d+)?|([.,])\d{{3}}(?:\3\d{{3}})+){_END}", re.ASCII)
_MAYBE_GROUPED = re.compile(rf"[1-9]\d{{0,2}}[.,]\d{{3}}{_END}(?![eE%])", re.ASCII)
_MIXED = re.compile(r"(\d{1,6}) +(\d{1,4}) ?/ ?(\d{1,4})(?![\d.,]*\d)(?! *[/^])", re.ASCII)
_PERCENT = re.compile(r"\s*\\?%")


class Rules(NamedTuple):
    """How numbers are read at a place.

    `symbols`: without any, a number is asked for, so that 10 000 is one and 5% too. `comma`: whether a comma may be a decimal
    mark. `spaces`: whether a number may go on after a space.
    """

    symbols: Collection[str]
    comma: bool
    spaces: bool


class Literal(NamedTuple):
    """A number of the text: its spelling with a point, and where it ends."""

    text: str
    end: int


class Repeating(NamedTuple):
    """A repeating decimal, exactly, and where it ends."""

    value: Fraction
    end: int


def repeating_at(text: str, at: int, findings: Findings, rules: Rules) -> Repeating | None:
    """0.(6), 0,1(6). With digits before the bracket it could be a product: that is the other reading."""
    found = _REPEATING.match(text, at)
    if found is None or (found[2] == "," and not rules.comma) or len(found[0]) > MOST_DIGITS:
        return None
    whole, before, period = found[1], found[3], found[4]
    nines = 10 ** len(period) - 1
    value = int(whole + before) + Fraction(int(period), nines)
    value /= 10 ** len(before)
    if before:
        product = f"{whole}.{before}*{period}"
        if findings.is_other(ReadError("read.repeating", found.span(), typed=found[0], value=str(value), product=product)):
            return None
    findings.notes["note.repeating"] = {"typed": found[0], "value": str(value)}
    return Repeating(value, found.end())


def mixed_at(text: str, at: int, rules: Rules) -> re.Match[str] | None:
    """1 1/2, where a number is asked for: the whole, the numerator and the denominator."""
    if rules.symbols or not rules.spaces or text[:at].rstrip().endswith(("/", "^")):
        return None
    found = _MIXED.match(text, at)
    return found if found is not None and int(found[2]) < int(found[3]) else None


def literal_at(text: str, at: int, findings: Findings, rules: Rules) -> Literal:
    """The literal that begins with the digit or point here. Raises ReadError."""
    symbols = rules.symbols
    if not symbols and (grouped := _grouped_at(text, at, findings, rules)):
        return grouped
    found = (_NUMBER if rules.comma else _NUMBER_NO_COMMA).match(text, at)
    assert found is not None
    start, end = found.span()
    literal = found[0].replace("{,}", ".").removesuffix(".")
    mantissa, mark, exponent = literal.replace("E", "e").partition("e")
    if mark and (end < len(text) and text[end] in ".,"):
        mark, end, literal = "", start + len(mantissa), mantissa
    doubtful = mark and "e" in literal and symbols and not set(mantissa) & set(".,")
    if doubtful and ("e" in symbols or _is_product(mantissa, exponent, (start, end), findings)):
        mark, end, literal = "", start + len(mantissa), mantissa
    if mark and abs(int(exponent[:8])) > LARGEST_EXPONENT:
        raise ReadError("read.number-long", (start, end), most=str(LARGEST_EXPONENT))
    if len(mantissa) > MOST_DIGITS:
        raise ReadError("read.number-long", (start, end), most=str(MOST_DIGITS))
    return _percent(text, start, Literal(literal.replace(",", "."), end), symbols)


def _grouped_at(text: str, at: int, findings: Findings, rules: Rules) -> Literal | None:
    """10 000, 1'000, 1,000,000; 10,000 is ten with three decimals, but may be meant as ten thousand."""
    found = _GROUPED.match(text, at) or _MAYBE_GROUPED.match(text, at)
    if found is None or (at and text[at - 1].isalnum()) or ("," in found[0] and not rules.comma) or len(found[0]) > MOST_DIGITS:
        return None
    if " " in found[0] and not rules.spaces:
        return None
    if found.re is _GROUPED:
        decimals = found[2] or ""
        digits = "".join(filter(str.isdigit, found[0][: len(found[0]) - len(decimals)]))
        return Literal(digits + decimals.replace(",", "."), found.end())
    digits = "".join(filter(str.isdigit, found[0]))
    decimal = found[0].replace(",", ".")
    doubt = ReadError("read.thousands", found.span(), typed=found[0], decimal=decimal, thousands=digits)
    return Literal(digits, found.end()) if findings.is_other(doubt) else None


def _percent(text: str, start: int, literal: Literal, symbols: Collection[str]) -> Literal:
    """8.16% as 0.0816, where a number is asked for; after a slash it would be doubtful what is divided."""
    found = _PERCENT.match(text, literal.end)
    if found is None or symbols or text[:start].rstrip().endswith("/"):
        return literal
    from decimal import Decimal  # noqa: PLC0415 - seldom needed

    return Literal(f"{Decimal(literal.text).scaleb(-2):f}", found.end())


def _is_product(mantissa: str, exponent: str, span: tuple[int, int], findings: Findings) -> bool:
    """In a formula `2e-3` may as well mean 2·e - 3."""
    sign = exponent[0] if exponent[0] in "+-" else ""
    values = {"number": f"{mantissa}*10^{exponent}", "product": f"{mantissa}*e{sign or '*'}{exponent.lstrip('+-')}"}
    if findings.is_other(ReadError("read.scientific", span, **values)):
        return True
    findings.notes["note.scientific"] = values
    return False
