"""The examples of the READMEs and of docs/: each `$ command` is run and what follows it is what the program prints.

`python tests/docs.py` rewrites the printed parts of all pages; the tests compare them.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/*.md")])
CUT = re.compile(r"(.*?)(?: \| (head|tail) -(\d+))?")
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A command and what the page says it prints."""

    page: Path
    command: str
    printed: str


def language(page: Path) -> str:
    """The language of a page, from its name."""
    return "ru" if ".ru." in page.name else "en"


def examples(page: Path) -> list[Example]:
    """All examples of a page, in order."""
    found = []
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        for piece in re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]:
            command, _, printed = piece.partition("\n")
            found.append(Example(page, command, printed))
    return found


def run(command: str, lang: str, home: Path) -> str:
    """What a command prints, both streams, at 80 columns. `printf '…' | colloq …` feeds its input, `| head -5` cuts it."""
    command, cut, count = CUT.fullmatch(command).groups()
    feed, separator, rest = command.partition(" | colloq ")
    typed = ""
    if separator:
        typed = shlex.split(feed)[1].replace("\\n", "\n")
    arguments = shlex.split(rest if separator else command.removeprefix("colloq"))
    environment = os.environ | {
        "COLLOQ_LANG": lang,
        "COLLOQ_HOME": str(home),
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "colloq", *arguments],
        input=typed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", env=environment, check=False, timeout=120,
    )  # fmt: skip
    lines = [line.rstrip() + "\n" for line in done.stdout.splitlines()]
    return "".join(lines[: int(count)] if cut == "head" else lines[-int(count) :] if cut else lines)


def timeless(printed: str) -> str:
    """The text without its times and dates, which differ from run to run."""
    return re.sub(r"\b\d{1,2}:\d\d\b", "MM:SS", re.sub(r"\b20\d\d-\d\d-\d\d\b", "DATE", printed))


def update(page: Path) -> None:
    """Rewrites the printed parts of a page."""
    with tempfile.TemporaryDirectory() as home:

        def fresh(block: re.Match[str]) -> str:
            pieces = re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]
            commands = [piece.partition("\n")[0] for piece in pieces]
            body = "".join(f"$ {command}\n{run(command, language(page), Path(home))}" for command in commands)
            return f"```console\n{body}```"

        page.write_text(BLOCK.sub(fresh, page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    for each in PAGES:
        update(each)
