"""Ticket 2: how many updates an epoch of minibatch SGD has, how large its last batch is, and where so many updates lead.

An epoch shuffles the N objects and cuts them into batches of m; the last one is short where m does not divide N, and is either
used or dropped, as the problem says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields
from colloq.model import Mistake, NumberAnswer, Part, Step
from colloq.notation.build import difference, product, quotient, total
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "2"
LEVELS = (1, 2, 3)

ASKS = ("updates", "last", "total", "full-epochs", "seen")
"""Updates per epoch, size of its last batch, updates of all epochs; after so many updates: full epochs, gradients computed."""
_WEIGHTS = {"updates": 3, "last": 3, "total": 3, "full-epochs": 3, "seen": 4}
_MOST = 10**7


@dataclass(frozen=True, slots=True)
class Epochs:
    """Objects, batch size, whether a short last batch is dropped, epochs, updates made (0 where not told), what is asked."""

    objects: int
    batch: int
    drop: bool
    epochs: int
    made: int
    asks: tuple[str, ...]

    @property
    def short(self) -> int:
        """The size of the short batch, 0 where there is none."""
        return self.objects % self.batch

    @property
    def whole(self) -> int:
        """The number of batches of the full size."""
        return self.objects // self.batch

    @property
    def updates(self) -> int:
        """Updates per epoch."""
        return self.whole + (1 if self.short and not self.drop else 0)

    @property
    def used(self) -> int:
        """Objects that are used in an epoch."""
        return self.objects - self.short if self.drop else self.objects


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Epochs:
    """objects, batch, drop, epochs, made, ask. Raises ParameterError: a batch larger than the sample, too little told."""
    source = Fields(fields)
    objects = source.integer("objects", 1, _MOST)
    batch = source.integer("batch", 1, _MOST)
    drop = source.word("drop", ("yes", "no"), "no") == "yes"
    epochs = source.integer("epochs", 0, _MOST, 0)
    made = source.integer("made", 0, _MOST, 0)
    asks = read_asks(source, ASKS, "updates, last")
    source.done()
    if batch > objects:
        raise ParameterError("batch", "batch-larger")
    params = Epochs(objects, batch, drop, epochs, made, asks)
    if ("total" in asks) != bool(epochs):
        raise ParameterError("epochs", "epochs-and-total")
    if bool({"full-epochs", "seen"} & set(asks)) != bool(made):
        raise ParameterError("made", "made-and-asked")
    if "full-epochs" in asks and made < params.updates:
        raise ParameterError("made", "no-full-epoch", least=params.updates)
    return params


def write_params(params: Epochs) -> dict[str, Any]:
    """Plain JSON."""
    found: dict[str, Any] = {"objects": params.objects, "batch": params.batch, "drop": "yes" if params.drop else "no"}
    counts = {name: count for name, count in (("epochs", params.epochs), ("made", params.made)) if count}
    return {**found, **counts, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample

_EASY_BATCHES = (10, 20, 25, 50, 100)
_BATCHES = (8, 10, 12, 15, 16, 20, 24, 25, 30, 32, 40, 50, 60, 64, 100, 128)


def sample(rng: Stream, level: int) -> Epochs | None:
    """1: updates of an epoch and of several. 2: the short last batch too. 3: where a number of updates leads."""
    batch = rng.choice(_EASY_BATCHES if level == 1 else _BATCHES)
    whole, short = rng.integer(3, 60), rng.integer(1, batch - 1)
    if level == 1:
        short = 5 * rng.integer(0, batch // 5 - 1)
    elif rng.chance(15):
        short = 0
    drop = bool(short) and level > 1 and rng.chance(35)
    objects = batch * whole + short
    if level < 3:
        asks = ("updates", "total") if level == 1 else ("updates", "last", "total")
        return Epochs(objects, batch, drop, rng.integer(2, 60), 0, asks)
    epochs = rng.integer(2, 20)
    updates = Epochs(objects, batch, drop, 0, 0, ()).updates
    made = epochs * updates + rng.integer(1, updates - 1)
    params = Epochs(objects, batch, drop, 0, made, ("updates", "full-epochs", "seen"))
    return params if made < 5000 else None


# ------------------------------------------------------------------------------------------------------------ mathematics


def _counted(params: Epochs) -> dict[str, int]:
    """All that can be asked."""
    full, rest = divmod(params.made, params.updates)
    return {
        "updates": params.updates,
        "last": params.batch if params.drop or not params.short else params.short,
        "total": params.updates * params.epochs,
        "full-epochs": full,
        "seen": full * params.used + rest * params.batch,
    }


def solve(params: Epochs) -> tuple[Part, ...]:
    """The parts that are asked."""
    counted, worth = _counted(params), points(params.asks, _WEIGHTS)
    return tuple(Part(name, NumberAnswer(Number(counted[name]), exact=True), worth[name]) for name in params.asks)


def carried(params: Epochs, part: str, own: Mapping[str, NumberAnswer]) -> NumberAnswer | None:
    """Totals and full epochs from the student's own number of updates per epoch."""
    if "updates" not in own or not isinstance(own["updates"].value, Number):
        return None
    updates = own["updates"].value.value
    if not isinstance(updates, int) or not updates:
        return None
    full = params.made // updates
    if part == "seen" and "full-epochs" in own and isinstance(own["full-epochs"].value, Number):
        full = int(own["full-epochs"].value.value)
    match part:
        case "total":
            return NumberAnswer(Number(updates * params.epochs), exact=True)
        case "full-epochs" if full:
            return NumberAnswer(Number(full), exact=True)
        case "seen" if params.made >= full * updates:
            return NumberAnswer(Number(full * params.used + (params.made - full * updates) * params.batch), exact=True)
        case _:
            return None


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Epochs) -> Values:
    """Values for the texts."""
    return {
        "objects": params.objects,
        "batch": params.batch,
        "epochs": params.epochs,
        "made": params.made,
        "keep": not params.drop,
        "drop": params.drop,
    }


