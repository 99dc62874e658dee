"""The syntax tree of a formula, as it was typed: nothing is reordered, expanded or cancelled.

Trees are canonical so that printing a tree and reading it back gives the same tree:

* a `Number` is never negative, and is a whole number or a decimal literal; -3 is `Negative(Number(3))`, 2/3 is
  `Quotient(Number(2), Number(3))` (`colloq.notation.build.rational` makes them);
* a `Sum` has at least two terms, none of them a `Sum` in first place; `a - b` is `Sum((a, Negative(b)))`;
* a `Product` has at least two factors, the first is not a `Product`; `a / b * c` is `Product((Quotient(a, b), c))`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    """A literal. `text` is its spelling where it was typed as a decimal ("0.50"); it does not count in comparisons."""

    value: int | Fraction
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A declared name: a variable (`x`, `w_1`) or an atom such as `ds3/ds2`, `f'(a2)`, `dL/dz_32`."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """`e` or `pi`."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    """-argument."""

    argument: Tree


@dataclass(frozen=True, slots=True)
class Sum:
    """term + term + …; a subtracted term is `Negative`."""

    terms: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """factor · factor · …, in the order typed; of matrices it is the matrix product."""

    factors: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """numerator / denominator."""

    numerator: Tree
    denominator: Tree


@dataclass(frozen=True, slots=True)
class Power:
    """base ^ exponent; groups to the right."""

    base: Tree
    exponent: Tree


@dataclass(frozen=True, slots=True)
class Apply:
    """A function of one or more arguments; `function` is a canonical name of `colloq.notation.functions`.

    `log` takes (argument, base); `max` and `min` take two or more.
    """

    function: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Transpose:
    """argument^T, of a matrix."""

    argument: Tree


@dataclass(frozen=True, slots=True)
class Derivative:
    """d(argument)/d(by), not carried out; stands in statements and worked steps, never in an answer."""

    argument: Tree
    by: str


Tree: TypeAlias = Number | Symbol | Constant | Negative | Sum | Product | Quotient | Power | Apply | Transpose | Derivative


def children(tree: Tree) -> tuple[Tree, ...]:
    """The parts of a tree, left to right."""
    match tree:
        case Number() | Symbol() | Constant():
            return ()
        case Negative(argument) | Transpose(argument) | Derivative(argument):
            return (argument,)
        case Sum(parts) | Product(parts) | Apply(_, parts):
            return parts
        case Quotient(left, right) | Power(left, right):
            return (left, right)


def with_children(tree: Tree, parts: tuple[Tree, ...]) -> Tree:
    """The same node over other parts (as many as before)."""
    match tree:
        case Number() | Symbol() | Constant():
            return tree
        case Negative():
            return Negative(*parts)
        case Transpose():
            return Transpose(*parts)
        case Derivative(_, by):
            return Derivative(parts[0], by)
        case Sum():
            return Sum(parts)
        case Product():
            return Product(parts)
        case Apply(function, _):
            return Apply(function, parts)
        case Quotient():
            return Quotient(*parts)
        case Power():
            return Power(*parts)


def size(tree: Tree) -> int:
    """Number of nodes."""
    return 1 + sum(size(part) for part in children(tree))


def symbols_of(tree: Tree) -> frozenset[str]:
    """Names of the symbols that occur."""
    if isinstance(tree, Symbol):
        return frozenset((tree.name,))
    return frozenset().union(*(symbols_of(part) for part in children(tree)))


def has_decimal(tree: Tree) -> bool:
    """Whether a decimal literal was typed."""
    return bool(tree.text) if isinstance(tree, Number) else any(map(has_decimal, children(tree)))


def substitute(tree: Tree, values: dict[str, Tree]) -> Tree:
    """The tree with symbols replaced, all at once."""
    if isinstance(tree, Symbol):
        return values.get(tree.name, tree)
    parts = children(tree)
    if not parts:
        return tree
    return with_children(tree, tuple(substitute(part, values) for part in parts))
