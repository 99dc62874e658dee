"""The usual wrong ways to differentiate: each is the right set of rules with one rule changed, wherever it applies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.notation.build import ONE, TWO, ZERO, apply, difference, negative
from colloq.notation.calculus import Rules, derivation
from colloq.notation.table import BY_NAME, Row, fill
from colloq.notation.tidy import add, over, power, times
from colloq.notation.tree import Derivative, Power, Symbol, Tree

if TYPE_CHECKING:
    from collections.abc import Mapping


class ExponentConstant(Rules):
    """The power rule where the exponent varies: (f^g)' taken for g f^(g-1) f'."""

    def tower(self, base: Tree, exponent: Tree, by: str) -> Tree:
        """The power rule."""
        slope = Derivative(base, by) if not isinstance(base, Symbol) else ONE
        return fill(BY_NAME["power"].derivative, {"U": base, "n": exponent, "U'": slope})

    def chain(self, row: Row, inner: Tree, slope: Tree) -> Tree:
        """(a^U)' taken for U a^(U-1) U'."""
        if row.name != "exponential" or not isinstance(row.function, Power):
            return super().chain(row, inner, slope)
        return times(inner, power(row.function.base, difference(inner, ONE)), slope)


class BaseConstant(Rules):
    """(f^g)' taken for f^g ln f g', as if the base did not vary."""

    def tower(self, base: Tree, exponent: Tree, by: str) -> Tree:
        """The rule of a^U."""
        slope = Derivative(exponent, by) if not isinstance(exponent, Symbol) else ONE
        return times(Power(base, exponent), apply("ln", base), slope)


class InnerForgotten(Rules):
    """The outer derivative alone: the factor U' is left out."""

    def chain(self, row: Row, inner: Tree, slope: Tree) -> Tree:
        """The row with U' = 1."""
        return super().chain(row, inner, ZERO if slope == ZERO else ONE)


class InnermostForgotten(Rules):
    """The chain is followed, but its last link is left out: (sin ln 2x)' taken for cos ln 2x / 2x."""

    def chain(self, row: Row, inner: Tree, slope: Tree) -> Tree:
        """The row with U' = 1 where nothing inside U needs a table."""
        innermost = isinstance(slope, Derivative) and not _nested(inner, slope.by)
        return super().chain(row, inner, ONE if innermost else slope)


class ProductOfDerivatives(Rules):
    """(u v)' taken for u' v'."""

    def product(self, factors: tuple[Tree, ...], by: str) -> Tree:
        """The product of the derivatives."""
        return times(*(ONE if factor == Symbol(by) else Derivative(factor, by) for factor in factors))


class QuotientSwapped(Rules):
    """(u / v)' taken for (u v' - u' v) / v^2."""

    def quotient(self, top: Tree, bottom: Tree, by: str) -> Tree:
        """The terms of the numerator the wrong way round."""
        top_slope, bottom_slope = (ONE if part == Symbol(by) else Derivative(part, by) for part in (top, bottom))
        return over(add(times(top, bottom_slope), negative(times(top_slope, bottom))), power(bottom, TWO))


class CosineSign(Rules):
    """(cos U)' taken for sin U U'."""

    def chain(self, row: Row, inner: Tree, slope: Tree) -> Tree:
        """The row of the cosine without its sign."""
        right = super().chain(row, inner, slope)
        return negative(right) if row.name == "cos" else right


def _nested(tree: Tree, by: str) -> bool:
    """Whether differentiating the tree needs the chain rule once more."""
    return any(step.rule in ("chain", "logarithmic-derivative") for step in derivation(tree, by))


SLIPS: Mapping[str, Rules] = {
    "exponent-constant": ExponentConstant(),
    "base-constant": BaseConstant(),
    "inner-derivative-forgotten": InnerForgotten(),
    "innermost-derivative-forgotten": InnermostForgotten(),
    "product-of-derivatives": ProductOfDerivatives(),
    "quotient-swapped": QuotientSwapped(),
    "cosine-sign": CosineSign(),
}
