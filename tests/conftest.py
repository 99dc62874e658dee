"""What several tests share."""

from __future__ import annotations

import functools
import gc
import re
from pathlib import Path

import pytest

from colloq import families
from colloq.catalog import load
from colloq.catalog.family import family_names

FAKES = Path(__file__).parent / "fakes"
_OF_FAMILIES = re.compile(r"tests/(?:contract|families|golden)/test_(\w+)\.py::\w+(?:\[(.+)\])?$")
_NAMED = re.compile(rf"(?:^|-)({'|'.join(sorted(family_names(), key=len, reverse=True))})(?:-\d)?$")
FIRST = ("tests/terminal/test_exam_kill.py", "tests/test_docs.py")
"""What takes longest comes first: at the end, no process waits for another that has just begun with it."""


@functools.cache
def _group(nodeid):
    """What runs in one process, one after the other: all tests of a family, which look at the same problems; else a file."""
    if found := _OF_FAMILIES.search(nodeid):
        file, parameters = found.groups()
        if parameters and (named := _NAMED.search(parameters)):
            return named[1]
        if (name := file.replace("_", "-")) in family_names():
            return name
    return nodeid.partition("::")[0]


def pytest_collection_modifyitems(items):
    """Group by group: those of `FIRST`, then in the order in which they come."""
    first = {group: place - len(FIRST) for place, group in enumerate(FIRST)}
    for place, item in enumerate(items):
        first.setdefault(_group(item.nodeid), place)
    items.sort(key=lambda item: first[_group(item.nodeid)])


def pytest_collection_finish(session):
    """What was imported and collected stays: to walk through it, and through a family's problems, took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """`--dist=loadgroup` by groups; the marks of xdist itself are lost on the node ids of newer versions of pytest."""
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return _group(nodeid)

    config.option.loadscopereorder = False  # the order above, not the groups of most tests first
    return ByGroup(config, log)


@pytest.fixture
def fake_catalogue(monkeypatch, tmp_path):
    """Two small families, `fake-sum` (ticket 1) and `fake-grid` (ticket 2), beside the real ones; a data folder of its own."""
    monkeypatch.setattr(families, "__path__", [*families.__path__, str(FAKES)])
    monkeypatch.setenv("COLLOQ_PROBLEMS", str(FAKES / "problems"))
    monkeypatch.setenv("COLLOQ_HOME", str(tmp_path / "home"))
    for cached in (load.ticket_file, load.entry, load.tickets):
        cached.cache_clear()
    yield
    for cached in (load.ticket_file, load.entry, load.tickets):
        cached.cache_clear()
