"""Whether a message about a slip is true, and whether it points at the slip: judged from the slip that was made.

Shares nothing with `colloq.grading`: what the message says is held against the formula before and after the slip.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from colloq.notation.tree import Apply, Negative, Number, Power, Product, Quotient, Sum, Symbol, Tree, children
from tests.benchmarks.by_value import Column, Factors, Point, column, constant, gaps, missing_terms, ratios, same
from tests.benchmarks.slips import VALUES, node_at, paths, put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from colloq.model import Finding
    from tests.benchmarks.slips import Path, Slip

AT, FAMILY, GENERAL, WIDE, OTHER, NONE, WRONG = "at the place", "family's", "whole", "wide", "other", "none", "WRONG"
LABELS = (AT, FAMILY, GENERAL, WIDE, OTHER, NONE, WRONG)
"""Of a message about a place: at the slip, true but wide around it, or about another place whose mending alone is as right."""

CHAIN = (Product, Quotient, Negative)
"""Nodes through which a factor or a sign may be moved without a change of the value."""


# ------------------------------------------------------------------------------------------------------------------- places


@dataclass(frozen=True)
class Site:
    """Where two trees part: the way to the deepest node that still holds all of the change; its children that are new."""

    path: Path
    new: frozenset[int]


def site(before: Tree, after: Tree) -> Site:
    """The place of the slip, found by comparing the trees."""
    path: list[int] = []
    while True:
        old, new = children(before), children(after)
        unlike = [place for place, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]]
        alike = type(before) is type(after) and len(old) == len(new)
        if not alike or len(unlike) != 1 or getattr(before, "function", "") != getattr(after, "function", ""):
            kept = old if type(before) is type(after) else ()
            return Site(tuple(path), frozenset(place for place, part in enumerate(new) if part not in kept))
        path.append(unlike[0])
        before, after = old[unlike[0]], new[unlike[0]]


def occurrences(place: Tree, tree: Tree) -> list[Path]:
    """The ways to the nodes that are the place, or are products or sums of which the place is a part."""
    return [path for path, node in paths(tree) if node == place or _part_of(place, node)]


def _part_of(place: Tree, node: Tree) -> bool:
    if type(place) is not type(node) or not isinstance(place, Sum | Product):
        return False
    rest = list(children(node))
    for part in children(place):
        if part not in rest:
            return False
        rest.remove(part)
    return True


def _borders(tree: Tree, upper: Path, lower: Path) -> int:
    """How many sums, functions and powers part two nodes, one inside the other."""
    return sum(not isinstance(node_at(tree, lower[:length]), CHAIN) for length in range(len(upper), len(lower)))


def position(after: Tree, where: Path, level: Path, slip: Site) -> str | None:
    """Where a place stands that is said to be wrong at a level around the slip; None where the two have nothing in common."""
    if where == level[: len(where)]:
        return AT if _borders(after, where, slip.path) <= 1 else WIDE
    if where[: len(level)] == level and _borders(after, level, where) == _is_base(after, where):
        return AT if _borders(after, level, slip.path) <= 1 else WIDE
    return None


def _is_base(tree: Tree, where: Path) -> bool:
    return bool(where) and where[-1] == 0 and isinstance(node_at(tree, where[:-1]), Power)


# ------------------------------------------------------------------------------------------------------------------- claims


@dataclass(frozen=True)
class Seen:
    """A part of the formula before and after the slip, the place that was named, and points to compare them at."""

    before: Tree
    after: Tree
    place: Tree
    where: Sequence[Point]
    kind: str

    def was(self) -> Column:
        """Values before the slip."""
        return column(self.before, self.where)

    def is_(self) -> Column:
        """Values after the slip."""
        return column(self.after, self.where)

    def factors(self) -> tuple[Factors, Factors]:
        """The factors before and after."""
        return Factors(self.before, self.where), Factors(self.after, self.where)


def _lacks_factors(seen: Seen, sign: int) -> bool:
    before, after = seen.factors()
    lost = before.missing(after)
    numbers = Counter(_numbers(seen.after)) - Counter(_numbers(seen.before))
    dropped = not Counter(_members(seen.after)) - Counter(_members(seen.before))
    return bool(lost) and (all(power * sign > 0 for _, power in lost) or dropped) and not numbers


def _members(tree: Tree) -> list[Tree]:
    """The factors as they stand, a quotient as one."""
    return [member for part in children(tree) for member in _members(part)] if isinstance(tree, Product | Negative) else [tree]


def _numbers(tree: Tree) -> list[Tree]:
    """The numbers that stand in a product."""
    if isinstance(tree, CHAIN):
        return [number for part in children(tree) for number in _numbers(part)]
    return [tree] if isinstance(tree, Number) and tree.value != 1 else []


def _power(seen: Seen) -> bool:
    """One factor has another exponent; where the place is a power, it is a power of this factor."""
    before, after = seen.factors()
    other = before.missing(after)
    alone = len(other) == 1 and math.isclose(before.number, after.number, rel_tol=1e-7)
    return alone or any(
        _is_power_of(seen, column(node.base, seen.where)) for _, node in paths(seen.after) if isinstance(node, Power)
    )


def _is_power_of(seen: Seen, base: Column) -> bool:
    """Whether the value changed by a constant power of the base."""
    pairs = [(a / b, c) for a, b, c in zip(seen.was(), seen.is_(), base, strict=True) if b and math.isfinite(a + b + c)]
    return all(c > 0 and c != 1 and ratio > 0 for ratio, c in pairs) and constant([math.log(r) / math.log(c) for r, c in pairs])


def _exponent(seen: Seen) -> bool:
    if not isinstance(seen.place, Power):
        return seen.kind in ("wrong exponent", "changed number", "lost minus") and _power(seen)
    return _is_power_of(seen, column(seen.place.base, seen.where))


def _upside_down(seen: Seen) -> bool:
    before, after = seen.factors()
    turned = before.missing(after)
    if not turned:  # 2/9 for 9/2: numbers are one factor
        return before.number != after.number and math.isclose(before.number * after.number, 1, rel_tol=1e-9)
    return all(math.isclose(before.power_of(value), -after.power_of(value)) for value, _ in turned)


def _lacks_exponent(seen: Seen) -> bool:
    return isinstance(seen.before, Power) and same(column(seen.before.base, seen.where), seen.is_())


def _lacks_function(seen: Seen) -> bool:
    return isinstance(seen.before, Apply | Power) and same(column(children(seen.before)[0], seen.where), seen.is_())


def _function(seen: Seen) -> bool:
    match seen.before, seen.after:
        case Apply(_, arguments), Apply(_, others):
            return arguments == others
    return False


def _lacks_term(seen: Seen) -> bool:
    return missing_terms(seen.before, seen.after, seen.where) == (1, 0)


def _extra_factor(seen: Seen) -> bool:
    before, after = seen.factors()
    more = after.missing(before)
    added = not Counter(_members(seen.before)) - Counter(_members(seen.after))
    return bool(more) and (all(power > 0 for _, power in more) or added)


def _sign(seen: Seen) -> bool:
    return same(seen.was(), [-x for x in seen.is_()])


def _number(seen: Seen) -> bool:
    return isinstance(seen.after, Number) and isinstance(seen.before, Number)


CLAIMS: dict[str, Callable[[Seen], bool]] = {
    "term-sign": _sign,
    "signs": _sign,
    "extra-factor": _extra_factor,
    "numbers": _number,
    "missing-term": _lacks_term,
    "extra-term": lambda seen: missing_terms(seen.before, seen.after, seen.where) == (0, 1),
    "missing-factor": lambda seen: _lacks_factors(seen, 1),
    "missing-denominator": lambda seen: _lacks_factors(seen, -1),
    "missing-exponent": _lacks_exponent,
    "exponent": _exponent,
    "power": _power,
    "upside-down": _upside_down,
    "coefficient": lambda seen: constant(ratios(seen.was(), seen.is_())),
    "constant": lambda seen: constant(gaps(seen.was(), seen.is_())),
    "number": _number,
    "letter": lambda seen: seen.kind == "changed symbol" and not children(seen.after),
    "function": _function,
    "missing-function": _lacks_function,
    "missing-part": lambda seen: _lacks_term(seen) or _lacks_factors(seen, 1) or _lacks_factors(seen, -1),
    "brackets": lambda seen: seen.kind == "lost brackets",
    "look": lambda _: True,  # it only says where
}
"""What each message claims of the part that was named: whether it holds, from the part before and after the slip."""

AFTER_LOST_BRACKETS = {
    "missing-factor",
    "missing-denominator",
    "missing-exponent",
    "exponent",
    "power",
    "term-sign",
    "coefficient",
    "look",
    "missing-term",
    "missing-part",
    "number",
}
"""What may be said of a term that stood in brackets with others: it alone lacks what stood outside."""


def judge(slip: Slip, finding: Finding | None, right: Tree, known: Sequence[tuple[str, Tree]], where: Sequence[Point]) -> str:
    """One of LABELS. `known` are the family's mistakes, name and wrong answer; several may have one name."""
    if finding is None:
        return NONE
    typed, expected = column(slip.after, where), column(right, where)
    if not finding.general:
        return FAMILY if any(same(typed, column(wrong, where)) for name, wrong in known if name == finding.name) else WRONG
    if (whole := _whole(finding, typed, expected)) is not None:
        return GENERAL if whole else WRONG
    return _local(slip, finding, where)


