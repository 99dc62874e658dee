"""What the tables of texts and meanings share."""

import pytest

from colloq.notation.read import Reading, read_formula

from .lisp import lisp

SYMBOLS = ("x", "y", "t", "a")


def rows(tables):
    """The rows of all tables, each named by its table and its text."""
    return [pytest.param(*row, id=f"{clause}-{row[0]}") for clause, table in tables.items() for row in table]


def meaning_of(text):
    """The tree that is read, or what is wrong with the text."""
    read = read_formula(text, SYMBOLS)
    return lisp(read.tree) if isinstance(read, Reading) else read
