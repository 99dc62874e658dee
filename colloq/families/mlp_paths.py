"""Ticket 9: derivatives of a network as sums over the paths of its graph, x -> z -> h -> p -> L, as the guide draws it.

dp/dz_i = sum over j of dp/dh_j dh_j/dz_i; dp/dx_k has a term for each path x_k -> z_i -> h_j -> p; a weight inside a neuron acts
through that neuron alone, dL/dw_1 = dL/dp dp/dh_2 dh_2/dw_1. A derivative of 0 along an arrow means that there is no arrow.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import shape
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields, plain, plain_rows
from colloq.exact.letter_formulas import letter_formula
from colloq.exact.matrix_products import draw_matrix, read_matrix_of
from colloq.grading.number import exact
from colloq.model import FormulaAnswer, Grid, Mistake, NumberAnswer, Part, Step, Word
from colloq.notation.build import product, rational, symbol, total
from colloq.notation.tree import Number, Product, Sum, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from colloq.exact.matrix_products import Matrix
    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "9"
LEVELS = (1, 2, 3)

ASKS = ("paths", "formula", "value")
"""How many paths there are; the derivative in the atoms of the arrows; its value."""
_WEIGHTS = {"paths": 2, "formula": 5, "value": 3}
_BY = re.compile(r"(?:(?P<weight>w[0-9])\s*(?:of|:)\s*)?(?P<layer>[xzh])(?P<unit>[1-9])")
_MOST_UNITS = 4


@dataclass(frozen=True, slots=True)
class Paths:
    """The derivatives along the arrows and what is asked.

    Attributes:
        p_h: dp/dh_j, a row.
        h_z: dh_j/dz_i in row j, column i.
        z_x: dz_i/dx_k in row i, column k; None where inputs play no part.
        layer: "z", "x" or, for a weight of a neuron, the layer of that neuron, "h" or "z".
        unit: The number of the neuron or input.
        weight: The name of the weight; "" where the derivative is not by a weight.
        loss: dL/dp, where the derivative is one of L.
        own: The derivative of the neuron by its own weight.
    """

    p_h: Matrix
    h_z: Matrix
    z_x: Matrix | None
    layer: str
    unit: int
    weight: str
    loss: Fraction
    own: Fraction
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Paths:
    """p_h, h_z, z_x, by, loss, own, ask. Raises ParameterError."""
    source = Fields(fields)
    p_h = read_matrix_of(source, "p_h", 1, most=_MOST_UNITS)
    h_z = read_matrix_of(source, "h_z", len(p_h[0]), most=_MOST_UNITS)
    found = _BY.fullmatch(source.text("by"))
    if not found or found["layer"] not in ("hz" if found["weight"] else "zx"):
        raise ParameterError("by", "by-unread")
    layer, unit, weight = found["layer"], int(found["unit"]), found["weight"] or ""
    z_x = read_matrix_of(source, "z_x", len(h_z[0]), most=_MOST_UNITS) if layer == "x" else None
    loss, own = (source.rational("loss"), source.rational("own")) if weight else (Fraction(1), Fraction(1))
    asks = read_asks(source, ASKS, "formula, value")
    source.done()
    units = {"h": len(h_z), "z": len(h_z[0]), "x": len(z_x[0]) if z_x else 0}
    if unit > units[layer]:
        raise ParameterError("by", "no-such-unit", most=units[layer])
    params = Paths(p_h, h_z, z_x, layer, unit, weight, loss, own, asks)
    if not _paths(params):
        raise ParameterError("by", "no-path")
    if weight and not (loss and own):
        raise ParameterError("own" if loss else "loss", "zero-derivative")
    return params


def write_params(params: Paths) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"p_h": plain_rows(params.p_h), "h_z": plain_rows(params.h_z)}
    if params.z_x is not None:
        written["z_x"] = plain_rows(params.z_x)
    unit = f"{params.layer}{params.unit}"
    if params.weight:
        written |= {"by": f"{params.weight}:{unit}", "loss": plain(params.loss), "own": plain(params.own)}
    else:
        written["by"] = unit
    return {**written, "ask": write_asks(params.asks)}


# ------------------------------------------------------------------------------------------------------------------ draws

_SIZES = (1, 1, 2, 2, 3, 3, -1, -1, -2, -2, -3)
_WITH_GAPS = (1, 2, 2, 3, -1, -2, -3, 0, 0)
_LARGEST = 99
_LARGEST_MISTAKE = 10**4  # products of all paths can be out of any reach
# what the derivative is by, and how likely it is
_TARGETS = {
    1: ((("z", ""), 6), (("h", "w"), 3)),
    2: ((("x", ""), 6), (("h", "w"), 2), (("z", "w"), 4)),
    3: ((("x", ""), 6), (("z", "w"), 4)),
}


def sample(rng: Stream, level: int) -> Paths | None:
    """1: dp/dz_i, or a weight of the last layer. 2: dp/dx_k and weights, the guide's graph. 3: graphs with gaps."""
    layer, weighted = rng.weighted(_TARGETS[level])
    hidden, first = (rng.integer(2, 3), 2) if level == 1 else (2, 2) if level == 2 else (rng.integer(2, 3), rng.integer(2, 3))
    p_h, h_z = draw_matrix(rng, 1, hidden, _SIZES), draw_matrix(rng, hidden, first, _WITH_GAPS if level == 3 else _SIZES)
    z_x = draw_matrix(rng, first, 2, _WITH_GAPS if level == 3 else _SIZES) if layer == "x" else None
    unit = rng.integer(1, {"h": hidden, "z": first, "x": 2}[layer])
    weight = f"w{rng.integer(1, 2)}" if weighted else ""
    loss, own = (Fraction(rng.choice(_SIZES)), Fraction(rng.choice(_SIZES))) if weight else (Fraction(1), Fraction(1))
    asks = ASKS if level == 3 or layer == "x" else ("formula", "value")
    params = Paths(p_h, h_z, z_x, layer, unit, weight, loss, own, asks)
    return params if _good(params, level) else None