def _whole(finding: Finding, typed: Column, expected: Column) -> bool | None:
    """Whether what is said about the whole answer is true; None for a message about a place in it."""
    match finding.name:
        case "sign":
            return same(typed, [-value for value in expected])
        case "factor":
            factor = float(finding.values["factor"])
            return same(typed, [factor * value for value in expected])
        case "factor-other":
            return constant(ratios(typed, expected))
        case "reciprocal":
            return same(typed, [1 / value if value else math.nan for value in expected])
        case "offset":
            return constant(gaps(typed, expected))
        case "undefined" | "no-value":
            return sum(map(math.isfinite, typed)) < len(typed) / 2
    return None


def _local(slip: Slip, finding: Finding, where: Sequence[Point]) -> str:
    place = finding.values.get("place", slip.after)
    assert isinstance(place, Tree)
    here = site(slip.before, slip.after)
    found = {
        _place(slip, finding.name.removeprefix("whole-"), place, path, here, where) for path in occurrences(place, slip.after)
    }
    if AT in found or WIDE in found:
        return AT if AT in found else WIDE
    equal = any(_mends(slip, finding.name, path, where) for path in occurrences(place, slip.after))
    return OTHER if equal else WRONG


def _place(slip: Slip, name: str, place: Tree, path: Path, here: Site, where: Sequence[Point]) -> str | None:
    if slip.kind == "lost brackets" and name in AFTER_LOST_BRACKETS and _is_new_term(slip.after, path, here):
        return AT
    if slip.kind == "lost brackets" and name in ("signs", "numbers", "exponent", "power", "look"):
        return position(slip.after, path, here.path, here)
    if name == "exponent" and here.path[: len(path) + 1] == (*path, 1):
        return AT if _borders(slip.after, (*path, 1), here.path) <= 1 else WIDE
    if name in ("missing-term", "missing-part") and path[:-1] == here.path and _lacks_term(_seen(slip, here.path, place, where)):
        return AT  # a term next to which one is missing
    if name == "extra-term" and path[:-1] == here.path and path and path[-1] in here.new:
        return AT
    if name in ("missing-term", "missing-part") and slip.kind == "dropped term":
        return position(slip.after, path, here.path, here)
    best = None
    for length in range(len(here.path), -1, -1):
        level = here.path[:length]
        seen = _seen(slip, level, place, where)
        found = position(slip.after, path, level, here)
        if found is not None and (name != "look" or level == here.path) and CLAIMS[name](seen):
            best = AT if AT in (found, best) else found
    return best


