"""How a mock exam is put together: from a blueprint, a seed, and what earlier exams asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from colloq.catalog.family import QUESTION, family, family_names
from colloq.catalog.load import ticket_file, tickets
from colloq.catalog.problem import Problem, draw
from colloq.errors import CatalogError, UsageError
from colloq.seeds import Stream
from colloq.store.exams import Plan, Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SEEDS = 1_000_000  # of the problems that an exam draws


def compose(  # noqa: PLR0913 - all that decides what an exam asks
    blueprint: Mapping[str, Any],
    *,
    seed: int,
    minutes: int | None = None,
    questions: int | None = None,
    wanted: Sequence[str] = (),
    asked: Mapping[str, int] | None = None,
    source: str = "exam.yaml",
) -> Plan:
    """The exam of this seed: questions of different tickets. The same on every machine for the same arguments.

    Args:
        blueprint: `schema.Blueprint` as plain JSON.
        seed: Everything that is drawn follows from it.
        minutes: In place of the blueprint's.
        questions: How many, in place of the blueprint's.
        wanted: Tickets that the student wants to be asked, in this order; the others are drawn.
        asked: How often earlier exams asked each ticket: those asked least come first.
        source: The blueprint's file, for messages.

    Raises:
        CatalogError: the blueprint names a family or level that does not exist.
        UsageError: there are fewer tickets than questions, or a ticket that is wanted does not exist or stands there twice.
    """
    count = questions or max(int(blueprint["questions"]), len(wanted))
    stream = Stream(f"exam@{seed}")
    if blueprint.get("pool"):
        chosen = _from_pool(blueprint["pool"], count, stream, source)
    else:
        chosen = _from_slots(blueprint["slots"], count, stream, wanted, asked or {})
    drawn = [_question(number, draw(name, level, stream.below(SEEDS))) for number, (name, level) in enumerate(chosen, 1)]
    return Plan(seed, minutes or int(blueprint["minutes"]), tuple(drawn))


def asked_before(families: Iterable[str]) -> dict[str, int]:
    """How often each ticket came up, from the families of the questions of earlier exams; unknown families do not count."""
    counts: dict[str, int] = {}
    known = set(family_names())
    for name in families:
        ticket = name.removeprefix(QUESTION) if name.startswith(QUESTION) else family(name).TICKET if name in known else None
        if ticket:
            counts[ticket] = counts.get(ticket, 0) + 1
    return counts


# -------------------------------------------------------------------------------------------------------------- by slots


def _from_slots(
    slots: Sequence[Mapping[str, Any]], count: int, stream: Stream, wanted: Sequence[str], asked: Mapping[str, int]
) -> list[tuple[str, int]]:
    written, tasks = _written_tickets(), _tasks()
    named = [_named(ticket, (*written, *tasks)) for ticket in wanted]
    if len(set(named)) < len(named) or len(named) > count:
        raise UsageError("exam.tickets_twice", tickets=" ".join(named))
    if count > len(written) + len(tasks):
        raise UsageError("exam.too_many_questions", questions=count, tickets=len(written) + len(tasks))
    chosen: list[tuple[str, int]] = []
    used: list[str] = list(named)
    for place in range(count):
        slot = slots[min(place, len(slots) - 1)]
        if place < len(named):
            ticket = named[place]
        else:
            ticket = _drawn_ticket(
                slot, stream, [t for t in written if t not in used], [t for t in tasks if t not in used], asked
            )
            used.append(ticket)
        chosen.append(_kind(ticket, slot, stream, written))
    return chosen


def _drawn_ticket(slot: Mapping[str, Any], stream: Stream, written: list[str], tasks: list[str], asked: Mapping[str, int]) -> str:
    """A ticket of one of the slot's kinds, of those asked least; of the other kind where the slot's are used up."""
    kinds = [(left, weight) for left, weight in ((written, slot["tickets"]), (tasks, slot["tasks"])) if left and weight]
    pool = stream.weighted(kinds) if kinds else [*written, *tasks]
    least = min(asked.get(ticket, 0) for ticket in pool)
    return stream.choice([ticket for ticket in pool if asked.get(ticket, 0) == least])


def _kind(ticket: str, slot: Mapping[str, Any], stream: Stream, written: Sequence[str]) -> tuple[str, int]:
    """The family and level of a question on this ticket."""
    names = [QUESTION + ticket] if ticket in written else [n for n in family_names() if ticket == family(n).TICKET and _main(n)]
    name = stream.choice(names)
    levels = [(int(level), weight) for level, weight in slot["levels"].items() if int(level) in family(name).LEVELS]
    return name, stream.weighted(levels) if levels else max(family(name).LEVELS)


def _main(name: str) -> bool:
    """Whether a family of a task is one of the exam's: quick cards are not."""
    return "card" not in _entry_tags(name)


def _entry_tags(name: str) -> list[str]:
    tags: list[str] = ticket_file(family(name).TICKET)["families"][name]["tags"]
    return tags


def _written_tickets() -> tuple[str, ...]:
    return tuple(ticket for ticket in tickets() if "written" in ticket_file(ticket))


def _tasks() -> tuple[str, ...]:
    return tuple(ticket for ticket in tickets() if ticket.startswith("T"))


def _named(ticket: str, known: Sequence[str]) -> str:
    """A ticket as it was typed: 13, t2, or T2 in Cyrillic."""
    latin = ticket.strip().upper().replace("Т", "T")
    if latin not in known:
        raise UsageError("exam.no_ticket", ticket=ticket, tickets=", ".join(known))
    return latin


# --------------------------------------------------------------------------------------------------------------- by pool


def _from_pool(kinds: Sequence[Mapping[str, Any]], count: int, stream: Stream, source: str) -> list[tuple[str, int]]:
    pool = [(_checked(source, place, kind), int(kind["weight"])) for place, kind in enumerate(kinds)]
    found = {family(name).TICKET for (name, _), _ in pool}
    if count > len(found):
        raise UsageError("exam.too_many_questions", questions=count, tickets=len(found))
    chosen = []
    for _ in range(count):
        name, level = stream.weighted(pool)
        pool = [kind for kind in pool if family(kind[0][0]).TICKET != family(name).TICKET]
        chosen.append((name, level))
    return chosen


def _checked(source: str, place: int, kind: Mapping[str, Any]) -> tuple[str, int]:
    name, level = str(kind["family"]), int(kind["level"])
    if name not in family_names() and not (name.startswith(QUESTION) and name.removeprefix(QUESTION) in _written_tickets()):
        raise CatalogError(source, f"pool[{place}]", "family", f"no family is called {name}")
    if level not in family(name).LEVELS:
        raise CatalogError(source, f"pool[{place}]", "level", f"{name} has no level {level}")
    return name, level


def _question(number: int, problem: Problem) -> Question:
    return Question(
        number=number,
        problem=problem.id,
        family=problem.name,
        version=problem.family.VERSION,
        level=problem.level,
        seed=problem.seed or 0,
        params=problem.params_json(),
    )
