"""Text to tree: the answer language. `docs/answers.md` describes it for students.

Nothing that is typed is executed: a lexer (`lexer.py`) knows the declared names, a parser (`parser.py`) the precedence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from colloq.notation.around import EQUALS, Inner, inner, is_left_side, is_negative
from colloq.notation.cleaned import cleaned
from colloq.notation.cursor import MOST_DEPTH, number
from colloq.notation.lexer import Lexer
from colloq.notation.names import names
from colloq.notation.parser import Parser
from colloq.notation.restated import agree, is_bracketed, names_rounded, restates, rounds
from colloq.notation.tokens import MOST_CHARACTERS, Findings, ReadError
from colloq.notation.tree import Negative, Tree, children, has_decimal, symbols_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from colloq.notation.tokens import Token

_MOST_TYPED = 2 * MOST_CHARACTERS  # with the spaces and marks around a formula, which are trimmed before it is measured
MOST_NODES = 1000
_FEW_TOKENS = 25  # make a tree of a few levels and nodes each, far below what is refused


@dataclass(frozen=True, slots=True)
class Note:
    """Something the student should know about how the answer was read; `key` is its text."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """Why a text could not be read: `key` names the message, `span` the characters (start, end) of the true cause."""

    key: str
    span: tuple[int, int]
    values: Mapping[str, str] = field(default_factory=dict)
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A formula as it was read.

    `question`: what to ask if the other reading of its doubtful places turns out to be the right answer. `doubts`: that of each
    doubtful place, None for what a slash divides.
    """

    tree: Tree
    notes: tuple[Note, ...] = ()
    question: ReadProblem | None = None
    doubts: tuple[Note | None, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixReading:
    """A matrix as it was read: rows of one length. `doubtful`: the texts of cells that could be read in another way, by place."""

    rows: tuple[tuple[Tree, ...], ...]
    notes: tuple[Note, ...] = ()
    doubtful: Mapping[tuple[int, int], str] = field(default_factory=dict)


_INTEGER = re.compile(r"\s*(-?)(\d{1,9})\s*", re.ASCII)
_TIMES = re.compile(r"(?<=\d)(\s*)[xXхХ](\s*)(?=\d)", re.ASCII)
_ONCE = r"\s*(?:[≈~=]\s*)?"
_RESTATED = re.compile(
    rf"(.*[^\s*·×+/^−-])\s+(?:\({_ONCE}([^()]{{1,40}})\)|\[{_ONCE}([^\[\]]{{1,40}})\]|"
    rf"\({_ONCE}((?:[^()]|\([^()]*\)){{1,40}})\))",
    re.ASCII,
)
_TRANSPOSE_GLUED = re.compile(r"(?<=\^)T(?=[A-Z])")
_UNKNOWN = ("read.name", "read.name-number", "read.character", "read.command", "read.comma")
_DERIVED = re.compile(r"\)\s*['′’]")
_MOST_SIDES = 6
_MOST_READINGS = 16


def read_formula(
    text: str,
    symbols: Collection[str],
    aliases: Mapping[str, str] | None = None,
    *,
    matrices: bool = False,
    other: bool | Sequence[bool] = False,
) -> Reading | ReadProblem:
    """Reads a formula in these declared symbols; `aliases` maps further spellings to declared names.

    With `matrices`, `x^T`, `x.T` and `x'` are transposes. `other` reads doubtful places in the other way, 1/2x as 1/(2x), to see
    whether that was meant; a sequence says it for the first of them one by one.
    """
    if len(text) > _MOST_TYPED:
        return ReadProblem("read.too-long", (MOST_CHARACTERS, len(text)), {"most": str(MOST_CHARACTERS)})
    plain_integer = _INTEGER.fullmatch(text)
    if plain_integer:
        literal = number(plain_integer[2])
        return Reading(Negative(literal) if plain_integer[1] else literal)
    typed = cleaned(text)
    try:
        reading = _Reader(
            tuple(symbols),
            aliases or {},
            matrices=matrices,
            ways=other if isinstance(other, Sequence) else (),
            other=other is True,
        ).read(typed.text)
    except RecursionError:  # less room than usual: the caller stands deep itself, as the live preview does
        return ReadProblem("read.too-deep", (0, len(text)), {"most": str(MOST_DEPTH)})
    if isinstance(reading, Reading):
        if reading.question and typed.places is not None:
            return replace(reading, question=replace(reading.question, span=typed.span(*reading.question.span)))
        return reading
    span = (0, len(text)) if reading.key == "read.empty" else typed.span(*reading.span)
    return replace(reading, span=span)


def other_readings(
    text: str, symbols: Collection[str], aliases: Mapping[str, str] | None = None, *, matrices: bool = False
) -> Iterator[tuple[Reading, Note | None]]:
    """The readings with some of the doubtful places in the other way, each with the question of the first of those places.

    First those with one such place, then with two, and so on, as long as there are not too many; at last all of them.
    """
    waiting: list[tuple[tuple[bool, ...], Note | None]] = [((), None)]
    for _ in range(_MOST_READINGS):
        if not waiting:
            return
        ways, question = waiting.pop(0)
        reading = read_formula(text, symbols, aliases, matrices=matrices, other=ways)
        if isinstance(reading, Reading):
            for place in range(len(ways), len(reading.doubts)):
                further = (*ways, *(False,) * (place - len(ways)), True)
                waiting.append((further, question if ways else reading.doubts[place]))
            if ways:
                yield reading, question
    reading = read_formula(text, symbols, aliases, matrices=matrices, other=True)
    if isinstance(reading, Reading) and reading.doubts:
        yield reading, next((doubt for doubt in reading.doubts if doubt), None)


@dataclass(slots=True)
class _Reader:
    """What is known of one answer before it is read."""

    symbols: tuple[str, ...]
    aliases: Mapping[str, str]
    matrices: bool
    ways: Sequence[bool]
    other: bool
    words: bool = True  # whether words may be put in signs: not twice

    def read(self, text: str) -> Reading | ReadProblem:
        """A whole answer, with what stands around it."""
        part = inner(text, self.symbols)
        if not part.start < part.end:
            return ReadProblem("read.empty", (0, len(text)))
        if not self.symbols and (restated := self._restated(text[part.start : part.end], part.start)):
            if not (self.ways[0] if self.ways else self.other):
                return restated
            self.ways = self.ways[1:]
        try:
            reading = self._formula(text[part.start : part.end], part.start)
        except ReadError as error:
            if self.matrices and _TRANSPOSE_GLUED.search(text):  # X^TG: a transpose, and no tangent
                again = self.read(_TRANSPOSE_GLUED.sub("T ", text))
                if isinstance(again, Reading):
                    return again
            if EQUALS.search(text, part.start, part.end) and (chain := self._chain(text[part.start : part.end])):
                return chain
            if error.key in _UNKNOWN and (better := self._clearer(text, error)):
                return better
            if error.key.startswith("read.name") and (said := self._in_signs(text[part.start : part.end], part.start, error)):
                return said
            return ReadProblem(error.key, error.span, error.values, error.suggestion)
        return self._without_left_side(reading, part) if part.left else reading

    def _formula(self, body: str, offset: int) -> Reading:
        """The formula alone. Raises ReadError with a span that counts from the beginning of the whole text."""
        findings = Findings(ways=self.ways, other=self.other)
        symbols = self.symbols
        if not symbols:
            body = _plain_constant(body)
        try:
            vocabulary = names(symbols, tuple(sorted(self.aliases.items())), matrices=self.matrices)
            tokens = Lexer(body, vocabulary, findings).run()
            tree = Parser(tokens, findings, matrices=self.matrices, constants=not symbols).run()
            if len(tokens) > _FEW_TOKENS:
                _check_size(tree, len(body))
            if self.matrices:
                _refuse_lone_transpose(tree, tokens, symbols)
        except ReadError as error:
            error.span = (error.span[0] + offset, error.span[1] + offset)
            raise
        if not (findings.notes or findings.doubts):
            return Reading(tree)
        notes = tuple([Note(key, values) for key, values in findings.notes.items()])
        doubts = tuple([None if doubt is None else Note(doubt.key, doubt.values) for doubt in findings.doubts])
        question = next((doubt for doubt in findings.doubts if doubt), None)
        if question is None or self.other:
            return Reading(tree, notes, None, doubts)
        span = (question.span[0] + offset, question.span[1] + offset)
        return Reading(tree, notes, ReadProblem(question.key, span, question.values), doubts)

    def _without_left_side(self, reading: Reading, part: Inner) -> Reading:
        """The reading of what follows `f'(x) =`. After `-dL/da =` with a minus it is a question what was meant as the answer."""
        notes = (Note("note.left-side", {"left": part.left}), *reading.notes)
        if not is_negative(part.left):
            return replace(reading, notes=notes)
        place = len(reading.doubts)
        question = ReadProblem("read.left-minus", (part.start, part.end), {"left": part.left})
        other = self.ways[place] if place < len(self.ways) else self.other
        doubts = (*reading.doubts, Note(question.key, question.values))
        return Reading(Negative(reading.tree) if other else reading.tree, notes, question, doubts)

    def _in_signs(self, body: str, offset: int, error: ReadError) -> Reading | ReadProblem | None:
        """About 0.167, 43 px, корень из 2; or what is wrong with such words. None where they are no help."""
        from colloq.notation.worded import worded  # noqa: PLC0415 - only on the way to an error

        said = worded(body, number=not (self.symbols or self.matrices)) if self.words else None
        if said is None:
            return None
        if said.root:
            return ReadProblem("read.root", (offset + said.root[0], offset + said.root[1]))
        reading = replace(self, words=False).read(body[: said.words[0]] if said.words else said.text)
        if not isinstance(reading, Reading):
            return None
        if said.words:
            start, end = said.words
            problem = ReadProblem("read.number-alone", (offset + start, offset + end), {"words": body[start:end]})
            return None if error.suggestion else problem
        return replace(reading, notes=(*reading.notes, Note("note.unit", {"unit": said.unit}))) if said.unit else reading

    def _clearer(self, text: str, error: ReadError) -> ReadProblem | None:
        from colloq.notation.clearer import clearer, end_of_index  # noqa: PLC0415 - only on the way to an error

        if said := clearer(text, error.span, self.symbols, matrices=self.matrices):
            return ReadProblem(*said)
        if error.key.startswith("read.name") and (end := end_of_index(text, *error.span)):
            return ReadProblem(error.key, (error.span[0], end), {**error.values, "name": text[error.span[0] : end]})
        return None

    def _restated(self, text: str, offset: int) -> Reading | None:
        """1/6 (0.167), 32 (2^5): a number, and in brackets after a space the same once more; a decimal may be rounded."""
        if is_bracketed(text):  # (0.667 (2/3))
            text, offset = text[1:-1], offset + 1
        found = _RESTATED.fullmatch(text) if text[-1:] in (")", "]") else None
        if found is None:
            return None
        number, bracket = (self._side(found[1]), self._side(found[found.lastindex or 1]))
        if number is None or bracket is None:
            return None
        place = found.span(found.lastindex or 1)
        question = ReadProblem("read.restated", (offset + place[0], offset + place[1]))
        doubts = (Note(question.key),)
        trees = (number.tree, bracket.tree)
        if (found[2] or has_decimal(bracket.tree)) and agree(trees, ()) and restates(*trees, after_bracket=found[1][-1] == ")"):
            return Reading(trees[0], (Note("note.restated", {"side": found[1].strip()}),), question, doubts)
        typed = text[slice(*place)].strip()
        if names_rounded(found[1], trees[0], typed, trees[1]):
            return Reading(trees[1], (Note("note.in-brackets", {"side": typed}), *bracket.notes), question, doubts)
        return None

    def _chain(self, text: str) -> Reading | None:
        """1/2 + 1/6 = 2/3 ≈ 0.667, where all sides have one value: the last exact side. None where the sides differ."""
        marks = list(EQUALS.finditer(text))
        starts, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(text)]
        bounds = list(zip(starts, ends, strict=True))
        about = [False, *(mark[0] != "=" for mark in marks)]
        least = 2
        if is_left_side(first := text[slice(*bounds[0])], self.symbols):
            dropped = 1
            while dropped < len(bounds) - 1 and _DERIVED.search(text, *bounds[dropped]) and not is_negative(first):
                dropped, least = dropped + 1, 1  # y' = (x²)' = 2x
            bounds, about = bounds[dropped:], about[dropped:]
        if self.matrices or not least <= len(bounds) <= _MOST_SIDES:
            return None
        sides = [self._side(text[start:end]) for start, end in bounds]
        readings = [side for side in sides if side is not None]
        if len(readings) < len(sides):
            return None
        trees = [reading.tree for reading in readings]
        if not agree(trees, self.symbols) and (self.symbols or not rounds(trees, about)):
            return None
        exact = [index for index, reading in enumerate(readings) if not has_decimal(reading.tree)]
        chosen = exact[-1] if exact else len(readings) - 1
        note = Note("note.chain", {"side": text[slice(*bounds[chosen])].strip()})
        return Reading(readings[chosen].tree, (note, *readings[chosen].notes))

    def _side(self, text: str) -> Reading | None:
        part = inner(text, self.symbols)
        try:
            return self._formula(text[part.start : part.end], part.start)
        except ReadError:
            return None


