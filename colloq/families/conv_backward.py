"""Ticket 13: the backward pass of a convolutional layer: dE/dW and dE/dV from dE/dG.

G is the cross-correlation of the image V with the kernel W, one channel, stride 1, no padding. Then dE/dW is the
cross-correlation of V with dE/dG, and dE/dV that of dE/dG in a frame of zeros with the kernel turned by 180 degrees. Cells are
numbered row by row, as in the guide: V1 ... V9, W1 ... W4, G1 ... G4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import (
    IntRows,
    Scaled,
    corners,
    cross_correlate,
    draw_rows,
    flipped,
    mapped,
    output_size,
    scaled,
    shape,
    transposed,
    trees,
)
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.convolution_gradients import framed, input_gradient, kernel_gradient, overwritten
from colloq.exact.fields import Fields, plain_rows
from colloq.exact.letter_formulas import letter_formula
from colloq.model import Grid, MatrixAnswer, Mistake, Part, Step
from colloq.notation.build import product, rational, symbol, total
from colloq.notation.tree import Product, Sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, FormulaAnswer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "13"
LEVELS = (1, 2, 3)

ASKS = ("kernel-formula", "kernel", "input-formula", "input")
"""dE/dW_i of one weight in letters; all of dE/dW in numbers; dE/dV_i of one cell of the image in letters; all of dE/dV."""
_WEIGHTS = {"kernel-formula": 2, "kernel": 3, "input-formula": 2, "input": 3}
_LONGEST_SIDE = 6


@dataclass(frozen=True, slots=True)
class ConvBackward:
    """Image, kernel and dE/dG; number of the weight and of the cell of the image that are asked in letters; the asks."""

    image: Scaled
    kernel: Scaled
    upstream: Scaled
    asks: tuple[str, ...]
    weight: int | None = None
    cell: int | None = None

    @property
    def cells(self) -> IntRows:
        """The image, times its denominator."""
        return self.image.channels[0]

    @property
    def weights(self) -> IntRows:
        """The kernel, times its denominator."""
        return self.kernel.channels[0]

    @property
    def gradients(self) -> IntRows:
        """The derivatives by the output, times their denominator."""
        return self.upstream.channels[0]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> ConvBackward:
    """image, kernel, upstream, weight, cell, ask. Raises ParameterError."""
    source = Fields(fields)
    image, kernel, upstream = (source.rows(name) for name in ("image", "kernel", "upstream"))
    asks = read_asks(source, ASKS, "kernel, input")
    (height, width), (kernel_height, kernel_width) = shape(image), shape(kernel)
    numbers = []
    for name, part, most in (
        ("weight", "kernel-formula", kernel_height * kernel_width),
        ("cell", "input-formula", height * width),
    ):
        numbers.append(source.integer(name, 1, most) if part in asks or source.has(name) else None)
        if numbers[-1] is not None and part not in asks:
            raise ParameterError(name, "number-unused", part=part)
    source.done()
    if max(height, width) > _LONGEST_SIDE:
        raise ParameterError("image", "too-large", rows=height, columns=width, most=_LONGEST_SIDE)
    wanted = output_size(height, kernel_height, 1), output_size(width, kernel_width, 1)
    if 0 in wanted:
        raise ParameterError("kernel", "kernel-larger", rows=height, columns=width)
    if shape(upstream) != wanted:
        raise ParameterError("upstream", "upstream-shape", rows=wanted[0], columns=wanted[1])
    if not any(map(any, upstream)):
        raise ParameterError("upstream", "no-gradient")
    return ConvBackward(scaled((image,)), scaled((kernel,)), scaled((upstream,)), asks, numbers[0], numbers[1])


def write_params(params: ConvBackward) -> dict[str, Any]:
    """Plain JSON."""
    arrays = {"image": params.image, "kernel": params.kernel, "upstream": params.upstream}
    written: dict[str, Any] = {name: plain_rows(array.cells()[0]) for name, array in arrays.items()}
    numbers = {name: number for name, number in (("weight", params.weight), ("cell", params.cell)) if number is not None}
    return {**written, **numbers, "ask": write_asks(params.asks)}


# ------------------------------------------------------------------------------------------------------------------ draws

# rows and columns of the image, side of the kernel, and how likely they are
_SHAPES = {
    1: (((3, 3, 2), 1),),
    2: (((3, 3, 2), 1),),
    3: (((4, 4, 3), 4), ((3, 4, 2), 3), ((4, 3, 2), 3), ((4, 4, 2), 2)),
}
_ASKED = {
    1: ("kernel-formula", "kernel"),
    2: ("kernel-formula", "kernel", "input-formula", "input"),
    3: ("input-formula", "kernel", "input"),
}
_CELLS = (0, 1, 1, 2, 2, 3, 3, 4, 5, -1, -2)
_KERNELS = (1, 1, 2, 2, 3, -1, -1, -2, -2)
_GRADIENTS = (1, 1, 2, 2, 3, -1, -1, -2, -3)
_LARGEST = 60


def sample(rng: Stream, level: int) -> ConvBackward | None:
    """1: the weights. 2: the weights and the image, 3 x 3 with 2 x 2, as in the guide. 3: other shapes."""
    height, width, side = rng.weighted(_SHAPES[level])
    image = draw_rows(rng, height, width, _CELLS)
    kernel = draw_rows(rng, side, side, _KERNELS)
    upstream = draw_rows(rng, height - side + 1, width - side + 1, _GRADIENTS)
    asks = tuple(part for part in ASKS if part in _ASKED[level])
    weight = rng.integer(1, side * side) if "kernel-formula" in asks else None
    cell = rng.integer(1, height * width) if "input-formula" in asks else None
    params = ConvBackward(Scaled((image,)), Scaled((kernel,)), Scaled((upstream,)), asks, weight, cell)
    return params if _good(params) else None


def _good(params: ConvBackward) -> bool:
    """Every turn shows, no line stands twice, a cell that more than one output sees, and mistakes have answers of their own."""
    for rows in (params.cells, params.weights, params.gradients):
        if len({rows, flipped(rows), transposed(rows)}) < 3 or len(set(rows)) < len(rows):
            return False
    if params.cell is not None and len(_terms_of_cell(params)) < 2:
        return False
    for part in params.asks:
        if not part.endswith("formula"):
            right = _right(params, part)
            numbers = [number for row in right for number in row]
            if max(map(abs, numbers)) > _LARGEST or 4 * numbers.count(0) > len(numbers):
                return False
            answers = [right, *_wrong(params, part).values()]
            if len(set(answers)) < len(answers):
                return False
    return True


# ---------------------------------------------------------------------------------------------------------------- solution


def _right(params: ConvBackward, part: str) -> IntRows:
    """The gradient, times the denominators."""
    if part == "kernel":
        return kernel_gradient(params.cells, params.gradients)
    return input_gradient(params.gradients, params.weights)


def _denominator(params: ConvBackward, part: str) -> int:
    return params.upstream.denominator * (params.image if part == "kernel" else params.kernel).denominator


Term = tuple[int, int]
"""Numbers of an output G and of the cell V (or weight W) that is its factor."""


def _terms_of_weight(params: ConvBackward) -> list[Term]:
    """For each output the cell of the image that lies under the weight that is asked."""
    height, width = shape(params.weights)
    row, column = divmod((params.weight or 1) - 1, width)
    across = len(params.gradients[0])
    found = []
    for out_row, out_column, top, left in corners(params.cells, height, width, 1):
        found.append((out_row * across + out_column + 1, (top + row) * len(params.cells[0]) + left + column + 1))
    return found


def _terms_of_cell(params: ConvBackward) -> list[Term]:
    """For each output whose window covers the cell that is asked, the weight that lies on the cell."""
    height, width = shape(params.weights)
    row, column = divmod((params.cell or 1) - 1, len(params.cells[0]))
    across = len(params.gradients[0])
    return [
        (out_row * across + out_column + 1, (row - top) * width + column - left + 1)
        for out_row, out_column, top, left in corners(params.cells, height, width, 1)
        if 0 <= row - top < height and 0 <= column - left < width
    ]


def _upstream(number: int) -> Tree:
    return symbol(f"dE/dG{number}")


def _written(terms: list[Term], letter: str) -> Tree:
    return total(*(product(_upstream(output), symbol(f"{letter}{number}")) for output, number in terms))


def _formula(params: ConvBackward, part: str) -> Tree:
    return _written(_terms_of_weight(params), "V") if part == "kernel-formula" else _written(_terms_of_cell(params), "W")


def _formula_answer(params: ConvBackward, tree: Tree) -> FormulaAnswer:
    sizes = {"V": params.cells, "W": params.weights}
    names = [f"{letter}{number}" for letter, rows in sizes.items() for number in range(1, sum(map(len, rows)) + 1)]
    outputs = [f"G{number}" for number in range(1, sum(map(len, params.gradients)) + 1)]
    aliases = {f"{top}/d{name}": f"dE/d{name}" for name in outputs for top in ("dL", "dError")}
    return letter_formula(tree, [*names, *(f"dE/d{name}" for name in outputs)], aliases)


def _answer(params: ConvBackward, part: str, rows: IntRows, denominator: int | None = None) -> MatrixAnswer:
    common = denominator or _denominator(params, part)
    return MatrixAnswer(trees(rows, common), exact=_whole(params))


def _whole(params: ConvBackward) -> bool:
    return params.image.denominator == params.kernel.denominator == params.upstream.denominator == 1


def solve(params: ConvBackward) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)

    def answer(part: str) -> Answer:
        if part.endswith("formula"):
            return _formula_answer(params, _formula(params, part))
        return _answer(params, part, _right(params, part))

    return tuple(Part(part, answer(part), worth[part]) for part in params.asks)


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: ConvBackward) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to an answer that is taken are left out."""
    found: list[Mistake] = []
    for part in params.asks:
        if part.endswith("formula"):
            known = {_formula(params, part)}
            for name, tree in _wrong_formulas(params, part):
                if tree not in known:
                    known.add(tree)
                    found.append(Mistake(name, part, _formula_answer(params, tree)))
            continue
        seen = {_right(params, part)}
        for name, rows in _wrong(params, part).items():
            if rows not in seen:
                seen.add(rows)
                found.append(Mistake(name, part, _answer(params, part, rows)))
    return tuple(found)


