"""T2a: one row of the table of derivatives, in simple or composite form, as a quick card.

The rows are those of `colloq.notation.table`, which `colloq table` prints: the guide's eighteen, corrected. In the composite form
U is a function of x, and the answer is typed with U and U'.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.exact.fields import Fields
from colloq.model import NONZERO, POSITIVE, UNIT, FormulaAnswer, Mistake, Part, Step
from colloq.notation.build import ONE, E, apply, difference, negative, power, product, quotient, sqrt, symbol, total
from colloq.notation.table import BY_NAME, SLOPE, TABLE, U, X, fill
from colloq.notation.tree import Derivative, Negative, Number, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from colloq.model import Domain, Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "T2"
LEVELS = (1,)

ROWS = tuple(row.name for row in TABLE)
FORMS = ("simple", "composite")
_ARCS = ("asin", "acos", "atan")
_OFTEN = frozenset(("power", "exponential", "exp", *_ARCS))  # confused most often
_SPELLINGS = {"u": "U", "u'": "U'", "dU/dx": "U'", "du/dx": "U'"}


@dataclass(frozen=True, slots=True)
class Card:
    """The name of the row, and the form: simple (of x) or composite (of U, a function of x)."""

    row: str
    form: str


# -------------------------------------------------------------------------------------------------- parameters and sample


def read_params(fields: Mapping[str, Any]) -> Card:
    """row, form (simple unless given). Raises ParameterError."""
    source = Fields(fields)
    card = Card(source.word("row", ROWS), source.word("form", FORMS, "simple"))
    source.done()
    return card


def write_params(params: Card) -> dict[str, Any]:
    """Plain JSON."""
    return {"row": params.row, "form": params.form}


def sample(rng: Stream, level: int) -> Card | None:
    """Any row in either form; powers, exponentials and arc functions somewhat more often."""
    assert level in LEVELS
    row = rng.weighted([(name, 5 if name in _OFTEN else 3) for name in ROWS])
    return Card(row, rng.choice(FORMS))


def space(level: int) -> int:
    """How many cards there are: every row in both forms."""
    assert level in LEVELS
    return len(ROWS) * len(FORMS)


# ---------------------------------------------------------------------------------------------------------------- solution


def _in_form(params: Card, template: Tree) -> Tree:
    """A tree in U and U' in the form of the card."""
    return template if params.form == "composite" else fill(template, {"U": X, "U'": ONE})


def _symbols(params: Card) -> dict[str, Domain]:
    argument = UNIT if params.row in ("asin", "acos") else POSITIVE
    names: dict[str, Domain] = {"x": argument}
    if params.form == "composite":
        names |= {"U": argument, "U'": NONZERO}
    if params.row in ("exponential", "log"):
        names["a"] = POSITIVE
    if params.row == "power":
        names["n"] = POSITIVE
    return names


def _formula(params: Card, template: Tree) -> FormulaAnswer:
    symbols = _symbols(params)
    box = {"a": (1.5, 4.0)} if "a" in symbols else {}
    box |= dict.fromkeys({"x", "U"} & symbols.keys(), (0.1, 0.9) if params.row in _ARCS else (0.3, 1.3))
    aliases = _SPELLINGS if params.form == "composite" else {}
    return FormulaAnswer(_in_form(params, template), symbols, box=box, aliases=aliases)


def solve(params: Card) -> tuple[Part, ...]:
    """The derivative, in any equal form."""
    return (Part("derivative", _formula(params, BY_NAME[params.row].derivative), 10),)


# ---------------------------------------------------------------------------------------------------------------- mistakes

_UNDER = sqrt(difference(ONE, power(U, Number(2))))
_ABOVE = sqrt(total(ONE, power(U, Number(2))))


def _over(bottom: Tree) -> Tree:
    return quotient(SLOPE, bottom)


def _square(name: str) -> Tree:
    return power(apply(name, U), Number(2))


