"""What cannot be read: the message, the caret at its true cause, and the repair that is suggested."""

import pytest

from colloq.notation.read import Reading, ReadProblem, read_formula

SYMBOLS = ("x", "y", "t", "a")

# text, message, the characters under the caret, suggested repair
ERRORS = [
    ("", "read.empty", "", ""),
    ("   ", "read.empty", "   ", ""),
    ("\u200b", "read.empty", "\u200b", ""),
    ("$ $", "read.empty", "$ $", ""),
    ("=", "read.empty", "=", ""),
    ("Ответ:", "read.name", "Ответ", ""),
    ("lnn(x)", "read.name", "lnn", "ln"),
    ("x + sinn y", "read.name", "sinn", "sin"),
    ("xx + coss(x)", "read.name", "coss", "cos"),
    ("sqr(x)", "read.name", "sqr", "sqrt"),
    ("arctgx + arctt(x)", "read.name", "arctt", "arcth"),
    ("expp(x)", "read.name", "expp", "exp"),
    ("sigmiod(x)", "read.name", "sigmiod", "sigmoid"),
    ("q+x", "read.name", "q", ""),
    ("xq", "read.name", "q", ""),
    ("2q", "read.name", "q", ""),
    ("x + b", "read.name", "b", ""),
    ("z^2", "read.name", "z", ""),
    ("X+1", "read.name", "X", "x"),
    ("E^x", "read.name", "E", "e"),
    ("Tg x + Y", "read.name", "Y", "y"),
    ("лп x", "read.name", "лп", "ln"),
    ("тg x", "read.name", "тg", "tg"),
    ("корень", "read.name", "корень", "sqrt"),
    ("корнь(x)", "read.name", "корнь", ""),
    ("модуль(x)", "read.name", "модуль", "abs"),
    ("синус x", "read.name", "синус", "sin"),
    ("логарифм x", "read.name", "логарифм", "ln"),
    ("в", "read.name", "в", ""),
    ("x в квадрате", "read.name", "в", ""),
    ("i*x", "read.name", "i", ""),
    ("inf", "read.name", "inf", ""),
    ("nan", "read.name", "nan", ""),
    ("lambda: x", "read.name", "lambda", ""),
    ("__import__('os').system('id')", "read.name", "__import__", ""),
    ("arcsn x", "read.name", "arcsn", "arcsin"),
    ("d/dx (x^2)", "read.name", "d/dx", ""),
    ("dy/dx", "read.name", "dy/dx", ""),
    ("\\frac{d}{dx} x^2", "read.name", "d", ""),
    ("∂y/∂x", "read.name", "∂y/∂x", ""),
    ("x_1", "read.name", "x_1", ""),
    ("x₁", "read.name", "x₁", ""),
    ("f(x)", "read.name", "f", ""),
    ("g'(x)", "read.name", "g", ""),
    ("ds3/ds2", "read.name", "ds3/ds2", ""),
    ("x + C", "read.name", "C", ""),
    ("(xy+e^(txy)^y*ln(x)", "read.bracket-open", "(", ""),
    ("(x+1", "read.bracket-open", "(", ""),
    ("sin(x+1", "read.bracket-open", "(", ""),
    ("[x", "read.bracket-open", "[", ""),
    ("{x", "read.bracket-open", "{", ""),
    ("((x)", "read.bracket-open", "(", ""),
    ("\\left(x", "read.bracket-open", "(", ""),
    ("x+1)", "read.bracket-close", ")", ""),
    ("x+1]", "read.bracket-close", "]", ""),
    ("\\frac{x}{y}}", "read.bracket-close", "}", ""),
    ("(x+1]", "read.bracket-mismatch", "]", ""),
    ("[x+1)", "read.bracket-mismatch", ")", ""),
    ("{x)", "read.bracket-mismatch", ")", ""),
    ("x)(", "read.bracket-close", ")", ""),
    ("2 3", "read.two-numbers", "2 3", ""),
    ("1 1/2", "read.two-numbers", "1 1", ""),
    ("2\\frac12", "read.two-numbers", "2\\frac", ""),
    ("3 4x", "read.two-numbers", "3 4", ""),
    ("x2", "read.number-after", "x2", "^2"),
    ("x 2", "read.number-after", "x 2", "^2"),
    ("(x+1)2", "read.number-after", ")2", "^2"),
    ("x^{2}3", "read.number-after", "}3", "^3"),
    ("e2", "read.number-after", "e2", "^2"),
    ("π2", "read.number-after", "π2", "^2"),
    ("sin(x)2", "read.number-after", ")2", "^2"),
    ("|x|2", "read.number-after", "|2", "^2"),
    ("y x2", "read.number-after", "x2", "^2"),
    ("ln^-1 x", "read.inverse", "ln^-1", ""),
    ("exp^-1(x)", "read.inverse", "exp^-1", ""),
    ("sec^-1 x", "read.inverse", "sec^-1", ""),
    ("lg^{-1}x", "read.inverse", "lg^{-1}", ""),
    ("√2x", "read.root", "√2x", ""),
    ("√xy", "read.root", "√xy", ""),
    ("√2(x+1)", "read.root", "√2(", ""),
    ("√2π", "read.root", "√2π", ""),
    ("sin", "read.function", "sin", ""),
    ("sin*x", "read.function", "sin", ""),
    ("x sin", "read.function", "sin", ""),
    ("exp^x", "read.function", "exp", ""),
    ("ln + 1", "read.function", "ln", ""),
    ("√", "read.function", "√", ""),
    ("\\sqrt", "read.function", "\\sqrt", ""),
    ("2√", "read.function", "√", ""),
    ("max", "read.function", "max", ""),
    ("log_2", "read.function", "log", ""),
    ("(sin)", "read.function", "sin", ""),
    ("sin()", "read.operand", ")", ""),
    ("()", "read.operand", ")", ""),
    ("max()", "read.operand", ")", ""),
    ("max(x)", "read.arguments", "max", ""),
    ("sin(x,y)", "read.arguments", "sin", ""),
    ("sqrt(x,3)", "read.arguments", "sqrt", ""),
    ("log(x,2,3)", "read.arguments", "log", ""),
    ("pow(x)", "read.arguments", "pow", ""),
    ("pow(x,2,3)", "read.arguments", "pow", ""),
    ("x+", "read.end", "+", ""),
    ("x-", "read.end", "-", ""),
    ("x*", "read.end", "*", ""),
    ("x/", "read.end", "/", ""),
    ("x^", "read.end", "^", ""),
    ("(x+)", "read.operand", ")", ""),
    ("sin(x)+", "read.end", "+", ""),
    ("x^-", "read.end", "-", ""),
    ("2*", "read.end", "*", ""),
    ("x⁻½", "read.end", "⁻", ""),
    ("\\frac{x}{}", "read.operand", "}", ""),
    ("*x", "read.operand", "*", ""),
    ("/x", "read.operand", "/", ""),
    ("^2", "read.operand", "^", ""),
    ("x+*y", "read.operand", "*", ""),
    ("x*/y", "read.operand", "/", ""),
    ("x**", "read.end", "**", ""),
    ("x^^2", "read.operand", "^", ""),
    ("x//y", "read.operand", "/", ""),
    ("+", "read.end", "+", ""),
    ("(*x)", "read.operand", "*", ""),
    ("x,y", "read.comma", ",", ""),
    ("x;y", "read.comma", ";", ""),
    ("1,2,3", "read.comma", ",", ""),
    ("(x,y)", "read.comma", ",", ""),
    ("sin x, cos x", "read.comma", ",", ""),
    ("0,5,5x", "read.comma", ",", ""),
    ("x,,y", "read.comma", ",", ""),
    ("|x", "read.bar", "|", ""),
    ("x|", "read.bar", "|", ""),
    ("||x", "read.bar", "|", ""),
    ("|x|y|", "read.bar", "|", ""),
    ("2|x+1", "read.bar", "|", ""),
    ("(|x)", "read.bar", "|", ""),
    ("x'", "read.prime", "'", ""),
    ("f'", "read.name", "f", ""),
    ("x''", "read.prime", "'", ""),
    ("sin' x", "read.function", "sin", ""),
    ("x = y + 1", "read.equals", "=", ""),
    ("12 = 5", "read.equals", "=", ""),
    ("sin x = 5", "read.equals", "=", ""),
    ("x == y", "read.equals", "=", ""),
    ("x := 5", "read.equals", "=", ""),
    ("x = y = 2", "read.equals", "=", ""),
    ("y = 2x", "read.equals", "=", ""),
    ("5%", "read.character", "%", ""),
    ("x!", "read.character", "!", ""),
    ("sin 60°", "read.degrees", "°", ""),
    ("∞", "read.character", "∞", ""),
    ("x→0", "read.character", "→", ""),
    ("x±1", "read.character", "±", ""),
    ("x ≤ y", "read.character", "≤", ""),
    ("x<y", "read.character", "<", ""),
    ("x > 0", "read.character", ">", ""),
    ("x?", "read.character", "?", ""),
    ("x & y", "read.character", "&", ""),
    ("#", "read.character", "#", ""),
    ("x°", "read.degrees", "°", ""),
    ("∫x", "read.character", "∫", ""),
    ("∑x", "read.character", "∑", ""),
    ("∇x", "read.character", "∇", ""),
    ("x ∈ y", "read.character", "∈", ""),
    ("x;y;", "read.comma", ";", ""),
    ("x\\\\y", "read.command", "\\\\", ""),
    ("x\u202ey", "read.invisible", "\u202e", ""),
    ("\u202ex+1\u202c", "read.invisible", "\u202e", ""),
    ("\u202bx-1\u202c", "read.invisible", "\u202b", ""),
    ("\u2067x-1\u2069", "read.invisible", "\u2067", ""),
    ("x \u200f- 1", "read.invisible", "\u200f", ""),
    ("x\x00", "read.invisible", "\x00", ""),
    ("\ue000", "read.invisible", "\ue000", ""),
    ("\\begin x", "read.command", "\\begin", ""),
    ("\\int x", "read.command", "\\int", ""),
    ("\\sum x", "read.command", "\\sum", ""),
    ("\\infty", "read.command", "\\infty", ""),
    ("\\foo{x}", "read.command", "\\foo", ""),
    ("\\frac{x}", "read.command", "\\frac", ""),
    ("\\frac x", "read.command", "\\frac", ""),
    ("\\partial x", "read.command", "\\partial", ""),
    ("x \\le y", "read.command", "\\le", ""),
    ("\\lim x", "read.command", "\\lim", ""),
    ("\\", "read.character", "\\", ""),
    ("\\ref{x}", "read.command", "\\ref", ""),
    ("1" * 41, "read.number-long", "1" * 41, ""),
    ("1e999x", "read.number-long", "1e999", ""),
    (
        "0.333333333333333333333333333333333333333333333",
        "read.number-long",
        "0.333333333333333333333333333333333333333333333",
        "",
    ),
    (
        "x^99999999999999999999999999999999999999999999999999",
        "read.number-long",
        "99999999999999999999999999999999999999999999999999",
        "",
    ),
]