def _wrong_formulas(params: ConvBackward, part: str) -> Iterator[tuple[str, Tree]]:
    outputs = sum(map(len, params.gradients))
    if part == "kernel-formula":
        terms, letter = _terms_of_weight(params), "V"
        yield "gradient-turned", _written([(outputs + 1 - output, cell) for output, cell in terms], letter)
        yield "kernel-for-image", total(*(product(_upstream(output), symbol(f"W{params.weight}")) for output, _ in terms))
    else:
        terms, letter = _terms_of_cell(params), "W"
        weights = sum(map(len, params.weights))
        yield "kernel-not-turned", _written([(output, weights + 1 - weight) for output, weight in terms], letter)
        yield "image-for-kernel", total(*(product(_upstream(output), symbol(f"V{params.cell}")) for output, _ in terms))
        if outputs == weights:
            yield "all-outputs", _written([(number, number) for number in range(1, outputs + 1)], letter)
    if len(terms) > 1:
        yield "one-term-only", _written(terms[:1], letter)
    yield "upstream-forgotten", total(*(symbol(f"{letter}{number}") for _, number in terms))


def _wrong(params: ConvBackward, part: str) -> dict[str, IntRows]:
    """The wrong gradients of the mistakes that these parameters can show, times the denominators of the right one."""
    image, kernel, gradients = params.cells, params.weights, params.gradients
    ones = mapped(gradients, lambda _: params.upstream.denominator)
    if part == "kernel":
        height, width = shape(kernel)
        wrong = {
            "gradient-turned": kernel_gradient(image, flipped(gradients)),
            "result-turned": flipped(_right(params, part)),
            "upstream-forgotten": kernel_gradient(image, ones),
            "one-output-only": mapped(tuple(row[:width] for row in image[:height]), lambda cell: cell * gradients[0][0]),
        }
        if height == width:
            wrong["transposed"] = transposed(_right(params, part))
        return wrong
    wrong = {
        "kernel-not-turned": cross_correlate(framed(gradients, kernel), kernel),
        "overwritten": overwritten(gradients, kernel),
        "upstream-forgotten": input_gradient(ones, kernel),
        "kernel-forgotten": cross_correlate(framed(gradients, kernel), mapped(kernel, lambda _: params.kernel.denominator)),
    }
    if len(gradients) >= len(kernel) and len(gradients[0]) >= len(kernel[0]):
        wrong["frame-forgotten"] = cross_correlate(gradients, flipped(kernel))
    return wrong


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: ConvBackward) -> Values:
    """What the statement shows."""
    values: dict[str, Value] = {
        "image": Grid(params.image.cells()[0]),
        "kernel": Grid(params.kernel.cells()[0]),
        "upstream": Grid(params.upstream.cells()[0]),
        "letters": any(part.endswith("formula") for part in params.asks),
        "fractional": not _whole(params),
        "last_cell": symbol(f"V{sum(map(len, params.cells))}"),
        "last_weight": symbol(f"W{sum(map(len, params.weights))}"),
        "last_output": symbol(f"G{sum(map(len, params.gradients))}"),
    }
    if params.weight is not None:
        values["by_weight"] = symbol(f"dE/dW{params.weight}")
    if params.cell is not None:
        values["by_cell"] = symbol(f"dE/dV{params.cell}")
    return values


