"""The usual wrong ways to differentiate: each is the right set of rules with one rule changed, wherever it applies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.notation.build import ONE, TWO, apply, difference, negative
from colloq.notation.calculus import Rules, derivation
from colloq.notation.table import BY_NAME, Row, fill
from colloq.notation.tidy import add, over, power, times
from colloq.notation.tree import Power, Tree

if TYPE_CHECKING:
    from collections.abc import Mapping


class ExponentConstant(Rules):
    """The power rule where the exponent varies: (f^g)' taken for g f^(g-1) f'."""

    def tower(self, base: Tree, exponent: Tree, by: str) -> Tree:
        """The power rule."""
        return fill(BY_NAME["power"].derivative, {"U": base, "n": exponent, "U'": self.rest(base, by)})

    def chain(self, row: Row, inner: Tree, by: str) -> Tree:
        """(a^U)' taken for U a^(U-1) U'."""
        if row.name != "exponential" or not isinstance(row.function, Power):
            return super().chain(row, inner, by)
        return times(inner, power(row.function.base, difference(inner, ONE)), self.rest(inner, by))


class BaseConstant(Rules):
    """(f^g)' taken for f^g ln f g', as if the base did not vary."""

    def tower(self, base: Tree, exponent: Tree, by: str) -> Tree:
        """The rule of a^U."""
        return times(Power(base, exponent), apply("ln", base), self.rest(exponent, by))


class InnerForgotten(Rules):
    """The outer derivative alone: the factor U' is left out."""

    def chain(self, row: Row, inner: Tree, by: str) -> Tree:  # noqa: ARG002 - that is the slip
        """The row with U' = 1."""
        return fill(row.derivative, {"U": inner, "U'": ONE})


class InnermostForgotten(Rules):
    """The chain is followed, but its last link is left out: (sin ln 2x)' taken for cos ln 2x / 2x."""

    def chain(self, row: Row, inner: Tree, by: str) -> Tree:
        """The row with U' = 1 where nothing inside U needs a table."""
        if _nested(inner, by):
            return super().chain(row, inner, by)
        return fill(row.derivative, {"U": inner, "U'": ONE})


class ProductOfDerivatives(Rules):
    """(u v)' taken for u' v'."""

    def product(self, factors: tuple[Tree, ...], by: str) -> Tree:
        """The product of the derivatives."""
        return times(*(self.rest(factor, by) for factor in factors))


class QuotientSwapped(Rules):
    """(u / v)' taken for (u v' - u' v) / v^2."""

    def quotient(self, top: Tree, bottom: Tree, by: str) -> Tree:
        """The terms of the numerator the wrong way round."""
        numerator = add(times(top, self.rest(bottom, by)), negative(times(self.rest(top, by), bottom)))
        return over(numerator, power(bottom, TWO))


class CosineSign(Rules):
    """(cos U)' taken for sin U U'."""

    def chain(self, row: Row, inner: Tree, by: str) -> Tree:
        """The row of the cosine without its sign."""
        right = super().chain(row, inner, by)
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