def _good(params: Paths, level: int) -> bool:
    """More than one path (but for a weight of the last layer), some gap at level 3, no neuron cut off, a value that is not 0."""
    paths = _paths(params)
    if level == 3:
        gaps = sum(not cell for rows in (params.h_z, params.z_x or ()) for row in rows for cell in row)
        if not 1 <= gaps <= 2 or not 2 <= len(paths) <= 6:
            return False
        if not all(any(row[i] for row in params.h_z) for i in range(len(params.h_z[0]))) or not all(map(any, params.h_z)):
            return False
    if len(set(params.p_h[0])) < len(params.p_h[0]):
        return False
    value = _value(params, _formula(paths))
    return value is not None and 2 <= abs(value) <= _LARGEST


# ------------------------------------------------------------------------------------------------------------ mathematics


def _arrows(params: Paths) -> dict[str, Fraction]:
    """The derivative along each arrow, by the atom's name."""
    found = {f"dp/dh{j}": cell for j, cell in enumerate(params.p_h[0], 1)}
    found |= {f"dh{j}/dz{i}": cell for j, row in enumerate(params.h_z, 1) for i, cell in enumerate(row, 1)}
    found |= {f"dz{i}/dx{k}": cell for i, row in enumerate(params.z_x or (), 1) for k, cell in enumerate(row, 1)}
    if params.weight:
        found |= {"dL/dp": params.loss, f"d{params.layer}{params.unit}/d{params.weight}": params.own}
    return {name: cell for name, cell in found.items() if cell}


Path = tuple[str, ...]
"""The atoms of one way, from the loss or the output down."""


def _paths(params: Paths, unit: int | None = None) -> list[Path]:
    """All ways to the input, neuron or weight that is asked (or to another unit of its layer), in the guide's order."""
    arrows, target = _arrows(params), unit or params.unit
    hidden, first = shape(params.h_z)
    head, tail = (("dL/dp",), (f"d{params.layer}{params.unit}/d{params.weight}",)) if params.weight else ((), ())
    match params.layer:
        case "h":
            middles: list[Path] = [(f"dp/dh{target}",)]
        case "z":
            middles = [(f"dp/dh{j}", f"dh{j}/dz{target}") for j in range(1, hidden + 1)]
        case _:
            middles = [
                (f"dp/dh{j}", f"dh{j}/dz{i}", f"dz{i}/dx{target}") for i in range(1, first + 1) for j in range(1, hidden + 1)
            ]
    return [(*head, *middle, *tail) for middle in middles if all(atom in arrows for atom in middle)]


def _product(path: Sequence[str]) -> Tree:
    return product(*map(symbol, path))


def _formula(paths: Sequence[Path]) -> Tree:
    return total(*map(_product, paths))


def _through(params: Paths) -> dict[str, Tree]:
    """dp/dz_i, which an unfinished answer may use, each as a sum over its own paths."""
    arrows = _arrows(params)
    hidden, first = shape(params.h_z)
    sums = {}
    for i in range(1, first + 1):
        ways = [(f"dp/dh{j}", f"dh{j}/dz{i}") for j in range(1, hidden + 1) if f"dh{j}/dz{i}" in arrows]
        sums[f"dp/dz{i}"] = _formula([way for way in ways if way[0] in arrows])
    return sums


