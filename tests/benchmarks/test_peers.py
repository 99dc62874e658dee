"""The comparison with other programs counts what it says: translations, judges, time limits, aims. No times are judged."""

from __future__ import annotations

import sys

import pytest

from colloq.grading.formula import sample
from colloq.model import POSITIVE, REAL, FormulaAnswer, NumberAnswer
from colloq.notation.evaluate import evaluate
from colloq.notation.read import read_formula
from tests.benchmarks import peers


def tree_of(text, names=("x", "y", "w_1")):
    return read_formula(text, names).tree


def pair_of(expected, text, *, right=True, domain=REAL):
    names = ("x", "y", "w_1")
    answer = FormulaAnswer(tree_of(expected), dict.fromkeys(names, domain))
    return peers.Pair(answer, text, tree_of(text), right, "here:1")


def test_all_pairs_are_formulas_and_exact_numbers_that_are_read():
    found = list(peers.pairs())
    assert len(found) > 500
    assert {type(pair.answer) for pair in found} == {FormulaAnswer, NumberAnswer}
    assert sum(pair.right for pair in found) > 100
    assert sum(not pair.right for pair in found) > 100
    assert not any(pair.text == "0.667" for pair in found)  # three digits are our rule


def test_the_sharp_pairs_get_their_verdicts():
    sharp = list(peers.pairs(("benchmarks/sharp",)))
    assert len(sharp) > 30
    assert [pair.where for pair in sharp if peers.decided(pair) is not pair.right] == []
    assert [pair.where for pair in sharp if peers.explained(pair) is not pair.right] == []


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("2x^2+1", "((2*(x**2)) + 1)"),
        ("-x/3", "(-(x/3))"),
        ("e^x", "(E**x)"),
        ("lg x", "log(x, 10)"),
        ("|x|", "Abs(x)"),
        ("relu(x)", "Max(0, x)"),
        ("arcctg x", "((pi/2) + (-atan(x)))"),
        ("cth x", "(1/tanh(x))"),
        ("0.5x", "((1/2)*x)"),
        ("log_2(x)", "log(x, 2)"),
    ],
)
def test_python_texts(text, python):
    assert peers.python(peers.plainer(tree_of(text))) == python


@pytest.mark.parametrize(
    "text",
    ["ctg x+sec x+cosec x", "cth x+sech x+csch x", "σ(x)+relu(y)", "lg x+exp x", "arcctg x", "arcth(x+2)", "∛x+sign y", "√x"],
)
def test_plainer_functions_have_the_same_values(text):
    tree = tree_of(text)
    columns = {"x": [0.7, 1.3], "y": [0.4, 1.9]}
    assert evaluate(peers.plainer(tree), columns, 2)[0] == pytest.approx(evaluate(tree, columns, 2)[0])


def test_letters_are_different_and_mean_nothing_else():
    found = peers.letters(("x", "w_1", "ds3/ds2", "e", "N", "i"))
    assert found["x"] == "x"
    assert len(set(found.values())) == 6
    assert not set(found.values()) & set("eijNdlo")


def test_what_a_peer_is_told():
    pair = pair_of("x w_1", "w_1*x")
    message = peers.message_of(pair)
    assert message["python"] == ["(x*z)", "(z*x)"]
    assert message["latex"] == [r"x \cdot z", r"z \cdot x"]
    assert message["letters"] == ["x", "z"]
    assert len(message["points"]) == peers.POINTS
    columns = sample(pair.answer, peers.SEED).columns
    assert message["points"][3]["z"] == columns["w_1"][3]


@pytest.mark.parametrize("judge", [peers.simplify, peers.sampler])
def test_the_judges_that_need_only_sympy(judge):
    assert judge(peers.message_of(pair_of("(x+1)^2", "x^2+2x+1"))) is True
    assert judge(peers.message_of(pair_of("(x+1)^2", "x^2+2x"))) is False


def test_a_sampler_that_finds_no_point_gives_no_verdict():
    assert peers.sampler(peers.message_of(pair_of("ln(-1-x^2)", "ln(-1-x^2)"))) is None


def test_our_verdicts():
    right, wrong = pair_of("2x", "x+x"), pair_of("2x", "3x", right=False)
    for judge in (peers.decided, peers.explained):
        assert (judge(right), judge(wrong)) == (True, False)
        assert judge(pair_of("x", "10^400-10^400+x", domain=POSITIVE)) is None
    score = peers.ours("ours", peers.decided, [right, wrong])
    assert (score.refused, score.accepted, score.silent, len(score.times)) == (0, 0, 0, 2)


PEER = """
import json, sys, time
for line in sys.stdin:
    said = json.loads(line)
    if said == "die":
        sys.exit(1)
    if said == "hang":
        time.sleep(60)
    print(json.dumps({"verdict": said}), flush=True)
"""


def test_a_peer_that_hangs_or_dies_gives_no_verdict_and_the_next_one_is_asked():
    worker = peers.Worker([sys.executable, "-c", PEER], 30)
    try:
        assert worker.ask("a") == {"verdict": "a"}
        assert worker.ask("hang", 0.2) is None
        assert worker.ask("b") == {"verdict": "b"}
        assert worker.ask("die") is None
        assert worker.ask("c") == {"verdict": "c"}
    finally:
        worker.end()


def test_a_score_counts_each_fault_by_its_kind():
    score = peers.Score("peer")
    right, wrong = pair_of("x", "x"), pair_of("x", "2x", right=False)
    for pair, verdict, seconds in (
        (right, True, 0.1), (right, False, 0.1), (wrong, False, 0.1), (wrong, True, 0.1), (right, None, 0.1), (wrong, None, None),
    ):  # fmt: skip
        score.note(pair, verdict, seconds)
    assert (score.refused, score.accepted, score.silent, score.hangs) == (1, 1, 2, 1)
    assert score.rate == pytest.approx(10)
    assert score.examples == [
        "peer: refused x (here:1)", "peer: accepted 2x (here:1)", "peer: no verdict x (here:1)", "peer: no verdict 2x (here:1)",
    ]  # fmt: skip
    assert peers.table([score])[1].split() == ["peer", "6", "1", "1", "2", "100.000", "ms", "100.00", "ms", "10"]


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1), (0.5, 2), (0.75, 3), (0.99, 4), (1.0, 4)])
def test_percentiles(share, expected):
    assert peers.percentile([3, 1, 4, 2], share) == expected


def test_aims():
    alone, named, other = peers.Score("a"), peers.Score("n"), peers.Score(peers.PEERS["sampler"][2])
    alone.times, named.times, other.times = [0.001] * 4, [0.001] * 4, [0.06] * 4
    other.refused = 1
    assert [met for _, met in peers.aims(alone, alone, named, [other])] == [True] * 5
    named.accepted, named.silent, other.refused, other.times, named.times[0] = 1, 1, 0, [0.04] * 4, 0.003
    assert [met for _, met in peers.aims(alone, alone, named, [other])] == [False] * 5


def test_without_peers(capsys, monkeypatch):
    monkeypatch.setattr(peers, "pairs", lambda: iter([pair_of("x", "x")]))
    monkeypatch.setattr(peers.importlib.util, "find_spec", lambda _: None)
    assert peers.main([]) == 0
    said = capsys.readouterr().out
    assert "math-verify: not installed, left out" in said
    assert "wrong verdicts of ours: 0" in said
