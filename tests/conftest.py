"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from colloq import families
from colloq.catalog import load

FAKES = Path(__file__).parent / "fakes"


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
