"""Pages about the catalogue itself: topics, errata, the table of derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from colloq.catalog.family import family
from colloq.catalog.load import entry, ticket_file, tickets
from colloq.catalog.problem import all_families
from colloq.screens.style import columns, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from colloq.screens.style import Screen
    from colloq.texts import Texts


def topics_json() -> list[dict[str, Any]]:
    """Every family with its ticket, levels, minutes, tags and titles, in the order of the guide."""
    order = {ticket: place for place, ticket in enumerate(tickets())}
    names = sorted(all_families(), key=lambda name: (order.get(family(name).TICKET, len(order)), name))
    return [
        {
            "ticket": family(name).TICKET,
            "family": name,
            "title": entry(name)["title"],
            "ticket_title": ticket_file(family(name).TICKET)["title"],
            "levels": list(family(name).LEVELS),
            "minutes": entry(name)["minutes"],
            "tags": entry(name)["tags"],
            "version": family(name).VERSION,
            "parameters": entry(name)["set"],
        }
        for name in names
    ]


def topics_lines(screen: Screen, text: Texts) -> list[str]:
    """A table of the families."""
    head = tuple(text(f"topics.{key}") for key in ("ticket", "family", "levels", "minutes", "title"))
    rows = [
        (
            topic["ticket"],
            topic["family"],
            " ".join(map(str, topic["levels"])),
            " ".join(str(topic["minutes"].get(str(level), "-")) for level in topic["levels"]),
            topic["title"][text.language],
        )
        for topic in topics_json()
    ]
    first, *rest = columns([head, *rows])
    return [screen.bold(first), *rest, "", *wrapped(text("topics.drill"), screen.width)]


def errata_lines(screen: Screen, errata: Sequence[dict[str, Any]], text: Texts) -> list[str]:
    """Every erratum: what the guide prints, what is right, and a check."""
    lines = [*wrapped(text("errata.title"), screen.width)]
    labels = {name: text(f"errata.{name}") for name in ("guide", "right", "check")}
    width = max(map(len, labels.values())) + 4
    for erratum in errata:
        ticket = erratum["ticket"]
        lines += ["", screen.bold(text("errata.ticket" if ticket.isdigit() else "errata.task", ticket=ticket))]
        for name, label in labels.items():
            said = erratum[name] if name == "guide" else erratum[name][text.language]
            lines += wrapped(said, screen.width, " " * width, f"  {label:<{width - 2}}")
    return lines


def table_json() -> list[dict[str, str]]:
    """The rows of the table: simple and composite form with their derivatives, in plain text."""
    from colloq.notation.linear import linear  # noqa: PLC0415
    from colloq.notation.table import TABLE  # noqa: PLC0415

    rows = []
    for row in TABLE:
        simple, slope = row.simple
        trees = {"simple": simple, "simple_derivative": slope, "composite": row.function, "composite_derivative": row.derivative}
        rows.append({"name": row.name, **{name: linear(tree, unicode=False) for name, tree in trees.items()}})
    return rows


def table_lines(screen: Screen, text: Texts) -> list[str]:
    """The corrected table in two halves, as the guide prints it."""
    from colloq.notation.linear import linear  # noqa: PLC0415
    from colloq.notation.table import TABLE  # noqa: PLC0415

    def shown(pair: tuple[Any, Any]) -> tuple[str, str]:
        left, right = (linear(tree, text.language, unicode=screen.unicode) for tree in pair)
        return f"y = {left}", f"y' = {right}"

    rows = [(*shown(row.simple), *shown((row.function, row.derivative))) for row in TABLE]
    head = (text("table.simple"), "", text("table.composite"), "")
    first, *rest = columns([head, *rows], gap=3)
    return [screen.bold(first), *rest, "", *wrapped(text("table.note"), screen.width)]
