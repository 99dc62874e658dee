"""Exit codes, and what is said with them: data to stdout, messages to stderr."""

from __future__ import annotations

import json
import shlex

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from colloq import texts
from colloq.catalog import load, problem
from colloq.catalog.problem import from_id
from colloq.cli._arguments import command_names
from colloq.screens.problem import answer_string

RIGHT = answer_string(from_id("conv2d:2@17").parts[0].answer)
CELLS = len(RIGHT.replace(";", "").split())
SLIP = RIGHT + "5"  # one wrong cell: the last
SEVERAL = "init-scale:3@1"  # a problem of several parts
FIRST, *_, LAST = ((part.name, answer_string(part.answer)) for part in from_id(SEVERAL).parts)
FIRST_PART, LAST_WRONG = f"{FIRST[0]}={FIRST[1]}", f"{LAST[0]}=77777"

# command line, exit code, what stands in stdout, what stands in stderr
TABLE = [
    (["check", "conv2d:2@17", RIGHT], 0, "✓ Right.", ""),
    (["check", "conv2d:2@17", SLIP], 1, f"{CELLS - 1} of {CELLS} cells", ""),
    (["check", "conv2d:2@17", "0 18; 1"], 3, "Row 2 has this many cells: 1", ""),
    (["check", "--expected", "2/3", "0.667"], 0, "Right", ""),
    (["check", "--expected", "2/3", "0.66"], 1, "Not right", ""),
    (["check", "--expected", "2/3", "0.666"], 1, "Round the last digit", ""),
    (["check", "--expected", "2/3", "2//3"], 3, "cannot be read", ""),
    (["check", "--expected", "-3/2", "-3/2"], 0, "Right", ""),
    (["check", "--expected", "-sin x", "-sin", "x"], 0, "Right", ""),
    (["check", "--expected", "-sin x", "--", "-sin x"], 0, "Right", ""),
    (["check", "--expected", "x^2", "-x^2"], 1, "The sign of the whole answer is wrong", ""),
    (["check", "--expected", "x y", "--symbols", "x:positive,y", "y x"], 0, "x > 0; y real", ""),
    (["check", SEVERAL, "--part", FIRST_PART], 0, "Right", ""),
    (["check", SEVERAL, "--part", FIRST_PART, "--part", LAST_WRONG], 1, f"{LAST[0]}:", ""),
    (["check", SEVERAL, "--part", f"{FIRST[0]}=(", "--part", LAST_WRONG], 3, "never closed", ""),
    (["check", "conv2d", "--set", "image=1 2; 3 4", "--set", "kernel=2", "2 4; 6 8"], 0, "Right", ""),
    (["show", "conv2d:2@17"], 0, "Convolve the image", ""),
    (["topics"], 0, "maxpool-backward", ""),
    (["--version"], 0, "colloq 0.", ""),
    ([], 0, "colloq drill", ""),
    # usage
    (["check"], 2, "", "The problem is missing"),
    (["check", "conv2d:2@17"], 2, "", "The answer is missing"),
    (["check", "conv2d"], 2, "", "is not the id of a problem"),
    (["check", "conv2d:2@17", "1", "--foo"], 2, "", "--foo is not an option. If it belongs to the answer, put -- before"),
    (["check", "conv2d:2@17", "--part"], 2, "", "The option --part needs a value"),
    (["check", "conv2d:2@17", "--part", "sum"], 2, "", "--part sum: write NAME=VALUE"),
    (["check", "conv2d:2@17", "--part", "sum=1"], 2, "", "no part sum. Parts: output"),
    (["check", "conv2d:2@17", "--part", "output=1", "2"], 2, "", "cannot be given together"),
    (["check", "--expected", "1", "--part", "a=1", "2"], 2, "", "--expected and --part cannot"),
    (["check", "--expected", "1)", "2"], 2, "", "1) cannot be read: This bracket ) was never opened"),
    (["check", "--expected", "x", "--symbols", "x:huge", "2"], 2, "", "x: huge is not a domain"),
    (["check", "--symbols", "x", "2"], 2, "", "--symbols needs --expected"),
    (["check", SEVERAL, "3"], 2, "", f"Say which, as in --part {FIRST[0]}=ANSWER"),
    (["check", "conv2d:2@17", "--json=yes", "2"], 2, "", "takes no value"),
    (["exam", "reviw"], 2, "", "no command exam reviw. Commands: resume, review, status. Did you mean review?"),
    (["exam", "review", "x"], 2, "", "ID must be a whole number from 1"),
    (["exam", "review", "1", "2"], 2, "", "2 is one word too many"),
    (["exam", "--blueprint", "nowhere.yaml"], 2, "", "There is no file nowhere.yaml"),
    (["exam", "--blueprint", "."], 2, "", "There is no file ."),
    (["solve", "derivative", "--set", "f=x^2", "--set", "by=z"], 2, "", "by: z does not occur"),
    (["solve", "conv2d", "--set", "image=1", "--set", "kernel=1 2; 3 4"], 2, "", "kernel"),
    (["check", "conv2d~7:2@17", "1"], 2, "", "another version"),
    (["show", "conv3d:2@17"], 2, "", "no family conv3d. colloq topics lists them. Did you mean conv2d?"),
    (["show", "conv2d:7@1"], 2, "", "no level 7. Levels: 1, 2, 3"),
    (["show"], 2, "", "ID is missing.\nHelp: colloq show --help"),
    (["show", "conv2d:2@17", "more"], 2, "", "more is one word too many"),
    (["show", "conv2d:2@17", "--hin"], 2, "", "no option --hin. Did you mean --hint?"),
    (["chek", "conv2d:2@17"], 2, "", "no command chek. Commands: check, drill"),
    (["chek"], 2, "", "Did you mean check?"),
    (["--lang", "de", "topics"], 2, "", "There is no language de here. Languages: en, ru"),
    (["topics", "--lang"], 2, "", "The option --lang needs a value"),
    (["solve", "conv2d", "--stride=2"], 2, "", "--stride=2 is not an option. If it belongs to the answer, put --"),
    (["solve", "conv2d"], 2, "", "The parameter image is missing.\nWhat conv2d takes:\n  image:"),
    (["solve", "conv2d", "--set", "image=1 2", "--set", "kernel=1 2; 3 4"], 2, "", "kernel"),
    (["solve", "maxpool-backward", "--set", "input=1 1; 1 1", "--set", "upstream=1"], 2, "", "tie"),
    (["solve", "derivative", "--set", "f=x^2", "--set", "by=y"], 2, "", "y"),
    (["--json", "topics"], 2, "", "There is no option --json"),
    (["--nope"], 2, "", "There is no option --nope"),
    (["--problems", "/no/such/folder", "topics"], 2, "", "There is no folder /no/such/folder"),
    (["--", "topics"], 0, "conv2d", ""),
    (["drill", "nope"], 2, "", "no ticket, family or tag nope"),
    (["drill", "--level", "9"], 2, "", "--level must be a whole number from 1 to 3"),
    (["drill", "-n", "x"], 2, "", "must be a whole number from 1 to 1000"),
    (["drill", "--nope"], 2, "", "no option --nope"),
    (["grade"], 2, "", "FILE is missing"),
    (["grade", "/no/such/file"], 2, "", "The file /no/such/file cannot be read"),
]


