"""Differentiation of our own trees, rule by rule: the derivative as a person would write it, and the worked steps.

The rules are methods of `Rules`; a wrong way to differentiate (`colloq.notation.slips`) is a subclass with one of them changed.
Kinks count as smooth: the derivatives of |u|, ReLU, max and min are written with the sign and hold away from the kink.
"""

from __future__ import annotations

from dataclasses import dataclass

from colloq.notation.build import ONE, TWO, ZERO, E, apply, negative, rational_value
from colloq.notation.table import BY_FUNCTION, BY_NAME, SLOPE, TABLE, Row, U, fill
from colloq.notation.tidy import add, make, over, power, times
from colloq.notation.tree import (
    Apply,
    Derivative,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Tree,
    children,
)

__all__ = ["RIGHT", "TABLE", "Row", "RuleStep", "Rules", "depends", "derivation", "differentiate", "resolve"]


@dataclass(frozen=True, slots=True)
class RuleStep:
    """One rule applied: `before` is d(u)/d(by), `after` what the rule makes of it, with derivatives still to be carried out.

    `rule`: sum, constant-factor, product, quotient, table (a row of the table for the variable itself), chain (a row for an
    inner function), logarithmic-derivative (f^g), change-of-base, larger-smaller (max and min).
    `row`: the row of the table, its constants filled in, and `inner` what stands for U, where the rule is table or chain.
    """

    rule: str
    before: Derivative
    after: Tree
    row: Row | None = None
    inner: Tree | None = None


def depends(tree: Tree, by: str) -> bool:
    """Whether the symbol occurs in the tree."""
    if isinstance(tree, Symbol):
        return tree.name == by
    return any(depends(part, by) for part in children(tree))


class Rules:
    """The rules of differentiation, each a method. `stepwise` leaves `Derivative` nodes for what remains after one rule."""

    def __init__(self, *, stepwise: bool = False) -> None:
        self._stepwise = stepwise

    def rest(self, tree: Tree, by: str) -> Tree:
        """The derivative of a part: 0 for a constant and 1 for the variable at once, the others carried out or left for later."""
        if isinstance(tree, Symbol):
            return ONE if tree.name == by else ZERO
        if not depends(tree, by):
            return ZERO
        return Derivative(tree, by) if self._stepwise else self.step(tree, by).after

    def at_once(self, tree: Tree, by: str) -> Tree:
        """The same, but signs, constant factors, terms such as 3x^2 and linear sums are not left for later."""
        if not self._stepwise:
            return self.rest(tree, by)
        slope = _slope_in_passing(tree, by)
        return self._rest_of_term(tree, by) if slope is None else slope

    def _rest_of_term(self, tree: Tree, by: str) -> Tree:
        """The derivative left for later, its sign and its constant factors in front."""
        if isinstance(tree, Negative):
            return negative(self._rest_of_term(tree.argument, by))
        if isinstance(tree, Product) and not all(depends(factor, by) for factor in tree.factors):
            fixed = [factor for factor in tree.factors if not depends(factor, by)]
            varying = tuple(factor for factor in tree.factors if depends(factor, by))
            return times(*fixed, self.rest(varying[0] if len(varying) == 1 else Product(varying), by))
        return self.rest(tree, by)

    def step(self, tree: Tree, by: str) -> RuleStep:
        """The outermost rule, applied to a tree in which the variable occurs inside something."""
        before = Derivative(tree, by)
        match tree:
            case Negative(argument):
                return RuleStep("constant-factor", before, negative(self.at_once(argument, by)))
            case Sum(terms):
                return RuleStep("sum", before, add(*(self.at_once(term, by) for term in terms)))
            case Product(factors):
                return self._of_product(factors, before)
            case Quotient(top, bottom) if not depends(bottom, by):
                return RuleStep("constant-factor", before, over(self.at_once(top, by), bottom))
            case Quotient(top, bottom) if not depends(top, by):
                reciprocal = self._chained(BY_NAME["reciprocal"], bottom, before, {})
                if top == ONE:
                    return reciprocal
                return RuleStep("constant-factor", before, times(top, self.rest(over(ONE, bottom), by)))
            case Quotient(top, bottom):
                return RuleStep("quotient", before, self.quotient(top, bottom, by))
            case Power(base, exponent):
                return self._of_power(base, exponent, before)
            case Apply(function, arguments):
                return self._of_function(function, arguments, before)
            case _:
                msg = f"no derivative of {type(tree).__name__}"
                raise ValueError(msg)

    # -- the rules that a slip may change -----------------------------------------------------------------------------

    def product(self, factors: tuple[Tree, ...], by: str) -> Tree:
        """(u v)' = u' v + u v', for any number of factors that all vary."""
        return add(
            *(
                times(*(self.at_once(factor, by) if index == at else factor for index, factor in enumerate(factors)))
                for at in range(len(factors))
            )
        )

    def quotient(self, top: Tree, bottom: Tree, by: str) -> Tree:
        """(u / v)' = (u' v - u v') / v^2."""
        numerator = add(times(self.at_once(top, by), bottom), negative(times(top, self.at_once(bottom, by))))
        return over(numerator, power(bottom, TWO))

    def chain(self, row: Row, inner: Tree, by: str) -> Tree:
        """A row of the table with U = inner, and its derivative for U'."""
        return fill(row.derivative, {"U": inner, "U'": self.rest(inner, by)})

    def tower(self, base: Tree, exponent: Tree, by: str) -> Tree:
        """(f^g)' = f^g (g ln f)' = f^g (g' ln f + g f' / f), both varying."""
        logarithm = ONE if base == E else apply("ln", base)
        bracket = add(times(self.at_once(exponent, by), logarithm), over(times(exponent, self.at_once(base, by)), base))
        return times(Power(base, exponent), bracket)

    # -- which rule applies -------------------------------------------------------------------------------------------

    def _chained(self, row: Row, inner: Tree, before: Derivative, constants: dict[str, Tree]) -> RuleStep:
        if constants:
            values = {**constants, "U": U, "U'": SLOPE}
            row = Row(row.name, fill(row.function, values), fill(row.derivative, values))
        rule = "table" if isinstance(inner, Symbol) else "chain"
        return RuleStep(rule, before, self.chain(row, inner, before.by), row, inner)

    def _of_product(self, factors: tuple[Tree, ...], before: Derivative) -> RuleStep:
        by = before.by
        varying = tuple(factor for factor in factors if depends(factor, by))
        fixed = tuple(factor for factor in factors if not depends(factor, by))
        if len(varying) == 1:
            return RuleStep("constant-factor", before, times(*fixed, self.at_once(varying[0], by)))
        if fixed:
            return RuleStep("constant-factor", before, times(*fixed, self.rest(Product(varying), by)))
        return RuleStep("product", before, self.product(factors, by))

    def _of_power(self, base: Tree, exponent: Tree, before: Derivative) -> RuleStep:
        if not depends(exponent, before.by):
            return self._chained(BY_NAME["power"], base, before, {"n": exponent})
        if base == E:
            return self._chained(BY_NAME["exp"], exponent, before, {})
        if not depends(base, before.by):
            return self._chained(BY_NAME["exponential"], exponent, before, {"a": base})
        return RuleStep("logarithmic-derivative", before, self.tower(base, exponent, before.by))

    def _of_function(self, function: str, arguments: tuple[Tree, ...], before: Derivative) -> RuleStep:
        match function, arguments:
            case "log", (argument, base) if not depends(base, before.by):
                return self._chained(BY_NAME["log"], argument, before, {"a": base})
            case "log", (argument, base):
                fraction = Quotient(apply("ln", argument), apply("ln", base))
                return RuleStep("change-of-base", before, self.rest(fraction, before.by))
            case (("max" | "min"), (first, *rest)):
                other = rest[0] if len(rest) == 1 else apply(function, *rest)
                return RuleStep("larger-smaller", before, self._extreme(function, first, other, before.by))
            case _:
                return self._chained(BY_FUNCTION[function], arguments[0], before, {})

    def _extreme(self, function: str, left: Tree, right: Tree, by: str) -> Tree:
        """From max(u, v) = (u + v + |u - v|) / 2: (u' + v' + sign(u - v)(u' - v')) / 2; min has the other sign."""
        left_slope, right_slope = self.at_once(left, by), self.at_once(right, by)
        gap = times(apply("sign", add(left, negative(right))), add(left_slope, negative(right_slope)))
        return over(add(left_slope, right_slope, gap if function == "max" else negative(gap)), Number(2))


