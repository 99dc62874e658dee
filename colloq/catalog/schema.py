"""The form of `problems/*.yaml`, checked by pydantic once for every content of a file (see `colloq.catalog.load`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

# no control characters: a text of somebody's file must not steer the terminal of whoever reads it
Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Condition = Annotated[str, StringConstraints(pattern=r"^!?[A-Za-z][A-Za-z0-9_]*$")]


class Strict(BaseModel):
    """Unknown fields are errors: a misspelt field must not vanish silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """One text in both languages. `{name}` shows a value of the family."""

    en: Sentence
    ru: Sentence


class Paragraph(Text):
    """A paragraph of the statement, shown when the value `when` is true (`!name`: when it is false)."""

    when: Condition | None = None


class Show(Strict):
    """Values drawn in two dimensions: one formula on its own line, or matrices side by side with labels."""

    show: Annotated[list[Name], Field(min_length=1)]
    labels: dict[Name, Text] = {}
    when: Condition | None = None


class PartTexts(Strict):
    """The prompt of a part."""

    prompt: Text


class Entry(Strict):
    """Everything a family says to people."""

    title: Text
    minutes: dict[Literal[1, 2, 3], Annotated[int, Field(ge=1, le=60)]]
    tags: list[Key]
    fewer_levels: Text | None = None
    statement: Annotated[list[Show | Paragraph], Field(min_length=1)]
    parts: Annotated[dict[Key, PartTexts], Field(min_length=1)]
    hints: Annotated[dict[Key, Text], Field(min_length=1)]
    steps: Annotated[dict[Key, Text], Field(min_length=1)]
    mistakes: dict[Key, Text]
    errors: dict[Key, Text] = {}
    words: dict[Key, Text] = {}
    set: dict[Name, Text]
    """What each parameter of `solve --set` is, in one line with an example."""


class Erratum(Strict):
    """One place where the study guide errs."""

    ticket: Sentence
    guide: Sentence
    """The guide's own line, quoted."""
    right: Text
    check: Text


class Errata(Strict):
    """`problems/errata.yaml`: where the study guide errs, in its order."""

    errata: Annotated[list[Erratum], Field(min_length=1)]


class ModelParagraph(Text):
    """A paragraph of a model answer, with a formula (`formula`, or `formula` = `equals`) drawn below it."""

    formula: Sentence | None = None
    equals: Sentence | None = None


class RubricPoint(Text):
    """A point of the model answer that the student ticks."""

    name: Key
    marks: Annotated[int, Field(ge=1, le=6)]


class FormulaMistake(Text):
    """A wrong formula, and what is said about it."""

    name: Key
    expected: Sentence


class FormulaPoint(Strict):
    """A point of the model answer that is a formula: typed and graded.

    `symbols`: the domain of each letter, or the shape of each matrix, 2x3, where `kind` is matrix-formula.
    """

    name: Key
    marks: Annotated[int, Field(ge=1, le=6)]
    prompt: Text
    kind: Literal["formula", "matrix-formula"] = "formula"
    expected: Sentence
    symbols: dict[str, Sentence]
    aliases: dict[str, str] = {}
    mistakes: list[FormulaMistake] = []


class Written(Strict):
    """The written question of a ticket: what must stand on the sheet of paper.

    The marks of `formulas` and `points` sum to 6; the other 4 of a question are those of the computing part drawn with it.
    """

    version: Annotated[int, Field(ge=1)] = 1
    minutes: Annotated[int, Field(ge=1, le=60)]
    guide: Text
    """Where the study guide treats it."""
    letters: list[str] = []
    """The letters of the formulas in `answer`."""
    answer: Annotated[list[ModelParagraph], Field(min_length=1)]
    formulas: list[FormulaPoint] = []
    points: Annotated[list[RubricPoint], Field(min_length=2)]

    @model_validator(mode="after")
    def _sound(self) -> Written:
        from colloq.catalog.written import WRITTEN_MARKS, complaints  # noqa: PLC0415 - only where a file is checked anew

        total = sum(item.marks for item in self.formulas) + sum(point.marks for point in self.points)
        if total != WRITTEN_MARKS:
            msg = f"the marks of formulas and points sum to {total}, not {WRITTEN_MARKS}"
            raise ValueError(msg)
        for complaint in complaints(self.model_dump(mode="json", exclude_none=True)):
            raise ValueError(complaint)
        return self


class TicketFile(Strict):
    """One file of `problems/`."""

    ticket: Annotated[str, StringConstraints(pattern=r"^([1-9]|1[0-9]|2[01]|T[12])$")]
    title: Text
    question: Text | None = None
    """The question as it stands on the ticket."""
    written: Written | None = None
    families: dict[Key, Entry]

    @model_validator(mode="after")
    def _written_with_its_question(self) -> TicketFile:
        if self.written is not None and self.question is None:
            msg = "written needs the question it answers"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _minutes_for_each_level(self) -> TicketFile:
        for name, entry in self.families.items():
            if len(entry.minutes) < 3 and entry.fewer_levels is None:
                msg = f"{name}: give minutes for levels 1, 2 and 3, or say under fewer_levels why there are fewer"
                raise ValueError(msg)
        return self


# ------------------------------------------------------------------------------------- problems without Python: own files


