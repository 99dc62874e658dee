"""Random functions to minimise, with small whole coefficients, and points and step sizes that go with them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.exact.polynomials import polynomial

if TYPE_CHECKING:
    from colloq.exact.polynomials import Exponents, Polynomial
    from colloq.exact.rational_vectors import Vector
    from colloq.seeds import Stream

RATES = tuple(map(Fraction, ("1/10", "1/5", "1/4", "1/2", "1/8", "1/3", "1/6", "1/20")))
"""Step sizes that are easy to multiply by."""


def parabola(rng: Stream) -> Polynomial:
    """2x^2 - 3x + 1: it opens upwards."""
    return polynomial(1, {(2,): rng.integer(1, 5), (1,): rng.nonzero(-12, 12), (0,): rng.integer(-9, 9)})


def curve(rng: Stream) -> Polynomial:
    """x^3 - 2x^2 + x, x^4 - 3x^2 + 2x - 5: of degree three or four, with up to three terms below the first."""
    highest = rng.integer(3, 4)
    lower = rng.sample(range(highest), rng.weighted(((1, 1), (2, 4), (3, 3))))
    if lower == [0]:
        lower = [0, 1]
    found: dict[Exponents, int] = {(exponent,): rng.nonzero(-9, 9) for exponent in lower}
    return polynomial(1, {(highest,): rng.integer(1, 3), **found})


def bowl(rng: Stream, *, mixed: bool) -> Polynomial:
    """2x^2 + xy + 3y^2 - 4x: positive definite; `mixed`: with a term xy."""
    coefficients: dict[Exponents, int] = {(2, 0): rng.integer(1, 4), (0, 2): rng.integer(1, 4)}
    if mixed:
        coefficients[1, 1] = _mixed(rng, coefficients[2, 0] * coefficients[0, 2])
    kept = rng.choice([(1, 0), (0, 1)])
    for exponents in ((1, 0), (0, 1)):
        if exponents == kept or rng.chance(50):
            coefficients[exponents] = rng.nonzero(-8, 8)
    return polynomial(2, coefficients)


def _mixed(rng: Stream, product: int) -> int:
    """B with b^2 < 4 ac."""
    most = max(b for b in range(1, 8) if b * b < 4 * product)
    return rng.nonzero(-most, most)


def valley(rng: Stream) -> Polynomial:
    """x^2 y + 2y^2 - 3x: of degree three, in both letters."""
    high = rng.choice([(3, 0), (0, 3), (2, 1), (1, 2), (2, 1), (1, 2)])
    low = rng.sample([(2, 0), (0, 2), (1, 1)], rng.integer(1, 2))
    line = rng.sample([(1, 0), (0, 1)], 1)
    found: dict[Exponents, int] = {high: rng.weighted(((1, 3), (2, 1), (-1, 2)))}
    found |= {exponents: rng.nonzero(-4, 4) if exponents == (1, 1) else rng.integer(1, 4) for exponents in low}
    return polynomial(2, found | {exponents: rng.nonzero(-8, 8) for exponents in line})


def bent_bowl(rng: Stream) -> Polynomial:
    """A quadratic function of x and y and a term of degree three or four."""
    high = valley(rng) if rng.chance(75) else polynomial(2, {rng.choice([(4, 0), (0, 4)]): rng.integer(1, 2)})
    low = dict(bowl(rng, mixed=rng.chance(70)).terms)
    return polynomial(2, low | {exponents: coefficient for exponents, coefficient in high.terms if sum(exponents) > 2})


def bowl_in_space(rng: Stream) -> Polynomial:
    """x^2 + 2y^2 + 3z^2 - xy + yz + 4x: quadratic in three letters, with two or three mixed terms; not always definite."""
    squares = [(2, 0, 0), (0, 2, 0), (0, 0, 2)]
    mixed = rng.sample([(1, 1, 0), (1, 0, 1), (0, 1, 1)], rng.weighted(((2, 3), (3, 1))))
    line = rng.sample([(1, 0, 0), (0, 1, 0), (0, 0, 1)], rng.integer(1, 3))
    found: dict[Exponents, int] = {exponents: rng.integer(1, 3) for exponents in squares}
    found |= {exponents: rng.nonzero(-2, 2) for exponents in mixed}
    return polynomial(3, found | {exponents: rng.nonzero(-6, 6) for exponents in line})


def has_both(function: Polynomial) -> bool:
    """Whether x and y both occur."""
    return all(any(exponents[at] for exponents, _ in function.terms) for at in range(function.count))


def whole_point(rng: Stream, count: int, most: int) -> Vector:
    """A point of small whole coordinates, not the origin."""
    while not any(point := tuple(Fraction(rng.integer(-most, most)) for _ in range(count))):
        pass
    return point
