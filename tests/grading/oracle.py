"""The truth about rows of the corpus, by a way that shares nothing with the program.

A typed text becomes a SymPy expression (by plain replacements and SymPy's own parser) and that a number at random points of the domain,
with 50 digits, by mpmath. What the replacements below do not know, the row spells out in Python, as `means`.
"""

import functools
import random
import re
import unicodedata

import mpmath
import sympy
from sympy.parsing import sympy_parser as sp

DIGITS = 50
POINTS = 36
SIZES = ((0.02, 0.3), (0.2, 1.5), (0.2, 3.5), (1.5, 12))

_RAISED = {ord(character): plain for character, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˣʸᵗⁿᵃ", "0123456789+-()xytna", strict=True)}
_LOWERED = {ord(character): plain for character, plain in zip("₀₁₂₃₄₅₆₇₈₉ₜ", "0123456789t", strict=True)}
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "·": "*", "×": "*", "∙": "*", "⋅": "*", "•": "*", "÷": "/", ":": "/", "’": "'", "′": "'",
                        "π": " pi ", "х": "x", "у": "y", "с": "c", "о": "o", "е": "e", "а": "a", "р": "p"})  # fmt: skip
_GREEK = {
    "α": "alpha",
    "β": "beta",
    "λ": "lambda",
    "η": "eta",
    "θ": "theta",
    "γ": "gamma",
    "μ": "mu",
    "τ": "tau",
    "ω": "omega",
    "ε": "epsilon",
}
_NAMES = {
    "tg": "tan", "ctg": "cot", "cotg": "cot", "arctg": "atan", "arcctg": "arccot", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
    "cosec": "csc", "sh": "sinh", "ch": "cosh", "th": "tanh", "cth": "coth", "arsh": "asinh", "arcsh": "asinh", "arsinh": "asinh", "arch": "acosh",
    "arcosh": "acosh", "arth": "atanh", "artanh": "atanh", "arcoth": "acoth", "arcth": "acoth", "ln": "log", "abs": "Abs", "sgn": "sign", "sigma": "sigmoid",
    "ReLU": "relu", "cbrt": "cuberoot", "exp": "exp",
}  # fmt: skip
_FUNCTIONS = {
    name: getattr(sympy, name)
    for name in ["sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh", "acoth", "log", "exp", "sqrt", "Abs", "sign"]
} | {
    "max": sympy.Max, "min": sympy.Min, "relu": lambda a: sympy.Max(a, 0), "sigmoid": lambda a: 1 / (1 + sympy.exp(-a)),
    "lg": lambda a: sympy.log(a) / sympy.log(10), "cuberoot": lambda a: sympy.sign(a) * sympy.Abs(a) ** sympy.Rational(1, 3),
    "arccot": lambda a: sympy.pi / 2 - sympy.atan(a), "logb": lambda base, a: sympy.log(a) / sympy.log(base),
}  # fmt: skip
_KEPT = {  # SymPy makes x of exp(log(x)) and forgets where that has a value
    "sqrt_": lambda a: mpmath.sqrt(a) if a >= 0 else mpmath.nan,
    "ln_": lambda a: mpmath.log(a) if a > 0 else mpmath.nan,
}
_REAL = {"log": _KEPT["ln_"], "sqrt": _KEPT["sqrt_"], **_KEPT}
_WORDS = sorted({*_NAMES, *_FUNCTIONS}, key=len, reverse=True)
_TRANSFORMATIONS = (
    *sp.standard_transformations[:1], sp.auto_number, sp.rationalize, sp.convert_xor, sp.implicit_multiplication_application,
)  # fmt: skip


class UntranslatedError(Exception):
    """The text is beyond the replacements; the row has to say what it means."""


# ----------------------------------------------------------------------------------------------------------- text to SymPy


def expression(text, symbols, means=None):
    """The SymPy expression of a text; `means` is Python."""
    names = {name: sympy.Symbol(re.sub(r"\W", "_", name)) for name in symbols}
    if means is not None:
        return sympy.sympify(
            eval(
                means,
                {"__builtins__": {}},
                {
                    **_FUNCTIONS,
                    **dict(zip(_KEPT, map(sympy.Function, _KEPT), strict=True)),
                    "pi": sympy.pi,
                    "e": sympy.E,
                    "Rational": sympy.Rational,
                    **names,
                },
            )
        )
    try:
        source, atoms = _python(text, names)
        return sp.parse_expr(
            source,
            local_dict={**_FUNCTIONS, "e": sympy.E, "pi": sympy.pi, **atoms},
            global_dict={name: getattr(sympy, name) for name in ("Integer", "Float", "Rational", "Symbol", "Function")},
            transformations=_TRANSFORMATIONS,
        )
    except (
        SyntaxError,
        TypeError,
        ValueError,
        AttributeError,
        NameError,
        KeyError,
        sympy.SympifyError,
        IndexError,
        sp.TokenError,
    ) as error:
        raise UntranslatedError(text) from error


