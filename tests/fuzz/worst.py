"""The answers that ask for the most work, as far as anybody has thought of them: each has to get its verdict in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fuzz.targets import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

_REAL = {"x": "real"}
_RNN = {
    **{f"ds{j}/ds{j - 1}": "real" for j in range(1, 9)},
    **{f"ds{j}/dW*": "real" for j in range(1, 9)},
    **{f"ds{j}/dW": "real" for j in range(1, 9)},
}


def filled(piece: str, joiner: str, length: int = 2000, most: int = 999) -> str:
    """The piece as often as it fits."""
    return joiner.join([piece] * min(most, max(1, (length + len(joiner)) // (len(piece) + len(joiner)))))


def grid(piece: str, rows: int = 20, columns: int = 20) -> str:
    """The piece in every cell."""
    return "; ".join([" ".join([piece] * columns)] * rows)


_NUMBERS = (
    *(filled(piece, "*") for piece in ("tg(2^.5)", "e^.5", "ln(3)", "1.1^(10^9)", "th(1.5)", "arcctg(1)", "∛2", "log_7(3)")),
    *(filled(piece, "+") for piece in ("sin(1)", "cos(9^99)", "e^-1.5", "1/999983", "asin(.5)", "1/2sin(1)", "√2", "|sin(1)|")),
    *(filled(piece, "/") for piece in ("9^9^9", "1/7", "th(1)")),
    *(
        f"sin(1)*{filled(piece, '*', 1900)}"
        for piece in ("2^.5", "∛2", "log_7(3)", "(1+1/10^390)^(10^390)", "10^-300", "2^99999")
    ),
    *(f"0.5sin(1)*{filled(piece, '*', 1900)}" for piece in ("2^99999", "10^-300", "e^(-99999)")),
    *(
        "cos(" * 95 + "1" + ")" * 95,
        filled("2^.5", "^", 600),
        "sin(1)^" + "(" * 90 + "1.5" + ")" * 90,
        "sin(1)+e^(e^(e^(e^(-5))))",
    ),
    *("e^" * 60 + "1", "√" * 95 + "(2^100001)", "2^(1/" * 40 + "3" + ")" * 40, "-" * 99 + "sin(1)", "10^400-10^400+sin(1)"),
    "10^400*sin(1)-10^400*sin(1)",
)
_FORMULAS = (
    *(
        filled(piece, "+")
        for piece in ("sin(9^999)", "cos(10^30x)", "x^x^x^x", "max(x,10^400)-10^400", "e^e^x-e^e^x", "relu(x)-relu(x)")
    ),
    *(
        filled(piece, "*")
        for piece in ("(1+10^-39)^(10^39x)", "(1+1/10^390)^(10^390)", "1.000000001^(10^12x)", "x/x", "(x^.5)^2")
    ),
    *(
        f"10^60-10^60+{filled(piece, '*', 1900)}"
        for piece in ("tg(x)", "σ(x)", "x^x", "x^.5", "ln(x)", "acoth(2)", "x^(1/3)", "1/x")
    ),
    *(f"10^60+x-10^60+{filled(piece, '-', 1900)}" for piece in ("0sin(x)", "0tg(10^20x)", "0x^x", "(sin(x)-sin(x))")),
    *(
        "cos(" * 90 + "10^30x" + ")" * 90,
        "e^" * 60 + "x",
        "x+" + filled("(10^20-10^20)", "+", 1900),
        "x+" + filled("x^10^9", "-", 1900),
    ),
    *(
        "x^(2" + ("*(" + filled("999999", "*", 50, 7) + ")") * 7 + ")",
        "(x+10^60-10^60)^(" + filled("(1/999983+1/999979)", "*", 1900, 8) + ")",
    ),
    *("arcctg(10^9x)" + "*10^400/10^400" * 100, filled("lg(10^20x)", "-"), filled("arsh(10^50x)", "+", 1900) + "-10^60+10^60"),
    *(
        "10^400x-10^400x+" * 80 + "x",
        "max(" * 495 + "x",
        r"\partial" + " " * 1900 + "x",
        "x" + "'" * 1900,
        "(" * 99 + "x" + ")" * 99,
    ),
    *(
        "sin(" * 99 + "x" + ")" * 99,
        "sin(1+" * 98 + "x" + ")" * 98,
        "max(1," * 98 + "x" + ")" * 98,
        "|" * 998 + "x",
        "√" * 99 + "x",
    ),
)
_CELLS = (
    *("sin(1)", "9^9^9^9", "e^.5^.5^.5", "cos(cos(cos(1)))", "√2", "10^400", "0.333", "tg(2)^.5", "cos(9^99)", "1/0", "9^.5"),
    *("10^99-10^99", "arcctg(10^9)", "√2-√2", "5.5", "1/3", "(1-10^-40)"),
)
_SYMBOL_CELLS = ("x^x^x^9^9", "10^99x-10^99x", "x-x+10^400", "tg(2)^.5", "1/0", "cos(9^99)", "relu(x)", "(√x)^2", "x+10^20-10^20")
_MATRICES = (
    *("1" + " " * 7000 + "|", "-" * 7900, ("-" * 50 + "\n") * 150, "1," * 3900, "1,1,1;" * 1300, "(((1 2)" * 1000, "│ " * 3900),
    *(
        "] " * 3900,
        "]" + " " * 7000 + "[",
        "[" * 3900 + "]" * 3900,
        "=".join(["A" * 15] * 400),
        "np.array(" + ", dtype=" * 900 + ")",
    ),
    *(
        " ".join(["max(" * 490] * 4),
        " ".join(["1"] * 19 + [filled("sin(1)", "+", 1900)]) + "; " + grid("1", 19),
        grid("1", 1, 400),
    ),
    *(grid("1", 400, 1), filled("cos(9^99)", "+", 1900) + " 1; 1 1", "; ".join([" ".join(["sin(1)"] * 19 + ["1"])] * 20)),
)


def _cases() -> Iterator[Case]:
    for text in _NUMBERS:
        for expected in ("sin(1)", "0.123", "√2/5"):
            yield Case("worst", "number", expected, None, text)
    for text in _FORMULAS:
        for expected in ("x", "relu(x)", "0"):
            yield Case("worst", "formula", expected, _REAL, text)
    for expected in (grid("1"), grid("sin(1)"), grid("√2"), grid("sin(1)", 6, 6), "1 2; 3 4"):
        for cell in _CELLS:
            yield Case("worst", "matrix", expected, None, grid(cell))
        for text in _MATRICES:
            yield Case("worst", "matrix", expected, None, text)
    for expected in (grid("x"), grid("relu(x)"), "x 1; 0 x^2"):
        for cell in _SYMBOL_CELLS:
            yield Case("worst", "matrix", expected, _REAL, grid(cell))
    for shape in ("3x3", "99x99"):
        for text in (
            *(filled(piece, "*") for piece in ("A", "A^9", "B'", "(A+B)")),
            *(filled(piece, "+") for piece in ("A", "A'", "A^999", "A*B")),
            *(
                "(" * 20 + "A" + "^9)" * 20,
                "A B" + "'" * 1900,
                "A*B^9^9^9",
                "A*B/0",
                "A*B*10^400/10^400",
                "A*B*" + filled("√2", "*", 1900),
            ),
        ):
            yield Case("worst", "matrix-formula", "A*B", {"A": shape, "B": shape}, text)
    for text in (
        r"\frac{\partial" + " " * 1900 + "s",
        "(" + " " * 1900 + "s",
        "(ds" * 600,
        "d/" * 900,
        "(ds3/ds2)" * 200,
        "∂s_3/∂s_2" * 200,
    ):
        yield Case("worst", "formula", "ds3/ds2*ds2/dW*", _RNN, text)


CASES = tuple(_cases())