@pytest.mark.parametrize(("words", "code", "out", "err"), TABLE, ids=[" ".join(row[0])[:60] or "alone" for row in TABLE])
def test_exit_code_and_message(run, words, code, out, err):
    result = run(*words)
    assert (result.code, result.err == "") == (code, err == ""), result
    assert out in result.out
    assert err in result.err


def test_messages_are_in_the_language_asked_for_anywhere_before_the_dashes(run):
    for words in (["--lang", "ru", "show"], ["show", "--lang=ru"], ["show", "--lang", "ru"]):
        assert "Не указано: ID" in run(*words).err


def test_after_the_dashes_everything_is_an_answer(run):
    result = run("check", "--expected", "1", "--", "--lang", "ru")
    assert result.code == 3
    assert "cannot be read" in result.out


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"COLLOQ_LANG": "ru"}, "Команды"),
        ({"LC_ALL": "ru_RU.UTF-8"}, "Команды"),
        ({"LC_ALL": "ru_RU.UTF-8", "COLLOQ_LANG": "en"}, "Commands"),
        ({"LC_ALL": "de_DE.UTF-8"}, "Commands"),
    ],
)
def test_language_of_the_help(run, monkeypatch, variables, said):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert said in run("--help").out


@pytest.mark.parametrize("command", ["check", "drill", "errata", "exam", "grade", "help", "show", "solve", "table", "topics"])
@pytest.mark.parametrize(("language", "usage"), [("en", "Usage: colloq"), ("ru", "Вызов: colloq")])
def test_every_command_has_help(run, command, language, usage):
    result = run("--lang", language, command, "--help")
    assert result.code == 0
    assert result.out.startswith(f"{usage} {command}")
    assert "--help" in result.out


