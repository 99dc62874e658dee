"""Ticket 16: the probability of a text by the chain rule, P(x_1, ..., x_n) = P(x_1) P(x_2|x_1) P(x_3|x_1, x_2) ...

The model is given as a table of conditional probabilities; as it would be endless for whole histories, the model looks at the
last word only, which the statement says. A last column may hold the end of the text.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import places
from colloq.exact.fields import Fields, Rows, plain_rows
from colloq.exact.wrong_answers import wrong_numbers
from colloq.grading.number import as_float
from colloq.model import Mistake, NumberAnswer, Part, Step, Table, Word
from colloq.notation.build import difference, product, quotient, rational, total
from colloq.notation.tree import Product

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from colloq.model import Answer, Value, Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "16"
LEVELS = (1, 2, 3)

ASKS = ("missing", "text", "marginal", "posterior")
"""A missing cell of the table; P(text); the same with any word in its second place; how likely that word is there."""
_WEIGHTS = {"missing": 3, "text": 5, "marginal": 4, "posterior": 3}
WORDS = ("cat", "dog", "bird", "child", "sleeps", "eats", "sings", "sees")
END = "end"
"""The end of the text as the last column."""
_MOST_WORDS, _LONGEST = 4, 6


@dataclass(frozen=True, slots=True)
class Model:
    """The words; P(first word) and, row by row, P(next word | word); the text as places among the words; what is asked.

    With `ends`, each row has a last cell, the probability that the text ends there. `hidden` is the cell (row, column) of the
    table that is not printed, counted as in `rows`.
    """

    words: tuple[str, ...]
    rows: Rows
    text: tuple[int, ...]
    ends: bool
    hidden: tuple[int, int] | None
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Model:
    """words, table, text, hide, ask. Raises ParameterError: for rows whose probabilities do not add up to 1, above all."""
    source = Fields(fields)
    words = _listed(source, "words")
    rows = source.rows("table")
    names = _listed(source, "text")
    asks = read_asks(source, ASKS, "text")
    hidden = _read_hidden(source, rows) if "missing" in asks or source.has("hide") else None
    source.done()
    if len(set(words)) < len(words) or not 2 <= len(words) <= _MOST_WORDS or not set(words) <= {*WORDS}:
        raise ParameterError("words", "words", most=_MOST_WORDS, known=", ".join(WORDS))
    ends = len(rows[0]) == len(words) + 1
    if len(rows) != len(words) + 1 or len(rows[0]) not in (len(words), len(words) + 1):
        raise ParameterError("table", "table-shape", rows=len(words) + 1, columns=len(words))
    if any(cell < 0 for row in rows for cell in row) or any(sum(row) != 1 for row in rows):
        raise ParameterError("table", "not-probabilities")
    if not set(names) <= set(words) or not 2 <= len(names) <= _LONGEST:
        raise ParameterError("text", "text-words", longest=_LONGEST)
    text = tuple(words.index(name) for name in names)
    if len(text) < 3 and {"marginal", "posterior"} & set(asks):
        raise ParameterError("text", "text-short")
    if hidden is not None and "missing" not in asks:
        raise ParameterError("hide", "hide-unused")
    params = Model(words, rows, text, ends, hidden, asks)
    if not _chance(params, text):
        raise ParameterError("text", "impossible")
    return params


def _listed(source: Fields, name: str) -> tuple[str, ...]:
    """Words, from a list or from a text with spaces or commas between them."""
    value = source.raw(name)
    return tuple(map(str, value)) if isinstance(value, list) else tuple(str(value).replace(",", " ").split())


def _read_hidden(source: Fields, rows: Rows) -> tuple[int, int]:
    """A cell as "row column", both from 1."""
    cells = Fields({"hide": _as_row(source.raw("hide"))}).rows("hide") if source.has("hide") else ()
    row, column = cells[0] if [*map(len, cells)] == [2] else (Fraction(0), Fraction(0))
    if not (1 <= row <= len(rows) and 1 <= column <= len(rows[0])) or row.denominator * column.denominator != 1:
        raise ParameterError("hide", "hide-cell", rows=len(rows), columns=len(rows[0]))
    return int(row) - 1, int(column) - 1


def _as_row(value: Any) -> Any:  # noqa: ANN401
    return [value] if isinstance(value, list) and len(value) == 2 and not isinstance(value[0], list) else value


def write_params(params: Model) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {
        "words": list(params.words),
        "table": plain_rows(params.rows),
        "text": [params.words[place] for place in params.text],
    }
    if params.hidden is not None:
        written["hide"] = [params.hidden[0] + 1, params.hidden[1] + 1]
    return {**written, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample

_SUBJECTS, _VERBS = WORDS[:4], WORDS[4:8]


def sample(rng: Stream, level: int) -> Model | None:
    """1: a text of three words. 2: the end of the text counts, a cell is missing. 3: any second word, and how likely it is."""
    words = (rng.choice(_SUBJECTS), *rng.sample(_VERBS, 2)) if rng.chance(50) else (*rng.sample(_SUBJECTS, 2), rng.choice(_VERBS))
    ends = level == 2
    count = len(words) + ends
    rows = [_distribution(rng, len(words)) + ((Fraction(0),) if ends else ())]
    rows += [_distribution(rng, count) for _ in words]
    length = rng.choice((3, 4)) if level == 2 else 3 if level == 1 else rng.choice((3, 4))
    text = tuple(rng.below(len(words)) for _ in range(length))
    hidden = None
    if level == 2:
        place = rng.integer(1, length - 1)
        hidden = text[place - 1] + 1, text[place]
    asks = {1: ("text",), 2: ("missing", "text"), 3: ("text", "marginal", "posterior")}[level]
    params = Model(words, tuple(rows), text, ends, hidden, asks)
    return params if _good(params) else None


def _distribution(rng: Stream, count: int) -> tuple[Fraction, ...]:
    """Probabilities in tenths that add up to 1, none of them 0."""
    cuts = sorted(rng.sample(range(1, 10), count - 1))
    return tuple(Fraction(high - low, 10) for low, high in itertools.pairwise((0, *cuts, 10)))


def _good(params: Model) -> bool:
    """No word twice in a row, no transition twice, probabilities that differ along the text."""
    pairs = list(itertools.pairwise(params.text))
    factors = [params.rows[0][params.text[0]], *(params.rows[a + 1][b] for a, b in pairs)]
    return len(set(pairs)) == len(pairs) and all(a != b for a, b in pairs) and len(set(factors)) > 1


# ------------------------------------------------------------------------------------------------------------ mathematics


def _factors(params: Model, text: Sequence[int]) -> list[Fraction]:
    """P(first word), the conditional probabilities of the next ones, and of the end where it counts."""
    found = [params.rows[0][text[0]], *(params.rows[a + 1][b] for a, b in itertools.pairwise(text))]
    return [*found, params.rows[text[-1] + 1][-1]] if params.ends else found


def _chance(params: Model, text: Sequence[int]) -> Fraction:
    return Fraction(math.prod(_factors(params, text)))


def _texts(params: Model) -> list[tuple[int, ...]]:
    """The text with each word in its second place."""
    return [(params.text[0], word, *params.text[2:]) for word in range(len(params.words))]


def _marginal(params: Model) -> Fraction:
    return sum((_chance(params, text) for text in _texts(params)), Fraction(0))


def solve(params: Model) -> tuple[Part, ...]:
    """The parts that are asked."""
    chance, worth = _chance(params, params.text), points(params.asks, _WEIGHTS)

    def number(name: str) -> Fraction:
        match name:
            case "missing":
                row, column = params.hidden or (0, 0)
                return params.rows[row][column]
            case "text":
                return chance
            case "marginal":
                return _marginal(params)
            case _:
                return chance / _marginal(params)

    return tuple(Part(name, NumberAnswer(rational(number(name))), worth[name]) for name in params.asks)


def carried(params: Model, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The text with the student's own missing cell; how likely the word is from their own two probabilities."""
    typed = {name: answer.value for name, answer in own.items() if isinstance(answer, NumberAnswer)}
    if part == "text" and "missing" in typed and params.hidden is not None:
        row, column = params.hidden
        places = [(0, params.text[0]), *((a + 1, b) for a, b in itertools.pairwise(params.text))]
        factors = (typed["missing"] if place == (row, column) else None for place in (*places, None))
        pairs = zip(factors, _factors(params, params.text), strict=False)
        return NumberAnswer(product(*(rational(right) if own_cell is None else own_cell for own_cell, right in pairs)))
    if part == "posterior" and {"text", "marginal"} & typed.keys():
        top = typed.get("text", rational(_chance(params, params.text)))
        bottom = typed.get("marginal", rational(_marginal(params)))
        return NumberAnswer(quotient(top, bottom)) if as_float(bottom) else None
    return None


