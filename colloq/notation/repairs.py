"""What an unknown name may have been meant for."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from colloq.notation.functions import CALLS, SPELLINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

_REPAIRS = {
    "корень": "sqrt", "кор": "sqrt", "модуль": "abs", "мод": "abs", "синус": "sin", "син": "sin", "косинус": "cos", "кос": "cos",
    "тангенс": "tg", "тан": "tg", "тг": "tg", "котангенс": "ctg", "ктг": "ctg", "арксинус": "arcsin", "арккосинус": "arccos",
    "арктангенс": "arctg", "арктг": "arctg", "логарифм": "ln", "лог": "log", "лн": "ln", "экспонента": "exp", "эксп": "exp",
    "степень": "pow", "пи": "pi", "сигмоида": "sigmoid", "сигма": "sigma", "знак": "sign", "макс": "max", "мин": "min",
    "root": "sqrt", "tang": "tan", "arctangent": "arctan",
}  # fmt: skip
# letters of the Russian keyboard that are taken for Latin ones when a formula is copied by hand
_TWINS = str.maketrans("пгтивмдлПТГИ", "nrtubmdlPTRI")


def repair_of(typed: str, plain: str, symbols: Sequence[str]) -> str:
    """The name that comes nearest, or ""; `plain` is the same with the look-alikes of Latin letters made Latin."""
    if repair := _REPAIRS.get(typed.lower()):
        return repair
    known = [*SPELLINGS, *CALLS, *symbols]
    latin = plain.translate(_TWINS)
    if latin != plain and latin in known:
        return latin
    near = difflib.get_close_matches(latin, known, 1, 0.7) if len(latin) > 2 else []
    if near:
        return near[0]
    other = plain.swapcase()
    return other if other in (*symbols, "e") else ""