@pytest.mark.parametrize(("text", "key", "marked", "suggestion"), ERRORS)
def test_error_points_at_its_cause(text, key, marked, suggestion):
    problem = read_formula(text, SYMBOLS)
    assert isinstance(problem, ReadProblem), problem
    start, end = problem.span
    assert (problem.key, text[start:end], problem.suggestion) == (key, marked, suggestion)


# the same where something was taken out or passed over before the place
PLACES = [
    ("x\u200b + \u200bq", "read.name", "q"),
    ("x &times; q", "read.name", "q"),
    ("x &lt; y", "read.character", "&lt;"),
    ("x<sup>2", "read.bracket-open", "<sup>"),
    ("0.666... + q", "read.name", "q"),
    ("Ответ: f'(x) = 2x + q", "read.name", "q"),
    ("  $2x + q$", "read.name", "q"),
    ("(x\u200b+1", "read.bracket-open", "("),
    ("x\\^2 + q", "read.name", "q"),
    ("ln\u200bn x", "read.name", "ln\u200bn"),
]


@pytest.mark.parametrize(("text", "key", "marked"), PLACES)
def test_error_points_into_the_text_as_it_was_typed(text, key, marked):
    problem = read_formula(text, SYMBOLS)
    assert isinstance(problem, ReadProblem), problem
    assert (problem.key, text[slice(*problem.span)]) == (key, marked)


