"""Where a wrong formula went wrong: the one place in it that makes the whole right when it is mended."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from colloq.grading.edits import Edit, Lookup, brackets, edits, loose_factors, other_pieces, turned
from colloq.grading.known import Known, Piece, combined, expanded, pieces, terms_of
from colloq.grading.needed import spots
from colloq.grading.values import column
from colloq.model import Finding
from colloq.notation.tree import Apply, Constant, Negative, Number, Power, Sum, Tree, children, size, with_children

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from colloq.grading.formula import Sample
    from colloq.grading.needed import Pair, Spot
    from colloq.grading.values import Kept

_SAME = 1e-6
_SURE = 1e-9
_DOUBTFUL = 2
_LATE = 6  # the first rank of slips that explain too much
_MOST_TRIED = 40
_MOST_RIVALS = 12
_MOST_NODES = 16  # of a whole answer that is shown back


Order = tuple[int, int, int]
"""How doubtful a slip is (0, 1, _DOUBTFUL), its rank, and how deep it lies."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The typed and the right formula with the values of all their parts at two points where they differ."""

    typed: Tree
    right: Tree
    columns: dict[str, list[float]]
    own: Kept
    others: Kept

    @property
    def needed(self) -> Pair:
        """The right values."""
        first, second = self.others[id(self.right)]
        return first, second


def pairs(right: Tree, typed: Tree, points: Sample) -> Pairs | None:
    """Both formulas at two points where they have sure and different values; None where there are none."""
    expected, errors = points.expected
    good = [index for index, (value, error) in enumerate(zip(expected, errors, strict=True)) if error <= _SURE * abs(value)]
    for tried in (good[:2], good):
        values = column(typed, _at(points, tried), len(tried))
        differ = [at for at, value in zip(tried, values, strict=True) if abs(value - expected[at]) > _SAME * abs(expected[at])]
        if len(differ) > 1:
            columns = _at(points, differ[:2])
            own: Kept = {}
            others: Kept = {}
            column(typed, columns, 2, own)
            column(right, columns, 2, others)
            return Pairs(typed, right, columns, own, others)
    return None


def _at(points: Sample, indices: list[int]) -> dict[str, list[float]]:
    return {name: [numbers[index] for index in indices] for name, numbers in points.columns.items()}


def slip_finding(two: Pairs, points: Sample) -> Finding | None:
    """The slip that explains a wrong formula."""
    parts = list(pieces(two.right, two.others))
    known = Known(parts[1:])
    found = spots(two.typed, two.own, two.needed, [piece.inner for piece in parts if piece.inner])
    found[0].recognised = parts[:1]
    for spot in found[1:]:
        spot.recognised = [piece for sign, piece in known.equal(spot.needed) if sign > 0]
    doubtful: list[tuple[Order, Edit]] = []
    for stage in _stages(two, found, parts, known):
        candidates = sorted(((_order(edit), edit) for edit in stage), key=lambda entry: entry[0])
        sure = [entry for entry in candidates if entry[0][0] < _DOUBTFUL]
        doubtful += candidates[len(sure) :]
        if finding := _first(sure, candidates, two, points):
            return finding[0]
    doubtful.sort(key=lambda entry: entry[0])
    finding = _first(doubtful, doubtful, two, points)
    return finding[0] if finding else None


def _first(
    tried: list[tuple[Order, Edit]], known: list[tuple[Order, Edit]], two: Pairs, points: Sample
) -> tuple[Finding | None] | None:
    """What is said of the first slip that explains the answer, if anything; None where none does."""
    for order, edit in tried[:_MOST_TRIED]:
        if _mends(edit, two.typed, points):
            rivals = [rival for other, rival in known if rival is not edit and _rivals(order, other)]
            return (_told(edit, rivals, two.typed, points),)
    return None


def _rivals(one: Order, other: Order) -> bool:
    """Whether the other of two orders is about as likely."""
    return other[1] == one[1] or (other[0] < _DOUBTFUL and other[1] <= one[1] + 1)


def _stages(two: Pairs, found: list[Spot], parts: list[Piece], known: Known) -> Iterator[Iterator[Edit]]:
    """What may have gone wrong, the likelier and the quicker to be found first."""
    right, others = two.right, two.others
    letters = {name: (column[0], column[1]) for name, column in two.columns.items()}
    functions, numbers = frozenset(_functions(right)), frozenset(_numbers(right))
    yield edits(found, Lookup(letters, functions, numbers, known, Known(terms_of(right, others))))
    yield turned(found)
    more = list(combined(right, others))
    everything = Known([*parts[1:], *more])
    yield edits(found, Lookup(letters, functions, numbers, Known(more), Known(expanded(right, others))))
    yield brackets(found, two.own)
    yield loose_factors(found, everything)
    yield other_pieces(found, everything)


def _order(edit: Edit) -> Order:
    """First what turns a part of the answer into a part of the right formula, then by rank, then the larger parts."""
    depth = len(edit.spot.path)
    recognised = depth > 0 and bool(edit.spot.recognised)
    if edit.slip in ("brackets", "look"):
        doubt = 0 if recognised and edit.slip == "brackets" else _DOUBTFUL
    elif edit.sure or recognised or _around(edit.spot) or _around(edit.spot.head()):
        doubt = 0
    else:
        doubt = 1 if not depth and edit.slip not in _SUMS and edit.rank < _LATE else _DOUBTFUL
    return doubt, edit.rank, -depth if edit.slip == "look" else depth


