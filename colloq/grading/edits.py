"""Small slips: one place of a typed formula that is all that is wrong with it, each with a name and the place to look at.

Every rule compares the value that a part has with the one it would have to have (`needed.py`), so it does not matter in which
form the rest was written.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.grading.brackets import regrouped
from colloq.grading.known import partial_products
from colloq.grading.needed import CHAIN, close, same
from colloq.grading.values import FUNCTIONS
from colloq.notation.build import rational
from colloq.notation.tree import Apply, Constant, Negative, Number, Power, Product, Quotient, Sum, Symbol, Tree, symbols_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from colloq.grading.known import Known
    from colloq.grading.needed import Pair, Spot
    from colloq.grading.values import Kept

_NONE = 1e-9  # of the value that is there: what is needed is nothing at all
_MOST_TERMS = 20
_LEAST = 1e-6  # a smaller change than this is a near miss and not a slip


@dataclass(frozen=True, slots=True)
class Edit:
    """A slip: its name (`mistake.<slip>` in the texts), the place to look at, and the node at `spot` as it ought to be.

    `rank`: of two slips that explain an answer the one of the lower rank is likelier; `sure`: all around it is as in the right
    formula.
    """

    slip: str
    place: Spot
    spot: Spot
    fixed: Tree
    rank: int
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the right formula is made of: letters, names of functions, numbers, parts that may be factors, terms of sums."""

    letters: Mapping[str, Pair]
    functions: frozenset[str]
    numbers: frozenset[int | Fraction]
    factors: Known
    terms: Known


def edits(found: Sequence[Spot], right: Lookup) -> Iterator[Edit]:
    """What may have gone wrong. It holds at two points and has to be proved at the others."""
    for spot in found:
        for edit in _at(spot, right):
            yield _in_exponent(edit)


def _in_exponent(edit: Edit) -> Edit:
    """What is wrong with an exponent as a whole, or with a term of it, is said of the power that it belongs to."""
    spot = edit.spot
    while spot.parent is not None and isinstance(spot.parent.tree, Negative | Sum):
        spot = spot.parent
    parent = spot.parent
    if parent is None or not isinstance(parent.tree, Power) or spot.path[-1] == 0 or edit.slip in ("letter", "look", "function"):
        return edit
    return replace(edit, slip="exponent", place=parent)


def _at(spot: Spot, right: Lookup) -> Iterator[Edit]:
    rule = _RULES.get(type(spot.tree))
    if rule is not None:
        yield from rule(spot, right)
    if spot.heads_chain:
        yield from _factors(spot, right.factors)
    elif close(spot.needed[0], 1) and close(spot.needed[1], 1):
        yield from _extra_factor(spot)
    if not spot.is_term:
        yield from _gap(spot, right.terms)
    elif abs(spot.needed[0]) <= _NONE * abs(spot.value[0]) and abs(spot.needed[1]) <= _NONE * abs(spot.value[1]):
        yield Edit("extra-term", spot, spot, Number(0), 3)
    yield from _inner(spot, right.factors)


def _inner(spot: Spot, factors: Known) -> Iterator[Edit]:
    """A power or a function of what stands here is needed."""
    for piece in spot.recognised or (factors.inner if not any(spot.needed) else ()):
        if piece.inner is not None and same(piece.inner, spot.value) and same(piece.value, spot.needed):
            if isinstance(piece.tree, Power) and isinstance(piece.tree.exponent, Number):
                yield Edit("power", spot.head(), spot, piece.tree, 2)
            elif isinstance(piece.tree, Power):
                if not _of_logarithm(spot):
                    yield Edit("missing-exponent", spot, spot, piece.tree, 2)
            else:
                yield Edit("missing-function", spot, spot, piece.tree, 2)


def _of_logarithm(spot: Spot) -> bool:
    """Whether an exponent here is a factor in front: ln(u^v) is v·ln(u)."""
    return spot.parent is not None and isinstance(spot.parent.tree, Apply) and spot.parent.tree.function in ("ln", "lg", "log")


# ------------------------------------------------------------------------------------------------- by the kind of the node


def _symbol(spot: Spot, right: Lookup) -> Iterator[Edit]:
    for name, value in right.letters.items():
        if same(value, spot.needed):
            yield Edit("letter", spot, spot, Symbol(name), 0)


def _literal(spot: Spot, right: Lookup) -> Iterator[Edit]:
    """A number that is added, an exponent or an argument; numbers in products are a matter of the whole product."""
    head = spot
    while head.parent is not None and isinstance(head.parent.tree, Negative):
        head = head.parent
    parent = head.parent
    if parent is None or isinstance(parent.tree, CHAIN) or not close(*head.needed) or (exact := _nice(head.needed[0])) is None:
        return
    if close(head.needed[0], -head.value[0]):
        yield Edit("term-sign", spot, head, rational(exact), 0)
    elif not isinstance(parent.tree, Power):
        yield Edit("number", spot, head, rational(exact), 1 if abs(exact) in right.numbers else 6)
    elif not isinstance(parent.tree.base, Number | Constant):
        yield Edit("exponent", parent, head, rational(exact), 1)


