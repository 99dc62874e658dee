"""Random formulas that a lecturer would set: small constants, no ln of e^…, no x^1, no constants that could be one number."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING

from colloq.notation.build import ONE, TWO, E, apply, difference, negative, power, product, quotient, sqrt, symbol, total
from colloq.notation.table import TABLE
from colloq.notation.tree import Number, Tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from colloq.seeds import Stream

ROWS = tuple(row.name for row in TABLE)
"""The rows of the table of derivatives."""
_SUMS = frozenset(("power", "reciprocal"))  # (2x)^3 and 1/x^2 are written otherwise
_MOSTLY_SUMS = frozenset(("sqrt", "ln", "log"))
_UNIT = frozenset(("asin", "acos"))
_STEEP = frozenset(("tan", "cot", "sinh", "cosh", "tanh", "coth", "exp", "exponential"))
_SIGNED = frozenset(("power", "sin", "cos", "atan", "exp"))  # may have a minus inside


@dataclass(frozen=True, slots=True)
class Letters:
    """The variable and the letters that are constants beside it."""

    variable: str
    others: tuple[str, ...] = ()


def monomial(exponents: dict[str, int], coefficient: int = 1) -> Tree:
    """3 t x^2: the letters in alphabetical order."""
    factors = [power(symbol(name), Number(exponents[name])) for name in sorted(exponents) if exponents[name]]
    return product(Number(coefficient), *factors)


def draw_monomial(rng: Stream, letters: Letters, most: int = 3) -> dict[str, int]:
    """Exponents of a monomial in which the variable occurs, of degree at most `most`."""
    exponents = {letters.variable: rng.weighted(((1, 6), (2, 4), (3, 1)))}
    for name in letters.others:
        if rng.chance(60):
            exponents[name] = rng.weighted(((1, 5), (2, 1)))
    while sum(exponents.values()) > most:
        largest = max(exponents, key=lambda name: (exponents[name], name))
        exponents[largest] -= 1
    return exponents if exponents[letters.variable] else {**exponents, letters.variable: 1}


def _second(rng: Stream, letters: Letters, first: dict[str, int]) -> dict[str, int]:
    """Exponents of another monomial, in any of the letters."""
    while True:
        name = rng.choice((letters.variable, *letters.others))
        exponents = {name: rng.weighted(((1, 3), (2, 2)))}
        if exponents != {key: count for key, count in first.items() if count}:
            return exponents


def _sum(rng: Stream, letters: Letters, largest: int, *, signed: bool) -> Tree:
    """A x^2 + b, x^2 + 3x, xy - 2y: two terms, the higher degree first, the variable in one of them at least."""
    first = draw_monomial(rng, letters)
    linear = sum(first.values()) == 1
    if rng.chance(50):
        head = monomial(first, rng.integer(2 if linear else 1, largest))
        tail: Tree = Number(rng.integer(1, 9))
    else:
        pair = sorted((first, _second(rng, letters, first)), key=lambda exponents: -sum(exponents.values()))
        head, tail = (monomial(exponents, rng.integer(1, largest)) for exponents in pair)
    return difference(head, tail) if signed and rng.chance(40) else total(head, tail)


def _mean(rng: Stream, letters: Letters, first: dict[str, int]) -> Tree:
    """(x^2 + y) / 3."""
    pair = sorted((first, _second(rng, letters, first)), key=lambda exponents: -sum(exponents.values()))
    coefficients = [rng.weighted(((1, 3), (2, 1), (3, 1))) for _ in pair]
    head, tail = map(monomial, pair, coefficients)
    return quotient(total(head, tail), Number(rng.integer(max(4, sum(coefficients)), 9)))


def _share(rng: Stream, exponents: dict[str, int], *, proper: bool = False) -> Tree:
    """x^2 / 5, 3xy / 4; `proper`: the number is less than 1."""
    below = rng.integer(2, 9)
    above = rng.choice([number for number in (1, 1, 2, 3, 5) if gcd(number, below) == 1 and (number < below or not proper)])
    return quotient(monomial(exponents, above), Number(below))


def inner(rng: Stream, row: str, letters: Letters) -> Tree:
    """A polynomial, or nearly, that stands as U in a row of the table; the variable occurs in it and its derivative is not 1."""
    if row in _SUMS or (row in _MOSTLY_SUMS and rng.chance(75)):
        return _sum(rng, letters, 9, signed=row in _SIGNED)
    exponents = draw_monomial(rng, letters)
    alone = monomial(exponents)
    plain = sum(exponents.values()) > 1
    if row in _UNIT:
        return _unit_inner(rng, exponents, letters)
    if row in _STEEP:
        shape = rng.weighted(
            (("times", 3), ("over", 5), ("sum", 6), ("mean", 4), ("root", 1), ("ratio", 2 if letters.others else 0))
        )
    else:
        shape = rng.weighted((("times", 4), ("over", 1), ("sum", 8), ("ratio", 1 if letters.others else 0)))
    steep = row in _STEEP
    match shape:
        case "times":
            grown = monomial(exponents, rng.integer(1 if plain else 2, 4 if steep else 9))
            return negative(grown) if row == "exp" and rng.chance(35) else grown
        case "over":
            return _share(rng, exponents)
        case "mean":
            return _mean(rng, letters, exponents)
        case "root":
            return sqrt(alone) if max(exponents.values()) == 1 and plain else _share(rng, exponents)
        case "ratio":
            other = symbol(rng.choice(letters.others))
            own = power(symbol(letters.variable), Number(rng.integer(1, 2)))
            return quotient(own, other) if rng.chance(50) else quotient(other, own)
        case _:
            return _sum(rng, letters, 3 if steep else 9, signed=row in _SIGNED)


def _unit_inner(rng: Stream, exponents: dict[str, int], letters: Letters) -> Tree:
    """Something between -1 and 1 while its letters are between 0 and 1."""
    alone = monomial(exponents)
    plain = sum(exponents.values()) > 1
    match rng.weighted((("over", 6), ("alone", 2 if plain else 0), ("mean", 6), ("less", 2), ("root", 1 if plain else 0))):
        case "over":
            return _share(rng, exponents, proper=True)
        case "alone":
            return alone
        case "mean":
            return _mean(rng, letters, exponents)
        case "less":
            return difference(ONE, alone if plain and rng.chance(30) else _share(rng, exponents, proper=True))
        case _:
            return sqrt(alone) if max(exponents.values()) == 1 else alone


def applied(rng: Stream, row: str, argument: Tree) -> Tree:
    """A row of the table with this U."""
    match row:
        case "power":
            return power(argument, Number(rng.integer(2, 6)))
        case "reciprocal":
            return quotient(ONE, argument)
        case "exponential":
            return power(Number(rng.choice((2, 3, 5, 7, 10))), argument)
        case "exp":
            return power(E, argument)
        case "log":
            return apply("log", argument, Number(rng.choice((2, 3, 5, 7))))
        case _:
            return apply(row, argument)


# ------------------------------------------------------------------------------------------- products, quotients, nestings


def small_inner(rng: Stream, row: str, letters: Letters) -> Tree:
    """A short U for one part of a longer formula: x, 2x, xy, x^2, x + 1."""
    variable = symbol(letters.variable)
    if row in _SUMS:
        return total(monomial({letters.variable: rng.integer(1, 2)}, rng.integer(1, 3)), Number(rng.integer(1, 5)))
    times_letter: list[Callable[[], Tree]] = []
    if letters.others:
        other = rng.choice(letters.others)
        times_letter = [lambda: monomial({letters.variable: 1, other: 1})] * 3
        times_letter.append(lambda: monomial({letters.variable: 2, other: 1}))
    options: list[Callable[[], Tree]] = [lambda: variable, *times_letter]
    if row in _UNIT:
        options += [lambda: power(variable, TWO), *[lambda: quotient(variable, Number(rng.integer(2, 5)))] * 3]
        return rng.choice(options)()
    options += [lambda: product(Number(rng.integer(2, 5)), variable)] * 2
    options += [lambda: power(variable, Number(rng.integer(2, 3)))]
    if letters.others:
        options += [lambda: quotient(variable, symbol(other))]
    if row in _STEEP:
        options += [lambda: quotient(variable, Number(rng.integer(2, 5)))] * 2
    elif row in ("sin", "cos"):
        options += [lambda: total(product(Number(rng.integer(2, 5)), variable), Number(rng.integer(1, 5)))] * 3
    else:
        options += [lambda: total(power(variable, TWO), Number(rng.integer(1, 5)))] * 3
    return rng.choice(options)()


def polynomial(rng: Stream, letters: Letters, *, bare: bool) -> Tree:
    """x^3, 3x + 2, x^2 + 4, xy + 1; `bare` admits powers of the variable alone."""
    variable = symbol(letters.variable)
    other = symbol(rng.choice(letters.others)) if letters.others and rng.chance(50) else Number(rng.integer(1, 9))
    match rng.below(5 if bare else 3):
        case 0:
            return total(product(Number(rng.integer(2, 9)), variable), other)
        case 1:
            return total(monomial({letters.variable: rng.integer(2, 3)}, rng.weighted(((1, 2), (2, 1), (3, 1)))), other)
        case 2:
            return total(power(variable, TWO), product(Number(rng.integer(2, 9)), variable))
        case _:
            return monomial({letters.variable: rng.integer(1, 4)}, rng.weighted(((1, 3), (2, 1), (3, 1), (5, 1))))


_TRIGONOMETRIC = frozenset(("sin", "cos", "tan", "cot"))
_HYPERBOLIC = frozenset(("sinh", "cosh", "tanh", "coth"))
_EXPONENTIAL = frozenset(("exp", "exponential"))
_LOGARITHMIC = frozenset(("ln", "log"))
_ALGEBRAIC = frozenset(("power", "reciprocal", "sqrt"))
_FAMILIES = (_TRIGONOMETRIC, _HYPERBOLIC, _EXPONENTIAL, _LOGARITHMIC, _ALGEBRAIC, _UNIT | {"atan"})
_DENOMINATORS = ("sin", "cos", "ln", "sqrt", "cosh", "atan", "log", "sinh")
_NUMERATORS = tuple(row for row in ROWS if row not in ("reciprocal", "coth", "cot"))
# (outer, inner) pairs that a person would write otherwise
_SILLY = {(outer, inside) for outer in _LOGARITHMIC for inside in (*_EXPONENTIAL, *_ALGEBRAIC, *_LOGARITHMIC)}
_SILLY |= {(outer, inside) for outer in _EXPONENTIAL for inside in (*_LOGARITHMIC, *_EXPONENTIAL)}
_SILLY |= {(outer, inside) for outer in _ALGEBRAIC for inside in (*_ALGEBRAIC, *_EXPONENTIAL)}
_SILLY |= {(outer, inside) for outer in _HYPERBOLIC for inside in (*_HYPERBOLIC, *_EXPONENTIAL, *_LOGARITHMIC, *_UNIT, "atan")}
_SILLY |= {(outer, inside) for outer in _TRIGONOMETRIC for inside in ("asin", "acos", "atan", *_HYPERBOLIC)}
_SILLY |= {(outer, inside) for outer in _HYPERBOLIC | {"tan", "cot", "atan"} for inside in _TRIGONOMETRIC}
_SILLY |= {(outer, inside) for outer in ("sin", "cos") for inside in ("tan", "cot")}
_SILLY |= {(outer, inside) for outer in _UNIT for inside in ROWS if inside not in ("exp", "sqrt", "ln", "log", "exponential")}
_SILLY |= {("reciprocal", row) for row in ("tan", "cot", "tanh", "coth", "sinh", "cosh")}


def _related(first: str, second: str) -> bool:
    return first == second or any(first in family and second in family for family in _FAMILIES)


def a_product(rng: Stream, letters: Letters, row: str) -> Tree:
    """x^2 sin(3x), e^(xy) ln x: a power or a polynomial first, or two rows of the table."""
    if row == "reciprocal":
        row = "power"
    piece = applied(rng, row, small_inner(rng, row, letters))
    if rng.chance(50):
        return product(polynomial(rng, letters, bare=True), piece)
    second = rng.choice([other for other in ROWS if not _related(row, other) and other != "reciprocal"])
    return product(applied(rng, second, small_inner(rng, second, letters)), piece)


def a_quotient(rng: Stream, letters: Letters, row: str) -> Tree:
    """sin(2x) / (x^2 + 1), (3x + 2) / ln x, and rows of the table over one another."""
    if row in _NUMERATORS and rng.chance(60):
        return quotient(applied(rng, row, small_inner(rng, row, letters)), polynomial(rng, letters, bare=False))
    if row not in _DENOMINATORS:
        row = rng.choice(_DENOMINATORS)
    bottom = applied(rng, row, small_inner(rng, row, letters))
    if rng.chance(60):
        return quotient(polynomial(rng, letters, bare=True), bottom)
    top = rng.choice([other for other in _NUMERATORS if not _related(row, other) and other != "sqrt"])
    return quotient(applied(rng, top, small_inner(rng, top, letters)), bottom)


def a_nesting(rng: Stream, letters: Letters, row: str) -> Tree:
    """sin(ln(x^2 + 1)), sqrt(1 + cos 2x): three functions one inside another; the row stands in either place."""
    partners = [other for other in ROWS if (row, other) not in _SILLY and row != other]
    if rng.chance(50):
        outer, inside = row, rng.choice(partners)
    else:
        partners = [other for other in ROWS if (other, row) not in _SILLY and row != other]
        outer, inside = rng.choice(partners), row
    core = applied(rng, inside, inner(rng, inside, letters))
    bare_power = outer == "power" and inside in ("sin", "cos", "ln") and rng.chance(50)  # sin^3(2x)
    if (outer in _SUMS and not bare_power) or (outer in _MOSTLY_SUMS and rng.chance(60)):
        core = total(core, Number(rng.integer(2, 6)))
    elif outer in _UNIT:
        core = quotient(core, Number(rng.integer(2, 9)))
    return applied(rng, outer, core)


# ------------------------------------------------------------------------------------------------------------ power towers


def _tower_argument(rng: Stream, letters: Letters) -> Tree:
    """What stands inside a function of a tower's base: txy, xy, tx, t x^2."""
    first = letters.variable
    parts = rng.choice([(first, *letters.others), *((first, other) for other in letters.others)])
    exponents = dict.fromkeys(parts, 1)
    if len(parts) < 3 and rng.chance(20):
        exponents[first] = 2
    return monomial(exponents, rng.weighted(((1, 3), (2, 2), (3, 2), (4, 1), (5, 1))))


