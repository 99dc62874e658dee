"""Ticket 17: the derivative of the k-th hidden state of an RNN by the recurrent weight, as a sum over the paths of W.

ds_k/dW = sum over i = 1..k of (product over j = i+1..k of ds_j/ds_{j-1}) ds_i/dW*, where * holds s_{i-1} constant.

The parameters are few, so the problems are too: 24, 78 and 292 at the three levels (`space`). A problem asks for pieces of the
sum (one term, the range of a product, how many terms and factors) and, for k up to 5, for the whole of it.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields
from colloq.model import REAL, FormulaAnswer, Mistake, NumberAnswer, Part, Step
from colloq.notation.build import ONE, TWO, difference, product, quotient, symbol, total
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from colloq.model import Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "17"
LEVELS = (1, 2, 3)

_COUNTS = ("terms", "factors", "first", "last", "all-factors")
_GENERAL = ("general-first", "general-last", "general-factors")
ASKS = (*_COUNTS, *_GENERAL, "coefficient", "term", "recursion", "full")
_OF_TERM = frozenset(("factors", "first", "last", "coefficient", "term"))
"""What is asked about the term of one i."""
_WEIGHTS = dict.fromkeys((*_COUNTS, *_GENERAL), 2) | {"coefficient": 3, "term": 3, "recursion": 3, "full": 6}
_MOST_EXPANDED, _MOST = 5, 9


@dataclass(frozen=True, slots=True)
class Expansion:
    """The state k, what is asked, and i of the term that is asked about (None where none is)."""

    k: int
    asks: tuple[str, ...]
    term: int | None = None


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Expansion:
    """k, ask, term. Raises ParameterError."""
    source = Fields(fields)
    k = source.integer("k", 2, _MOST)
    asks = read_asks(source, ASKS, "full")
    term = source.integer("term", 1, k - 1) if source.has("term") or _OF_TERM & set(asks) else None
    source.done()
    if "full" in asks and k > _MOST_EXPANDED:
        raise ParameterError("k", "too-long", most=_MOST_EXPANDED)
    if term is not None and not _OF_TERM & set(asks):
        raise ParameterError("term", "term-unused")
    return Expansion(k, asks, term)


def write_params(params: Expansion) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"k": params.k, "ask": write_asks(params.asks)}
    return written if params.term is None else {**written, "term": params.term}


# ----------------------------------------------------------------------------------------------------------------- sample


def _made(k: int, asks: Iterable[str], term: int) -> Expansion:
    wanted = set(asks)
    return Expansion(k, tuple(word for word in ASKS if word in wanted), term if _OF_TERM & wanted else None)


def _combined(k: int, least: int, *choices: Iterable[tuple[str, ...]]) -> Iterator[Expansion]:
    """One of each of the choices, asked about every term from `least` on."""
    for picked in itertools.product(*choices):
        most = k - 1 if _RANGE in picked and k > 2 else k  # a product of one factor has no range to speak of
        for term in range(least, most):
            yield _made(k, itertools.chain(*picked), term)


_FULL = [("full",)]
_PIECES: list[tuple[str, ...]] = [("coefficient",), ("term",), ("recursion",)]
_RANGE = ("first", "last")
_GENERALS: list[tuple[str, ...]] = [("general-factors",), ("general-first", "general-last")]


@functools.cache
def problems(level: int) -> tuple[tuple[Expansion, ...], ...]:
    """All problems of a level, in groups that are drawn equally often."""
    counts: list[tuple[str, ...]] = [("terms",), ("all-factors",), ("factors",), _RANGE]
    groups: list[Iterable[Expansion]]
    match level:
        case 1:
            before: list[tuple[str, ...]] = [(), *counts, *_PIECES, *(("terms", *piece) for piece in _PIECES)]
            shorter = [asks for asks in before if "recursion" not in asks and asks != _RANGE]
            groups = [_combined(2, 1, shorter, _FULL), _combined(3, 1, before, _FULL)]
        case 2:
            groups = [_combined(k, 1, counts, _PIECES, _FULL) for k in (3, 4)]
            groups.append(_combined(5, 1, counts, _PIECES[:2], _PIECES[2:]))
        case _:
            pieces: list[tuple[str, ...]] = [("all-factors",), *_PIECES]
            groups = [_combined(k, 1, _GENERALS, pieces, _FULL) for k in (4, 5)]
            large = (
                _combined(k, k - 4, _GENERALS, _PIECES[:2], [("terms",), ("all-factors",)], [(), ("recursion",)])
                for k in range(6, 10)
            )
            groups.append(itertools.chain(*large))
    return tuple(tuple(dict.fromkeys(group)) for group in groups)


def space(level: int) -> int:
    """How many different problems a level has: 24, 78 and 292."""
    return len({params for group in problems(level) for params in group})


def sample(rng: Stream, level: int) -> Expansion | None:
    """1: s_2 and s_3. 2: s_3 to s_5. 3: s_4 and s_5 with the general sum, and single terms up to s_9."""
    return rng.choice(rng.choice(problems(level)))


# ------------------------------------------------------------------------------------------------------------ mathematics


def _step(j: int) -> Tree:
    """ds_j/ds_{j-1}."""
    return symbol(f"ds{j}/ds{j - 1}")


def _direct(i: int) -> Tree:
    """ds_i/dW*."""
    return symbol(f"ds{i}/dW*")


def _whole(i: int) -> Tree:
    """ds_i/dW; of s_1 it is the same as ds_1/dW*."""
    return symbol(f"ds{i}/dW") if i > 1 else _direct(1)


def _chain(first: int, last: int) -> Tree:
    """The product over j from last down to first; 1 where there is none."""
    return product(*(_step(j) for j in range(last, first - 1, -1)))


def _term(i: int, k: int) -> Tree:
    return product(_chain(i + 1, k), _direct(i))


def _full(k: int) -> Tree:
    return total(*(_term(i, k) for i in range(1, k + 1)))


def _recursion(k: int) -> Tree:
    return total(product(_step(k), _whole(k - 1)), _direct(k))


def _right(params: Expansion, name: str) -> Tree:
    """The answer of a part."""
    k, i = params.k, params.term or 1
    numbers = {"terms": k, "factors": k - i, "first": i + 1, "last": k, "all-factors": k * (k - 1) // 2}
    match name:
        case "general-first":
            return total(symbol("i"), ONE)
        case "general-last":
            return symbol("k")
        case "general-factors":
            return difference(symbol("k"), symbol("i"))
        case "coefficient":
            return _chain(i + 1, k)
        case "term":
            return _term(i, k)
        case "recursion":
            return _recursion(k)
        case "full":
            return _full(k)
        case _:
            return Number(numbers[name])


def _symbols(params: Expansion, name: str) -> tuple[str, ...]:
    """The atoms of a part; with those that only wrong answers need."""
    k = params.k
    if name in _GENERAL:
        return ("k", "i")
    steps = [f"ds{j}/ds{j - 1}" for j in range(1, k + 1)]
    return (*steps, *(f"ds{i}/dW*" for i in range(1, k + 1)), *(f"ds{i}/dW" for i in range(2, k + 1)))


def _answer(params: Expansion, name: str, tree: Tree) -> NumberAnswer | FormulaAnswer:
    if name in _COUNTS:
        return NumberAnswer(tree, exact=True)
    aliases = {} if name in _GENERAL else {"ds1/dW": "ds1/dW*"}
    return FormulaAnswer(tree, dict.fromkeys(_symbols(params, name), REAL), aliases=aliases)


def solve(params: Expansion) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, _answer(params, name, _right(params, name)), worth[name]) for name in params.asks)


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Expansion) -> Values:
    """Values for the texts."""
    values: dict[str, Value] = {"k": params.k, "before": params.k - 1, "i": params.term or 0}
    return {**values, "atoms": bool(set(params.asks) - {*_COUNTS, *_GENERAL}), "general": bool(set(params.asks) & {*_GENERAL})}


def hints(params: Expansion) -> tuple[Step, ...]:
    """Where W acts, then what the product runs over."""
    return (Step("hint-ways"), Step("hint-unroll" if "full" in params.asks else "hint-path"))


def explain(params: Expansion) -> tuple[Step, ...]:
    """The sum in general, then each part."""
    return (Step("ways"), *(step for name in params.asks for step in _explain_part(params, name)))


def _explain_part(params: Expansion, name: str) -> Iterator[Step]:
    k, i, right = params.k, params.term or 1, _right(params, name)
    whole, term = Number(k), Number(i)
    match name:
        case "full":
            for last in range(2, k + 1):
                inner = [product(_step(last), _term(i, last - 1)) for i in range(1, last)]
                bracket = total(*(_term(i, last - 1) for i in range(1, last)))
                yield Step(
                    "unroll",
                    {"t": last},
                    before=total(product(_step(last), bracket), _direct(last)),
                    after=total(*inner, _direct(last)),
                )
        case "factors":
            yield Step(name, before=difference(whole, term), after=right)
        case "first":
            yield Step(name, before=total(term, ONE), after=right)
        case "all-factors":
            yield Step(name, before=quotient(product(whole, Number(k - 1)), TWO), after=right)
        case _:
            yield Step(name, after=right)


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Expansion) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right one are left out."""
    return tuple(
        Mistake(name, part, _answer(params, part, wrong), unfinished=name == "not-expanded")
        for part in params.asks
        for name, wrong in _wrong(params, part)
        if wrong != _right(params, part)
    )