def _python(text, names):
    text = re.sub(r"^[^=]*=(?!=)|^\s*[≈~]", "", text) if not re.search("=.*=", text) else text
    text = re.sub(r"^\s*(Ответ|Answer)\s*:", "", text).rstrip(" $.;`").lstrip(" $`")
    text = re.sub(r"\\[\[\]()]", " ", text)
    text = re.sub(
        "[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˣʸᵗⁿᵃ]+",
        lambda found: (
            "^("
            + "*".join(re.findall(r"[+\-()]|\d+|[a-z]", found[0].translate(_RAISED)))
            .replace("-*", "-")
            .replace("*-", "-")
            .replace("*+", "+")
            .replace("+*", "+")
            + ")"
        ),
        text,
    )
    text = re.sub("[₀₁₂₃₄₅₆₇₈₉ₜ]+", lambda found: "_" + found[0].translate(_LOWERED), text).translate(_SIGNS)
    text = re.sub(r"½", "(1/2)", text)
    text = unicodedata.normalize("NFKC", text).replace("∂", "d").replace("σ", "σ" if "sigma" in names else " sigmoid ")
    for letter, name in _GREEK.items():
        text = text.replace(letter, f" {name} ")
    text = _latex(text)
    text = re.sub(r"√\s*(\d+(?:[.,]\d+)?|[a-z](?:_?\d+)?)", r" sqrt(\1) ", text).replace("√", " sqrt")
    text = text.replace("∛", " cuberoot ")
    for _ in range(3):
        text = re.sub(r"\|([^|]+)\|", r" Abs(\1)", text)
    if "|" in text or re.search(r"[^\x00-\x7f]", text):
        raise UntranslatedError(text)
    if not re.search(r"\b(max|min|log)\(", text):
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    text = text.replace(";", ",").replace("**", "^")
    text = re.sub(r"\blog_?(\d+|\([a-z]\)|[a-z](?![a-z]))\s*\(", r"logb(\1, ", text)
    return _spaced(text, names)


def _spaced(text, names):
    """Names parted from each other, so that SymPy sees them: xlnx as x ln x. Declared names become a, aa …, which it keeps whole."""
    atoms = {f"v{index}v": names[name] for index, name in enumerate(names)}
    placeholders = {name: f" v{index}v " for index, name in enumerate(names)}
    spelled = {}
    for name in names:
        for variant in {
            name,
            name.replace("_", ""),
            re.sub(r"(?<=[a-zA-Z])(\d)", r"_\1", name),
            re.sub(r"_\((\w+)\)", r"_\1", name),
        }:
            spelled[variant] = placeholders[name]
            top, _, bottom = variant.partition("/")
            if bottom:
                spelled[f"({top})/({bottom})"] = placeholders[name]
            found = re.fullmatch(r"(.*)_(\w+)", variant)
            if found:
                spelled[f"{found[1]}_({found[2]})"] = placeholders[name]
    words = {word: f" {_NAMES.get(word, word)} " for word in [*_WORDS, "logb", "pi", "e"] if word not in names} | spelled
    pattern = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    literal = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
    result = re.sub(rf"{literal}|{pattern}|[A-Za-z_]+", lambda found: words.get(found[0]) or _exact(found[0]), text)
    result = re.sub(r"([a-zA-Z]) +\(", r"\1(", result)
    return _arguments(result), atoms


def _exact(literal):
    """A decimal as a fraction; SymPy would keep 15 digits of it."""
    number = sympy.Rational(literal)
    return str(number.p) if number.q == 1 else f"({number.p}/{number.q})"


def _arguments(text):
    """Bracketless functions as the rule has it: the product up to the next sign or function."""
    functions = "|".join(sorted({*_FUNCTIONS}, key=len, reverse=True))
    unbracketed = re.compile(
        rf"\b({functions})\s*(\^\s*(?:\(\d+\)|\d+))?\s*(?![\s(^])((?:\s*-\s*)?(?:\s*(?:\d+\.?\d*|v\d+v|pi\b|e\b)(?:\s*\^\s*(?:\d+|\([^()]*\)|v\d+v))?)+)"
    )
    for _ in range(6):
        text = re.sub(rf"\b({functions})\s+((?:{functions})\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))", r"\1(\2)", text)
        text = unbracketed.sub(lambda found: f" {found[1]}({found[3]})" + (f"{found[2]}" if found[2] else " "), text)
    powers = re.compile(rf"\b({functions})\s*\^\s*(\(?\d+\)?)\s*(\((?:[^()]|\([^()]*\))*\))")
    text = powers.sub(r"(\1\3)^\2", text)
    if re.search(rf"\b({functions})\s*(?![\s(a-z])", text) or re.search(rf"\b({functions})\s+(?!\()", text):
        raise UntranslatedError(text)
    return text