def _spelled(value: object) -> object:
    """A number without quotes as its text."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Expression = Annotated[Sentence, BeforeValidator(_spelled)]
"""A formula in the answer language; a plain number may stand without quotes."""
Rows = Annotated[list[Annotated[list[Expression], Field(min_length=1)]], Field(min_length=1)]


class Whole(Strict):
    """A condition: the value of this expression is a whole number."""

    whole: Expression


class Parameter(Strict):
    """The values that a parameter is drawn from: whole numbers, or a list of numbers such as 1/2."""

    low: int | None = Field(default=None, alias="from", ge=-(10**6), le=10**6)
    high: int | None = Field(default=None, alias="to", ge=-(10**6), le=10**6)
    without: list[int] = []
    choice: list[Expression] = []

    @model_validator(mode="after")
    def _one_way(self) -> Parameter:
        if self.choice:
            fits = self.low is None and self.high is None and not self.without
        else:
            fits = self.low is not None and self.high is not None and self.low <= self.high
        if not fits:
            msg = "give from and to (from <= to), or choice"
            raise ValueError(msg)
        return self


class OwnMistake(Text):
    """A wrong answer as an expression, and what is said about it."""

    answer: Expression | None = None
    matrix: Rows | None = None


class OwnPart(Strict):
    """One answer: an expression or a matrix of expressions in the parameters and the letters of `symbols`."""

    prompt: Text
    points: Annotated[int, Field(ge=1, le=10)] = 1
    answer: Expression | None = None
    matrix: Rows | None = None
    symbols: dict[str, Sentence] = {}
    digits: Annotated[int, Field(ge=1, le=10)] = 3
    exact: bool = False
    mistakes: dict[Key, OwnMistake] = {}

    @model_validator(mode="after")
    def _one_answer(self) -> OwnPart:
        for answer, matrix in ((self.answer, self.matrix), *((slip.answer, slip.matrix) for slip in self.mistakes.values())):
            if (answer is None) == (matrix is None):
                msg = "give answer or matrix, one of the two"
                raise ValueError(msg)
            if (matrix is None) != (self.matrix is None):
                msg = "a mistake is of the same kind as the answer"
                raise ValueError(msg)
        return self


class OwnStep(Text):
    """A step of the worked solution, with the two sides of the equality it states."""

    before: Expression | None = None
    after: Expression | None = None


class OwnProblem(Strict):
    """A problem defined by this entry alone."""

    title: Text
    minutes: dict[Literal[1, 2, 3], Annotated[int, Field(ge=1, le=60)]]
    tags: list[Key] = []
    version: Annotated[int, Field(ge=1)] = 1
    parameters: Annotated[dict[Name, Parameter], Field(min_length=1)]
    levels: dict[Literal[1, 2, 3], dict[Name, Parameter]] = {}
    """Other ranges of single parameters at a level."""
    values: dict[Name, Expression] = {}
    """Further numbers, computed from the parameters and from the values before them."""
    constraints: list[Whole | Sentence] = []
    """Comparisons such as k <= n, and expressions that must be whole."""
    formulas: dict[Name, Expression] = {}
    """Formulas to be shown, in the parameters and in any letters of the parts."""
    statement: Annotated[list[Show | Paragraph], Field(min_length=1)]
    parts: Annotated[dict[Key, OwnPart], Field(min_length=1, max_length=10)]
    hints: Annotated[list[Text], Field(max_length=2)] = []
    steps: list[OwnStep] = []


class OwnFile(Strict):
    """A file of the user's own folder: problems without Python."""

    ticket: Annotated[str, StringConstraints(pattern=r"^([1-9]|1[0-9]|2[01]|T[12])$")]
    problems: Annotated[dict[Key, OwnProblem], Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> OwnFile:
        from colloq.catalog.declared_checks import complaints  # noqa: PLC0415 - only where a file is checked anew

        for name, problem in self.problems.items():
            for complaint in complaints(name, problem.model_dump(mode="json", exclude_none=True, by_alias=True)):
                raise ValueError(complaint)
        return self


class Draw(Strict):
    """One kind of question of a mock exam."""

    family: Key
    level: Literal[1, 2, 3]
    weight: Annotated[int, Field(ge=1)] = 1


class Slot(Strict):
    """What one question of a mock exam may be, and how often each kind is drawn.

    `tickets`: the written question of a ticket with a computing part; `tasks`: a problem of T1 or T2.
    """

    tickets: Annotated[int, Field(ge=0)] = 0
    tasks: Annotated[int, Field(ge=0)] = 0
    levels: Annotated[dict[Literal[1, 2, 3], Annotated[int, Field(ge=1)]], Field(min_length=1)] = {2: 1}
    """How often each level is drawn."""

    @model_validator(mode="after")
    def _draws_something(self) -> Slot:
        if not self.tickets + self.tasks:
            msg = "give tickets or tasks a weight above 0"
            raise ValueError(msg)
        return self


class Blueprint(Strict):
    """`problems/exam.yaml`: how a mock exam is put together; questions of one exam come from different tickets.

    Either `slots`, one for each question (the last serves for all that follow), or `pool`, kinds of questions by weight.
    """

    questions: Annotated[int, Field(ge=1, le=20)]
    minutes: Annotated[int, Field(ge=1, le=600)]
    slots: list[Slot] = []
    pool: list[Draw] = []

    @model_validator(mode="after")
    def _one_way(self) -> Blueprint:
        if bool(self.slots) == bool(self.pool):
            msg = "give slots or pool, one of the two"
            raise ValueError(msg)
        return self