def tower_base(rng: Stream, letters: Letters) -> Tree:
    """A positive formula f of a power tower f^g."""
    argument = _tower_argument(rng, letters)
    plain = _tower_argument(rng, letters)
    variable = symbol(letters.variable)
    number = Number(rng.integer(1, 9))
    match rng.weighted(tuple(enumerate((5, 3, 3, 3, 3, 3, 4, 1, 3, 2, 2)))):
        case 0:
            return total(plain, power(E, argument))
        case 1:
            return total(Number(rng.integer(2, 9)), apply(rng.choice(("sin", "cos")), argument))
        case 2:
            return total(plain, number)
        case 3:
            return total(product(Number(rng.integer(1, 9)), power(variable, TWO)), plain)
        case 4:
            return total(number, apply("ln", total(ONE, argument)))
        case 5:
            return total(plain, product(Number(rng.integer(1, 5)), sqrt(argument)))
        case 6:
            return total(number, apply(rng.choice(("atan", "tanh", "sinh", "cosh", "sqrt")), argument))
        case 7:
            return monomial({letters.variable: 1}, rng.integer(1, 5))
        case 8:
            return total(product(Number(rng.weighted(((1, 3), (2, 1), (3, 1)))), power(E, argument)), number)
        case 9:
            return total(plain, monomial({rng.choice(letters.others): 2}, rng.integer(1, 5)))
        case _:
            return apply(rng.choice(("sinh", "cosh", "atan", "tanh")), argument)