def hints(params: ConvBackward) -> tuple[Step, ...]:
    """The forward formulas, then where the asked thing stands in them."""
    if {"input", "input-formula"} & set(params.asks):
        return Step("hint-forward"), Step("hint-cell")
    return Step("hint-forward"), Step("hint-weight")


def explain(params: ConvBackward) -> tuple[Step, ...]:
    """Each part: the chain rule in letters, sums of products in numbers, the matrix."""
    return tuple(step for part in params.asks for step in _explain_part(params, part))


def _explain_part(params: ConvBackward, part: str) -> Iterator[Step]:
    match part:
        case "kernel-formula":
            yield Step(part, {"asked": symbol(f"W{params.weight}")}, after=_formula(params, part))
        case "input-formula":
            yield Step(part, {"asked": symbol(f"V{params.cell}")}, after=_formula(params, part))
        case "kernel":
            yield Step("correlate")
            yield from _cell_steps(params, part, params.cells, params.gradients, "kernel-cell")
            yield Step("kernel", {"gradient": Grid(_cells(params, part))})
        case _:
            yield Step("frame", {"turned": Grid(Scaled((flipped(params.weights),), params.kernel.denominator).cells()[0])})
            rows = framed(params.gradients, params.weights)
            yield from _cell_steps(params, part, rows, flipped(params.weights), "input-cell")
            yield Step("input", {"gradient": Grid(_cells(params, part))})


