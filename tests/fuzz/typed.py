"""Texts for the reader and the grader, drawn from a seeded generator: characters, pieces, formulas, changed and heavy ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.model import FormulaAnswer, MatrixAnswer, MatrixFormulaAnswer, NumberAnswer
from colloq.notation.functions import SPELLINGS
from colloq.notation.latex import latex
from colloq.notation.linear import linear, linear_matrix
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
    children,
    with_children,
)
from colloq.practice.rewrites import written
from tests.fuzz.targets import corpus, names_of

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from colloq.notation.tree import Tree
    from tests.fuzz.targets import Target

# ------------------------------------------------------------------------------------------------------------ random texts

_ALPHABETS = (
    "".join(map(chr, range(32, 127))),
    "xyzt0123456789.,+-*/^()[]{}|=;'\\ _",
    "0123456789eE+-.,/ ",
    "()[]{}|\\",
    "-+ ",
    "xyуха·×−–÷√∛½²³⁻¹ᵀᵗˣʸ₁₂σπα∂Σ∞≈≤′𝑥𝟗ｘ",
    "\t\n\r\x0b\x0c\x00\x1b\x7f\x85\xa0\u2028\u2029\u200b\u202e\ufeff",
)
_PIECES = (
    *SPELLINGS,
    *"+-*/^()[]{}|,;='_&",
    *("**", "x", "y", "t", "xy", "e", "pi", "π", "T", "ds3/ds2", "ds2/dW*", "f'(x)", "dy/dx", "x_1", "x₁"),
    *("0", "1", "2", "10", "0.5", "0,5", ".5", "1e400", "1e-400", "6.32e-2", "999999", "10^400", "9^9^9^9", "1/3", "½", "1 1/2"),
    *(r"\frac", r"\sqrt", r"\left(", r"\right)", r"\cdot", r"\sin", r"\partial", r"\operatorname{tg}", r"\begin{pmatrix}"),
    *(
        r"\end{pmatrix}",
        r"\\",
        "^T",
        ".T",
        "@",
        "log_2",
        "log_",
        "√",
        "∛",
        "⁻¹",
        "ᵀ",
        " ",
        "\n",
        "\t",
        "; ",
        ", ",
        "a)",
        "≈",
        "$",
    ),
    *("np.array(", "dtype=float", "lambda x:", "__import__('os')", "{x}", "%s", "{{7*7}}", "\u202e", "\x00", "\ud800"),
)


def random_text(rng: random.Random) -> str:
    """Characters or pieces side by side."""
    length = rng.choice((3, 10, 40, 40, 200, 2000)) if rng.random() < 0.95 else rng.choice((5000, 20_000))
    count = rng.randint(0, length)
    if rng.random() < 0.5:
        return "".join(rng.choices(_PIECES, k=count // 2))[:20_000]
    if rng.random() < 0.1:
        return "".join(chr(rng.randrange(0x11000)) for _ in range(count))
    return "".join(rng.choices(rng.choice(_ALPHABETS), k=count))


# ------------------------------------------------------------------------------------------------------------------- trees

_NUMBERS = (0, 1, 1, 2, 2, 3, 4, 5, 7, 9, 10, 10, 99, 400, 1000, 999_999, 10**18, 10**39)
_FUNCTIONS = tuple(sorted(set(SPELLINGS.values()) - {"log", "max", "min"}))


def random_tree(rng: random.Random, names: Sequence[str], size: int) -> Tree:
    """A tree of about so many nodes, canonical as the reader makes them."""
    if size <= 1:
        if names and rng.random() < 0.6:
            return Symbol(rng.choice(names))
        return Constant(rng.choice(("e", "pi"))) if rng.random() < 0.1 else Number(rng.choice(_NUMBERS))

    def part(share: int) -> Tree:
        return random_tree(rng, names, share)

    match rng.randrange(9):
        case 0:
            return Negative(part(size - 1))
        case 1 | 2:
            parts = [part(size // 2), *(part(size // 4) for _ in range(rng.randint(1, 3)))]
            return Sum((*(parts[0].terms if isinstance(parts[0], Sum) else parts[:1]), *parts[1:]))
        case 3 | 4:
            parts = [part(size // 2), *(part(size // 4) for _ in range(rng.randint(1, 3)))]
            return Product((*(parts[0].factors if isinstance(parts[0], Product) else parts[:1]), *parts[1:]))
        case 5:
            return Quotient(part(size // 2), part(size // 2))
        case 6:
            return Power(part(size // 2), part(size // 2))
        case 7 if rng.random() < 0.2:
            return Apply(rng.choice(("log", "max", "min")), (part(size // 2), part(size // 2)))
        case _:
            return Apply(rng.choice(_FUNCTIONS), (part(size - 1),))


def printed(rng: random.Random, tree: Tree) -> str:
    """The tree as a text, in one of the ways that are read."""
    if rng.random() < 0.2:
        return latex(tree, rng.choice(("en", "ru")))
    return linear(tree, rng.choice(("en", "ru")), unicode=rng.random() < 0.5)


def grammatical(rng: random.Random, target: Target) -> str:
    """A text that is read, for this target."""
    names = names_of(target.answer)
    size = rng.choice((3, 8, 20, 60, 300))
    match target.answer:
        case MatrixAnswer(rows):
            height, width = (len(rows), len(rows[0])) if rng.random() < 0.7 else (rng.randint(1, 5), rng.randint(1, 5))
            most = max(1, min(size, 400 // (height * width)))
            return linear_matrix([[random_tree(rng, names, rng.randint(1, most)) for _ in range(width)] for _ in range(height)])
        case MatrixFormulaAnswer():
            return printed(rng, _with_transposes(rng, random_tree(rng, names, size)))
        case NumberAnswer() | FormulaAnswer():
            return printed(rng, random_tree(rng, names, size))
        case _:
            return " ".join(rng.choices("abcdefабвг1234567890 ,;.", k=rng.randint(0, 12)))


def _with_transposes(rng: random.Random, tree: Tree) -> Tree:
    parts = tuple(_with_transposes(rng, part) for part in children(tree))
    changed = with_children(tree, parts)
    return Transpose(changed) if rng.random() < 0.2 and isinstance(changed, Symbol) else changed


# --------------------------------------------------------------------------------------------------------------- mutations


def mutated(rng: random.Random, text: str) -> str:
    """A text with a few places changed."""
    for _ in range(rng.randint(1, 4)):
        start, end = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
        end = min(end, start + rng.choice((1, 1, 3, 10, 1000)))
        match rng.randrange(6):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:start] + rng.choice(_PIECES) + text[start:]
            case 2:
                text = text[:end] + text[start:end] * rng.choice((1, 2, 10, 300)) + text[end:]
            case 3:
                text = text[:start] + rng.choice(corpus())["answer"] + text[end:]
            case 4:
                text = text[:start] + rng.choice(_PIECES) + text[end:]
            case _:
                text = text[:start] + "(" + text[start:end] + ")" + rng.choice(("", "^2", "^-1", "/0", "!", "'")) + text[end:]
        text = text[:20_000]
    return text


_HEAVY = (
    *(
        "sin(1)",
        "tg(x)",
        "9^9^9^9",
        "e^.5^.5",
        "cos(10^30x)",
        "(1+1/10^390)^(10^390)",
        "(10^20-10^20)",
        "√2",
        "log_7(3)",
        "x^x^x",
    ),
    *(
        "cos(9^99)",
        "1/0",
        "10^400",
        "2^99999",
        "arcctg(10^9)",
        "max(x,1)",
        "σ(x)",
        "1.000001^(10^12)",
        "x/x",
        "(x-x)",
        "∛x",
        "1/999983",
    ),
)
_AROUND = (
    "cos({})",
    "√({})",
    "e^({})",
    "1/({})",
    "({})^9",
    "({}+10^60-10^60)",
    "|{}|",
    "({})",
    "-{}",
    "max({},1)",
    "log_({})(2)",
)


_FILLERS = (
    *(" ", "\t", "\n", "\xa0", "\u200b", "~", "1", "0", "x", "a", "_", "-", "+", ".", ",", ";", "|", "│", "&", "\\"),
    *("'", "=", "*", "/", "^", "(", ")", "[", "]", "{", "}", "()", "[]", "{}", "1 ", "1,", "1;", "1.", "x ", "a."),
    *("1e", "(1) ", "[1]", "1\n", "| ", " |", "\\\\", "\\[", "d/", "ds", "x_", "x^", "e^", "sin", "sin ", "log_"),
    *("1/", "{,}", "&lt;", "---\n", "|1 2|\n", "$", "np.", "array(", "row 1: ", "=1 ", " - ", "½"),
)  # fmt: skip


def runs(rng: random.Random, target: Target) -> str:
    """One character or two again and again between other pieces: what makes a careless pattern try everything."""
    left = 7900 if isinstance(target.answer, MatrixAnswer) else 3900
    text = rng.choice(("", rng.choice(_PIECES), rng.choice(_FILLERS), written(target.answer) or ""))
    for _ in range(rng.choice((1, 1, 2, 3))):
        filler = rng.choice(_FILLERS)
        text += filler * rng.randint(0, max(0, (left - len(text)) // len(filler)))
        text += rng.choice(("", rng.choice(_PIECES), rng.choice(_FILLERS), "1 2; 3 4", "[1 2]"))
    return text


def heavy(rng: random.Random, target: Target) -> str:
    """As much work as fits into a text: one piece many times, inside of itself, or in every cell."""
    piece = rng.choice(_HEAVY) if rng.random() < 0.8 else grammatical(rng, target)
    names = names_of(target.answer)
    piece = piece.replace("x", names[0] if names else "7").replace("ma7", "max")
    if isinstance(target.answer, MatrixAnswer):
        shape = (len(target.answer.rows), len(target.answer.rows[0])) if rng.random() < 0.5 else (20, 20)
        return "; ".join([" ".join([piece] * shape[1])] * shape[0])
    if rng.random() < 0.4:
        for _ in range(rng.randint(1, 90)):
            around = rng.choice(_AROUND).format(piece)
            if len(around) > 2000:
                break
            piece = around
        return piece
    joiner = rng.choice(("+", "-", "*", "/", "^", " ", ""))
    return joiner.join([piece] * max(1, 2000 // (len(piece) + len(joiner))))
