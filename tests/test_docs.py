"""Every example of the READMEs and of docs/ prints what the page says."""

import re
from pathlib import Path

import pytest

from .docs import PAGES, ROOT, examples, language, run, timeless


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_a_page_are_true(page, tmp_path):
    found = examples(page)
    for example in found:
        assert timeless(run(example.command, language(page), tmp_path)) == timeless(example.printed), example.command


def test_the_readme_shows_every_command():
    shown = " ".join(example.command for example in examples(ROOT / "README.md"))
    commands = [path.stem for path in (ROOT / "colloq" / "cli").glob("[a-z]*.py") if path.stem != "main"]
    missing = [name for name in commands if f"colloq {name}" not in (ROOT / "README.md").read_text(encoding="utf-8")]
    assert not missing
    assert "colloq check" in shown


def test_both_readmes_show_the_same_commands():
    def commands(name):
        text = (ROOT / name).read_text(encoding="utf-8")
        return re.findall(r"^\$ (.*)$", text, re.MULTILINE), re.findall(r"^#+ ", text, re.MULTILINE)

    assert commands("README.md")[0] == commands("README.ru.md")[0]
    assert commands("README.md")[1] == commands("README.ru.md")[1]


def test_links_inside_the_pages_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)
    assert Path(ROOT / "README.md").exists()