def _cells(params: ConvBackward, part: str) -> tuple[tuple[Any, ...], ...]:
    return Scaled((_right(params, part),), _denominator(params, part)).cells()[0]


def _cell_steps(params: ConvBackward, part: str, rows: IntRows, window: IntRows, key: str) -> Iterator[Step]:
    """The sum of products of each cell of the result; products with the zeros of the frame are left out."""
    right = _cells(params, part)
    below = (params.image if part == "kernel" else params.upstream).denominator
    other = _denominator(params, part) // below
    for number, (row, column, top, left) in enumerate(corners(rows, *shape(window), 1), 1):
        pairs = [
            (rows[top + y][left + x], weight)
            for y, line in enumerate(window)
            for x, weight in enumerate(line)
            if part == "kernel" or _inside(params, top + y, left + x)
        ]
        terms: list[Tree] = [Product((_number(cell, below), _number(weight, other))) for cell, weight in pairs]
        written = terms[0] if len(terms) == 1 else Sum(tuple(terms))
        yield Step(key, {"number": number}, written, rational(right[row][column]))


def _inside(params: ConvBackward, row: int, column: int) -> bool:
    """Whether a cell of the framed gradients is not one of the frame."""
    (height, width), (rows, columns) = shape(params.weights), shape(params.gradients)
    return 0 <= row - height + 1 < rows and 0 <= column - width + 1 < columns


def _number(value: int, denominator: int) -> Tree:
    return trees(((value,),), denominator)[0][0]


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: ConvBackward, at: Mapping[str, float]) -> dict[str, Any]:
    """NumPy: differences of E = sum of G_i dE/dG_i, which is linear in each weight and in each cell."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    def loss(image: Any, kernel: Any, upstream: Any) -> float:  # noqa: ANN401 - arrays
        windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
        return float((np.einsum("rsij,ij->rs", windows, kernel) * upstream).sum())

    def filled(letter: str, like: Any) -> Any:  # noqa: ANN401 - arrays
        return np.array([at[f"{letter}{number}"] for number in range(1, like.size + 1)]).reshape(like.shape)

    def slope(arrays: list[Any], which: int, place: tuple[int, ...]) -> float:
        step = np.zeros_like(arrays[which])
        step[place] = 0.5
        up, down = ([array + sign * step if k == which else array for k, array in enumerate(arrays)] for sign in (1, -1))
        return loss(*up) - loss(*down)

    given = [np.array(array.channels[0], dtype=float) / array.denominator for array in _arrays(params)]
    found: dict[str, Any] = {}
    for part, which, number in (("kernel", 1, params.weight), ("input", 0, params.cell)):
        shaped = given[which].shape
        found[part] = [[slope(given, which, (row, column)) for column in range(shaped[1])] for row in range(shaped[0])]
        if number is not None:
            letters = [filled(letter, like) for letter, like in zip(("V", "W", "dE/dG"), given, strict=True)]
            found[f"{part}-formula"] = slope(letters, which, divmod(number - 1, shaped[1]))
    return found


def _arrays(params: ConvBackward) -> tuple[Scaled, Scaled, Scaled]:
    return params.image, params.kernel, params.upstream


def skeleton(params: ConvBackward) -> str:
    """Shapes, the weight and the cell that are asked in letters."""
    sizes = ":".join(f"{rows}x{columns}" for rows, columns in map(shape, (params.cells, params.weights)))
    return f"{sizes} {params.weight} {params.cell} {write_asks(params.asks)}"
