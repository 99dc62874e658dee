"""An exam on every ticket, from its start to the marks, those that the student gives among them."""

from __future__ import annotations

import io
import json

import pytest

from colloq.catalog.load import tickets
from colloq.cli.main import run


@pytest.mark.parametrize("ticket", tickets())
def test_an_exam_on_a_ticket_is_sat_to_its_marks(monkeypatch, capsys, tmp_path, ticket):
    monkeypatch.setenv("COLLOQ_HOME", str(tmp_path))
    monkeypatch.setenv("COLLOQ_LANG", "ru" if ticket.isdigit() and int(ticket) % 2 else "en")
    other = "T1" if ticket == "T2" else "T2"
    monkeypatch.setattr("sys.stdin", io.StringIO(":submit\ny\n+\n+\n"))
    assert run(["exam", "--tickets", f"{ticket},{other}", "--seed", "7"]) == 0
    capsys.readouterr()
    assert run(["exam", "review", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["points"] == 20
    if ticket.isdigit():
        assert 0 < told["earned"] < 10  # what was marked by hand; nothing was typed
    else:
        assert told["earned"] == 0
    assert run(["exam", "review", "--solutions"]) == 0
    assert "/20" in capsys.readouterr().out