def _applied(spot: Spot, right: Lookup) -> Iterator[Edit]:
    if isinstance(spot.tree, Apply) and len(spot.tree.arguments) == 1:
        yield from _function(spot, spot.tree.arguments[0], spot.below[0], right)


def _power(spot: Spot, right: Lookup) -> Iterator[Edit]:
    if isinstance(spot.tree, Power) and spot.tree.base == Constant("e"):
        yield from _function(spot, spot.tree.exponent, spot.below[1], right)


def _function(spot: Spot, argument: Tree, values: Sequence[float], right: Lookup) -> Iterator[Edit]:
    """A function in place of another one that the right formula has, or of none."""
    value = values[0], values[1]
    if same(spot.needed, value):
        yield Edit("function", spot, spot, argument, 0)
    for name in right.functions:
        try:
            other = FUNCTIONS[name](value[0]), FUNCTIONS[name](value[1])
        except (ArithmeticError, ValueError):
            continue
        if same(other, spot.needed):
            yield Edit("function", spot, spot, Apply(name, (argument,)), 0)


def _quotient(spot: Spot, _right: Lookup) -> Iterator[Edit]:
    if isinstance(spot.tree, Quotient) and all(close(n * v, 1) for n, v in zip(spot.needed, spot.value, strict=True)):
        yield Edit("upside-down", spot, spot, Quotient(spot.tree.denominator, spot.tree.numerator), 1)


_RULES: dict[type, Callable[[Spot, Lookup], Iterator[Edit]]] = {
    Symbol: _symbol,
    Number: _literal,
    Apply: _applied,
    Power: _power,
    Quotient: _quotient,
}


# ------------------------------------------------------------------------------------------------------------------ products


def _factors(spot: Spot, factors: Known) -> Iterator[Edit]:
    """The sign, the number in front, a power, a missing factor of the product that begins here."""
    ratio = spot.ratio()
    if ratio is None or (spot.parent is not None and isinstance(_unsigned(spot).tree, Number | Constant)):
        return
    if close(*ratio):
        yield from _constant_factor(spot, ratio[0])
        return
    if spot.parent is None or not (isinstance(spot.parent.tree, Power) or _of_logarithm(spot)):
        yield from _powers(spot, ratio)
    if spot.parent is not None and isinstance(spot.parent.tree, Power | Apply) and not spot.recognised:
        return  # (x/x²)^2 for 1/x^2: there is a plainer way to say it
    for power, factor, piece in factors.proportional(ratio):
        if close(factor, 1):
            yield from _missing_factor(spot, power, Fraction(1), piece.tree, 4)


def _missing_factor(spot: Spot, power: int, factor: Fraction, piece: Tree, rank: int) -> Iterator[Edit]:
    front = rational(factor)
    fixed = Product((front, piece, spot.tree)) if power > 0 else Quotient(Product((front, spot.tree)), piece)
    if isinstance(piece, Sum) and any(term in (Number(1), Negative(Number(1))) for term in piece.terms):
        yield Edit("missing-part", spot, spot, fixed, rank)  # u(1 + v) lacks the factor, or the term that comes of it
    elif power > 0:
        yield Edit("missing-factor", spot, spot, fixed, rank)
    else:
        yield Edit("missing-denominator", spot, spot, fixed, rank)


def loose_factors(found: Sequence[Spot], factors: Known) -> Iterator[Edit]:
    """Products that lack a factor and have another number in front of them besides."""
    for spot in found:
        ratio = spot.ratio() if spot.heads_chain else None
        if ratio is None or close(*ratio) or close(*spot.value):
            continue  # any answer is a number times itself
        for power, factor, piece in factors.proportional(ratio):
            exact = _nice(factor)
            if exact is not None:
                yield from map(_in_exponent, _missing_factor(spot, power, exact, piece.tree, 8))


def _constant_factor(spot: Spot, ratio: float) -> Iterator[Edit]:
    if close(ratio, -1):
        yield Edit("term-sign", _unsigned(spot), spot, Negative(spot.tree), 0)
    elif abs(ratio - 1) > _LEAST:
        yield Edit("coefficient", spot, spot, Product((rational(_nice(ratio) or Fraction(ratio)), spot.tree)), 3)


def _unsigned(spot: Spot) -> Spot:
    return _unsigned(spot.parts[0]) if isinstance(spot.tree, Negative) and spot.parts else spot


def _powers(spot: Spot, ratio: Pair) -> Iterator[Edit]:
    """Whether a power of one of the factors is all that is missing or too much."""
    members = [(member, sign, *_base(member)) for member, sign in spot.members()]
    logs = math.log(abs(ratio[0])), math.log(abs(ratio[1]))
    for member, sign, base, (a, b) in members:
        if isinstance(base, Number | Constant) or not a or not b or abs(a) == 1 or abs(b) == 1:
            continue
        first = logs[0] / math.log(abs(a))
        times = _nice(first, 12) if close(first, logs[1] / math.log(abs(b))) else None
        if times is None or (times.denominator > 1 and not spot.recognised):
            continue
        fixed = Product((spot.tree, Power(base, rational(times))))
        alone = sum(base == other for _, _, other, _ in members) == 1
        if alone and isinstance(member.tree, Power) and not symbols_of(member.tree.exponent):
            yield Edit("exponent", member, spot, fixed, 1)
        elif not alone or isinstance(member.tree, Power) or times != -sign:  # a single factor too many has a rule of its own
            place = spot if spot.parent is not None else _of_base(member)
            sure = not alone or isinstance(member.tree, Power) or times == sign
            yield Edit("power", place, spot, fixed, 1 if sure else 2 if times == -2 * sign else 3)
        return


