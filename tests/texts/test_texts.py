"""The interface texts: both languages say the same things, in clean letters, and nothing the code asks for is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import colloq
from colloq.model import Kind
from colloq.texts import LANGUAGES, fill, language_of, placeholders, texts

PACKAGE = Path(colloq.__file__).parent
CODE = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
CYRILLIC = "а-яёА-ЯЁ"


def used_keys() -> set[str]:
    """Keys that the code names, by the ways in which it does so."""
    found: set[str] = set()
    for name, source in CODE.items():
        if name == "texts/__init__.py":  # its examples
            continue
        found |= set(re.findall(r'\b(?:text|_both)\(\s*"([a-z_]+\.[a-z_.-]+)"', source))
        found |= set(re.findall(r'(?:Usage|Store|Colloq)Error\(\s*"([a-z_]+\.[a-z_.-]+)"', source))
        found |= set(re.findall(r'"((?:read|note|usage|exam|store|drill|verdict|help)\.[a-z_.-]+)"', source))
        if name.startswith("grading/"):
            found |= {f"mistake.{key}" for key in re.findall(r'Finding\(\s*"([a-z-]+)",\s*general=True', source)}
            found |= {f"undecided.{key}" for key in re.findall(r'Undecided\(\s*"([a-z-]+)"', source)}
        if name == "grading/edits.py":
            found |= {f"mistake.{key}" for key in re.findall(r'Edit\([^"\n]*"([a-z-]+)"', source)}
        if name == "practice/marking.py":
            found |= {f"undecided.{key}" for key in re.findall(r'Undecided\(\s*"([a-z-]+)"', source)}
        if name == "exact/fields.py":
            found |= {f"parameter.{key}" for key in re.findall(r'ParameterError\([a-z]+, "([a-z-]+)"', source)}
    return {key for key in found if not key.endswith((".", ".yaml"))}


def test_the_search_for_keys_finds_them():
    keys = used_keys()
    assert {"read.bracket-open", "note.log", "mistake.one-cell", "mistake.missing-term", "undecided.matrix"} <= keys
    assert {"usage.dashes", "drill.again", "verdict.correct", "parameter.missing", "store.locked", "topic.unknown"} <= keys
    assert "written.formula" in keys
    assert len(keys) > 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_used_in_code_exists(language):
    assert sorted(key for key in used_keys() if key not in texts(language)) == []


def test_findings_made_from_values_have_texts():
    """Names that no literal stands for: the results of a number, the kinds of a domain."""
    for language in LANGUAGES:
        for key in ("mistake.cut", "mistake.digits", *(f"verdict.{kind.value}" for kind in Kind)):
            assert key in texts(language)


def test_both_languages_have_the_same_keys():
    assert texts("en").keys() == texts("ru").keys()


def test_both_languages_have_the_same_placeholders():
    other = {
        key: (texts("en")(key), texts("ru")(key))
        for key in texts("en").keys()  # noqa: SIM118 - the texts of a language are no mapping
        if placeholders(texts("en")(key)) != placeholders(texts("ru")(key))
    }
    assert other == {}


def interface_texts(language):
    return [(key, texts(language)(key)) for key in sorted(texts(language).keys())]


def errata_texts(language):
    data = yaml.safe_load((PACKAGE.parent / "problems" / "errata.yaml").read_text(encoding="utf-8"))
    return [
        (f"errata {place}", erratum[part][language])
        for place, erratum in enumerate(data["errata"])
        for part in ("right", "check")
    ]


def all_texts(language):
    """Every text with its name: none of the rules below is tried on nothing."""
    found = interface_texts(language) + errata_texts(language)
    assert len(found) > 400
    return found


def cyrillic(text):
    return re.findall(f"[{CYRILLIC}]", text)


def mixed(text):
    """Words in two alphabets."""
    plain = re.sub(r"\{[A-Za-z0-9_]+\}", " ", text)
    return re.findall(f"[{CYRILLIC}][A-Za-z]|[A-Za-z][{CYRILLIC}]", plain)


def untranslated(text):
    """A whole text in Latin letters is a forgotten translation, unless it is only a command line."""
    plain = re.sub(r"\{[A-Za-z0-9_]+\}", " ", text)
    return bool(re.search(r"[A-Za-z]{3}", plain) and "colloq" not in plain and not re.search(f"[{CYRILLIC}]", plain))


def without_yo(text):
    return re.findall(
        r"(?i)\b(?:еще|ее|нее|свертк\w+|причем|учет\w*|счет|отчет\w*|расчет\w*|идет|дает|ведет|берет|подсчет\w*|твердо|четн\w+|трех|четырех|определен|приведен|моем|своем|чем-то еще)\b",
        text,
    )


def faults(rule, found):
    return [(key, text, wrong) for key, text in found if (wrong := rule(text))]


def test_english_has_no_cyrillic():
    assert faults(cyrillic, all_texts("en")) == []


def test_no_word_mixes_alphabets():
    assert faults(mixed, all_texts("ru")) == []


def test_russian_texts_are_russian():
    assert faults(untranslated, interface_texts("ru")) == []


def test_yo_is_written():
    assert faults(without_yo, all_texts("ru")) == []


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        (cyrillic, "a word with а letter", "a word with a letter"),
        (mixed, "словo", "слово {name} и name"),
        (untranslated, "{name} is forgotten", "colloq drill {name}"),
        (without_yo, "Свертка еще идет", "Свёртка ещё идёт"),
    ],
)
def test_the_rules_find_what_they_look_for(rule, bad, good):
    assert [key for key, *_ in faults(rule, [("bad", bad), ("good", good)])] == ["bad"]


def test_fill_replaces_names_and_reads_no_attributes():
    assert fill("{a} and {b} and {a}", {"a": 1}) == "1 and {b} and 1"
    assert fill("{a.__class__} {a[0]}", {"a": "x"}) == "{a.__class__} {a[0]}"


@pytest.mark.parametrize(
    ("option", "environment", "language"),
    [
        ("ru", {"COLLOQ_LANG": "en", "LANG": "en_US.UTF-8"}, "ru"),
        (None, {"COLLOQ_LANG": "ru", "LANG": "en_US.UTF-8"}, "ru"),
        (None, {"LANG": "ru_RU.UTF-8"}, "ru"),
        (None, {"LC_ALL": "ru_RU.UTF-8", "LANG": "en_US.UTF-8"}, "ru"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "C"}, "en"),
        (None, {}, "en"),
    ],
)
def test_language(option, environment, language):
    assert language_of(option, environment) == language