def _wrong(params: Expansion, part: str) -> Iterator[tuple[str, Tree]]:
    k, i = params.k, params.term or 1
    match part:
        case "full":
            yield from _wrong_sums(k)
        case "recursion":
            yield "last-term-missing", product(_step(k), _whole(k - 1))
            yield "star-forgotten", total(product(_step(k), _whole(k - 1)), _whole(k))
            yield "star-misplaced", total(product(_step(k), _direct(k - 1)), _direct(k))
        case "coefficient":
            yield "range-starts-early", _chain(i, k)
            yield "direct-included", _term(i, k)
            if i < k - 1:
                yield "range-starts-late", _chain(i + 2, k)
                yield "range-ends-early", _chain(i + 1, k - 1)
        case "term":
            yield "range-starts-early", product(_chain(i, k), _direct(i))
            yield "range-starts-late", product(_chain(i + 2, k), _direct(i))
            yield "star-forgotten", product(_chain(i + 1, k), _whole(i))
            if i < k - 1:
                yield "range-ends-early", product(_chain(i + 1, k - 1), _direct(i))
        case _:
            yield from _wrong_counts(k, i, part)


def _wrong_sums(k: int) -> Iterator[tuple[str, Tree]]:
    terms = range(1, k + 1)
    yield "last-term-missing", total(*(_term(i, k) for i in terms[:-1]))
    yield "range-starts-early", total(*(product(_chain(i, k), _direct(i)) for i in terms))
    yield "range-starts-late", total(*(product(_chain(i + 2, k), _direct(i)) for i in terms))
    yield "star-forgotten", total(*(product(_chain(i + 1, k), _whole(i)) for i in terms))
    if k > 2:
        yield "longest-path-only", _term(1, k)
        yield "range-ends-early", total(*(product(_chain(i + 1, k - 1), _direct(i)) for i in terms))
        yield "not-expanded", _recursion(k)
    if k > 3:
        yield "middle-terms-dropped", total(_term(1, k), _term(k - 1, k), _term(k, k))


