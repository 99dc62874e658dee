"""What stress says of families that are broken on purpose."""

from __future__ import annotations

from dataclasses import replace

from colloq.notation.tree import Symbol
from colloq.practice.stress import play

X = Symbol("x")


def no_clock():
    return 0.0


def complaints(name, level=2, seed=0, only=None):
    """What stress says of one problem, by check."""
    found = {}
    for failure in play(name, level, seed, no_clock).failures:
        found.setdefault(failure.check, []).append(failure.detail)
    return found if only is None else found.get(only, [])


def changed(module, monkeypatch, function, change):
    """Passes what a function of a family gives through `change`."""
    original = getattr(module, function)
    monkeypatch.setattr(module, function, lambda *arguments: change(original(*arguments)))


def with_answer(answer):
    return lambda parts: tuple(replace(part, answer=answer(part.answer)) for part in parts)