_SUM, _LESS = total(ONE, power(U, Number(2))), difference(ONE, power(U, Number(2)))
_A, _N = symbol("a"), symbol("n")
_SLIPS: dict[str, dict[str, Tree]] = {
    "square-forgotten": {
        "reciprocal": negative(_over(U)),
        "tan": _over(apply("cos", U)),
        "cot": negative(_over(apply("sin", U))),
        "tanh": _over(apply("cosh", U)),
        "coth": negative(_over(apply("sinh", U))),
        "asin": _over(sqrt(difference(ONE, U))),
        "acos": negative(_over(sqrt(difference(ONE, U)))),
        "atan": _over(total(ONE, U)),
    },
    "factor-forgotten": {
        "power": product(power(U, difference(_N, ONE)), SLOPE),
        "sqrt": _over(sqrt(U)),
        "exponential": product(power(_A, U), SLOPE),
        "log": _over(U),
    },
    "other-function": {
        "tan": _over(_square("sin")),
        "cot": negative(_over(_square("cos"))),
        "tanh": _over(_square("sinh")),
        "coth": negative(_over(_square("cosh"))),
        "sinh": product(apply("sinh", U), SLOPE),
        "cosh": product(apply("cosh", U), SLOPE),
        "asin": _over(_SUM),
        "acos": negative(_over(_SUM)),
        "atan": _over(_UNDER),
    },
    "sign-inside": {"asin": _over(_ABOVE), "acos": negative(_over(_ABOVE)), "atan": _over(_LESS)},
    "power-and-exponential": {
        "power": product(power(U, _N), apply("ln", U), SLOPE),
        "exponential": product(U, power(_A, difference(U, ONE)), SLOPE),
        "exp": product(U, power(E, difference(U, ONE)), SLOPE),
    },
}
"""Wrong rows, in U and U'."""


def mistakes(params: Card) -> tuple[Mistake, ...]:
    """The slips that this row and form can show."""
    return tuple(Mistake(name, "derivative", _formula(params, wrong)) for name, wrong in _wrong(params))


def _wrong(params: Card) -> Iterator[tuple[str, Tree]]:
    right = BY_NAME[params.row].derivative
    yield "minus-forgotten" if isinstance(right, Negative) else "minus-added", negative(right)
    if params.form == "composite":
        yield "inner-derivative-forgotten", fill(right, {"U'": ONE})
        yield "argument-replaced", fill(right, {"U": X})
    yield from ((name, wrongs[params.row]) for name, wrongs in _SLIPS.items() if params.row in wrongs)


# ------------------------------------------------------------------------------------------------------------------- texts

_HINTS = {
    "power": ("power",),
    "as-power": ("reciprocal", "sqrt"),
    "graph": ("sin", "cos"),
    "quotient": ("tan", "cot"),
    "exponential": ("exponential", "exp"),
    "logarithm": ("log", "ln"),
    "inverse": _ARCS,
    "exponentials": ("sinh", "cosh"),
    "hyperbolic-quotient": ("tanh", "coth"),
}


def state(params: Card) -> Values:
    """The function, and which letters the prompt has to explain."""
    return {
        "function": _in_form(params, BY_NAME[params.row].function),
        "composite": params.form == "composite",
        "base": params.row in ("exponential", "log"),
        "exponent": params.row == "power",
    }


def hints(params: Card) -> tuple[Step, ...]:
    """How the row can be worked out; then the chain rule, or a check of the sign."""
    first = next(name for name, rows in _HINTS.items() if params.row in rows)
    return (Step(f"hint-{first}"), Step("hint-chain" if params.form == "composite" else "hint-check"))


def explain(params: Card) -> tuple[Step, ...]:
    """The row; in the composite form the outer derivative first, then times U'."""
    row = BY_NAME[params.row]
    if params.form == "simple":
        function, slope = row.simple
        return (Step("row", before=Derivative(function, "x"), after=slope),)
    outer = fill(row.derivative, {"U'": ONE})
    return (
        Step("outer", before=Derivative(row.function, "U"), after=outer),
        Step("chain", before=product(outer, SLOPE), after=row.derivative),
    )


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Card, at: Mapping[str, float]) -> dict[str, Any]:
    """Numeric differentiation (mpmath, 40 digits) of the function as mpmath has it, by its own name."""
    import mpmath  # noqa: PLC0415 - tests and stress only

    functions: dict[str, Callable[[Any], Any]] = {
        "power": lambda u: u ** mpmath.mpf(at["n"]),
        "reciprocal": lambda u: 1 / u,
        "exponential": lambda u: mpmath.mpf(at["a"]) ** u,
        "log": lambda u: mpmath.log(u, at["a"]),
        "ln": mpmath.log,
    }
    function = functions.get(params.row) or getattr(mpmath, params.row)
    with mpmath.workdps(40):
        slope = float(mpmath.diff(function, at["U" if params.form == "composite" else "x"]))
    return {"derivative": slope * at.get("U'", 1.0) if params.form == "composite" else slope}


def skeleton(params: Card) -> str:
    """The card itself."""
    return f"{params.row} {params.form}"
