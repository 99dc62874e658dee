"""The corpus of answers: `python -m tests.grading.corpus` grades all of it in one process and prints the count.

A row is a line of `colloq grade` with the verdict it must get (`want`) and the reason (`why`); where they matter, also the `mistake`
that is named, the `cells` of a matrix, the message (`key`) and the place (`marked`) of what cannot be read. `means` says in Python what
a text means that `oracle.py` cannot translate. `open` marks a row whose verdict is known to be wrong today, and says why.
"""

import collections
import contextlib
import io
import json
import pathlib
import tempfile
import time

from colloq.cli.main import run

FOLDER = pathlib.Path(__file__).parent
FILES = ("right", "near", "unreadable", "hostile", "kinds")
HOSTILE = "hostile"
UNDECIDED = 0.005
"""The share of undecided verdicts that is allowed among sensible answers."""


def rows_of(name):
    """The rows of one file."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_bytes().splitlines()]


CORPUS = {name: rows_of(name) for name in FILES}


def graded(name):
    """What `colloq grade` says of each line of a file."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = run(["grade", str(FOLDER / f"{name}.jsonl")])
    assert code == 0, printed.getvalue()
    return [json.loads(line) for line in printed.getvalue().splitlines()]


def is_as_wanted(row, answer):
    """Whether a verdict is the one that the row asks for."""
    if row["want"] == "not-correct":
        return answer["verdict"] != "correct" and answer["score"] < 1
    return (
        answer["verdict"] == row["want"]
        and row.get("mistake", answer["mistake"]) == answer["mistake"]
        and row.get("cells", answer.get("cells")) == answer.get("cells")
    )


def said(name, number, row, answer):
    """A wrong verdict in one line."""
    found = (answer["verdict"], answer["mistake"], answer.get("cells"))
    return f"{name}.jsonl:{number} {row['answer'][:80]!a}: {found}, want {row['want']} {row.get('mistake', '')}: {row['why']}"


def report(write):
    """A table: rows, wrong verdicts, undecided ones, rows that are known to be wrong, time."""
    write(f"{'file':12}{'rows':>6}{'wrong':>7}{'undecided':>11}{'open':>6}{'seconds':>9}")
    total = collections.Counter()
    for name in FILES:
        start = time.perf_counter()
        answers = graded(name)
        counts = collections.Counter(rows=len(answers), seconds=time.perf_counter() - start)
        for number, (row, answer) in enumerate(zip(CORPUS[name], answers, strict=True), 1):
            counts["undecided"] += answer["verdict"] == "undecided" and name != HOSTILE and "open" not in row
            counts["open"] += "open" in row
            if not is_as_wanted(row, answer) and "open" not in row:
                counts["wrong"] += 1
                write(said(name, number, row, answer))
        total += counts
        write(f"{name:12}{counts['rows']:6}{counts['wrong']:7}{counts['undecided']:11}{counts['open']:6}{counts['seconds']:9.2f}")
    sensible = total["rows"] - len(CORPUS[HOSTILE])
    write(
        f"{total['rows']} answers, {total['wrong']} wrong verdicts, {100 * total['undecided'] / sensible:.2f} % undecided, "
        f"{total['open']} known to be open, {total['seconds']:.2f} s"
    )


if __name__ == "__main__":
    import os

    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("COLLOQ_HOME", home)
        report(print)
