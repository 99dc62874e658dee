"""What a problem says, from a small entry of the tests' own."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from colloq.catalog import render
from colloq.catalog.family import family, family_names
from colloq.catalog.problem import draw
from colloq.errors import CatalogError
from colloq.model import (
    Finding,
    FormulaBlock,
    Grid,
    MatricesBlock,
    Mistake,
    NumberAnswer,
    Step,
    TableBlock,
    TextBlock,
    Word,
)
from colloq.notation.tree import Apply, Derivative, Negative, Number, Power, Product, Quotient, Sum, Symbol
from colloq.texts import Texts, placeholders

if TYPE_CHECKING:
    from pathlib import Path

    from colloq.catalog.problem import Problem

X, Y = Symbol("x"), Symbol("y")
IMAGE = Grid(((2, 0, 1, 3), (-1, 4, 2, 0), (3, 1, 0, 2), (0, -2, 5, 1)))
KERNEL = Grid(((0, 1, 0), (1, -4, 1), (0, 1, 0)))

ENTRY: dict[str, Any] = {
    "title": {"en": "Convolution", "ru": "Свёртка"},
    "statement": [
        {"en": "Convolve the image with the {kind}.", "ru": "Вычислите свёртку изображения с {kind}."},
        {"when": "padded", "en": "Zero padding {padding}.", "ru": "Дополнение нулями: {padding}."},
        {"when": "!padded", "en": "No padding.", "ru": "Без дополнения."},
        {"when": "biased", "en": "The bias is {bias}.", "ru": "Смещение равно {bias}."},
        {"show": ["image", "kernel"], "labels": {"kernel": {"en": "kernel", "ru": "ядро"}}},
        {"when": "slope", "show": ["slope"]},
    ],
    "parts": {"output": {"prompt": {"en": "Find the output by {rule}.", "ru": "Найдите результат через {rule}."}}},
    "hints": {"window": {"en": "Look at {image}. It is marked.", "ru": "Смотрите на {image}. Он отмечен."}},
    "steps": {
        "cell": {"en": "Row {row}:", "ru": "Строка {row}:"},
        "rule": {"en": "{inner} is inside", "ru": "внутри {inner}"},
    },
    "mistakes": {"sign": {"en": "Look at {factor} for stride {stride}.", "ru": "Проверьте {factor} при шаге {stride}."}},
    "words": {
        "sharp": {"en": "sharpening kernel of {size}", "ru": "ядром повышения резкости, {size}"},
        "chain": {"en": "the chain rule", "ru": "производную сложной функции"},
    },
}  # fmt: skip
STATE: dict[str, Any] = {
    "kind": Word("sharp"), "size": "3 x 3", "rule": Word("chain"), "padded": True, "padding": 1, "stride": 2,
    "biased": False, "image": IMAGE, "kernel": KERNEL,
}  # fmt: skip


def problem(**state: Any) -> Problem:
    return cast("Problem", SimpleNamespace(name="conv", ticket="T1", entry=ENTRY, state=STATE | state))


def test_a_statement_shows_the_paragraphs_whose_condition_holds() -> None:
    blocks = render.statement(problem(), "en")
    assert blocks == (
        TextBlock("Convolve the image with the sharpening kernel of 3 x 3."),
        TextBlock("Zero padding 1."),
        MatricesBlock((("", IMAGE), ("kernel", KERNEL))),
    )
    texts = [
        block.text
        for block in render.statement(problem(padded=False, biased=True, bias=Fraction(-2, 3)), "ru")[:3]
        if isinstance(block, TextBlock)
    ]
    assert texts == [
        "Вычислите свёртку изображения с ядром повышения резкости, 3 x 3.",
        "Без дополнения.",
        "Смещение равно -2/3.",
    ]


def test_a_formula_stands_on_its_own_line() -> None:
    slope = Derivative(Product((X, Y)), "y")
    assert render.statement(problem(slope=slope), "en")[-1] == FormulaBlock(slope)
    assert render.statement(problem(slope=Fraction(-1, 2)), "en")[-1] == FormulaBlock(Negative(Quotient(Number(1), Number(2))))


def test_prompts_and_titles() -> None:
    assert render.title(problem(), "ru") == "Свёртка"
    assert render.prompt(problem(), "output", "en") == "Find the output by the chain rule."
    assert render.prompt(problem(), "output", "ru") == "Найдите результат через производную сложной функции."


def test_a_matrix_in_a_sentence_is_drawn_below_it() -> None:
    marked = Grid(IMAGE.rows, frozenset({(0, 0)}))
    blocks = render.hint(problem(), Step("window", {"image": marked}), "en")
    assert blocks == (TextBlock("Look at. It is marked."), MatricesBlock((("", marked),)))


def test_a_step_states_its_equation_and_shows_its_own_matrices() -> None:
    sum_ = Sum((Number(2), Number(3)))
    blocks = render.step(problem(), Step("cell", {"row": 1, "image": IMAGE, "kernel": KERNEL}, sum_, Number(5)), "ru")
    assert blocks == (
        TextBlock("Строка 1:"),
        MatricesBlock((("", IMAGE), ("ядро", KERNEL))),
        FormulaBlock(sum_, Number(5)),
    )
    assert render.step(problem(), Step("rule", {"inner": Power(X, Number(2))}), "en") == (TextBlock("x² is inside"),)
    assert render.step(problem(), Step("rule", {"inner": Power(X, Number(2))}), "en", unicode=False) == (
        TextBlock("x^2 is inside"),
    )


def test_a_mistake_takes_its_own_values_then_those_of_the_problem() -> None:
    found = Mistake("sign", "output", NumberAnswer(X), {"factor": Apply("tan", (X,))})
    assert render.mistake(problem(), found, "ru") == (TextBlock("Проверьте tg(x) при шаге 2."),)
    assert render.mistake_text(problem(), Finding("sign", values={"factor": 3, "stride": 1}), "en") == "Look at 3 for stride 1."


def test_a_general_finding_is_said_by_the_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "texts", lambda language: Texts(language, {"mistake.factor": "Off by a factor of {factor}."}))
    found = Finding("factor", general=True, values={"factor": Fraction(1, 2)})
    assert render.mistake_text(problem(), found, "en") == "Off by a factor of 1/2."


@pytest.mark.parametrize(
    ("said", "field", "detail"),
    [(Step("lost"), "hints", "no text for lost"), (Step("window", {}), "", "")],
)  # fmt: skip
def test_a_missing_text_names_file_entry_and_field(
    said: Step, field: str, detail: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "t1-convolution.yaml").write_text("")
    monkeypatch.setenv("COLLOQ_PROBLEMS", str(tmp_path))
    if not field:  # the value comes from the state
        assert render.hint(problem(), said, "en")[1] == MatricesBlock((("", IMAGE),))
        return
    with pytest.raises(CatalogError) as caught:
        render.hint(problem(), said, "en")
    assert caught.value.values == {"file": "t1-convolution.yaml", "entry": "conv", "field": field, "detail": detail}


def test_a_missing_value_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "t1-convolution.yaml").write_text("")
    monkeypatch.setenv("COLLOQ_PROBLEMS", str(tmp_path))
    with pytest.raises(CatalogError) as caught:
        render.step(problem(), Step("rule"), "en")
    assert caught.value.values["field"] == "steps.rule.en"
    assert caught.value.values["detail"] == "the family gives no value inner"


def test_plain_text_looks_as_on_the_screen() -> None:
    text = render.plain(render.statement(problem(), "en"))
    assert (
        text
        == """\