def test_help_lists_every_command_found_by_file_name(run):
    listed = [
        line.split()[0]
        for line in run("--help").out.partition("Commands:")[2].partition("Options:")[0].splitlines()
        if line[:3].strip()
    ]
    assert sorted(listed) == sorted(command_names())
    assert {"check", "drill", "exam", "grade", "show", "solve", "topics"} <= set(listed)


@pytest.mark.parametrize(
    ("words", "at", "completed"),
    [("colloq che", "1", "check"), ("colloq show --so", "2", "--solution"), ("colloq --asc", "1", "--ascii")],
)
def test_completion_knows_commands_and_options(run, monkeypatch, capsys, words, at, completed):
    monkeypatch.setenv("_COLLOQ_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", at)
    with pytest.raises(SystemExit):
        run()
    assert completed in capsys.readouterr().out.split()


def test_an_internal_error_is_one_line_and_code_70(run, monkeypatch):
    def broken(_text):
        msg = "boom"
        raise ZeroDivisionError(msg)

    monkeypatch.setattr(problem, "from_id", broken)
    result = run("show", "conv2d:2@17")
    assert (result.code, result.out) == (70, "")
    assert "internal error (ZeroDivisionError: boom)" in result.err
    assert "Traceback" not in result.err
    monkeypatch.setenv("COLLOQ_DEBUG", "1")
    assert "Traceback" in run("show", "conv2d:2@17").err


def test_ctrl_c_is_130(run, monkeypatch):
    def interrupted(_text):
        raise KeyboardInterrupt

    monkeypatch.setattr(problem, "from_id", interrupted)
    assert run("show", "conv2d:2@17").code == 130


def test_a_broken_catalogue_is_5_and_names_file_entry_and_field(run, monkeypatch, tmp_path):
    (tmp_path / "t1-mine.yaml").write_text("ticket: T1\ntitle: {en: a, ru: b}\nfamilies: {conv2d: {title: {en: a}}}\n")
    for cached in (load.ticket_file, load.entry):
        cached.cache_clear()
    try:
        result = run("--problems", str(tmp_path), "show", "conv2d:2@17")
    finally:
        for cached in (load.ticket_file, load.entry):
            cached.cache_clear()
    assert result.code == 5
    assert "file t1-mine.yaml, entry conv2d, field title.ru" in result.err


def test_an_unusable_store_stops_an_exam_with_6_but_neither_check_nor_drill(run, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "colloq.db").write_bytes(b"this is no database, whatever its name says" * 50)
    assert run("exam", "status").code == 6
    assert run("check", "--expected", "1", "1").code == 0
    result = run("drill", "init-scale", "-n", "1", "--seed", "1", stdin="1\n1\n:q\n")
    assert result.code == 0
    assert result.out.count("Answers cannot be kept") == 1
    assert run().code == 0


