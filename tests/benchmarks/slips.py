"""What students do to a right formula: they write it in another way, and they make one slip.

Shares nothing with `colloq.grading`: the slips, the other ways of writing and the values are made here, from the tree alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from colloq.notation.tree import (
    Apply,
    Constant,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    children,
    with_children,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from random import Random

    from colloq.notation.tree import Tree

    Change = Callable[[Random, Tree, Sequence[str]], list[Tree]]
    Path = tuple[int, ...]

ONE = Number(1)


@dataclass(frozen=True)
class Slip:
    """A formula with one slip in it: its kind, and the tree as it was `before` and `after`."""

    kind: str
    before: Tree
    after: Tree


# -------------------------------------------------------------------------------------------------------- trees in general


def total(terms: Sequence[Tree]) -> Tree:
    """A sum in the form that the reader makes."""
    first = terms[0].terms if isinstance(terms[0], Sum) else terms[:1]
    return terms[0] if len(terms) == 1 else Sum((*first, *terms[1:]))


def product(factors: Sequence[Tree]) -> Tree:
    """A product in the form that the reader makes."""
    first = factors[0].factors if isinstance(factors[0], Product) else factors[:1]
    return factors[0] if len(factors) == 1 else Product((*first, *factors[1:]))


def negative(tree: Tree) -> Tree:
    """-tree without a double sign."""
    return tree.argument if isinstance(tree, Negative) else Negative(tree)


def paths(tree: Tree) -> Iterator[tuple[Path, Tree]]:
    """Every node and the way to it, from the root down."""
    yield (), tree
    for place, part in enumerate(children(tree)):
        for path, node in paths(part):
            yield (place, *path), node


def node_at(tree: Tree, path: Path) -> Tree:
    """The node at the end of the way."""
    for place in path:
        tree = children(tree)[place]
    return tree


def put(tree: Tree, path: Path, node: Tree) -> Tree:
    """The tree with another node at the end of the way, in the form that the reader makes."""
    if not path:
        return node
    parts = list(children(tree))
    parts[path[0]] = put(parts[path[0]], path[1:], node)
    return _tidy(with_children(tree, tuple(parts)))


def _tidy(tree: Tree) -> Tree:
    """The node in the form that the reader makes, without factors, denominators and exponents of one."""
    match tree:
        case Sum(parts):
            return total(parts)
        case Product(parts):
            return product([part for part in parts if part != ONE] or [ONE])
        case Quotient(top, Number(1)) | Power(top, Number(1)):
            return top
    return tree


def tidied(tree: Tree) -> Tree:
    """The whole tree without factors, denominators and exponents of one."""
    return _tidy(with_children(tree, tuple(map(tidied, children(tree)))))


def without(parts: Sequence[Tree], place: int) -> list[Tree]:
    """The parts but one."""
    return [*parts[:place], *parts[place + 1 :]]


# ------------------------------------------------------------------------------------------------------------------ values


def _sigmoid(a: float) -> float:
    return 1 / (1 + math.exp(-a)) if a > -700 else 0.0


VALUES: dict[str, Callable[..., float]] = {
    **{
        name: getattr(math, name) for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "sqrt")
    },
    **{name: getattr(math, name) for name in ("asinh", "acosh", "atanh", "cbrt")},
    "cot": lambda a: math.cos(a) / math.sin(a),
    "sec": lambda a: 1 / math.cos(a),
    "csc": lambda a: 1 / math.sin(a),
    "acot": lambda a: math.pi / 2 - math.atan(a),
    "coth": lambda a: math.cosh(a) / math.sinh(a),
    "sech": lambda a: 1 / math.cosh(a),
    "csch": lambda a: 1 / math.sinh(a),
    "acoth": lambda a: math.atanh(1 / a),
    "ln": math.log,
    "lg": math.log10,
    "log": math.log,
    "abs": abs,
    "relu": lambda a: max(a, 0.0),
    "sigmoid": _sigmoid,
    "sign": lambda a: math.copysign(1.0, a) if a else 0.0,
    "max": max,
    "min": min,
}


def number_at(tree: Tree, point: Mapping[str, float]) -> float:
    """The value at a point; nan where there is none."""
    try:
        value = _number(tree, point)
    except (ValueError, ZeroDivisionError, OverflowError):
        return math.nan
    return value if isinstance(value, float | int) and math.isfinite(value) else math.nan


def _number(tree: Tree, point: Mapping[str, float]) -> float:
    match tree:
        case Number(value):
            return float(value)
        case Symbol(name):
            return point[name]
        case Constant(name):
            return math.e if name == "e" else math.pi
        case Negative(argument):
            return -_number(argument, point)
        case Sum(terms):
            return math.fsum(_number(term, point) for term in terms)
        case Product(factors):
            return math.prod(_number(factor, point) for factor in factors)
        case Quotient(top, bottom):
            return _number(top, point) / _number(bottom, point)
        case Power(base, exponent):
            result = _number(base, point) ** _number(exponent, point)
            return math.nan if isinstance(result, complex) else result
        case Apply(function, arguments):
            return VALUES[function](*(_number(argument, point) for argument in arguments))
        case _:
            raise ValueError(tree)


# --------------------------------------------------------------------------------------------- the same, written otherwise


def _other_order(rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    match tree:
        case Sum(parts):
            return [total(rng.sample(parts, len(parts)))]
        case Product(parts):
            return [product(rng.sample(parts, len(parts)))]
    return []


def _expanded(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    found: list[Tree] = []
    match tree:
        case Product(factors):
            for place, factor in enumerate(factors):
                if isinstance(factor, Sum):
                    rest = (factors[:place], factors[place + 1 :])
                    found.append(total([_signed(rest[0], term, rest[1]) for term in factor.terms]))
        case Quotient(Sum(terms), bottom):
            over = [Negative(Quotient(t.argument, bottom)) if isinstance(t, Negative) else Quotient(t, bottom) for t in terms]
            found.append(total(over))
        case Negative(Sum(terms)):
            found.append(total([negative(term) for term in terms]))
        case Power(Sum((first, second)), Number(2)):
            size = negative(second) if isinstance(second, Negative) else second
            middle = product((Number(2), first, size))
            middle = Negative(middle) if isinstance(second, Negative) else middle
            found.append(total((Power(first, Number(2)), middle, Power(size, Number(2)))))
    return found


def _signed(left: Sequence[Tree], term: Tree, right: Sequence[Tree]) -> Tree:
    if isinstance(term, Negative):
        return Negative(product((*left, term.argument, *right)))
    return product((*left, term, *right))


def _other_form(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    """e^ and exp, a root and the power 1/2, a quotient and the power -1, and the like."""
    half = Quotient(ONE, Number(2))
    match tree:
        case Power(Constant("e"), Sum((first, *rest))):
            return [Apply("exp", (tree.exponent,)), product((Power(tree.base, first), Power(tree.base, total(rest))))]
        case Power(Constant("e"), exponent):
            return [Apply("exp", (exponent,))]
        case Apply("exp", (argument,)):
            return [Power(Constant("e"), argument)]
        case Apply("sqrt", (argument,)):
            return [Power(argument, half)]
        case Quotient(top, Power(base, Number() as exponent)) if top != ONE:
            return [product((top, Power(base, Negative(exponent)))), product((Quotient(ONE, tree.denominator), top))]
        case Quotient(top, bottom) if top != ONE:
            return [product((top, Power(bottom, Negative(ONE)))), product((Quotient(ONE, bottom), top))]
        case Quotient(_, bottom) if not isinstance(bottom, Number):
            return [Power(bottom, Negative(ONE))]
        case Apply("tan", (argument,)):
            return [Quotient(Apply("sin", (argument,)), Apply("cos", (argument,)))]
        case Power(base, Number(2)) if not isinstance(base, Number):
            return [product((base, base))]
        case Product((Quotient(top, bottom), *rest)):
            return [Quotient(product((top, *rest)), bottom)]
        case Quotient(Quotient(top, inner), bottom):
            return [Quotient(top, product((inner, bottom)))]
        case Product((Number(a), Number(b), *rest)) if isinstance(a, int) and isinstance(b, int):
            return [product((Number(a * b), *rest))]
    return []


REWRITES: tuple[Change, ...] = (_other_order, _expanded, _other_form, _other_form)


def rewritten(rng: Random, tree: Tree) -> Tree:
    """An equal tree, written in one to four places as another student would."""
    for _ in range(rng.randint(1, 4)):
        change = rng.choice(REWRITES)
        found = [(path, other) for path, node in paths(tree) for other in change(rng, node, ())]
        if found:
            tree = put(tree, *rng.choice(found))
    return tree


# ------------------------------------------------------------------------------------------------------------------- slips


def _dropped_term(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    return [total(without(tree.terms, place)) for place in range(len(tree.terms))] if isinstance(tree, Sum) else []


def _dropped_factor(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    match tree:
        case Product(factors):
            return [product(without(factors, place)) for place in range(len(factors))]
        case Quotient(top, bottom) if top != ONE:
            return [top, Quotient(ONE, bottom)]
        case Quotient(top, _):
            return [top]
    return []


def _forgotten_inner(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    """Of a product with a function, all factors that are numbers and letters; or a sum in brackets."""
    if not isinstance(tree, Product):
        return []
    outer = [factor for factor in tree.factors if not isinstance(factor, Number | Symbol)]
    kept = [factor for factor in tree.factors if not isinstance(factor, Sum)]
    functions = any(isinstance(factor, Apply | Power | Quotient) for factor in outer)
    return [product(rest) for rest in (outer, kept) if functions and rest and len(rest) < len(tree.factors)]


def _flipped_sign(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    """+ for - before a term, not the first."""
    if not isinstance(tree, Sum):
        return []
    terms = tree.terms
    return [total([*terms[:place], negative(terms[place]), *terms[place + 1 :]]) for place in range(1, len(terms))]


def _lost_minus(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    return [tree.argument] if isinstance(tree, Negative) else []


def _wrong_exponent(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    match tree:
        case Power(base, Number(value)) if isinstance(value, int):
            return [Power(base, Number(value + 1)), Power(base, Number(value - 1)) if value > 2 else base, base]
        case Power(base, Negative(exponent)):
            return [Power(base, exponent)]
        case Power(base, Quotient() as exponent):
            return [Power(base, Negative(exponent)), base]
        case Power(Constant(), _):
            return []
        case Power(base, Sum(terms) as exponent):
            return [Power(base, total(terms[:-1])), Power(base, total((exponent, Negative(ONE))))]
        case Power(base, exponent):
            return [base, Power(base, total((exponent, Negative(ONE))))]
    return []


def _changed_number(rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    if not isinstance(tree, Number) or not isinstance(tree.value, int):
        return []
    near = {tree.value + 1, tree.value - 1, tree.value + rng.randint(2, 5), 2 * tree.value, 10 * tree.value}
    return [Number(value) for value in sorted(near) if value > 0 and value != tree.value]


GROUPS = (
    ("sin", "cos", "tan", "cot"),
    ("sinh", "cosh", "tanh", "coth"),
    ("asin", "acos", "atan", "acot"),
    ("sin", "sinh"),
    ("cos", "cosh"),
    ("tan", "tanh", "sigmoid"),
    ("sigmoid", "tanh"),
    ("ln", "exp"),
    ("ln", "lg"),
    ("sqrt", "cbrt"),
    ("relu", "abs"),
    ("max", "min"),
)


def _other_function(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    if not isinstance(tree, Apply):
        return []
    others = [name for group in GROUPS if tree.function in group for name in group if name != tree.function]
    return [Apply(name, tree.arguments) for name in others]


def _lost_function(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    return [tree.arguments[0]] if isinstance(tree, Apply) else []


def _changed_symbol(_rng: Random, tree: Tree, names: Sequence[str]) -> list[Tree]:
    return [Symbol(name) for name in names if name != tree.name] if isinstance(tree, Symbol) else []


def _swapped_quotient(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    match tree:
        case Quotient(top, bottom) if bottom != ONE:
            return [bottom if top == ONE else Quotient(bottom, top)]
    return []


def _lost_brackets(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    match tree:
        case Product(factors):
            return [
                total([product((*factors[:place], terms[0])), *terms[1:-1], _signed((), terms[-1], factors[place + 1 :])])
                for place, factor in enumerate(factors)
                if isinstance(factor, Sum) and (terms := factor.terms)
            ]
        case Negative(Sum((first, *rest))):
            return [total((negative(first), *rest))]
        case Quotient(Sum((*rest, last)), bottom):
            end = Negative(Quotient(last.argument, bottom)) if isinstance(last, Negative) else Quotient(last, bottom)
            return [total((*rest, end))]
        case Quotient(top, Sum((first, *rest))):
            return [total((Quotient(top, first), *rest))]
        case Power(Sum((*rest, last)), exponent):
            end = Negative(Power(last.argument, exponent)) if isinstance(last, Negative) else Power(last, exponent)
            return [total((*rest, end))]
    return []


def _duplicate_factor(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    if not isinstance(tree, Product):
        return []
    return [
        product((*tree.factors[: place + 1], *tree.factors[place:]))
        for place, factor in enumerate(tree.factors)
        if not isinstance(factor, Number)
    ]


def _swapped_difference(_rng: Random, tree: Tree, _names: Sequence[str]) -> list[Tree]:
    match tree:
        case Sum((first, Negative(second))):
            return [total((second, Negative(first)))]
    return []


SLIPS: dict[str, Change] = {
    "dropped term": _dropped_term,
    "dropped factor": _dropped_factor,
    "forgotten inner derivative": _forgotten_inner,
    "+ for -": _flipped_sign,
    "lost minus": _lost_minus,
    "wrong exponent": _wrong_exponent,
    "changed number": _changed_number,
    "other function": _other_function,
    "lost function": _lost_function,
    "changed symbol": _changed_symbol,
    "swapped quotient": _swapped_quotient,
    "swapped difference": _swapped_difference,
    "lost brackets": _lost_brackets,
    "duplicate factor": _duplicate_factor,
}


def slips(rng: Random, tree: Tree, names: Sequence[str]) -> Iterator[Slip]:
    """Slips in the tree, without end: a kind at random of those that can happen here, then a place at random."""
    found: dict[str, list[tuple[Path, Tree]]] = {}
    for kind, change in SLIPS.items():
        here = [(path, other) for path, node in paths(tree) for other in change(rng, node, names)]
        if here:
            found[kind] = here
    while found:
        kind = rng.choice(sorted(found))
        yield Slip(kind, tree, put(tree, *rng.choice(found[kind])))
