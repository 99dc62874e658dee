"""Texts for the reader and the grader that nobody would type, and some that somebody would: drawn from a seeded generator.

A case is plain data, so that it can be handed to another process, written down and judged again. `must` says what is known of
its verdict beforehand: "not-right" where a part has no value or a factor is wrong, "not-wrong" where it is the right answer in
another form, "" where any verdict will do.
"""

from __future__ import annotations

import functools
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from colloq.catalog.family import family, family_names
from colloq.catalog.problem import draw
from colloq.grading.number import exact
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
from colloq.practice.tasks import from_json

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

    from colloq.model import Answer
    from colloq.notation.tree import Tree

CORPUS = Path(__file__).parent.parent / "grading"


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to try: an answer to an expected text, answers to the parts of a problem, or parameters of a family."""

    made: str
    kind: str = ""
    expected: str = ""
    symbols: Mapping[str, str] | None = None
    text: str = ""
    must: str = ""
    problem: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    family: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> str:
        """One line that `from_line` reads back; lone surrogates and all."""
        return json.dumps({name: value for name, value in asdict(self).items() if value not in ("", None, {})})

    def row(self) -> dict[str, Any]:
        """In the form of the corpus and of `colloq grade`."""
        return {"kind": self.kind, "expected": self.expected, "symbols": self.symbols, "answer": self.text}


def from_line(line: str) -> Case:
    """A case that was written down."""
    return Case(**json.loads(line))


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked: the right answer, as a text and read."""

    kind: str
    expected: str
    symbols: Mapping[str, str] | None
    answer: Answer

    def case(self, made: str, text: str, must: str = "") -> Case:
        """An answer to it."""
        return Case(made, self.kind, self.expected, self.symbols, text, must)


@functools.cache
def corpus() -> tuple[dict[str, Any], ...]:
    """All rows of the corpus."""
    lines = (line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(row for row in map(json.loads, lines) if "kind" in row)


_LARGE = "; ".join(["x y x*y 1 0"] * 5)
_FURTHER = (
    ("matrix", "x x^2; relu(x) 1/x", {"x": "real"}),
    ("matrix", _LARGE, {"x": "positive", "y": "real"}),
    ("matrix", "; ".join([" ".join(["1"] * 20)] * 20), None),
    ("matrix", "√2 sin(1); e 1/3", None),
    ("matrix-formula", "A*B+C", {"A": "99x98", "B": "98x97", "C": "99x97"}),
    ("matrix-formula", "x^T*dz/n", {"x": "5x3", "dz": "5x2", "n": "1x1"}),
    ("formula", "ds3/ds2*ds2/dW*+ds3/dW*", dict.fromkeys(("ds3/ds2", "ds2/dW*", "ds3/dW*", "ds2/dW"), "real")),
    ("number", "tg(1)", None),
    ("number", "1000", None),
)


@functools.cache
def targets() -> tuple[Target, ...]:
    """The different right answers of the corpus, and some more."""
    asked = {
        (row["kind"], row["expected"], json.dumps(row.get("symbols"))): row.get("symbols")
        for row in corpus()
        if "expected" in row
    }
    asked |= {(kind, expected, json.dumps(symbols)): symbols for kind, expected, symbols in _FURTHER}
    found = []
    for (kind, expected, _), symbols in asked.items():
        answer = from_json({"kind": kind, "expected": expected, "symbols": symbols, "answer": ""}).expected
        assert answer is not None
        found.append(Target(kind, expected, symbols, answer))
    return tuple(found)


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


def names_of(answer: Answer) -> tuple[str, ...]:
    """The symbols of an answer."""
    match answer:
        case FormulaAnswer(symbols=symbols) | MatrixAnswer(symbols=symbols):
            return tuple(symbols)
        case MatrixFormulaAnswer(shapes=shapes):
            return tuple(shapes)
        case _:
            return ()


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


# ------------------------------------------------------------------------------------------------- what is known beforehand

_POISON = (
    "1/0",
    "0/0",
    "0^0",
    "0^(-1)",
    "ln(0)",
    "ln(-2)",
    "√(-1)",
    "arcsin(2)",
    "log_1(2)",
    "arch(0)",
    "arth(1)",
    "(-1)^(1/2)",
    "ctg(0)",
)
_CARRIED = (
    "{}+{poison}",
    "({})*({poison})",
    "({})+0*({poison})",
    "max({},{poison})",
    "({})^(1+0*({poison}))",
    "({})/({poison})",
    "|{}|+{poison}-({poison})",
)
_SAME = (
    *("({})*1", "({})+0", "({})^1", "-(-({}))", "2*({})/2", "({})*10^30/10^30", "({})+10^20-10^20", "({})*10^400/10^400"),
    *("({})*(sin(3)^2+cos(3)^2)", "({})+√2-√2", "({})*√2*√2/2", "(({})+1)-1", "({})/1", "({}) + 9^9 - 9^9", "({})*e^0"),
)  # fmt: skip
_OTHER = ("({})*(1+10^-{k})", "({})-({})/10^{k}", "-({})*(1-10^-{k})", "({})/(1+10^-{k})")


def known(rng: random.Random, target: Target) -> Case | None:
    """An answer whose verdict is known beforehand; None where the right answer may be 0 or is no formula."""
    right = written(target.answer)
    tree = target.answer.value if isinstance(target.answer, NumberAnswer) else getattr(target.answer, "tree", None)
    if right is None or tree is None or tree == Number(0):
        return None
    if isinstance(target.answer, NumberAnswer) and (value := exact(tree)) is not None:
        right = str(value)  # a typed decimal has a tolerance, and what differs within it is right
    if isinstance(target.answer, MatrixFormulaAnswer):
        if rng.random() < 0.5:
            return target.case("known", f"2*({right})/2", "not-wrong")
        return target.case(
            "known", rng.choice(_OTHER[:3]).replace("{k}", str(rng.randint(1, 30))).replace("{}", right), "not-right"
        )
    match rng.randrange(3):
        case 0:
            return target.case("known", rng.choice(_CARRIED).format(right, poison=rng.choice(_POISON)), "not-right")
        case 1:
            return target.case("known", rng.choice(_SAME).format(right), "not-wrong")
        case _:
            power = str(rng.randint(1, 30 if isinstance(target.answer, NumberAnswer) else 7))
            return target.case("known", rng.choice(_OTHER).replace("{k}", power).replace("{}", right), "not-right")


# ------------------------------------------------------------------------------------------- parts of problems, parameters


def problem_case(rng: random.Random) -> Case:
    """Answers to all parts of a problem, some of them right, some wrong ones among those that the family names."""
    name = rng.choice(family_names())
    problem = draw(name, rng.choice(family(name).LEVELS), rng.randrange(300))
    answers = {}
    for part in problem.parts:
        texts = [written(part.answer) or "", *(written(slip.answer) or "" for slip in problem.mistakes if slip.part == part.name)]
        text = rng.choice(texts)
        answers[part.name] = rng.choice((text, text, mutated(rng, text), mutated(rng, text), random_text(rng)))
    return Case("problem", problem=problem.id, answers=answers)


_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        3,
        10**6,
        10**30,
        0.5,
        1e308,
        float("nan"),
        float("inf"),
        "",
        "0",
        "1",
        "-3",
        "1/2",
        "x",
        "x^2",
    ),
    *(
        "1 2; 3 4",
        [],
        {},
        [[]],
        [[1]],
        [[1, 2], [3]],
        [[1, "a"]],
        {"a": 1},
        "9^9^9^9",
        "1e400",
        "sin(x)",
        "1/0",
        "tanh",
        "full",
        " ",
    ),
    *(
        [[None]],
        [[[1]]],
        "2x3",
        "1 2|3 4",
        "|",
        ";",
        "same",
        "valid",
        "he",
        "k",
        "f'(x)",
        "x*y",
        "\x00",
        "\ud800",
        "0" * 3000,
        "(" * 500,
    ),
)


