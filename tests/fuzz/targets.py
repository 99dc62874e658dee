"""What is asked, and what is tried.

A case is plain data, so that it can be handed to another process, written down and judged again. `must` says what is known of
its verdict beforehand: "not-right" where a part has no value or a factor is wrong, "not-wrong" where it is the right answer in
another form, "" where any verdict will do.
"""

from __future__ import annotations

import functools
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from colloq.model import FormulaAnswer, MatrixAnswer, MatrixFormulaAnswer
from colloq.practice.tasks import from_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.model import Answer

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


def names_of(answer: Answer) -> tuple[str, ...]:
    """The symbols of an answer."""
    match answer:
        case FormulaAnswer(symbols=symbols) | MatrixAnswer(symbols=symbols):
            return tuple(symbols)
        case MatrixFormulaAnswer(shapes=shapes):
            return tuple(shapes)
        case _:
            return ()
