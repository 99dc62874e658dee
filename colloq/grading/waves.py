"""Functions made of exponentials, modulo a prime: of e^t, and of e^(it) with the turns of `colloq.grading.turns`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from colloq.grading.ring import LOGARITHMS, P, Q, chance, inverse

if TYPE_CHECKING:
    from collections.abc import Callable

E: Final = pow(chance("e", P), 24, P)
"""Euler's number: of order Q."""
HALF: Final = (P + 1) // 2
TURN: Final = chance("i", Q)
"""i in an exponent: e^(it) is a power of its own, and no real formula tells i from another constant."""


def _turns() -> tuple[int, ...]:
    """e^(iπk/12) for k from 0 to 23, by e^(iπ/4) = (1 + i)/√2 and e^(iπ/3) = (1 + i√3)/2."""
    i = pow(17, 6 * Q, P)  # 17 is no square modulo P, so that i² = -1
    half = pow(2, -1, Q)
    root_2, root_3 = (pow(E, LOGARITHMS[number] * half, P) for number in (2, 3))
    eighth = (1 + i) * pow(root_2, -1, P)
    sixth = (1 + i * root_3) * HALF
    step = sixth * pow(eighth, -1, P) % P
    return tuple(pow(step, turns, P) for turns in range(24))


TURNS: Final = _turns()
_OVER_2I: Final = pow(2 * TURNS[6], -1, P)


def _sine(forth: int, back: int) -> int:
    return (forth - back) * _OVER_2I % P


def _cosine(forth: int, back: int) -> int:
    return (forth + back) * HALF % P


def _sinh(forth: int, back: int) -> int:
    return (forth - back) * HALF % P


def _over(top: Callable[[int, int], int] | None, bottom: Callable[[int, int], int]) -> Callable[[int, int], int]:
    def quotient(forth: int, back: int) -> int:
        above = top(forth, back) if top is not None else 1
        return above * inverse(bottom(forth, back), P) % P

    return quotient


HYPERBOLIC: dict[str, Callable[[int, int], int]] = {
    "exp": lambda forth, _: forth,
    "sinh": _sinh,
    "cosh": _cosine,
    "tanh": _over(_sinh, _cosine),
    "coth": _over(_cosine, _sinh),
    "sech": _over(None, _cosine),
    "csch": _over(None, _sinh),
    "sigmoid": lambda _, back: inverse(1 + back, P),
}
"""Functions of e^t and e^-t."""
TRIGONOMETRIC: dict[str, Callable[[int, int], int]] = {
    "sin": _sine,
    "cos": _cosine,
    "tan": _over(_sine, _cosine),
    "cot": _over(_cosine, _sine),
    "sec": _over(None, _cosine),
    "csc": _over(None, _sine),
}
"""Functions of e^(it) and e^(-it)."""
WITH_POLES: Final = frozenset(("tan", "cot", "sec", "csc", "coth", "csch"))