def _slope_in_passing(tree: Tree, by: str) -> Tree | None:
    """The derivative of c x^n, c being any constant, and of a linear sum; None for anything else."""
    if not isinstance(tree, Sum):
        return _monomial_slope(tree, by)
    slopes = [_monomial_slope(term, by) for term in tree.terms]
    known = [slope for slope in slopes if slope is not None and not depends(slope, by)]
    return add(*known) if len(known) == len(slopes) else None


def _monomial_slope(tree: Tree, by: str) -> Tree | None:
    """The derivative of c x^n by x, c being any constant; None for anything else."""
    match tree:
        case _ if not depends(tree, by):
            return ZERO
        case Symbol():
            return ONE
        case Negative(argument):
            slope = _monomial_slope(argument, by)
            return None if slope is None else negative(slope)
        case Quotient(top, bottom) if not depends(bottom, by):
            slope = _monomial_slope(top, by)
            return None if slope is None else over(slope, bottom)
        case Product(factors):
            varying = [factor for factor in factors if depends(factor, by)]
            slope = _monomial_slope(varying[0], by) if len(varying) == 1 else None
            return None if slope is None else times(*(factor for factor in factors if factor is not varying[0]), slope)
        case Power(Symbol(), exponent) if rational_value(exponent) is not None:
            return fill(BY_NAME["power"].derivative, {"U": tree.base, "n": exponent, "U'": ONE})
        case _:
            return None


RIGHT = Rules()
_STEPWISE = Rules(stepwise=True)


def differentiate(tree: Tree, by: str, rules: Rules = RIGHT) -> Tree:
    """The derivative of a tree by a symbol, lightly tidied, never expanded. Raises ValueError for a transpose."""
    return rules.rest(tree, by)


def resolve(tree: Tree) -> Tree:
    """The tree with all its derivatives carried out; parts without any stay as they are."""
    if isinstance(tree, Derivative):
        return differentiate(resolve(tree.argument), tree.by)
    parts = children(tree)
    resolved = tuple(map(resolve, parts))
    if all(new is old for new, old in zip(resolved, parts, strict=True)):
        return tree
    return make(tree, resolved)


def derivation(tree: Tree, by: str) -> tuple[RuleStep, ...]:
    """The worked steps from the outside in, each derivative once; none for constants and the variable itself."""
    steps: list[RuleStep] = []
    seen: set[Tree] = set()

    def walk(part: Tree) -> None:
        if not isinstance(part, Derivative):
            for child in children(part):
                walk(child)
        elif part not in seen:
            seen.add(part)
            step = _STEPWISE.step(part.argument, part.by)
            steps.append(step)
            walk(step.after)

    walk(_STEPWISE.rest(tree, by))
    return tuple(steps)