def _base(member: Spot) -> tuple[Tree, Pair]:
    """What a factor is a power of, and its value; where it is no power, itself."""
    base = _of_base(member)
    return base.tree, base.value


def _of_base(member: Spot) -> Spot:
    return member.parts[0] if isinstance(member.tree, Power) and member.parts and member.parts[0].path[-1] == 0 else member


def _extra_factor(spot: Spot) -> Iterator[Edit]:
    """A factor or denominator that has to be 1."""
    if spot.parent is not None and not isinstance(spot.parent.tree, Negative) and not close(*spot.value):
        yield Edit("extra-factor", spot, spot, Number(1), 2)


def turned(found: Sequence[Spot]) -> Iterator[Edit]:
    """Products in which some factors together stand above the line instead of below it, or below instead of above."""
    for spot in found:
        ratio = spot.ratio() if spot.heads_chain else None
        if ratio is None or close(*ratio) or min(ratio) <= 0:
            continue
        factors = [(member.tree, power, member.value) for member, power in spot.members()]
        for piece in partial_products(factors):
            first, second = piece.value  # multiplied, not raised: a large float squared by ** is an exception
            if close(ratio[0] * first * first, 1) and close(ratio[1] * second * second, 1):
                yield Edit("upside-down", spot, spot, Quotient(spot.tree, Product((piece.tree, piece.tree))), 7)


# ---------------------------------------------------------------------------------------------------------------------- sums


def _gap(spot: Spot, terms: Known) -> Iterator[Edit]:
    """A constant or a term that the sum here lacks; a lone term lacks the others."""
    gap = (spot.needed[0] - spot.value[0], spot.needed[1] - spot.value[1])
    if any(abs(difference) <= _LEAST * abs(own) for difference, own in zip(gap, spot.value, strict=True)):
        return
    if close(*(spot.ratio() or (0, 1))) or (close(*spot.needed) and not close(*spot.value)):
        return  # a matter of factors
    if (isinstance(spot.tree, Sum) and _cancels(spot)) or (spot.tree == Number(1) and not spot.heads_chain):
        return
    if close(*gap) and not isinstance(spot.tree, Sum) and not spot.recognised:
        return
    place = spot if isinstance(spot.tree, Sum) else spot.head()
    homes = _homes(spot, terms)
    for sign, piece in terms.equal(gap):
        fixed = Sum((spot.tree, piece.tree if sign > 0 else Negative(piece.tree)))
        yield Edit("missing-term", place, spot, fixed, 4, sign > 0 and piece.home in homes)
        return
    if close(*gap) and isinstance(spot.tree, Sum):
        fixed = Sum((spot.tree, rational(_nice(gap[0]) or Fraction(gap[0]))))
        yield Edit("constant", place, spot, fixed, 5, bool(homes))


def _cancels(spot: Spot) -> bool:
    """Whether terms of the sum take each other away, so that what it lacks tells nothing."""
    values = [part.value[0] for part in spot.parts[:_MOST_TERMS]]
    return 0.0 in values or any(close(a, -b) for a, b in itertools.combinations(values, 2))


def _homes(spot: Spot, terms: Known) -> set[int]:
    """The sums of the right formula that have all terms of the one here."""
    if not isinstance(spot.tree, Sum) or len(spot.parts) < len(spot.tree.terms):
        return set()
    return set.intersection(*({piece.home for sign, piece in terms.equal(part.value) if sign > 0} for part in spot.parts))


def brackets(found: Sequence[Spot], values: Kept) -> Iterator[Edit]:
    """Sums in which only the first or the last term was multiplied, divided or raised, where all of them had to be."""
    for spot in found:
        for fixed in regrouped(spot, values):
            yield Edit("brackets", spot, spot, fixed, 7)


# ------------------------------------------------------------------------------------------------------------- anything else


def other_pieces(found: Sequence[Spot], factors: Known) -> Iterator[Edit]:
    """Where nothing better is known: the places where another part of the right formula is needed, the smaller first."""
    for spot in sorted(found[1:], key=lambda spot: -len(spot.path)):
        if spot.needed[0] != spot.needed[1]:
            for sign, piece in factors.equal(spot.needed):
                yield _in_exponent(Edit("look", spot, spot, piece.tree if sign > 0 else Negative(piece.tree), 9))
                break


def _nice(number: float, most: int = 1000) -> Fraction | None:
    """The simple fraction that a float is meant to be."""
    if not math.isfinite(number) or abs(number) > 1e6:
        return None
    fraction = Fraction(number).limit_denominator(most)
    return fraction if fraction and close(float(fraction), number) else None