def _is_new_term(after: Tree, path: Path, here: Site) -> bool:
    """Whether it is a term that came with the slip, its sign aside."""
    length = len(here.path)
    if path[:length] != here.path or len(path) == length or path[length] not in here.new:
        return False
    return all(isinstance(node_at(after, path[:upto]), Negative) for upto in range(length + 1, len(path)))


def _seen(slip: Slip, level: Path, place: Tree, where: Sequence[Point]) -> Seen:
    return Seen(node_at(slip.before, level), node_at(slip.after, level), place, where, slip.kind)


# --------------------------------------------------------------------------------------- another place, as good as the true one


def _mends(slip: Slip, name: str, path: Path, where: Sequence[Point]) -> bool:
    """Whether the formula becomes right when the place is mended as the message says, and nothing else is."""
    right = column(slip.before, where)
    nodes = [(path, node_at(slip.after, path))]
    if name not in (
        "missing-factor",
        "missing-denominator",
        "missing-exponent",
        "extra-factor",
        "extra-term",
        "term-sign",
        "function",
    ):
        nodes = [(way, node) for way, node in paths(slip.after) if way[: len(path)] == path]
    return any(
        same(column(put(slip.after, way, other), where), right)
        for way, node in nodes
        for other in _mended(name, node, slip.before)
    )