def _value(params: Paths, tree: Tree) -> Fraction | None:
    """What a formula comes to."""
    numbers: dict[str, Tree] = {name: rational(cell) for name, cell in _arrows(params).items()}
    numbers |= {name: substitute(inner, numbers) for name, inner in _through(params).items()}
    return exact(substitute(tree, numbers))


def _formula_answer(params: Paths, tree: Tree) -> FormulaAnswer:
    return letter_formula(tree, [*_arrows(params), *_through(params)])


def _number_answer(value: Fraction) -> NumberAnswer:
    return NumberAnswer(rational(value))


def solve(params: Paths) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    paths = _paths(params)
    answers: dict[str, Answer] = {
        "paths": NumberAnswer(Number(len(paths)), exact=True),
        "formula": _formula_answer(params, _formula(paths)),
        "value": _number_answer(_value(params, _formula(paths)) or Fraction(0)),
    }
    return tuple(Part(part, answers[part], worth[part]) for part in params.asks)


def carried(params: Paths, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The value of the student's own formula."""
    formula = own.get("formula")
    if part != "value" or not isinstance(formula, FormulaAnswer):
        return None
    value = _value(params, formula.tree)
    return None if value is None else _number_answer(value)


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Paths) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to an answer that is taken are left out."""
    found: list[Mistake] = []
    paths = _paths(params)
    right = _formula(paths)
    for part in params.asks:
        if part == "paths":
            counts = _wrong_counts(params, len(paths))
            found += [Mistake(name, part, NumberAnswer(Number(count), exact=True)) for name, count in counts.items()]
        elif part == "formula":
            for name, tree in _wrong(params, paths):
                found.append(Mistake(name, part, _formula_answer(params, tree), unfinished=name == "not-expanded"))
        else:
            taken = {_value(params, right)}
            for name, tree in _wrong(params, paths):
                value = _value(params, tree)
                if value and value not in taken and abs(value) <= _LARGEST_MISTAKE:
                    taken.add(value)
                    found.append(Mistake(name, part, _number_answer(value)))
    return tuple(found)


def _wrong_counts(params: Paths, right: int) -> dict[str, int]:
    """As many as there would be without gaps."""
    hidden, first = shape(params.h_z)
    every = math.prod((hidden, first) if params.layer == "x" else (hidden,) if params.layer == "z" else ())
    return {} if every == right else {"gaps-ignored": every}


def _wrong(params: Paths, paths: Sequence[Path]) -> Iterator[tuple[str, Tree]]:
    if len(paths) > 1:
        for dropped in range(len(paths)):
            yield "path-dropped", _formula([path for place, path in enumerate(paths) if place != dropped])
        yield "paths-multiplied", product(*map(_product, paths))
    if len(paths) > 2:
        yield "one-path-only", _product(paths[0])
    yield "last-factor-dropped", _formula([path[:-1] for path in paths])
    yield "sum-along-path", total(*(symbol(atom) for path in paths for atom in path))
    if params.weight:
        yield "loss-factor-dropped", _formula([path[1:] for path in paths])
    others = {"h": len(params.h_z), "z": len(params.h_z[0]), "x": len((params.z_x or ((),))[0])}[params.layer]
    other = params.unit - 1 if params.unit > 1 else params.unit + 1
    if other <= others:
        strange = _paths(params, other)
        if strange and strange != list(paths):
            yield "other-unit", _formula(strange)
        if params.layer == "h":
            every = [path for unit in range(1, others + 1) for path in _paths(params, unit)]
            yield "other-neurons-included", _formula(every)
    yield from _unfinished(params)


def _unfinished(params: Paths) -> Iterator[tuple[str, Tree]]:
    """True, but with derivatives that are sums over paths themselves."""
    arrows = _arrows(params)
    if params.layer == "x":
        ways = [(f"dp/dz{i}", f"dz{i}/dx{params.unit}") for i in range(1, len(params.h_z[0]) + 1)]
        yield "not-expanded", _formula([way for way in ways if way[1] in arrows])
    elif params.layer == "z" and params.weight:
        yield "not-expanded", _product(("dL/dp", f"dp/dz{params.unit}", f"dz{params.unit}/d{params.weight}"))


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Paths) -> Values:
    """Values for the texts."""
    hidden, first = shape(params.h_z)
    unit = f"{params.layer}{params.unit}"
    arrows = _arrows(params)
    gaps = [(f"z{i}", f"h{j}") for j in range(1, hidden + 1) for i in range(1, first + 1) if f"dh{j}/dz{i}" not in arrows]
    if params.z_x is not None:
        ends = [(f"x{k}", f"z{i}") for i in range(1, first + 1) for k in range(1, len(params.z_x[0]) + 1)]
        gaps = [*((x, z) for x, z in ends if f"d{z}/d{x}" not in arrows), *gaps]
    values: dict[str, Value] = {
        "z_units": tuple(symbol(f"z{i}") for i in range(1, first + 1)),
        "h_units": tuple(symbol(f"h{j}") for j in range(1, hidden + 1)),
        "target": symbol(f"dL/d{params.weight}" if params.weight else f"dp/d{unit}"),
        "from_unit": symbol(unit),
        "atoms": Word(f"atoms-{params.layer}{'-weight' if params.weight else ''}"),
        "by_weight": bool(params.weight),
        "gaps": bool(gaps),
        "absent": tuple(_arrow(*pair) for pair in gaps),
        "value": "value" in params.asks,
        "p_h": Grid(params.p_h),
        "h_z": Grid(params.h_z),
        "values_of_inputs": "value" in params.asks and params.z_x is not None,
        "values_of_weight": "value" in params.asks and bool(params.weight),
    }
    if params.z_x is not None:
        values |= {"z_x": Grid(params.z_x)}
    if params.weight:
        own = symbol(f"d{unit}/d{params.weight}")
        values |= {"weight": symbol(params.weight), "loss": params.loss, "own_name": own, "own": params.own}
    return values


_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _arrow(*units: str) -> str:
    return " → ".join(unit.translate(_LOWERED) for unit in units)


def _way(path: Sequence[str]) -> str:
    """The units along a path, from the input side: x₁ → z₂ → h₁ → p."""
    tops = [atom[1:].partition("/")[0] for atom in path]
    return _arrow(path[-1].partition("/d")[2], *reversed(tops))


def hints(params: Paths) -> tuple[Step, ...]:
    """The ways through the graph, then what happens along a way and between ways."""
    first = "hint-through-neuron" if params.weight else "hint-all-ways"
    return Step(first), Step("hint-multiply-and-add")


def explain(params: Paths) -> tuple[Step, ...]:
    """Path by path, their number, the sum, the value."""
    return tuple(_explain(params))


def _explain(params: Paths) -> Iterator[Step]:
    paths = _paths(params)
    for path in paths:
        yield Step("path", {"way": _way(path)}, after=_product(path))
    if "paths" in params.asks:
        yield Step("paths", after=Number(len(paths)))
    if "formula" in params.asks:
        yield Step("formula" if len(paths) > 1 else "single", after=_formula(paths))
    if "value" in params.asks:
        arrows = _arrows(params)
        written: list[Tree] = [Product(tuple(rational(arrows[atom]) for atom in path)) for path in paths]
        filled = written[0] if len(written) == 1 else Sum(tuple(written))
        yield Step("value", before=filled, after=rational(_value(params, _formula(paths)) or Fraction(0)))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Paths, at: Mapping[str, float]) -> dict[str, Any]:
    """NumPy: products of the matrices of derivatives (Jacobians); for the count the matrices of ones where there are arrows."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    given = [np.array(rows, dtype=float) for rows in (params.p_h, params.h_z, params.z_x) if rows is not None]
    letters = [_named(given[place], *names, at) for place, names in enumerate((("p", "h"), ("h", "z"), ("z", "x"))[: len(given)])]

    def end(matrices: list[Any]) -> float:
        depth = {"h": 1, "z": 2, "x": 3}[params.layer]
        whole = matrices[0]
        for matrix in matrices[1:depth]:
            whole = whole @ matrix
        return float(whole[0, params.unit - 1])

    own = at.get(f"d{params.layer}{params.unit}/d{params.weight}", 0.0)
    factor = at.get("dL/dp", 0.0) * own if params.weight else 1.0
    number = float(params.loss * params.own) if params.weight else 1.0
    ones = [(matrix != 0).astype(float) for matrix in given]
    return {"paths": end(ones), "formula": factor * end(letters), "value": number * end(given)}


def _named(given: Any, top: str, bottom: str, at: Mapping[str, float]) -> Any:  # noqa: ANN401 - arrays
    """The matrix of the atoms, 0 where there is no arrow."""
    filled = given.copy()
    for row in range(given.shape[0]):
        for column in range(given.shape[1]):
            number = "" if top == "p" else str(row + 1)
            filled[row, column] = at.get(f"d{top}{number}/d{bottom}{column + 1}", 0.0) if given[row, column] else 0.0
    return filled


def skeleton(params: Paths) -> str:
    """The layers, the gaps, what the derivative is by."""
    sizes = "-".join(map(str, (*shape(params.h_z),)))
    gaps = "".join("." if cell else "0" for rows in (params.h_z, params.z_x or ()) for row in rows for cell in row)
    return f"{sizes} {gaps} {params.weight}:{params.layer}{params.unit} {write_asks(params.asks)}"