# ------------------------------------------------------------------------------------------------------------------ texts


def _said(params: Model, text: Sequence[int]) -> tuple[Value, ...]:
    return tuple(Word(params.words[place]) for place in text)


def state(params: Model) -> Values:
    """Values for the texts: the table, the text, the word in its second place and those around it."""
    columns = (*params.words, *((END,) if params.ends else ()))
    rows: list[tuple[Value, ...]] = []
    for number, row in enumerate(params.rows):
        name = Word("row-first") if number == 0 else Word(params.words[number - 1])
        cells = ("?" if (number, place) == params.hidden else _tenths(cell) for place, cell in enumerate(row))
        rows.append((name, *cells))
    header = (Word("header-before"), *(Word(name) for name in columns))
    values: dict[str, Value] = {
        "table": Table(header, tuple(rows)),
        "text": tuple(Word(params.words[place]) for place in params.text),
        "ends": params.ends,
        "missing": params.hidden is not None,
        "any_second": bool({"marginal", "posterior"} & set(params.asks)),
        "second": Word(params.words[params.text[1]]),
    }
    return values


def _tenths(cell: Fraction) -> Value:
    """A probability as a decimal where it has one digit, as they are usually printed."""
    return places(rational(cell), 1) if 10 % cell.denominator == 0 and cell.denominator > 1 else cell