def parameter_case(rng: random.Random) -> Case:
    """Parameters of a family: those of a problem, some of them changed, left out or added, as JSON or as text."""
    name = rng.choice(family_names())
    fields = dict(draw(name, rng.choice(family(name).LEVELS), rng.randrange(50)).params_json())
    for _ in range(rng.randint(1, 3)):
        field_name = rng.choice([*fields, "x", ""]) if rng.random() < 0.95 else random_text(rng)[:20]
        match rng.randrange(5):
            case 0:
                fields.pop(field_name, None)
            case 1:
                fields[field_name] = random_text(rng)[:3000]
            case 2 if isinstance(fields.get(field_name), str):
                fields[field_name] = mutated(rng, fields[field_name])
            case _:
                fields[field_name] = _changed(rng, fields.get(field_name))
    if rng.random() < 0.4:  # as `--set name=value` gives them
        fields = {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields.items()}
    return Case("parameters", family=name, fields=fields)


def _changed(rng: random.Random, value: Any) -> Any:
    if isinstance(value, list) and value and rng.random() < 0.7:
        place = rng.randrange(len(value))
        changed = _changed(rng, value[place])
        return rng.choice(
            ([*value[:place], changed, *value[place + 1 :]], value[:place], [*value, changed], value * rng.choice((2, 50)))
        )
    if isinstance(value, int) and not isinstance(value, bool) and rng.random() < 0.5:
        return value + rng.choice((-1, 1, 100, -100))
    return rng.choice(_VALUES)


# ---------------------------------------------------------------------------------------------------------------- all kinds


def _plain(made: str, text_of: Callable[[random.Random, Target], str]) -> Callable[[random.Random], Case]:
    def make(rng: random.Random) -> Case:
        target = rng.choice(targets())
        return target.case(made, text_of(rng, target))

    return make


def _corpus_case(rng: random.Random) -> Case:
    row = rng.choice(corpus())
    case = Case("mutation", row["kind"], row.get("expected", ""), row.get("symbols"), mutated(rng, row["answer"]))
    if rng.random() < 0.2:
        target = rng.choice(targets())
        case = replace(case, kind=target.kind, expected=target.expected, symbols=target.symbols)
    return case


def _known_case(rng: random.Random) -> Case:
    while (case := known(rng, rng.choice(targets()))) is None:
        pass
    return case


MAKERS: dict[str, tuple[int, Callable[[random.Random], Case]]] = {
    "random": (20, _plain("random", lambda rng, _: random_text(rng))),
    "grammar": (25, _plain("grammar", grammatical)),
    "mutation": (30, _corpus_case),
    "heavy": (3, _plain("heavy", heavy)),
    "runs": (8, _plain("runs", runs)),
    "known": (12, _known_case),
    "problem": (4, problem_case),
    "parameters": (6, parameter_case),
}
"""By name: how often, and the maker."""


def draw_case(rng: random.Random) -> Case:
    """One case."""
    (name,) = rng.choices([*MAKERS], [weight for weight, _ in MAKERS.values()])
    return MAKERS[name][1](rng)