MATRIX_FORMULA_ERRORS = [
    ("T", "read.name", "T", ""),
    ("X T", "read.name", "T", ""),
    ("XT", "read.name", "T", ""),
    ("X^T^", "read.end", "^", ""),
    ("X⊙dZ", "read.by-entry", "⊙", ""),
    ("X∘dZ", "read.by-entry", "∘", ""),
    ("X.foo", "read.character", ".", ""),
    ("X'dZ'Y", "read.name", "Y", ""),
    ("2 3 X", "read.two-numbers", "2 3", ""),
    ("transpose(X, dZ)", "read.arguments", "transpose", ""),
    ("dot(X)", "read.arguments", "dot", ""),
    ("sum(X)", "read.name", "sum", ""),
    ("X^T dz", "read.name", "dz", ""),
    ("X^T dW", "read.name", "dW", ""),
]


@pytest.mark.parametrize(("text", "key", "marked", "suggestion"), MATRIX_FORMULA_ERRORS)
def test_error_in_a_formula_of_matrices(text, key, marked, suggestion):
    problem = read_formula(text, ("X", "dZ"), matrices=True)
    assert isinstance(problem, ReadProblem), problem
    assert (problem.key, text[slice(*problem.span)], problem.suggestion) == (key, marked, suggestion)
    assert "T" not in problem.values.get("known", "")


def test_unread_text_is_refused_by_its_size():
    assert read_formula("x+" * 1500 + "x", SYMBOLS).key == "read.too-long"
    assert read_formula("(" * 150 + "x" + ")" * 150, SYMBOLS).key == "read.too-deep"
    assert read_formula("x^" * 200 + "x", SYMBOLS).key == "read.too-deep"
    assert read_formula("-" * 200 + "x", SYMBOLS).key == "read.too-deep"
    assert read_formula("x/" * 400 + "x", SYMBOLS).key == "read.too-deep"
    assert read_formula("√" * 200 + "x", SYMBOLS).key == "read.too-deep"
    assert read_formula("+".join("x" * 990), SYMBOLS) == read_formula("+".join("x" * 990), SYMBOLS)
    assert isinstance(read_formula("+".join("x" * 990), SYMBOLS), Reading)