def tower_exponent(rng: Stream, letters: Letters) -> Tree:
    """A formula g in the variable, for a power tower f^g."""
    variable = symbol(letters.variable)
    other = symbol(rng.choice(letters.others))
    argument = _tower_argument(rng, letters)
    match rng.weighted(tuple(enumerate((2, 3, 4, 2, 2, 2, 2, 2, 1, 1, 1, 1, 4)))):
        case 0:
            return variable
        case 1:
            return monomial(dict.fromkeys((variable.name, other.name), 1), rng.integer(1, 3))
        case 2:
            return total(
                *(monomial({name: 1}, rng.weighted(((1, 2), (2, 1), (3, 1)))) for name in sorted((variable.name, other.name)))
            )
        case 3:
            return product(Number(rng.integer(2, 5)), variable)
        case 4:
            return apply("sin", argument)
        case 5:
            return apply("cos", argument)
        case 6:
            return apply("ln", total(ONE, argument))
        case 7:
            return quotient(variable, other) if rng.chance(50) else quotient(other, variable)
        case 8:
            return sqrt(variable)
        case 9:
            return power(E, argument)
        case 10:
            return power(variable, TWO)
        case 11:
            return power(variable, other) if rng.chance(50) else power(other, variable)
        case _:
            return total(monomial({variable.name: 1}, rng.integer(1, 3)), Number(rng.integer(1, 9)))


def a_tower(rng: Stream, letters: Letters) -> Tree:
    """f(x, y)^g(x, y) with a parameter, as in the guide's (xy + e^(txy))^y; now and then times a letter."""
    tower = power(tower_base(rng, letters), tower_exponent(rng, letters))
    return product(symbol(letters.variable), tower) if rng.chance(12) else tower
