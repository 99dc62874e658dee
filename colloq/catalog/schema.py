"""The form of `problems/*.yaml`, checked by pydantic once for every content of a file (see `colloq.catalog.load`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
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


class TicketFile(Strict):
    """One file of `problems/`."""

    ticket: Annotated[str, StringConstraints(pattern=r"^([1-9]|1[0-9]|2[01]|T[12])$")]
    title: Text
    question: Text | None = None
    families: dict[Key, Entry]

    @model_validator(mode="after")
    def _minutes_for_each_level(self) -> TicketFile:
        for name, entry in self.families.items():
            if len(entry.minutes) < 3 and entry.fewer_levels is None:
                msg = f"{name}: give minutes for levels 1, 2 and 3, or say under fewer_levels why there are fewer"
                raise ValueError(msg)
        return self


class Draw(Strict):
    """One kind of question of a mock exam."""

    family: Key
    level: Literal[1, 2, 3]
    weight: Annotated[int, Field(ge=1)] = 1


class Blueprint(Strict):
    """`problems/exam.yaml`: how a mock exam is put together; questions of one exam come from different tickets."""

    questions: Annotated[int, Field(ge=1, le=20)]
    minutes: Annotated[int, Field(ge=1, le=600)]
    pool: Annotated[list[Draw], Field(min_length=1)]