def _plain_constant(text: str) -> str:
    """Where no symbol is declared, the x of 3 x 3 is a product."""
    return _TIMES.sub(r"\1*\2", text)


def _refuse_lone_transpose(tree: Tree, tokens: Sequence[Token], symbols: Sequence[str]) -> None:
    """T that is no exponent."""
    if others := symbols_of(tree) - set(symbols):
        at = next(token for token in tokens if token.kind == "symbol" and token.value in others)
        raise ReadError("read.name", (at.start, at.end), name=at.value, known=", ".join(symbols))


def _check_size(tree: Tree, length: int) -> None:
    """Refuses trees that are too large or too deep to work with; goes level by level, so it cannot overflow itself."""
    level: Sequence[Tree] = (tree,)
    nodes = depth = 0
    while level:
        nodes += len(level)
        depth += 1
        level = [child for node in level for child in children(node)]
    if nodes > MOST_NODES:
        raise ReadError("read.too-many", (0, length))
    if depth > MOST_DEPTH:
        raise ReadError("read.too-deep", (0, length), most=str(MOST_DEPTH))


# --------------------------------------------------------------------------------------------------------------- matrices


def read_matrix(text: str, symbols: Collection[str], shape: tuple[int, int] | None = None) -> MatrixReading | ReadProblem:
    """Reads a matrix: rows by lines or `;`, cells by spaces, commas, tabs or `&`; also [[1, 2], [3, 4]] and LaTeX.

    `shape` (rows, columns) decides where a comma could be decimal or a separator; without it such a text is refused.
    """
    from colloq.notation.matrices import matrix  # noqa: PLC0415 - only for matrices

    return matrix(text, symbols, shape)