Convolve the image with the sharpening kernel of 3 x 3.
Zero padding 1.

    ⎡ 2   0  1  3⎤               ⎡0   1  0⎤
    ⎢-1   4  2  0⎥      kernel   ⎢1  -4  1⎥
    ⎢ 3   1  0  2⎥               ⎣0   1  0⎦
    ⎣ 0  -2  5  1⎦"""
    )


def test_plain_text_of_an_equation_between_paragraphs() -> None:
    equation = FormulaBlock(Derivative(Power(X, Number(3)), "x"), Product((Number(3), Power(X, Number(2)))))
    assert (
        render.plain((TextBlock("before"), equation, TextBlock("after"), TextBlock("that")))
        == """\
before

    d
    ── [x³] = 3x²
    dx

after
that"""
    )
    assert (
        render.plain((equation,), 16, unicode=False)
        == """\
     d
    ---- [x^3]
     dx

    = 3x^2"""
    )


def test_a_terminal_without_unicode_gets_ascii() -> None:
    text = TextBlock("The output is 3 × 3; ∂L/∂X = x² − eᵗˣ·√2 + ½ — “so” σ(z₁) ≤ 1, sₜ₋₁, ⌊n/2⌋")
    assert (
        render.plain((text,), unicode=False)
        == """\
The output is 3 x 3; dL/dX = x^2 - e^(tx)*sqrt(2) + 1/2 - "so" sigma(z_1) <= 1,
s_(t-1), floor(n/2)"""
    )
    assert render.plain((MatricesBlock((("∂L/∂Y", Grid(((1, 2),))),)),), unicode=False) == "    dL/dY   [1  2]"
    assert render.plain((TextBlock("свёртка 3 × 3"),), unicode=False) == "свёртка 3 x 3"


@pytest.mark.parametrize("name", family_names())
def test_english_problems_can_be_said_in_ascii(name: str) -> None:
    for level in family(name).LEVELS:
        drawn = draw(name, level, 5)
        assert all(render.prompt(drawn, part, "en", unicode=False).isascii() for part in drawn.parts)
        said = [render.statement(drawn, "en", unicode=False)]
        said += [render.hint(drawn, hint, "en", unicode=False) for hint in drawn.hints]
        said += [render.step(drawn, step, "en", unicode=False) for step in drawn.steps]
        said += [render.mistake(drawn, mistake, "en", unicode=False) for mistake in drawn.mistakes]
        for blocks in said:
            for line in render.lines(blocks, 60, unicode=False):
                assert line.isascii(), line
                assert len(line) <= 60


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", family_names())
def test_real_problems_keep_to_the_width(name: str, language: str) -> None:
    for level in family(name).LEVELS:
        for seed in range(3):
            drawn = draw(name, level, seed)
            said = [render.statement(drawn, language), *(render.step(drawn, step, language) for step in drawn.steps)]
            for blocks in said:
                for line in render.lines(blocks, 80, language=language):
                    assert len(line) <= 80, line
                    assert not placeholders(line), line


def test_tables_are_aligned() -> None:
    assert render.lines((TableBlock(("n", "std"), (("3", "0.1"), ("100", "2"))),)) == [
        "    n     std",
        "    ───   ───",
        "    3     0.1",
        "    100   2",
    ]


def test_paragraphs_are_wrapped_between_words() -> None:
    assert render.wrap("one two three", 8) == ["one two", "three"]
    assert render.wrap("abcdefghij kl", 4) == ["abcd", "efgh", "ij", "kl"]
    assert render.wrap("") == []
    assert render.wrap("the size is 3 × 3 now", 16) == ["the size is", "3 × 3 now"]
    assert render.wrap("inside ln(1 + 5·t·y) is it", 40) == ["inside ln(1 + 5·t·y) is it"]
    assert render.wrap("it is now inside of ln(1 + 5·t·y) there", 32) == ["it is now inside of", "ln(1 + 5·t·y) there"]
    assert render.wrap("a + b + c + d + e", 8) == ["a + b +", "c + d +", "e"]


def test_rendering_needs_no_heavy_import() -> None:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    code = "import sys, colloq.catalog.render; print(*sorted({'rich', 'sympy', 'numpy', 'mpmath', 'pydantic', 'yaml'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
