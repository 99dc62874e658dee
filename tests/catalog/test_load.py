"""The catalogue on load: a broken file names file, entry and field; a checked file is not checked again."""

import pytest

from colloq import cache
from colloq.catalog import load
from colloq.errors import CatalogError

ENTRY = """
ticket: T1
title: {en: Convolution, ru: Свёртка}
families:
  conv2d:
    title: {en: Convolution, ru: Свёртка}
    minutes: {1: 3, 2: 5, 3: 8}
    tags: [convolution]
    statement:
      - {en: "Convolve.", ru: "Выполните свёртку."}
      - {show: [image, kernel], labels: {kernel: {en: kernel, ru: ядро}}}
      - {en: "Bias {bias}.", ru: "Смещение {bias}.", when: bias}
    parts: {output: {prompt: {en: Output, ru: Выход}}}
    hints: {first: {en: Look., ru: Смотрите.}}
    steps: {window: {en: Window., ru: Окно.}}
    mistakes: {flipped: {en: Flipped., ru: Перевёрнуто.}}
    set: {image: {en: the image, ru: изображение}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COLLOQ_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLLOQ_PROBLEMS", str(tmp_path))
    load.ticket_file.cache_clear()
    load.entry.cache_clear()
    load.tickets.cache_clear()
    yield tmp_path
    load.ticket_file.cache_clear()
    load.entry.cache_clear()
    load.tickets.cache_clear()


def write(folder, text, name="t1-mine.yaml"):
    (folder / name).write_text(text, encoding="utf-8")


def broken(folder):
    with pytest.raises(CatalogError) as caught:
        load.ticket_file("T1")
    return caught.value.values


def test_a_sound_file_is_read_as_plain_data(folder):
    write(folder, ENTRY)
    data = load.ticket_file("T1")
    assert data["families"]["conv2d"]["minutes"] == {"1": 3, "2": 5, "3": 8}
    assert data["families"]["conv2d"]["statement"][2]["when"] == "bias"


@pytest.mark.parametrize(
    ("change", "entry", "field", "detail"),
    [
        (("title: {en: Convolution, ru: Свёртка}\n    minutes", "minutes"), "conv2d", "title", "Field required"),
        (("ru: Смотрите.", "ru: ''"), "conv2d", "hints.first.ru", "at least 1 character"),
        (("hints:", "hitns:"), "conv2d", "hints", "Field required"),
        (("{1: 3, 2: 5, 3: 8}", "{1: 3, 2: x, 3: 8}"), "conv2d", "minutes.2", "valid integer"),
        (("{1: 3, 2: 5, 3: 8}", "{1: 3, 2: 5}"), "", "", "fewer_levels"),
        (("ticket: T1", "ticket: T3"), "", "ticket", "match pattern"),
    ],
)
def test_a_broken_file_names_entry_and_field(folder, change, entry, field, detail):
    assert change[0] in ENTRY
    write(folder, ENTRY.replace(*change))
    values = broken(folder)
    assert (values["file"], values["entry"], values["field"]) == ("t1-mine.yaml", entry, field)
    assert detail in values["detail"]


def test_broken_yaml_names_the_line(folder):
    write(folder, "ticket: T1\ntitle: {en: [\n")
    assert broken(folder)["field"].startswith("line ")


def test_yaml_never_makes_objects(folder):
    write(folder, 'ticket: !!python/object/apply:os.system ["true"]\n')
    assert "python/object" in broken(folder)["detail"]


def test_a_file_in_the_wrong_place_is_named(folder):
    write(folder, ENTRY.replace("ticket: T1", "ticket: T2"))
    assert "t1-mine.yaml" in broken(folder)["file"]


def test_a_checked_file_is_kept_for_these_bytes_only(folder, monkeypatch):
    write(folder, ENTRY)
    first = load.ticket_file("T1")
    monkeypatch.setattr(cache, "parse_yaml", lambda raw: pytest.fail("read again"))
    load.ticket_file.cache_clear()
    assert load.ticket_file("T1") == first
    monkeypatch.undo()
    monkeypatch.setenv("COLLOQ_HOME", str(folder / "home"))
    monkeypatch.setenv("COLLOQ_PROBLEMS", str(folder))
    write(folder, ENTRY.replace("Convolve.", "Convolve now."))
    load.ticket_file.cache_clear()
    assert load.ticket_file("T1")["families"]["conv2d"]["statement"][0]["en"] == "Convolve now."


def test_a_cache_that_cannot_be_written_is_no_error(folder, monkeypatch):
    (folder / "blocked").write_text("", encoding="utf-8")
    monkeypatch.setenv("COLLOQ_HOME", str(folder / "blocked"))
    write(folder, ENTRY)
    assert load.ticket_file("T1")["ticket"] == "T1"


def test_a_damaged_cache_is_made_anew(folder):
    write(folder, ENTRY)
    load.ticket_file("T1")
    for kept in (folder / "home" / "cache").iterdir():
        kept.write_text("{", encoding="utf-8")
    load.ticket_file.cache_clear()
    assert load.ticket_file("T1")["ticket"] == "T1"
