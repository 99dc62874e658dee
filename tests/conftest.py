"""What several tests share."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from colloq import families
from colloq.catalog import load
from colloq.catalog.family import family_names

FAKES = Path(__file__).parent / "fakes"
_CONTRACT = re.compile(r"contract/test_families\.py::\w+\[(.+)\]$")
_NAMED = re.compile(rf"(?:^|-)({'|'.join(sorted(family_names(), key=len, reverse=True))})(?:-\d)?$")


def _group(nodeid):
    """The family that a contract test is about: all of them run in one process, one after the other, and draw its problems once."""
    found = _CONTRACT.search(nodeid)
    named = found and _NAMED.search(found[1])
    return named[1] if named else nodeid


def pytest_collection_modifyitems(items):
    """Families in the order in which they come; all other tests stay where they are."""
    first = {}
    for place, item in enumerate(items):
        first.setdefault(_group(item.nodeid), place)
    items.sort(key=lambda item: first[_group(item.nodeid)])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """`--dist=loadgroup` by families; the marks of xdist itself are lost on the node ids of newer versions of pytest."""
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415

    class ByFamily(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return _group(nodeid)

    return ByFamily(config, log)


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
