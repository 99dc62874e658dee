"""Task 2 of the guide: the derivative of a composite formula by one of its letters, as in d[(xy + e^(txy))^y]/dy.

The answer and the worked steps come from `colloq.notation.calculus`, rule by rule; the oracle differentiates numerically.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact import expressions, regions
from colloq.exact.expressions import ROWS, Letters
from colloq.exact.fields import Fields
from colloq.model import FormulaAnswer, Mistake, Part, Step, Word
from colloq.notation.build import ONE, product
from colloq.notation.calculus import RuleStep, depends, derivation, differentiate
from colloq.notation.linear import linear
from colloq.notation.slips import SLIPS
from colloq.notation.table import BY_NAME
from colloq.notation.tree import (
    Apply,
    Derivative,
    Number,
    Power,
    Product,
    Quotient,
    Symbol,
    Tree,
    children,
    size,
    symbols_of,
    with_children,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from colloq.exact.regions import Region
    from colloq.model import Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "T2"
LEVELS = (1, 2, 3)

_PART = "derivative"
_LETTERS = ("x", "y", "t")
_WIDE = {"positive": (0.02, 4.0), "unit": (0.001, 0.999), "own": (0.02, 4.0)}  # nearly all of the stated domain
_MOST_NODES = 150  # a derivative can be as long as the square of its formula


@dataclass(frozen=True, slots=True)
class Differentiation:
    """A formula and the letter by which it is differentiated; all other letters are constants."""

    f: Tree
    by: str


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Differentiation:
    """`f`: a formula in single letters; `by`: one of them, and may be left out where there is one only.

    Raises ParameterError for a letter that does not occur, a derivative that is 0 everywhere, and a formula without values.
    """
    source = Fields(fields)
    f = source.tree("f")
    names = sorted(symbols_of(f))
    by = source.text("by", names[0] if len(names) == 1 else "")
    source.done()
    if not names:
        raise ParameterError("f", "constant")
    if not by:
        raise ParameterError("by", "missing")
    if by not in names:
        raise ParameterError("by", "absent", by=by, letters=", ".join(names))
    if size(f) > _MOST_NODES:
        raise ParameterError("f", "long", most=_MOST_NODES)
    params = Differentiation(f, by)
    _ = _worked(params).graded
    return params


def write_params(params: Differentiation) -> dict[str, Any]:
    """The formula on one line, and the letter."""
    return {"f": linear(params.f, unicode=False), "by": params.by}


# ------------------------------------------------------------------------------------------------------------------ sample


def sample(rng: Stream, level: int) -> Differentiation | None:
    """Draws a formula of this level; None where it is trivial or has no box on which it can be graded."""
    match level:
        case 1:
            return _sample_row(rng)
        case 2:
            letters = _draw_letters(rng, (50, 50, 0))
            row = "cos" if rng.chance(20) else rng.choice(ROWS)
            shapes = ((expressions.a_product, 4), (expressions.a_quotient, 4), (expressions.a_nesting, 3))
            f = rng.weighted(shapes)(rng, letters, row)
        case _:
            letters = _draw_letters(rng, (0, 0, 100))
            f = expressions.a_tower(rng, letters)
            if not _is_tower(f, letters.variable):
                return None
    params = Differentiation(f, letters.variable)
    return params if _is_good(params, level) else None


def _sample_row(rng: Stream) -> Differentiation | None:
    """One row of the table with an inner function; several tries for one row, so that steep rows are not rare."""
    row = rng.choice(ROWS)
    for _ in range(8):
        letters = _draw_letters(rng, (15, 55, 30))
        argument = expressions.inner(rng, row, letters)
        f = expressions.applied(rng, row, argument)
        if not isinstance(f, Quotient) and rng.chance(75):
            f = product(Number(rng.integer(2, 9)), f)
        params = Differentiation(f, letters.variable)
        if differentiate(argument, letters.variable) != ONE and _is_good(params, 1):
            return params
    return None


def _draw_letters(rng: Stream, chances: tuple[int, int, int]) -> Letters:
    """The variable, and as many more letters as the chances (of none, one, two) say; t is differentiated by seldom."""
    variable = rng.weighted((("x", 5), ("y", 4), ("t", 2 if chances[0] else 0)))
    count = rng.weighted(tuple(enumerate(chances)))
    return Letters(variable, tuple(rng.sample([name for name in _LETTERS if name != variable], count)))


def _is_tower(f: Tree, by: str) -> bool:
    """Whether base and exponent of the tower both vary, and the parameter t occurs."""
    tower = f.factors[-1] if isinstance(f, Product) else f
    return isinstance(tower, Power) and depends(tower.base, by) and depends(tower.exponent, by) and depends(f, "t")


def _is_good(params: Differentiation, level: int) -> bool:
    """Whether a drawn formula is no power in disguise, has a box that suits it, and at level 3 its two mistakes."""
    power = _power_in_disguise(params.f, params.by)
    if power is not None and (level > 1 or power.denominator == 1):
        return False  # t/√t and √(8y²) are easier by hand than by the rule that they are there to practise
    worked = _worked(params)
    if worked.suited is None or (worked.suited[0] == "unit" and worked.is_partly_defined):
        return False
    names = {name for name, _, _ in worked.slips}
    return bool(names) and (level < 3 or {"exponent-constant", "base-constant"} <= names)


def _power_in_disguise(tree: Tree, by: str) -> Fraction | None:
    """The k of a formula that is a constant times by^k; None for all other formulas."""
    if not depends(tree, by):
        return Fraction(0)
    match tree:
        case Symbol():
            return Fraction(1)
        case Product(factors):
            powers = [_power_in_disguise(factor, by) for factor in factors]
            known = [power for power in powers if power is not None]
            return sum(known, Fraction(0)) if len(known) == len(powers) else None
        case Quotient(numerator, denominator):
            above, below = _power_in_disguise(numerator, by), _power_in_disguise(denominator, by)
            return None if above is None or below is None else above - below
        case Power(base, Number(exponent)):
            inner = _power_in_disguise(base, by)
            return None if inner is None else inner * exponent
        case Apply("sqrt", (argument,)):
            inner = _power_in_disguise(argument, by)
            return None if inner is None else inner / 2
        case _:
            return None


# ---------------------------------------------------------------------------------------------------------- where it holds


_NEEDS: Mapping[str, frozenset[str]] = {
    "exponent-constant": frozenset(("logarithmic-derivative", "exponential")),
    "base-constant": frozenset(("logarithmic-derivative",)),
    "inner-derivative-forgotten": frozenset(("chain",)),
    "innermost-derivative-forgotten": frozenset(("chain",)),
    "product-of-derivatives": frozenset(("product",)),
    "quotient-swapped": frozenset(("quotient",)),
    "cosine-sign": frozenset(("cos",)),
}
"""The rules and rows of the table without which a slip cannot be made."""


class _Worked:
    """What follows from the parameters, each piece worked out once: sampling, solving and explaining ask for the same."""

    def __init__(self, params: Differentiation) -> None:
        self.params = params
        self.names = sorted(symbols_of(params.f), key=_parameter_last)

    @functools.cached_property
    def answer(self) -> Tree:
        """The derivative."""
        return differentiate(self.params.f, self.params.by)

    @functools.cached_property
    def suited(self) -> tuple[str, Region] | None:
        """The usual region on which the answer is neither tiny nor huge: its kind (positive or unit) and the region."""
        kind, usual = _usual_regions(self.params.f, self.names)
        for region in regions.promising(self.answer, usual):
            if regions.within(self.answer, region) and regions.comfortable(self.params.f, region):
                return kind, region
        return None

    @functools.cached_property
    def graded(self) -> tuple[str, Region]:
        """The region on which any formula is graded, and its kind: positive, unit, or own for other boxes.

        Raises ParameterError for a derivative that is 0 and for a formula that has values on no region.
        """
        if self.suited:
            return self.suited
        flat = False
        usual_kind, usual = _usual_regions(self.params.f, self.names)
        for kind, region in itertools.chain(((usual_kind, region) for region in usual), _own_regions(self.names)):
            found = regions.values(self.answer, region)
            if found is not None and regions.values(self.params.f, region) is not None:
                if any(abs(value) > 1e-9 for value in found):
                    return kind, region
                flat = True
        raise ParameterError("f", "zero" if flat else "undefined", by=self.params.by)

    @functools.cached_property
    def is_partly_defined(self) -> bool:
        """Whether the formula has no values on a part of the domain that the prompt states."""
        kind, _ = self.graded
        wide = regions.Region(tuple((name, _WIDE[kind]) for name in self.names))
        return kind == "own" or regions.leaves_its_domain(self.params.f, wide)

    @functools.cached_property
    def steps(self) -> tuple[RuleStep, ...]:
        """The rules, from the outside in."""
        return derivation(self.params.f, self.params.by)

    @functools.cached_property
    def slips(self) -> tuple[tuple[str, Tree, Values], ...]:
        """The wrong derivatives by the names of their mistakes, with the values that the messages show."""
        f, by = self.params.f, self.params.by
        used = {step.rule for step in self.steps} | {step.row.name for step in self.steps if step.row}
        found: list[tuple[str, Tree, Values]] = []
        seen = {self.answer}
        for name, rules in SLIPS.items():
            if _NEEDS[name] & used and (wrong := differentiate(f, by, rules)) not in seen:
                found.append((name, wrong, {}))
                seen.add(wrong)
        other = next((name for name in self.names if name != by), None)
        if other and (wrong := differentiate(f, other)) not in seen:
            found.append(("wrong-variable", wrong, {"other": other}))
        return tuple(found)

    def formula(self, tree: Tree) -> FormulaAnswer:
        """A right or wrong answer on the region of this problem."""
        _, region = self.graded
        return FormulaAnswer(tree, region.domains(), box=region.box())


@functools.lru_cache(maxsize=64)
def _worked(params: Differentiation) -> _Worked:
    return _Worked(params)


def _parameter_last(name: str) -> tuple[bool, str]:
    """Letters are listed as x, y, t: the parameter comes last."""
    return name == "t", name


def _usual_regions(f: Tree, names: list[str]) -> tuple[str, list[Region]]:
    if _has_unit_argument(f):
        return "unit", list(regions.uniform(names, regions.UNIT_BOXES))
    return "positive", list(regions.uniform(names, regions.POSITIVE_BOXES))


def _own_regions(names: list[str]) -> Iterator[tuple[str, Region]]:
    yield from (("own", region) for region in regions.uniform(names, regions.OTHER_BOXES))
    yield from (("own", region) for region in regions.combined(names))


def _has_unit_argument(tree: Tree) -> bool:
    if isinstance(tree, Apply) and tree.function in ("asin", "acos", "atanh"):
        return True
    return any(map(_has_unit_argument, children(tree)))


# ------------------------------------------------------------------------------------------------------------------- solve


def state(params: Differentiation) -> Values:
    """The derivative to be found, the letter, the domain that the prompt states, and whether f is defined on part of it only."""
    worked = _worked(params)
    listed = ", ".join(worked.names)
    kind, _ = worked.graded
    return {
        "formula": Derivative(params.f, params.by),
        "by": params.by,
        "others": len(worked.names) > 1,
        "domain": {"positive": f"{listed} > 0", "unit": f"0 < {listed} < 1"}.get(kind, ""),
        "partly": worked.is_partly_defined,
    }


def solve(params: Differentiation) -> tuple[Part, ...]:
    """One part: the derivative, in any equal form."""
    worked = _worked(params)
    return (Part(_PART, worked.formula(worked.answer), 10),)


def explain(params: Differentiation) -> tuple[Step, ...]:
    """The rules from the outside in, then the whole derivative."""
    worked = _worked(params)
    steps = [Step(step.rule, _rule_values(step), step.before, step.after) for step in worked.steps]
    whole = Derivative(params.f, params.by)
    if not steps or (steps[-1].before, steps[-1].after) != (whole, worked.answer):
        steps.append(Step("result", {}, whole, worked.answer))
    return tuple(steps)


def _rule_values(step: RuleStep) -> Values:
    """What the sentence of a rule may show: the row of the table and U, or f and g of a tower."""
    if step.row is not None and step.inner is not None:
        return {"function": step.row.function, "slope": step.row.derivative, "inner": step.inner}
    if step.rule == "logarithmic-derivative" and isinstance(step.before.argument, Power):
        return {"base": step.before.argument.base, "exponent": step.before.argument.exponent}
    return {}


def hints(params: Differentiation) -> tuple[Step, ...]:
    """The outermost rule; then the next place to look at."""
    steps = _worked(params).steps
    if not steps:  # the letter alone
        return (Step("outer-table", {"function": BY_NAME["power"].function, "inner": params.f}), Step("next-nothing"))
    at = next((index for index, step in enumerate(steps) if step.rule != "constant-factor"), 0)
    outermost, later = steps[at], steps[at + 1 :]
    first = Step(f"outer-{outermost.rule}", _rule_values(outermost))
    if not later:
        return (first, Step("next-nothing"))
    piece = later[0].before.argument
    if outermost.rule == "chain":
        return (first, Step("next-inner", {"inner": piece}))
    return (first, Step("next-piece", {"piece": piece, "rule": Word(f"rule-{later[0].rule}")}))


# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Differentiation) -> tuple[Mistake, ...]:
    """One rule wrong throughout, or the wrong letter; slips that lead to the same formula by definition are one."""
    worked = _worked(params)
    return tuple(Mistake(name, _PART, worked.formula(wrong), values) for name, wrong, values in worked.slips)


# ------------------------------------------------------------------------------------------------------ oracle and skeleton


def oracle(params: Differentiation, at: Mapping[str, float]) -> dict[str, Any]:
    """Numeric differentiation (mpmath.diff, 40 digits) of SymPy's evaluation of the formula: no rule of ours is involved."""
    import mpmath  # noqa: PLC0415 - tests and stress only

    function = _evaluation(params)
    with mpmath.workdps(40):
        point = {name: mpmath.mpf(at[name]) for name in symbols_of(params.f)}
        slope = mpmath.diff(lambda value: function(**{**point, params.by: value}), point[params.by])
        return {_PART: float(mpmath.re(slope))}


@functools.lru_cache(maxsize=64)
def _evaluation(params: Differentiation) -> Callable[..., Any]:
    """The formula as a function of its letters (keywords), computed by SymPy and mpmath."""
    import sympy  # noqa: PLC0415

    from colloq.notation.to_sympy import symbol_of, to_sympy  # noqa: PLC0415

    letters = [symbol_of(name) for name in sorted(symbols_of(params.f))]
    function: Callable[..., Any] = sympy.lambdify(letters, to_sympy(params.f), "mpmath")
    return function


def skeleton(params: Differentiation) -> str:
    """The formula without numbers, the variable called v and the other letters a, b in the order in which they occur."""
    names: dict[str, str] = {params.by: "v"}

    def erased(tree: Tree) -> Tree:
        match tree:
            case Number():
                return Symbol("#")
            case Symbol(name):
                return Symbol(names.setdefault(name, "abcdefghijkl"[min(len(names) - 1, 11)]))
            case Product(factors):
                return product(*(erased(factor) for factor in factors if not isinstance(factor, Number)))
            case _:
                return with_children(tree, tuple(erased(part) for part in children(tree)))

    return linear(erased(params.f), unicode=False)
