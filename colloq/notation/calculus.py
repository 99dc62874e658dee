"""Differentiation of our own trees, rule by rule: the derivative as a person would write it, and the worked steps.

The rules are methods of `Rules`; a wrong way to differentiate (`colloq.notation.slips`) is a subclass with one of them changed.
Kinks count as smooth: the derivatives of |u|, ReLU, max and min are written with the sign and hold away from the kink.
"""

from __future__ import annotations

from dataclasses import dataclass

from colloq.notation.build import E, ONE, TWO, ZERO, apply, negative, rational_value
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


def _inner(tree: Tree, by: str) -> Tree:
    """The derivative still to be carried out; that of a constant is 0 and that of the variable itself 1 at once."""
    if isinstance(tree, Symbol):
        return ONE if tree.name == by else ZERO
    return Derivative(tree, by) if depends(tree, by) else ZERO


def _at_once(tree: Tree, by: str) -> Tree:
    """The same, but terms such as 3x^2, -tx and x/2 are done in passing too."""
    match tree:
        case Negative(argument):
            return negative(_at_once(argument, by))
        case Quotient(top, bottom) if not depends(bottom, by) and not isinstance(inner := _at_once(top, by), Derivative):
            return over(inner, bottom)
        case Product(factors):
            fixed = [factor for factor in factors if not depends(factor, by)]
            varying = [factor for factor in factors if depends(factor, by)]
            if len(varying) == 1 and not isinstance(inner := _at_once(varying[0], by), Derivative):
                return times(*fixed, inner)
        case Power(Symbol(name), exponent) if name == by and rational_value(exponent) is not None:
            return fill(BY_NAME["power"].derivative, {"U": tree.base, "n": exponent, "U'": ONE})
    return _inner(tree, by)


class Rules:
    """The rules of differentiation. Each takes parts of a formula and leaves `Derivative` nodes for what remains to be done."""

    def step(self, tree: Tree, by: str) -> RuleStep:
        """The outermost rule, applied to a tree in which the variable occurs inside something."""
        before = Derivative(tree, by)
        match tree:
            case Negative(argument):
                return RuleStep("constant-factor", before, negative(_at_once(argument, by)))
            case Sum(terms):
                return RuleStep("sum", before, add(*(_at_once(term, by) for term in terms)))
            case Product(factors):
                return self._of_product(factors, before)
            case Quotient(top, bottom) if not depends(bottom, by):
                return RuleStep("constant-factor", before, over(_at_once(top, by), bottom))
            case Quotient(top, bottom) if not depends(top, by):
                reciprocal = self._chained(BY_NAME["reciprocal"], bottom, before, {})
                if top == ONE:
                    return reciprocal
                return RuleStep("constant-factor", before, times(top, Derivative(over(ONE, bottom), by)))
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
                times(*(_at_once(factor, by) if index == at else factor for index, factor in enumerate(factors)))
                for at in range(len(factors))
            )
        )

    def quotient(self, top: Tree, bottom: Tree, by: str) -> Tree:
        """(u / v)' = (u' v - u v') / v^2."""
        numerator = add(times(_at_once(top, by), bottom), negative(times(top, _at_once(bottom, by))))
        return over(numerator, power(bottom, TWO))

    def chain(self, row: Row, inner: Tree, slope: Tree) -> Tree:
        """A row of the table with U = inner and U' = slope."""
        return fill(row.derivative, {"U": inner, "U'": slope})

    def tower(self, base: Tree, exponent: Tree, by: str) -> Tree:
        """(f^g)' = f^g (g ln f)' = f^g (g' ln f + g f' / f), both varying."""
        logarithm = ONE if base == E else apply("ln", base)
        bracket = add(times(_at_once(exponent, by), logarithm), over(times(exponent, _at_once(base, by)), base))
        return times(Power(base, exponent), bracket)

    # -- which rule applies -------------------------------------------------------------------------------------------

    def _chained(self, row: Row, inner: Tree, before: Derivative, constants: dict[str, Tree]) -> RuleStep:
        if constants:
            values = {**constants, "U": U, "U'": SLOPE}
            row = Row(row.name, fill(row.function, values), fill(row.derivative, values))
        rule = "table" if isinstance(inner, Symbol) else "chain"
        return RuleStep(rule, before, self.chain(row, inner, _inner(inner, before.by)), row, inner)

    def _of_product(self, factors: tuple[Tree, ...], before: Derivative) -> RuleStep:
        by = before.by
        varying = tuple(factor for factor in factors if depends(factor, by))
        fixed = tuple(factor for factor in factors if not depends(factor, by))
        if len(varying) == 1:
            return RuleStep("constant-factor", before, times(*fixed, _at_once(varying[0], by)))
        if fixed:
            return RuleStep("constant-factor", before, times(*fixed, Derivative(Product(varying), by)))
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
                return RuleStep("change-of-base", before, _inner(fraction, before.by))
            case ("max" | "min"), (first, *rest):
                other = rest[0] if len(rest) == 1 else apply(function, *rest)
                return RuleStep("larger-smaller", before, _extreme(function, first, other, before.by))
        return self._chained(BY_FUNCTION[function], arguments[0], before, {})


def _extreme(function: str, left: Tree, right: Tree, by: str) -> Tree:
    """max(u, v) = (u + v + |u - v|) / 2, hence its derivative is (u' + v' + sign(u - v)(u' - v')) / 2; min has the other sign."""
    left_slope, right_slope = _at_once(left, by), _at_once(right, by)
    gap = times(apply("sign", add(left, negative(right))), add(left_slope, negative(right_slope)))
    return over(add(left_slope, right_slope, gap if function == "max" else negative(gap)), Number(2))


RIGHT = Rules()


def differentiate(tree: Tree, by: str, rules: Rules = RIGHT) -> Tree:
    """The derivative of a tree by a symbol, lightly tidied, never expanded. Raises ValueError for a transpose."""
    todo = _inner(tree, by)
    return resolve(rules.step(tree, by).after, rules) if isinstance(todo, Derivative) else todo


def resolve(tree: Tree, rules: Rules = RIGHT) -> Tree:
    """The tree with all its derivatives carried out; parts without any stay as they are."""
    if isinstance(tree, Derivative):
        return differentiate(resolve(tree.argument, rules), tree.by, rules)
    parts = children(tree)
    resolved = tuple(resolve(part, rules) for part in parts)
    if all(new is old for new, old in zip(resolved, parts, strict=True)):
        return tree
    return make(tree, resolved)


def derivation(tree: Tree, by: str, rules: Rules = RIGHT) -> tuple[RuleStep, ...]:
    """The worked steps from the outside in, each derivative once; none for constants and the variable itself."""
    steps: list[RuleStep] = []
    seen: set[Tree] = set()

    def walk(part: Tree) -> None:
        if not isinstance(part, Derivative):
            for child in children(part):
                walk(child)
        elif part not in seen:
            seen.add(part)
            step = rules.step(part.argument, part.by)
            steps.append(step)
            walk(step.after)

    walk(_inner(tree, by))
    return tuple(steps)
