"""Ten problems of every family and level, written down: `python tests/golden/update.py [--new] [FAMILY ...]` rewrites them.

A problem of an id must stay the same for ever. Where problems changed, raise the family's VERSION first; `--new` is for a
family that nobody has used yet.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent.parent))

from colloq.catalog.family import family, family_names  # noqa: E402 - found beside this folder, installed or not
from colloq.catalog.problem import draw  # noqa: E402
from colloq.practice.rewrites import written  # noqa: E402

SEEDS = 10


def path_of(name: str) -> Path:
    """The golden file of a family."""
    return FOLDER / f"{name}.json"


def golden(name: str) -> dict[str, Any]:
    """What stands in the golden file of a family: parameters, answers as text, wrong answers as text."""
    return {
        "family": name,
        "version": family(name).VERSION,
        "problems": [_problem(name, level, seed) for level in family(name).LEVELS for seed in range(SEEDS)],
    }


def _problem(name: str, level: int, seed: int) -> dict[str, Any]:
    problem = draw(name, level, seed)
    return {
        "id": problem.id,
        "params": problem.params_json(),
        "answers": {part.name: written(part.answer) for part in problem.parts},
        "mistakes": {f"{mistake.part}: {mistake.name}": written(mistake.answer) for mistake in problem.mistakes},
    }


def as_text(content: dict[str, Any]) -> str:
    """JSON with a problem a line, so that a difference shows which problem it is in."""
    lines = ",\n".join("  " + json.dumps(problem, ensure_ascii=False) for problem in content["problems"])
    return f'{{"family": {json.dumps(content["family"])}, "version": {content["version"]}, "problems": [\n{lines}\n]}}\n'


def refusal(name: str, *, new: bool) -> str:
    """Why the golden file of a family must not be rewritten; nothing where it may."""
    path = path_of(name)
    if new or not path.exists():
        return ""
    before = json.loads(path.read_text(encoding="utf-8"))
    if before == golden(name) or before["version"] < family(name).VERSION:
        return ""
    return (
        f"{name}: problems changed, but VERSION is still {before['version']}; raise it, or say --new if nobody has used them yet"
    )


def main(words: list[str]) -> int:
    """Rewrites the files that may be rewritten; 1 where one may not."""
    parser = argparse.ArgumentParser(description="Rewrite the golden files.")
    parser.add_argument("families", nargs="*", metavar="FAMILY", help="nothing means all")
    parser.add_argument("--new", action="store_true", help="the family is new: rewrite without a new version")
    arguments = parser.parse_args(words)
    refused = False
    for name in arguments.families or family_names():
        reason = refusal(name, new=arguments.new)
        if reason:
            sys.stderr.write(reason + "\n")
            refused = True
            continue
        text = as_text(golden(name))
        old = path_of(name).read_text(encoding="utf-8") if path_of(name).exists() else ""
        path_of(name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}: {'unchanged' if text == old else 'written'}\n")
    return int(refused)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
