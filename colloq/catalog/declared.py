"""Problems defined by a YAML entry alone: parameters with ranges, constraints, an expression for the answer.

They stand in the user's own folder (`--problems`, COLLOQ_PROBLEMS), in files with a section `problems`, and behave as families.
Every expression goes through the reader of typed answers: a file from a stranger can harm nobody.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.catalog.formulas import holds, put, read_tree, value
from colloq.catalog.load import own_files
from colloq.errors import ParameterError
from colloq.exact.asks import points
from colloq.exact.fields import Fields, plain
from colloq.grading.domains import domain_named
from colloq.model import FormulaAnswer, MatrixAnswer, Mistake, NumberAnswer, Part, Step
from colloq.texts import LANGUAGES, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.catalog.family import Json
    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream


@dataclass(frozen=True, slots=True)
class Drawn:
    """The parameters of one problem, by name."""

    numbers: tuple[tuple[str, Fraction], ...]


@functools.cache
def declared() -> Mapping[str, DeclaredFamily]:
    """All problems of the user's own folder by their names."""
    found: dict[str, DeclaredFamily] = {}
    for path, data in own_files():
        for name, entry in data["problems"].items():
            found.setdefault(name, DeclaredFamily(name, data["ticket"], entry, path.name))
    return found


class DeclaredFamily:
    """A family (`colloq.catalog.family.Family`) made from an entry."""

    def __init__(self, name: str, ticket: str, entry: Mapping[str, Any], file: str) -> None:
        self.name, self.TICKET, self.data, self.file = name, ticket, entry, file
        self.VERSION: int = entry["version"]
        self.LEVELS = tuple(sorted(int(level) for level in entry["minutes"]))

    # -- parameters --

    def read_params(self, fields: Mapping[str, Json]) -> Drawn:
        """The parameters by their names. Raises ParameterError for one that is missing, no number, or against a constraint."""
        source = Fields(fields)
        params = Drawn(tuple((name, source.rational(name)) for name in self.data["parameters"]))
        source.done()
        if broken := self._broken_constraint(params):
            raise ParameterError(next(iter(self.data["parameters"])), "constraint", constraint=broken)
        return params

    def write_params(self, params: Drawn) -> dict[str, Json]:
        """Plain JSON."""
        return {name: plain(number) for name, number in params.numbers}

    def sample(self, rng: Stream, level: int) -> Drawn | None:
        """Each parameter from its range; None where a constraint does not hold."""
        ranges = {**self.data["parameters"], **self.data["levels"].get(str(level), {})}
        params = Drawn(tuple((name, _draw(rng, ranges[name])) for name in self.data["parameters"]))
        return None if self._broken_constraint(params) else params

    def space(self, level: int) -> int:
        """How many different problems the ranges allow, constraints aside."""
        ranges = {**self.data["parameters"], **self.data["levels"].get(str(level), {})}
        count = 1
        for drawn in ranges.values():
            count *= len(drawn["choice"]) or len(set(range(drawn["from"], drawn["to"] + 1)) - set(drawn["without"]))
        return count

    def _broken_constraint(self, params: Drawn) -> str:
        """The first condition that does not hold; "" where all do."""
        numbers = self._numbers(params)
        if numbers is None:
            return "/".join(self.data["values"])
        for constraint in self.data["constraints"]:
            if not holds(constraint, numbers):
                return str(constraint["whole"] if isinstance(constraint, dict) else constraint)
        return ""

    def _numbers(self, params: Drawn) -> dict[str, Fraction] | None:
        """Parameters and values; None where a value cannot be computed."""
        numbers = dict(params.numbers)
        for name, expression in self.data["values"].items():
            number = value(expression, numbers)
            if number is None:
                return None
            numbers[name] = number
        return numbers

    # -- answers --

    def solve(self, params: Drawn) -> tuple[Part, ...]:
        """The parts with their answers."""
        numbers = self._numbers(params) or {}
        parts = self.data["parts"]
        worth = points(list(parts), {name: part["points"] for name, part in parts.items()})
        return tuple(Part(name, _answer(part, part, numbers), worth[name]) for name, part in parts.items())

    def mistakes(self, params: Drawn) -> tuple[Mistake, ...]:
        """The wrong answers; those that come to the right one, or to nothing, cannot be shown by these parameters."""
        numbers = self._numbers(params) or {}
        found = []
        for part, data in self.data["parts"].items():
            right = _answer(data, data, numbers)
            for name, slip in data["mistakes"].items():
                wrong = _answer(slip, data, numbers)
                if wrong != right:
                    found.append(Mistake(_slip(part, name), part, wrong))
        return tuple(found)

    def oracle(self, params: Drawn, at: Mapping[str, float]) -> dict[str, Any]:
        """The expressions once more, by SymPy."""
        from colloq.catalog.written_oracle import value_of  # noqa: PLC0415 - brings SymPy

        numbers = {name: float(number) for name, number in (self._numbers(params) or {}).items()}
        known = {**at, **numbers}
        found: dict[str, Any] = {}
        for name, part in self.data["parts"].items():
            letters = (*numbers, *part["symbols"])
            rows = part.get("matrix")
            if rows is None:
                found[name] = value_of(read_tree(part["answer"], letters), known)
            else:
                found[name] = [[value_of(read_tree(cell, letters), known) for cell in row] for row in rows]
        return found

    def skeleton(self, params: Drawn) -> str:
        """One kind of problem."""
        del params
        return self.name

    # -- texts --

    def state(self, params: Drawn) -> Values:
        """Parameters, values and formulas by name."""
        numbers = self._numbers(params) or {}
        values: dict[str, Value] = {name: plain_value(number) for name, number in numbers.items()}
        letters = (*numbers, *self._letters())
        shown = {name: put(read_tree(text, letters), numbers) for name, text in self.data["formulas"].items()}
        return {**values, **shown}

    def hints(self, params: Drawn) -> tuple[Step, ...]:
        """The hints of the entry, where it has any."""
        del params
        return tuple(Step(f"hint-{place}") for place in range(len(self.data["hints"])))

    def explain(self, params: Drawn) -> tuple[Step, ...]:
        """The steps of the entry; where their last one is not the answer, the answers follow."""
        numbers = self._numbers(params) or {}
        letters = (*numbers, *self._letters())

        def side(step: Mapping[str, Any], name: str) -> Tree | None:
            return put(read_tree(step[name], letters), numbers, tidy=name == "after") if name in step else None

        steps = [
            Step(f"step-{place}", before=side(step, "before"), after=side(step, "after"))
            for place, step in enumerate(self.data["steps"])
        ]
        return (*steps, *map(_final, self.solve(params)))

    def entry_of(self, params: Drawn | None = None) -> Mapping[str, Any]:
        """The entry in the form of the catalogue's entries (`schema.Entry` as plain JSON)."""
        del params
        data = self.data
        both = {language: texts(language) for language in LANGUAGES}
        slips = [(part, name, slip) for part, inner in data["parts"].items() for name, slip in inner["mistakes"].items()]

        def said(key: str, **values: str) -> dict[str, str]:
            return {language: text(key, **values) for language, text in both.items()}

        return {
            "title": data["title"],
            "minutes": data["minutes"],
            "tags": data["tags"],
            "statement": data["statement"],
            "parts": {name: {"prompt": part["prompt"]} for name, part in data["parts"].items()},
            "hints": {f"hint-{place}": hint for place, hint in enumerate(data["hints"])},
            "steps": {
                **{f"step-{place}": step for place, step in enumerate(data["steps"])},
                **{f"answer-{part}": said("own.answer", part=part) for part in data["parts"]},
            },
            "mistakes": {_slip(part, name): slip for part, name, slip in slips},
            "errors": {"constraint": said("own.constraint", constraint="{constraint}")},
            "words": {},
            "set": {name: said("own.parameter", range=_range(drawn)) for name, drawn in data["parameters"].items()},
        }

    def _letters(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(letter for part in self.data["parts"].values() for letter in part["symbols"]))


