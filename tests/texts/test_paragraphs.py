import pytest

from colloq.screens.style import wrapped
from colloq.texts.paragraphs import unbroken


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("from p₀ = (-1, 5) on", ["from", "p₀ = (-1, 5)", "on"]),
        ("xₖ₊₁ = xₖ − η·f′(xₖ) holds", ["xₖ₊₁ = xₖ − η·f′(xₖ)", "holds"]),
        ("the rows [1, 2; 3, 4] here", ["the", "rows", "[1, 2; 3, 4]", "here"]),
        ("(the kernel, as said, stays)", ["(the", "kernel,", "as", "said,", "stays)"]),
        ("(свёртка, пулинг)", ["(свёртка,", "пулинг)"]),
        ("a tie — the first", ["a", "tie", "—", "the", "first"]),
        ("f(x) is 3, g(x) is 4", ["f(x)", "is", "3,", "g(x)", "is", "4"]),
    ],
)
def test_formulas_and_points_stay_whole(text, pieces):
    assert unbroken(text.split(), 40) == pieces


def test_a_long_formula_is_broken_all_the_same():
    assert unbroken(["a", "+", "b", "+", "c"], 5) == ["a + b", "+ c"]


def test_paragraphs_of_a_screen_keep_them_too():
    assert wrapped("Find the value for y = 0.7 here", 22) == ["Find the value for", "y = 0.7 here"]
    assert wrapped("two  gaps stay", 40) == ["two  gaps stay"]
    assert wrapped("", 40, "  ") == [""]