def hints(params: Epochs) -> tuple[Step, ...]:
    """How the batches are counted, then what differs from batch to batch."""
    return (Step("hint-batches"), Step("hint-rest" if params.made else "hint-drop" if params.drop else "hint-short"))


def explain(params: Epochs) -> tuple[Step, ...]:
    """Full batches, the short one, the epoch, then what is asked."""
    return tuple(_explain(params))


def _explain(params: Epochs) -> Iterator[Step]:
    counted, batch = _counted(params), Number(params.batch)
    full = Number(params.whole)
    covered = product(full, batch)
    if params.short:
        left = difference(Number(params.objects), covered)
        yield Step("full-batches", {"whole": params.whole})
        yield Step("left", before=left, after=Number(params.short))
        if params.drop:
            yield Step("dropped", after=Number(params.updates))
        else:
            yield Step("short-batch", before=total(full, Number(1)), after=Number(params.updates))
    else:
        yield Step("divides", before=quotient(Number(params.objects), batch), after=Number(params.updates))
    if "last" in params.asks:
        yield Step("last-short" if counted["last"] == params.short else "last-full", after=Number(counted["last"]))
    if params.epochs:
        yield Step("total", before=product(Number(params.updates), Number(params.epochs)), after=Number(counted["total"]))
    if params.made:
        yield from _made_steps(params, counted)


def _made_steps(params: Epochs, counted: Mapping[str, int]) -> Iterator[Step]:
    full, rest = divmod(params.made, params.updates)
    yield Step("full-epochs", after=Number(full))
    made = difference(Number(params.made), product(Number(full), Number(params.updates)))
    yield Step("rest", before=made, after=Number(rest))
    if "seen" in params.asks:
        whole = product(Number(full), Number(params.used))
        yield Step("seen", before=total(whole, product(Number(rest), Number(params.batch))), after=Number(counted["seen"]))


# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Epochs) -> tuple[Mistake, ...]:
    """Wrong counts, part by part; those that come to the right one are left out."""
    counted = _counted(params)
    found = []
    for name in params.asks:
        for mistake, count in _wrong(params, name):
            if count != counted[name] and count > 0:
                found.append(Mistake(mistake, name, NumberAnswer(Number(count), exact=True)))
    return tuple(found)


def _wrong(params: Epochs, part: str) -> Iterator[tuple[str, int]]:
    other = params.whole + (1 if params.drop else 0) if params.short else params.whole + 1
    slip = "one-too-many" if not params.short else "short-batch-counted" if params.drop else "short-batch-forgotten"
    full, rest = divmod(params.made, params.updates)
    match part:
        case "updates":
            yield slip, other
            yield "objects-for-batches", params.objects
        case "last":
            yield "full-size", params.batch
            yield "missing-for-size", params.batch - params.short
            if params.drop:
                yield "short-batch-counted", params.short
        case "total":
            yield slip, other * params.epochs
            yield "epochs-joined", -(-params.objects * params.epochs // params.batch)
            yield "one-epoch", params.updates
        case "full-epochs":
            yield slip, params.made // other
            yield "rounded-up", full + 1
        case _:
            yield "all-batches-full", params.made * params.batch
            yield "rest-forgotten", full * params.used
            yield "dropped-objects-counted", full * params.objects + rest * params.batch


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Epochs, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """By running through the epochs batch by batch, as a training loop does."""
    sizes = [
        min(params.batch, params.objects - begin)
        for begin in range(0, params.objects, params.batch)
        if not params.drop or begin + params.batch <= params.objects
    ]
    found = {
        "updates": float(len(sizes)),
        "last": float(sizes[-1]),
        "total": float(sum(len(sizes) for _ in range(params.epochs))),
    }
    done = full = seen = 0
    while done + len(sizes) <= params.made:
        done, full, seen = done + len(sizes), full + 1, seen + sum(sizes)
    seen += sum(sizes[: params.made - done])
    found |= {"full-epochs": float(full), "seen": float(seen)}
    return {name: found[name] for name in params.asks}


def skeleton(params: Epochs) -> str:
    """Whether there is a short batch, what becomes of it, what is asked."""
    kind = "even" if not params.short else "dropped" if params.drop else "short"
    return f"{kind}: {write_asks(params.asks)}"