def _final(part: Part) -> Step:
    """The last word on a part: its answer."""
    from colloq.model import Grid  # noqa: PLC0415 - only here

    match part.answer:
        case MatrixAnswer(rows):
            return Step(f"answer-{part.name}", {"answer": Grid(rows)})
        case NumberAnswer(tree) | FormulaAnswer(tree):
            return Step(f"answer-{part.name}", after=tree)
        case other:
            raise AssertionError(other)


def _slip(part: str, name: str) -> str:
    return f"{part}-{name}"


def plain_value(number: Fraction) -> int | Fraction:
    """A whole number as such."""
    return number.numerator if number.denominator == 1 else number


def _range(drawn: Mapping[str, Any]) -> str:
    return ", ".join(map(str, drawn["choice"])) or f"{drawn['from']}..{drawn['to']}"


def _draw(rng: Stream, drawn: Mapping[str, Any]) -> Fraction:
    if drawn["choice"]:
        chosen = value(rng.choice(drawn["choice"]), {})
        assert chosen is not None
        return chosen
    while (number := rng.integer(drawn["from"], drawn["to"])) in drawn["without"]:
        pass
    return Fraction(number)


def _answer(item: Mapping[str, Any], part: Mapping[str, Any], numbers: Mapping[str, Fraction]) -> Answer:
    letters = (*numbers, *part["symbols"])
    domains = {name: domain_named(word) for name, word in part["symbols"].items()}
    rows = item.get("matrix")
    if rows is not None:
        cells = tuple(tuple(put(read_tree(cell, letters), numbers) for cell in row) for row in rows)
        return MatrixAnswer(cells, domains, digits=part["digits"], exact=part["exact"])  # type: ignore[arg-type]
    tree = put(read_tree(item["answer"], letters), numbers)
    if part["symbols"]:
        return FormulaAnswer(tree, domains)  # type: ignore[arg-type]
    return NumberAnswer(tree, digits=part["digits"], exact=part["exact"])
