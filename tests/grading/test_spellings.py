"""A right answer stays right, and a wrong one wrong, however keyboards, web pages, chats and habits spell it."""

import pytest

from colloq.practice.record import verdict_word
from colloq.practice.tasks import from_json

from .corpus import CORPUS
from .spellings import SPELLINGS

EVERY = 4  # each row meets every fourth spelling, another quarter than the row before it


def respelt():
    for name in ("right", "near", "kinds"):
        for number, row in enumerate(CORPUS[name], 1):
            if "open" in row or row["want"] not in ("correct", "incorrect", "partial"):
                continue
            for place, (spelling, change) in enumerate(SPELLINGS.get(row["kind"], {}).items()):
                text = change(row["answer"]) if (number + place) % EVERY == 0 else None
                if text not in (None, row["answer"]):
                    yield f"{name}.jsonl:{number} {spelling}: {row['expected']} | {text!a}", {**row, "answer": text}


def test_a_spelling_changes_no_verdict():
    wrong, count = [], 0
    for what, row in respelt():
        count += 1
        (mark,) = from_json(row).marks()
        found = verdict_word(mark.graded.verdict)
        if found != row["want"] and not (row["want"] != "correct" and found in ("incorrect", "partial")):
            wrong.append(f"{what}: {found}, want {row['want']}")
    assert count > 10_000
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", SPELLINGS)
def test_every_spelling_is_met(kind):
    rows = [row for name in ("right", "near", "kinds") for row in CORPUS[name] if row["kind"] == kind]
    for spelling, change in SPELLINGS[kind].items():
        assert any(change(row["answer"]) not in (None, row["answer"]) for row in rows), spelling
