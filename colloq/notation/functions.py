"""The functions of the answer language: canonical names, and how each is spelt in either language and in LaTeX."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """A function: `english` and `russian` are the spellings it is printed in; `others` are read as well."""

    name: str
    english: str
    russian: str
    latex: str
    others: tuple[str, ...] = ()
    most_arguments: int = 1


_TABLE = (
    Function("sin", "sin", "sin", r"\sin"),
    Function("cos", "cos", "cos", r"\cos"),
    Function("tan", "tan", "tg", r"\tan"),
    Function("cot", "cot", "ctg", r"\cot", ("cotg", "cotan")),
    Function("sec", "sec", "sec", r"\sec"),
    Function("csc", "csc", "cosec", r"\csc"),
    Function("asin", "arcsin", "arcsin", r"\arcsin", ("asin",)),
    Function("acos", "arccos", "arccos", r"\arccos", ("acos",)),
    Function("atan", "arctan", "arctg", r"\arctan", ("atan",)),
    Function("acot", "arccot", "arcctg", r"\operatorname{arccot}", ("acot",)),
    Function("sinh", "sinh", "sh", r"\sinh"),
    Function("cosh", "cosh", "ch", r"\cosh"),
    Function("tanh", "tanh", "th", r"\tanh", ("tgh",)),
    Function("coth", "coth", "cth", r"\coth", ("ctgh", "cotanh")),
    Function("sech", "sech", "sech", r"\operatorname{sech}"),
    Function("csch", "csch", "csch", r"\operatorname{csch}"),
    Function("asinh", "arsinh", "arsh", r"\operatorname{arsinh}", ("asinh", "arcsinh", "arcsh")),
    Function("acosh", "arcosh", "arch", r"\operatorname{arcosh}", ("acosh", "arccosh", "arcch")),
    Function("atanh", "artanh", "arth", r"\operatorname{artanh}", ("atanh", "arctanh")),
    Function("acoth", "arcoth", "arcth", r"\operatorname{arcoth}", ("acoth", "arccoth", "arccth")),
    Function("ln", "ln", "ln", r"\ln"),
    Function("lg", "lg", "lg", r"\lg"),
    Function("log", "log", "log", r"\log", (), 2),
    Function("exp", "exp", "exp", r"\exp"),
    Function("sqrt", "sqrt", "sqrt", r"\sqrt"),
    Function("cbrt", "cbrt", "cbrt", r"\sqrt[3]"),
    Function("abs", "abs", "abs", r"\left|"),
    Function("sigmoid", "sigmoid", "sigmoid", r"\operatorname{sigmoid}", ("sigma", "σ", "expit", "logistic")),
    Function("relu", "relu", "relu", r"\operatorname{ReLU}", ("ReLU", "Relu", "RELU")),
    Function("sign", "sign", "sign", r"\operatorname{sign}", ("sgn",)),
    Function("max", "max", "max", r"\max", (), 99),
    Function("min", "min", "min", r"\min", (), 99),
)

FUNCTIONS: dict[str, Function] = {function.name: function for function in _TABLE}

SPELLINGS: dict[str, str] = {
    spelling: function.name
    for function in _TABLE
    for spelling in (function.name, function.english, function.russian, *function.others)
}
"""Every spelling that is read, to the canonical name."""

CALLS: dict[str, str] = {"pow": "pow", "power": "pow"}
"""Functions that are written out as signs, pow(x, 2) as x^2: every spelling, to the name. They need their brackets."""

MATRIX_CALLS: dict[str, str] = {"transpose": "transpose", "dot": "dot", "matmul": "dot", "mm": "dot"}
"""The same where the letters are matrices."""