def hints(params: Model) -> tuple[Step, ...]:
    """One factor for each word, then what is special."""
    return Step("hint-chain"), Step("hint-sum" if len(params.asks) > 2 else "hint-row" if params.hidden else "hint-first")


def explain(params: Model) -> tuple[Step, ...]:
    """Part by part."""
    return tuple(step for name in params.asks for step in _explain_part(params, name))


def _explain_part(params: Model, name: str) -> Iterator[Step]:
    match name:
        case "missing":
            row, column = params.hidden or (0, 0)
            others = (rational(cell) for place, cell in enumerate(params.rows[row]) if place != column)
            yield Step("missing", before=difference(rational(1), total(*others)), after=rational(params.rows[row][column]))
        case "text":
            key = "text-end" if params.ends else "text"
            factors = tuple(map(rational, _factors(params, params.text)))
            yield Step(key, before=Product(factors), after=rational(_chance(params, params.text)))
        case "marginal":
            for text in _texts(params):
                factors = tuple(map(rational, _factors(params, text)))
                yield Step(
                    "one-word", {"one": _said(params, text)}, before=Product(factors), after=rational(_chance(params, text))
                )
            terms = (rational(_chance(params, text)) for text in _texts(params))
            yield Step("marginal", before=total(*terms), after=rational(_marginal(params)))
        case _:
            top, bottom = _chance(params, params.text), _marginal(params)
            yield Step("posterior", before=quotient(rational(top), rational(bottom)), after=rational(top / bottom))


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Model) -> tuple[Mistake, ...]:
    """Wrong numbers, part by part; those that come to the right one are left out."""
    found: list[Mistake] = []
    for part in solve(params):
        assert isinstance(part.answer, NumberAnswer)
        pairs = ((name, rational(number)) for name, number in _wrong(params, part.name))
        found += wrong_numbers(part.name, part.answer, pairs)
    return tuple(found)


def _wrong(params: Model, part: str) -> Iterator[tuple[str, Fraction]]:
    factors = _factors(params, params.text)
    chance, whole = Fraction(math.prod(factors)), _marginal(params)
    match part:
        case "missing":
            row, column = params.hidden or (0, 0)
            others = (line[column] for number, line in enumerate(params.rows) if number not in (0, row))
            yield "column-sum", 1 - sum(others, Fraction(0))
            yield "others-only", 1 - params.rows[row][column]
        case "text":
            yield "first-word-forgotten", Fraction(math.prod(factors[1:]))
            if params.ends:
                yield "end-forgotten", Fraction(math.prod(factors[:-1]))
            yield "independent-words", Fraction(math.prod(params.rows[0][place] for place in params.text))
            yield "rows-for-columns", factors[0] * math.prod(params.rows[b + 1][a] for a, b in itertools.pairwise(params.text))
            yield "factors-added", sum(factors, Fraction(0))
            yield "factors-averaged", sum(factors, Fraction(0)) / len(factors)
        case "marginal":
            yield "one-word-only", chance
            yield (
                "middle-skipped",
                params.rows[0][params.text[0]]
                * math.prod(params.rows[a + 1][b] for a, b in itertools.pairwise((params.text[0], *params.text[2:]))),
            )
            yield "averaged", whole / len(params.words)
        case _:
            yield "joint-for-posterior", chance
            yield "upside-down", whole / chance
            yield "conditional-on-first", params.rows[params.text[0] + 1][params.text[1]]
            yield "equally-likely", Fraction(1, len(params.words))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Model, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """By NumPy: a row vector of probabilities through the transition matrix, all words but the fixed ones masked off."""
    import numpy as np  # noqa: PLC0415

    table = np.array([[float(cell) for cell in row] for row in params.rows])
    count = len(params.words)
    start, moves = table[0, :count], table[1:, :count]
    last = table[1:, count] if params.ends else np.ones(count)

    def through(free: int | None) -> float:
        now = start * np.eye(count)[params.text[0]]
        for place, word in enumerate(params.text[1:], 1):
            now = now @ moves
            if place != free:
                now *= np.eye(count)[word]
        return float(now @ last)

    row, column = params.hidden or (0, 0)
    others = np.delete(table[row], column)
    found = {"missing": 1.0 - float(others.sum()), "text": through(None), "marginal": through(1)}
    found["posterior"] = found["text"] / found["marginal"] if found["marginal"] else 0.0
    return {name: found[name] for name in params.asks}


def skeleton(params: Model) -> str:
    """Length of the text, number of words, what is asked."""
    return f"{len(params.text)} {len(params.words)} {'end ' if params.ends else ''}{write_asks(params.asks)}"