def _latex(text):
    text = re.sub(r"\\(?:left|right|displaystyle|limits)(?![a-z])|\\[,;!: ]", " ", text)
    text = re.sub(r"\\partial\s*", "d", text)
    text = re.sub(r"\^?\\prime", "'", text)
    text = re.sub(r"\\(?:cdot|times)(?![a-z])", "*", text)
    text = re.sub(r"\\(?:operatorname|mathrm|text)\s*\{([A-Za-z]+)\}", r" \1 ", text)
    text = re.sub(r"\\[dt]?frac\s*(\d)\s*(\d)", r"(\1/\2)", text)
    text = re.sub(r"\\[dt]?frac\s*(\w)\s*(\w)", r"(\1/\2)", text)
    for _ in range(8):
        text = re.sub(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))", text)
        text = re.sub(r"\\sqrt\s*\[(\d+)\]\s*\{([^{}]*)\}", r"((\2)^(1/\1))", text)
        text = re.sub(r"\\sqrt\s*\{([^{}]*)\}", r" sqrt(\1)", text)
        text = re.sub(r"([\^_])\{([^{}]*)\}", r"\1(\2)", text)
    text = re.sub(r"\\[lr]vert(?![a-z])", "|", text)
    text = re.sub(r"\\sqrt\s*(\w)", r" sqrt(\1)", text)
    text = re.sub(r"\\[dt]?frac\s*\{(d[^{}/]*)\}\s*\{(d[^{}]*)\}", r"(\1/\2)", text)
    return re.sub(r"\\([a-z]+)", r" \1 ", text).replace("{", "(").replace("}", ")").replace("[", "(").replace("]", ")")


# ------------------------------------------------------------------------------------------------------------------ values


@functools.lru_cache(maxsize=4096)
def points(domains, count=POINTS):
    """Points of a domain, the same for every row that has it."""
    rng = random.Random(repr(domains))
    return [{name: _draw(rng, word, index, place) for place, (name, word) in enumerate(domains)} for index in range(count)]


def _draw(rng, word, index, place):
    match word:
        case "positive":
            return mpmath.mpf(rng.uniform(*SIZES[index % len(SIZES)]))
        case "real" | "nonzero":
            return mpmath.mpf(rng.uniform(*SIZES[index % len(SIZES)]) * (-1 if (index // len(SIZES)) >> place & 1 else 1))
        case "unit":
            return mpmath.mpf(rng.uniform(0.05, 0.95) * rng.choice((-1, 1)))
        case "integer":
            return mpmath.mpf(rng.randrange(1, 12))
    low, high = map(float, word.split(".."))
    return mpmath.mpf(rng.uniform(low, high))


def values(tree, domains):
    """The values at the points; None where there is no real one."""
    with mpmath.workdps(DIGITS):
        symbols = [sympy.Symbol(re.sub(r"\W", "_", name)) for name, _ in domains]
        function = sympy.lambdify(symbols, tree, modules=[_REAL, "mpmath"])
        return [_real(function, [point[name] for name, _ in domains]) for point in points(domains)]


def _real(function, arguments):
    try:
        value = mpmath.mpmathify(function(*arguments))
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    if not mpmath.isfinite(value) or abs(mpmath.im(value)) > mpmath.mpf(10) ** (-DIGITS // 2) * (1 + abs(value)):
        return None
    return mpmath.re(value)


def same(left, right):
    """Whether two columns of values are those of one function; None where too few points tell."""
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if a is not None and b is not None]
    if any(abs(a - b) > mpmath.mpf(10) ** -20 * max(abs(a), abs(b), mpmath.mpf(10) ** -30) for a, b in pairs):
        return False
    defined = sum(a is not None for a in left)
    if len(pairs) < defined * 2 / 3:
        return False  # undefined where the right answer is defined
    return True if len(pairs) >= POINTS // 3 else None


def formula_is_right(row):
    """Whether the answer of a row is the expected formula."""
    domains = tuple(sorted(row["symbols"].items()))
    trees = (
        expression(row["expected"], row["symbols"], row.get("expected_means")),
        expression(row["answer"], row["symbols"], row.get("means")),
    )
    return same(*(values(tree, domains) for tree in trees))


def number_is_right(row):
    """Whether the answer of a row is the expected number: exactly, or as a decimal rounded to three digits or more."""
    right, typed = (_constant(row[name], row.get(means)) for name, means in (("expected", "expected_means"), ("answer", "means")))
    if right is None or typed is None:
        return False
    if abs(right - typed) <= mpmath.mpf(10) ** (10 - DIGITS) * max(abs(right), abs(typed)):
        return True
    thousands = re.fullmatch(r"\d{1,3}(?:[ .,']\d{3}){2,}", row["answer"])
    decimal = (not thousands and re.search(r"\d[.,]\d|^\s*[.,]\d|\d[eE]|%", row["answer"])) or (
        row["answer"].strip("-").isdigit() and right != int(right)
    )
    if not decimal or right == 0:
        return False
    unit = mpmath.mpf(10) ** (int(mpmath.floor(mpmath.log10(abs(right)))) - 2)
    return bool(abs(right - typed) <= unit / 2)


def _constant(text, means):
    with mpmath.workdps(DIGITS):
        value = mpmath.mpmathify(sympy.N(expression(text, (), means), DIGITS))
        return mpmath.re(value) if mpmath.isfinite(value) and abs(mpmath.im(value)) < mpmath.mpf(10) ** -30 else None
