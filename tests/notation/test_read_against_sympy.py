"""Random texts in the language of answers mean what SymPy's parser makes of them, with the replacements of the corpus's oracle."""

import re

import mpmath
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from colloq.notation.read import Reading, read_formula
from tests.grading import oracle

from .numeric import close, numeric

LETTERS = ("x", "y", "t")
POINT = {"x": "0.83", "y": "1.37", "t": "0.52"}

letter = st.sampled_from(LETTERS)
number = st.sampled_from(["2", "3", "5", "12", "0.5", "2.5", "0,5"])
spaces = st.sampled_from(["", "", " "])
power = st.sampled_from(["^2", "^3", "²", "³", "^(-1)", "^{2}", "**2", "^(1/2)", "⁻¹", "^-1", "^(x+1)", "^0.5"])
one_argument = st.sampled_from(["sin", "cos", "ln", "exp", "sqrt", "arctg", "sh", "th", "tg", "atan", "cosh", "σ"])
simple = st.one_of(
    letter, number, st.builds("{}{}".format, st.sampled_from(["2", "3"]), letter), st.builds("{}{}".format, letter, power)
)


def factors(inner):
    """Texts that can be multiplied with each other by standing side by side."""
    return st.one_of(
        letter,
        st.builds("{}{}".format, letter, power),
        st.builds("({})".format, inner),
        st.builds("({}){}".format, inner, power),
        st.builds("{}({})".format, one_argument, inner),
        st.builds("{}^2({})".format, st.sampled_from(["sin", "cos", "tg", "ln"]), inner),
        st.builds("e^({})".format, inner),
        st.builds("√({})".format, inner),
        st.builds(r"\frac{{{}}}{{{}}}".format, inner, inner),
        st.builds(r"\sqrt{{{}}}".format, inner),
        st.builds("e^{}".format, letter),
        st.just("π"),
    )


last_factor = st.one_of(
    st.builds(
        "{} {}".format,
        one_argument,
        st.one_of(
            letter, st.builds("2{}".format, letter), st.builds("{}^2".format, letter), st.builds("{}{}".format, letter, letter)
        ),
    ),
    st.builds("{}{}{}".format, st.sampled_from(["sin", "cos", "ln", "tg"]), st.sampled_from(["^2 ", "² ", "²", "^3 "]), letter),
    st.builds("{}{}".format, st.sampled_from(["sin", "cos", "ln", "tg"]), letter),
    st.builds("√{}".format, letter),
    st.builds("|{}|".format, letter),
    st.builds("log_2({})".format, letter),
)


def products(inner):
    """A number and factors side by side, or with signs between them."""
    return st.one_of(
        st.builds(lambda parts, gap: gap.join(parts), st.lists(factors(inner), min_size=1, max_size=3), spaces),
        st.builds(
            lambda first, parts, gap: first + gap + gap.join(parts),
            number,
            st.lists(factors(inner), min_size=1, max_size=2),
            spaces,
        ),
        st.builds(
            lambda parts, sign: sign.join(parts),
            st.lists(factors(inner), min_size=2, max_size=3),
            st.sampled_from(["*", "·", "×", " * ", "/", " / ", ":"]),
        ),
        st.builds("{}/{}{}".format, number, st.sampled_from(["2", "3"]), letter),
        st.builds(lambda parts, gap, last: gap.join((*parts, last)), st.lists(factors(inner), max_size=2), spaces, last_factor),
        st.builds("{}{}".format, number, last_factor),
        st.builds("{}·{}".format, last_factor, letter),
    )


def sums(inner):
    return st.builds(
        lambda sign, parts, signs: sign + "".join(a + b for a, b in zip(parts, [*signs[: len(parts) - 1], ""], strict=True)),
        st.sampled_from(["", "", "-", "−"]),
        st.lists(products(inner), min_size=1, max_size=3),
        st.lists(st.sampled_from(["+", "-", " + ", " − "]), min_size=3, max_size=3),
    )


texts = st.recursive(simple, sums, max_leaves=6)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(texts)
def test_a_text_means_what_sympy_reads(text):
    assume(
        len(text) < 150 and not re.search(r"\d\s*\\frac|[.,]\d\(\d+\)", text)
    )  # 2½ or 2·½? 0.5(2) or 0.5·2? those are asked about
    read = read_formula(text, LETTERS)
    assert isinstance(read, Reading), (text, read)
    try:
        with mpmath.workdps(30):
            other = sympy.lambdify(sympy.symbols(LETTERS), oracle.expression(text, LETTERS), modules=[oracle._REAL, "mpmath"])
            wanted = mpmath.mpmathify(other(*(mpmath.mpf(POINT[name]) for name in LETTERS)))
            found = numeric(read.tree, POINT)
    except (oracle.UntranslatedError, ZeroDivisionError, OverflowError, ValueError, TypeError, KeyError):
        assume(False)
    assume(mpmath.isfinite(wanted) and abs(mpmath.im(wanted)) < 1e-20 and 1e-20 < abs(wanted) < 1e30)
    assert close(mpmath.re(wanted), found, 1e-15), (text, wanted, found)
