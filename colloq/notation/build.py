"""Trees put together the way a person would write them: zeros, ones and double signs vanish, nothing else changes."""

from __future__ import annotations

from fractions import Fraction

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
    Tree,
)

ZERO = Number(0)
ONE = Number(1)
TWO = Number(2)
E = Constant("e")
PI = Constant("pi")


def symbol(name: str) -> Symbol:
    """A symbol."""
    return Symbol(name)


def rational(value: int | Fraction) -> Tree:
    """The canonical tree of a rational number: -2/3 is Negative(Quotient(2, 3))."""
    top, bottom = value.numerator, value.denominator
    size = abs(top)
    tree: Tree = Number(size) if bottom == 1 else Quotient(Number(size), Number(bottom))
    return Negative(tree) if top < 0 else tree


def rational_value(tree: Tree) -> Fraction | None:
    """The value of a tree made of literals, signs and quotients of literals only, else None."""
    match tree:
        case Number(value):
            return value if isinstance(value, Fraction) else Fraction(value)
        case Negative(argument):
            inner = rational_value(argument)
            return None if inner is None else -inner
        case Quotient(Number(top), Number(bottom)) if bottom:
            return Fraction(top) / bottom
        case _:
            return None


def negative(tree: Tree) -> Tree:
    """-tree, without a double sign."""
    if isinstance(tree, Negative):
        return tree.argument
    return tree if tree == ZERO else Negative(tree)


def total(*terms: Tree) -> Tree:
    """The sum of the terms, without zeros and without sums inside the sum."""
    flat: list[Tree] = []
    for term in terms:
        if isinstance(term, Sum):
            flat.extend(term.terms)
        elif isinstance(term, Negative) and isinstance(term.argument, Sum):
            flat.extend(negative(inner) for inner in term.argument.terms)
        elif term != ZERO:
            flat.append(term)
    if not flat:
        return ZERO
    return flat[0] if len(flat) == 1 else Sum(tuple(flat))


def difference(left: Tree, right: Tree) -> Tree:
    """Left minus right."""
    return total(left, negative(right))


def product(*factors: Tree) -> Tree:
    """The product of the factors: signs go to the front, ones vanish, a zero swallows all, numbers are not multiplied."""
    flat: list[Tree] = []
    sign = False
    for factor in factors:
        tree = factor
        if isinstance(tree, Negative):
            sign = not sign
            tree = tree.argument
        if tree == ZERO:
            return ZERO
        if isinstance(tree, Product):
            flat.extend(tree.factors)
        elif tree != ONE:
            flat.append(tree)
    result: Tree = ONE if not flat else flat[0] if len(flat) == 1 else Product(tuple(flat))
    return negative(result) if sign else result


def quotient(top: Tree, bottom: Tree) -> Tree:
    """Top over bottom: signs go to the front, a denominator of one vanishes."""
    if isinstance(top, Negative):
        return negative(quotient(top.argument, bottom))
    if isinstance(bottom, Negative):
        return negative(quotient(top, bottom.argument))
    if bottom == ONE or top == ZERO:
        return top
    return Quotient(top, bottom)


def power(base: Tree, exponent: Tree) -> Tree:
    """Base to the exponent: x^1 is x, x^0 is 1."""
    if exponent == ONE:
        return base
    if exponent == ZERO:
        return ONE
    return Power(base, exponent)


def apply(function: str, *arguments: Tree) -> Tree:
    """A function of its arguments, by its canonical name."""
    return Apply(function, arguments)


def sqrt(tree: Tree) -> Tree:
    """The square root."""
    return Apply("sqrt", (tree,))