def test_json_of_check_is_one_object(run):
    data = json.loads(run("check", "conv2d:2@17", "--json", SLIP).out)
    assert data["verdict"] == "partial"
    assert data["score"] == pytest.approx((CELLS - 1) / CELLS, abs=1e-4)
    assert data["mistake"] == "one-cell"
    assert [cell for row in data["cells"] for cell in row] == [True] * (CELLS - 1) + [False]
    assert f"row {len(data['cells'])}, column {len(data['cells'][0])}" in data["message"]


def test_an_answer_from_the_standard_input(run):
    assert run("check", "conv2d:2@17", "-", stdin=RIGHT.replace("; ", "\n") + "\n").code == 0


def test_the_line_that_reproduces_a_wrong_verdict_does_so(run):
    for words in (
        ["check", "conv2d:2@17", SLIP],
        ["check", "--expected", "x^2", "-x"],
        ["check", SEVERAL, "--part", LAST_WRONG],
        ["check", "conv2d", "--set", "image=1 2; 3 4", "--set", "kernel=2", "2 4; 6 9"],
    ):
        first = run(*words)
        line = first.out.splitlines()[-1].partition("colloq ")[2]
        assert run(*shlex.split(line)).out == first.out


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=2000)
@given(
    problem=st.sampled_from(["conv2d:2@17", "derivative:2@5", "rnn-expand:1@1"]),
    typed=st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    | st.text("0123456789+-*/^()[]|;,.=xyte sincolg\\{}_", max_size=40),
)
def test_whatever_is_typed_gets_a_verdict(run, problem, typed):
    part = from_id(problem).parts[0].name
    result = run("check", problem, "--part", f"{part}={typed}")
    assert result.code in (0, 1, 3, 4), (typed, result)
    assert result.out
    assert result.err == ""


def test_what_is_typed_is_never_run(run, tmp_path):
    victim = tmp_path / "victim"
    for text in (f"__import__('os').system('touch {victim}')", f"open('{victim}','w')", "9^9^9^9", "(" * 5000):
        result = run("check", "--expected", "x", text)
        assert result.code in (1, 3)
    assert not victim.exists()


def test_an_error_before_the_language_is_known_speaks_the_language_of_the_environment(run, monkeypatch):
    monkeypatch.setenv("COLLOQ_LANG", "ru")
    assert run("--lang", "fr").err == "colloq: Языка fr здесь нет. Есть такие: en, ru.\n"
    assert "Параметру --lang нужно значение" in run("--lang").err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("questions: 2\npool: []\n", "The file mine.yaml is broken, field minutes: "),
        ("hello", "The file mine.yaml is broken: "),
        ("[1,", "The file mine.yaml is broken, field line 2: "),
    ],
)
def test_a_broken_blueprint_is_named_without_empty_places(run, tmp_path, content, said):
    file = tmp_path / "mine.yaml"
    file.write_text(content, encoding="utf-8")
    result = run("exam", "--blueprint", str(file))
    assert (result.code, result.out) == (5, "")
    assert result.err.startswith(f"colloq: {said}")


def test_the_home_page_says_that_the_database_cannot_be_used(run, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "colloq.db").write_bytes(b"not a database" * 400)
    result = run()
    assert result.code == 0
    assert "colloq drill" in result.out
    assert "is not a sound database" in result.err


@pytest.mark.parametrize("garbage", [b"null", b"{}", b"[1", b"", b"\xff\x00\n{}"])
def test_garbage_in_the_cache_is_not_believed(run, tmp_path, garbage):
    texts.texts.cache_clear()
    right = run("check", "conv2d:2@17", "1")
    kept = list((tmp_path / "home" / "cache").iterdir())
    assert kept
    for file in kept:
        file.write_bytes(garbage)
    texts.texts.cache_clear()
    load.entry.cache_clear()
    load.ticket_file.cache_clear()
    assert run("check", "conv2d:2@17", "1") == right


def test_a_tilde_in_the_data_folder_is_the_home_folder(run, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("COLLOQ_HOME", "~/mine")
    assert run("exam", "status").code == 0
    assert (tmp_path / "mine" / "colloq.db").is_file()
