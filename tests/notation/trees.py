"""Hypothesis strategies for canonical trees (see `colloq.notation.tree`), shared by the tests of the notation."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from colloq.notation.functions import FUNCTIONS
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
    Transpose,
    Tree,
)

LETTERS = ("x", "y", "t", "a")
NAMES = (*LETTERS, "w_1", "x_12", "eta", "theta_1", "y_hat", "h_{t-1}")
ATOMS = ("ds3/ds2", "ds2/dW", "ds2/dW*", "dL/dz_32")
UNARY = tuple(name for name in FUNCTIONS if name not in ("log", "max", "min"))


def integers() -> st.SearchStrategy[Tree]:
    """Whole numbers."""
    return st.integers(0, 30).map(Number)


def decimals() -> st.SearchStrategy[Tree]:
    """Decimal literals with their spelling."""
    return st.builds(
        lambda whole, part: Number(Fraction(f"{whole}.{part}"), f"{whole}.{part}"),
        st.integers(0, 30),
        st.from_regex(r"[0-9]{1,3}", fullmatch=True).filter(str.isascii),
    )


def leaves(names: tuple[str, ...] = (*NAMES, *ATOMS)) -> st.SearchStrategy[Tree]:
    """Numbers, symbols, constants."""
    return st.one_of(integers(), decimals(), st.sampled_from(names).map(Symbol), st.sampled_from(("e", "pi")).map(Constant))


def _sum(terms: list[Tree]) -> Tree:
    first = terms[0]
    return Sum((*(first.terms if isinstance(first, Sum) else (first,)), *terms[1:]))


def _product(factors: list[Tree]) -> Tree:
    first = factors[0]
    return Product((*(first.factors if isinstance(first, Product) else (first,)), *factors[1:]))


def _several(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[list[Tree]]:
    return st.lists(parts, min_size=2, max_size=4)


def _branches(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(
        st.builds(Negative, parts),
        _several(parts).map(_sum),
        _several(parts).map(_product),
        st.builds(Quotient, parts, parts),
        st.builds(Power, parts, parts),
        st.builds(lambda name, argument: Apply(name, (argument,)), st.sampled_from(UNARY), parts),
        st.builds(lambda argument, base: Apply("log", (argument, base)), parts, parts),
        st.builds(lambda name, arguments: Apply(name, tuple(arguments)), st.sampled_from(("max", "min")), _several(parts)),
    )


def _matrix_branches(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(
        st.builds(Transpose, parts),
        st.builds(Negative, parts),
        _several(parts).map(_sum),
        _several(parts).map(_product),
        st.builds(Quotient, parts, integers()),
        st.builds(lambda factor, tree: _product([factor, tree]), integers(), parts),
        st.builds(Power, parts, st.sampled_from((Number(2), Negative(Number(1))))),
    )


def matrix_trees(names: tuple[str, ...], max_leaves: int = 12) -> st.SearchStrategy[Tree]:
    """Canonical trees of formulas in matrices; the shapes need not fit."""
    return st.recursive(st.sampled_from(names).map(Symbol), _matrix_branches, max_leaves=max_leaves)


def trees(names: tuple[str, ...] = (*NAMES, *ATOMS), max_leaves: int = 25) -> st.SearchStrategy[Tree]:
    """Canonical trees in these names, as the reader makes them."""
    return st.recursive(leaves(names), _branches, max_leaves=max_leaves)
