"""Common tokens, and texts with nothing around them: the quick way gives what the closer look gives."""

import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from colloq.notation import around, characters
from colloq.notation.lexer import Lexer
from colloq.notation.names import Names
from colloq.notation.tokens import Findings, ReadError

VOCABULARIES = [
    ((), ()),
    (("x",), ()),
    (("x", "y", "t", "h"), ()),
    (("e", "x"), ()),
    (("x_1", "x_12", "w_1", "b"), ()),
    (("f'", "f", "g'", "g", "x"), ()),
    (("ds2/ds1", "ds1/dW", "ds1/dW*", "x"), ()),
    (("W*", "W", "b"), ()),
    (("y_hat", "y", "h_{t-1}", "h_t"), ()),
    (("lambda", "sigma", "np"), ()),
    (("alpha", "x"), (("a", "alpha"), ("arc", "x"))),
    (("f(x)", "x"), ()),
]
PIECES = [
    *"0123456789xythewbWTdfg+-*/^()[]{},.;:|'_ \\²⁻√½₁₂σπ·%=",
    *("sin", "log", "max(", "arc ", "tg", "exp", "lambda", "**", "10", "2.5", "0.5", "1,5", "000", "e-3", "(6)", "_1", "_{t-1}"),
    *("\\frac", "\\sqrt", "\\cdot ", "{\\rm tg}", "ds2/ds1", "hat", "np.", " 1/2", "⁻¹²", "x²", "Sin", "ReLU", "pow(", "y\u0302"),
]


def tokens(text, names, *, other):
    """What the lexer finds: the tokens or the error, and the findings."""
    findings = Findings(other=other)
    try:
        found = Lexer(text, names, findings).run()
    except ReadError as error:
        found = (error.key, error.span, error.values, error.suggestion)
    doubts = [(doubt.key, doubt.span, doubt.values) for doubt in findings.doubts]
    return found, findings.notes, doubts


def both(vocabulary, *, matrices):
    """The names of a vocabulary, with common tokens and without any."""
    usual, close = (Names(*vocabulary, matrices=matrices) for _ in range(2))
    close.common = None
    return usual, close


PAIRS = [both(vocabulary, matrices=matrices) for vocabulary in VOCABULARIES for matrices in (False, True)]


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from(PAIRS), st.booleans())
@example("ds1/dW*x", PAIRS[12], False)
@example("2e-3x", PAIRS[2], False)
@example("1 1/2", PAIRS[0], False)
@example("12.345", PAIRS[0], True)
def test_common_tokens_are_those_of_the_closer_look(text, pair, other):
    usual, close = pair
    assert tokens(text, usual, other=other) == tokens(text, close, other=other)


def test_most_vocabularies_have_common_tokens():
    assert [usual.common is None for usual, _ in PAIRS[::2]] == [False] * 11 + [True]
    assert PAIRS[2][0].common.known["sin"] == ("function", "sin")
    assert "th" not in PAIRS[4][0].common.known  # a doubtful one where t and h are declared


@pytest.mark.parametrize("text", ["x²−1", "sin(x)/2", "2xe^(x^2)"])
def test_an_ordinary_text_is_common_up_to_its_end(text):
    names = PAIRS[2][0]
    lexer = Lexer(text.replace("xe", "x e"), names, Findings())
    assert lexer._take_common(names.common)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*PIECES, "ans ", "Answer: ", "1) ", "a) ", "y = ", "$", "~", "**", "ſolution "]), max_size=6).map(
        "".join
    )
)
def test_a_bare_text_has_nothing_around(text):
    if around._BARE.fullmatch(text):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(around, "_BARE", around.re.compile("(?!)"))
            assert around.inner(text, ("x",)) == (0, len(text), "")


def test_every_character_has_its_plain_one():
    """Also those whose text is not looked at further."""
    for code in range(sys.maxunicode + 1):
        typed = chr(code)
        translated = typed.translate(characters._PLAIN)
        assert characters.plain(typed) == (translated if translated.isascii() else characters._fold(translated))