def _wrong_counts(k: int, i: int, part: str) -> Iterator[tuple[str, Tree]]:
    letter_k, letter_i = symbol("k"), symbol("i")
    match part:
        case "terms":
            yield "last-term-missing", Number(k - 1)
            if k > 4:
                yield "middle-terms-dropped", Number(3)
        case "factors":
            yield "range-starts-early", Number(k - i + 1)
            if i < k - 1:
                yield "range-starts-late", Number(k - i - 1)
        case "first":
            yield "range-starts-early", Number(i)
            yield "range-starts-late", Number(i + 2)
        case "last":
            yield "range-ends-early", Number(k - 1)
        case "all-factors":
            yield "range-starts-early", Number(k * (k + 1) // 2)
            yield "longest-path-only", Number(k - 1)
        case "general-first":
            yield "range-starts-early", letter_i
            yield "range-starts-late", total(letter_i, TWO)
        case "general-last":
            yield "range-ends-early", difference(letter_k, ONE)
        case _:
            yield "range-starts-early", total(letter_k, difference(ONE, letter_i))
            yield "range-starts-late", difference(letter_k, total(letter_i, ONE))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Expansion, at: Mapping[str, float]) -> dict[str, Any]:
    """By the recursion ds_t/dW = ds_t/ds_{t-1} ds_{t-1}/dW + ds_t/dW* with the numbers of `at`.

    A single term is what is left where all other ds_i/dW* are 0; counts are counts of the paths and edges of that recursion.
    """
    k = params.k
    found = {name: _oracle_count(name, k, params.term or 0) for name in params.asks if name in _COUNTS}
    for name in params.asks:
        match name:
            case "full":
                found[name] = _run(at, k, {i: at[f"ds{i}/dW*"] for i in range(1, k + 1)})
            case "term":
                found[name] = _run(at, k, {params.term or 0: at[f"ds{params.term}/dW*"]})
            case "coefficient":
                found[name] = _run(at, k, {params.term or 0: 1.0})
            case "recursion":
                inner = "ds1/dW*" if k == 2 else f"ds{k - 1}/dW"
                found[name] = _run(at, k, {k - 1: at[inner], k: at[f"ds{k}/dW*"]})
            case "general-factors":
                found[name] = at["k"] - at["i"]
            case "general-first":
                found[name] = 1.0 + at["i"]
            case "general-last":
                found[name] = at["k"]
            case _:
                pass
    return found


def _run(at: Mapping[str, float], k: int, direct: Mapping[int, float]) -> float:
    derivative = 0.0
    for t in range(1, k + 1):
        derivative = (derivative * at[f"ds{t}/ds{t - 1}"] if t > 1 else 0.0) + direct.get(t, 0.0)
    return derivative


def _oracle_count(name: str, k: int, term: int) -> float:
    """Paths from W to s_k, each as the list of the j that it goes through by ds_j/ds_{j-1}."""
    paths: list[list[int]] = []
    for t in range(1, k + 1):
        paths = [[*path, t] for path in paths] + [[]]
    edges = paths[term - 1]
    match name:
        case "terms":
            return float(len(paths))
        case "factors":
            return float(len(edges))
        case "first":
            return float(min(edges))
        case "last":
            return float(max(edges))
        case _:
            return float(sum(map(len, paths)))


def skeleton(params: Expansion) -> str:
    """The state and what is asked."""
    return f"s_{params.k} {write_asks(params.asks)}"
