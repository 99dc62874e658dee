"""What is wrong with a problem without Python, besides its form: said with the field it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from colloq.catalog.formulas import COMPARISON, read_tree
from colloq.grading.domains import domain_named
from colloq.grading.number import exact
from colloq.notation.tree import symbols_of
from colloq.texts import LANGUAGES, placeholders

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


def complaints(name: str, entry: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with an entry besides its form, each with the field it stands in."""
    for field, problem in _faults(name, entry):
        yield f"{name}: {field}: {problem}"


def _faults(name: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    from colloq.catalog.family import is_module  # noqa: PLC0415 - which looks for declared families itself

    if is_module(name):
        yield "name", "a family of the program has this name"
    known: list[str] = list(entry["parameters"])
    for level, ranges in entry["levels"].items():
        if unknown := [parameter for parameter in ranges if parameter not in known]:
            yield f"levels.{level}", f"there is no parameter {unknown[0]}"
    for parameter, drawn in entry["parameters"].items():
        for choice in drawn["choice"]:
            yield from _fault(f"parameters.{parameter}", choice, (), number=True)
        if not drawn["choice"] and set(range(drawn["from"], min(drawn["to"], drawn["from"] + 1000) + 1)) <= set(drawn["without"]):
            yield f"parameters.{parameter}", "nothing is left to draw"
    for value, expression in entry["values"].items():
        yield from _fault(f"values.{value}", expression, known)
        known.append(value)
    for constraint in entry["constraints"]:
        yield from _constraint_faults(constraint, known)
    letters = [*known]
    for part, data in entry["parts"].items():
        letters += data["symbols"]
        yield from _part_faults(part, data, known)
    for formula, expression in entry["formulas"].items():
        yield from _fault(f"formulas.{formula}", expression, letters)
    for place, step in enumerate(entry["steps"]):
        for side in ("before", "after"):
            if side in step:
                yield from _fault(f"steps.{place}.{side}", step[side], letters)
    yield from _text_faults(entry, {*known, *entry["formulas"]})


def _fault(field: str, expression: str, letters: Collection[str], *, number: bool = False) -> Iterator[tuple[str, str]]:
    try:
        tree = read_tree(expression, tuple(letters))
    except ValueError as error:
        yield field, str(error)
        return
    if number and (symbols_of(tree) or exact(tree) is None):
        yield field, f"{expression!r} is no number"


def _constraint_faults(constraint: str | Mapping[str, Any], known: Collection[str]) -> Iterator[tuple[str, str]]:
    if not isinstance(constraint, str):
        yield from _fault("constraints", constraint["whole"], known)
        return
    found = COMPARISON.fullmatch(constraint)
    if found is None:
        yield "constraints", f"{constraint!r} is no comparison, as in k <= n"
        return
    yield from _fault("constraints", found[1], known)
    yield from _fault("constraints", found[3], known)


def _part_faults(part: str, data: Mapping[str, Any], known: Collection[str]) -> Iterator[tuple[str, str]]:
    letters = (*known, *data["symbols"])
    for symbol, word in data["symbols"].items():
        if domain_named(word) is None:
            yield f"parts.{part}.symbols", f"{symbol}: {word!r} is no domain"
        if symbol in known:
            yield f"parts.{part}.symbols", f"{symbol} is a parameter already"
    for where, item in ((f"parts.{part}", data), *((f"parts.{part}.mistakes.{n}", slip) for n, slip in data["mistakes"].items())):
        rows = item.get("matrix")
        if rows is not None and len({len(row) for row in rows}) > 1:
            yield where, "the rows of the matrix differ in length"
        for cell in [cell for row in rows for cell in row] if rows is not None else [item["answer"]]:
            yield from _fault(where, cell, letters)


def _text_faults(entry: Mapping[str, Any], known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Placeholders that nothing fills, `show` and `when` that name nothing."""
    said = [*entry["statement"], *(part["prompt"] for part in entry["parts"].values()), *entry["hints"], *entry["steps"]]
    said += [slip for part in entry["parts"].values() for slip in part["mistakes"].values()]
    for item in said:
        named = {name for language in LANGUAGES if language in item for name in placeholders(item[language])}
        named |= set(item.get("show", ())) | ({item["when"].lstrip("!")} if "when" in item else set())
        if missing := sorted(named - set(known)):
            yield "texts", f"there is nothing called {missing[0]}"