_SUMS = ("missing-term", "constant", "brackets")  # said of the whole answer, these hold of any answer that has the letters


def _around(spot: Spot) -> bool:
    """Whether what it stands in is to become a part of the right formula."""
    parent = spot.parent
    while parent is not None and isinstance(parent.tree, Negative):
        parent = parent.parent
    return parent is not None and parent.parent is not None and bool(parent.recognised)


def _numbers(tree: Tree) -> Iterator[int | Fraction]:
    if isinstance(tree, Number):
        yield tree.value
    for part in children(tree):
        yield from _numbers(part)


def _functions(tree: Tree) -> Iterator[str]:
    match tree:
        case Apply(name, (_,)):
            yield name
        case Power(Constant("e"), _):
            yield "exp"
        case _:
            pass
    for part in children(tree):
        yield from _functions(part)


def _mends(edit: Edit, typed: Tree, points: Sample) -> bool:
    """Whether the formula is right with the node put in, at all points."""
    values = column(_put(typed, edit.spot.path, edit.fixed), points.columns, points.count)
    return all(
        abs(value - right) <= _SAME * abs(right)
        for value, right in zip(values, points.expected[0], strict=True)
        if math.isfinite(right)
    )


def _put(tree: Tree, path: tuple[int, ...], node: Tree) -> Tree:
    if not path:
        return node
    parts = list(children(tree))
    parts[path[0]] = _put(parts[path[0]], path[1:], node)
    return with_children(tree, tuple(parts))


# -------------------------------------------------------------------------------------------------------------- what is said


def _told(edit: Edit, rivals: list[Edit], typed: Tree, points: Sample) -> Finding | None:
    """The slip and its place; where another slip, as likely and elsewhere, explains as much, only the part with both of them."""
    others = [rival for rival in rivals if not _alike(edit, rival)]
    common = edit.place
    doubtful = False
    for rival in others[:_MOST_RIVALS]:
        if not (doubtful and common.parent is None) and _mends(rival, typed, points):
            common = _common(common, rival.place)
            doubtful = True
    if not doubtful:
        return _shown(edit, typed)
    return None if common.parent is None else Finding("look", general=True, values={"place": common.tree})


_OF_A_PRODUCT = frozenset(
    (
        *("term-sign", "coefficient", "exponent", "power", "upside-down", "extra-factor"),
        *("missing-factor", "missing-denominator", "missing-exponent", "missing-function"),
    )
)
"""Slips that may be seen at one factor of a product as well as at another."""


def _alike(one: Edit, other: Edit) -> bool:
    """Whether the two would be told in the same words, or in words that are true of both: next to one of some terms."""
    if one.spot is other.spot:
        return True
    if {one.slip, other.slip} <= _OF_A_PRODUCT and _product(one.place) is _product(other.place):
        return one.slip != other.slip or one.slip != "missing-function"
    if {one.slip, other.slip} == {"extra-term", "missing-term"}:
        return one.spot.parent is other.spot or other.spot.parent is one.spot
    if one.slip != other.slip:
        return False
    parent = one.place.parent
    if one.slip == "missing-term" and parent is not None and parent is other.place.parent and isinstance(parent.tree, Sum):
        return True
    return one.place.tree == other.place.tree and _outer(one) == _outer(other)


def _product(spot: Spot) -> Spot:
    """The product that it is a factor of, or the base of a factor."""
    head = spot.head()
    parent = head.parent
    return _product(parent) if parent is not None and isinstance(parent.tree, Power) and head.path[-1] == 0 else head


def _outer(edit: Edit) -> Tree | None:
    return edit.place.parent.tree if edit.slip == "letter" and edit.place.parent is not None else None


def _common(one: Spot, other: Spot) -> Spot:
    while one.path != other.path[: len(one.path)]:
        assert one.parent is not None
        one = one.parent
    return one


_WITHIN = {
    "number": "numbers",
    "term-sign": "signs",
    **{slip: slip for slip in ("exponent", "letter", "power", "upside-down", "constant", "missing-term")},
}
"""What is said where a larger part has to be named, because the place stands in the answer more than once."""


def _shown(edit: Edit, typed: Tree) -> Finding:
    place = edit.place
    if edit.slip == "letter" and place.parent is not None and place.parent.parent is not None:
        place = place.parent
    larger = place
    while larger.parent is not None and (_count(larger.tree, typed) > 1 or isinstance(larger.tree, Negative)):
        larger = larger.parent
    slip = edit.slip
    if larger.parent is not None and larger is not place:
        slip, place = _WITHIN.get(slip, "look"), larger
    if place.parent is None and size(place.tree) > _MOST_NODES:
        return Finding(f"whole-{slip}", general=True)
    return Finding(slip, general=True, values={"place": place.tree})


def _count(place: Tree, tree: Tree) -> int:
    return (place == tree) + sum(_count(place, part) for part in children(tree))