def _mended(name: str, node: Tree, right: Tree) -> Iterator[Tree]:
    """The node as it may become by the change that the message speaks of."""
    pieces = [piece for _, piece in paths(right)]
    match name:
        case "term-sign" | "signs":
            yield Negative(node)
        case "extra-term":
            yield Number(0)
        case "extra-factor":
            yield Number(1)
        case "letter" if isinstance(node, Symbol):
            yield from (piece for piece in pieces if isinstance(piece, Symbol))
        case "number" | "numbers" if isinstance(node, Number):
            yield from (sign(Number(value)) for value in range(21) for sign in (lambda tree: tree, Negative))
        case "exponent" if isinstance(node, Power):
            yield from (Power(node.base, exponent) for exponent in (*pieces, *map(Negative, pieces), *map(Number, range(6))))
        case "coefficient":
            yield from (Quotient(Product((Number(a), node)), Number(b)) for a in range(1, 13) for b in range(1, 13))
        case "power":
            yield from (Product((node, Power(node, Number(times)))) for times in (1, 2))
            yield from (Power(node, Negative(Number(times))) for times in (1, 2))
        case "function":
            yield from (Apply(other, node.arguments) for other in VALUES if isinstance(node, Apply) and len(node.arguments) == 1)
        case "missing-exponent":
            yield from (Power(node, piece) for piece in pieces)
        case "missing-factor":
            yield from (Product((node, piece)) for piece in pieces)
        case "missing-denominator":
            yield from (Quotient(node, piece) for piece in pieces)
        case "missing-term":
            pieces += [term for piece in pieces for term in _opened(piece)]
            yield from (Sum((node, term)) for piece in pieces for term in (piece, Negative(piece)))
        case "look":
            yield from pieces
        case _:
            return


def _opened(tree: Tree) -> Iterator[Tree]:
    """The terms of a product with one of its brackets opened: 2x and 2 of 2(x + 1)."""
    if isinstance(tree, Product):
        for index, factor in enumerate(tree.factors):
            if isinstance(factor, Sum):
                others = (*tree.factors[:index], *tree.factors[index + 1 :])
                yield from (Product((*others, term)) for term in factor.terms)
