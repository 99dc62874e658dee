"""Errors that end a command. Expected outcomes of grading are values (see `colloq.model`), never exceptions.

Every error carries a key of the text catalogue and the values of its placeholders, so that the entry point can say it in
the user's language. Only the entry point (`colloq.cli.main`) turns an error into an exit code.
"""

from __future__ import annotations

from typing import ClassVar


class ColloqError(Exception):
    """An error that the user can mend; `key` names its message in `colloq/texts`."""

    exit_code: ClassVar[int] = 70

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(f"{key} {values}" if values else key)
        self.key = key
        self.values = values


class UsageError(ColloqError):
    """The command line, an id or a file of answers is not of the expected form."""

    exit_code = 2


class ParameterError(UsageError):
    """A problem cannot be made from these parameters (`solve --set`, `check --set`).

    `field` names the parameter. `key` is looked up first among the `errors` of the family's catalogue entry, then in the
    interface texts under `parameter.<key>`; `{field}` is among its values.
    """

    def __init__(self, field: str, key: str, /, **values: object) -> None:
        super().__init__(key, **{"field": field, **values})
        self.field = field


class CatalogError(ColloqError):
    """A file of `problems/` is broken: names the file, the entry, the field, and what is wrong with it."""

    exit_code = 5

    def __init__(self, file: str, entry: str, field: str, detail: str) -> None:
        key = "catalog.broken"
        if not entry:
            key += "_field" if field else "_file"
        elif not field:
            key += "_entry"
        super().__init__(key, file=file, entry=entry, field=field, detail=detail)


class StoreError(ColloqError):
    """The database of attempts cannot be opened or written."""

    exit_code = 6
