"""The JSON contract."""

from __future__ import annotations

import json

import pytest

from colloq.catalog.family import family, family_names
from colloq.catalog.problem import from_id
from colloq.screens.problem import answer_string

RIGHT = answer_string(from_id("conv2d:2@17").parts[0].answer)
SEVERAL = "init-scale:3@1"
FIELDS = {"id", "family", "version", "level", "seed", "ticket", "minutes", "params", "statement", "parts"}
IDS = [f"{name}:{level}@{seed}" for name in family_names() for level in family(name).LEVELS for seed in (0, 17)]


@pytest.mark.parametrize("problem", IDS)
def test_show_json(run, problem):
    plain = json.loads(run("show", problem, "--json").out)
    assert plain.keys() >= FIELDS
    assert not {"steps", "hints"} & plain.keys()
    assert plain["id"] == problem
    assert set(plain["statement"]) == {"en", "ru"}
    assert all(plain["statement"].values())
    assert sum(part["points"] for part in plain["parts"]) == 10
    assert all({"name", "kind", "points", "symbols"} <= part.keys() for part in plain["parts"])
    assert all("answer" not in part for part in plain["parts"])


@pytest.mark.parametrize("problem", IDS)
def test_every_answer_is_read_back_as_right_and_every_mistake_by_its_name(run, tmp_path, problem):
    data = json.loads(run("show", problem, "--json", "--solution").out)
    assert data["steps"]
    lines = [{"problem": problem, "answers": {part["name"]: part["answer"] for part in data["parts"]}}]
    names = [None]
    for part in data["parts"]:
        for name, answer in part["mistakes"].items():
            lines.append({"problem": problem, "answers": {part["name"]: answer}})
            names.append(name)
    file = tmp_path / "answers.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    graded = [json.loads(line) for line in run("grade", str(file)).out.splitlines()]
    assert graded[0]["verdict"] == "correct"
    assert [answer["mistake"] for answer in graded] == names
    assert all(answer["verdict"] in ("incorrect", "partial") for answer in graded[1:])


def test_parameters_make_the_same_problem_again(run):
    for problem in IDS:
        data = json.loads(run("show", problem, "--json", "--solution").out)
        words = {name: value if isinstance(value, str) else json.dumps(value) for name, value in data["params"].items()}
        settings = [word for name, value in words.items() for word in ("--set", f"{name}={value}")]
        solved = run("solve", data["family"], "--json", *settings)
        assert solved.code == 0, (problem, solved.err)
        again = json.loads(solved.out)
        assert again["params"] == data["params"]
        assert [part["answer"] for part in again["parts"]] == [part["answer"] for part in data["parts"]]
        assert again["id"] is None


def test_grade_keeps_the_order_and_goes_on_after_a_broken_line(run, tmp_path):
    file = tmp_path / "answers.jsonl"
    lines = [
        {"kind": "number", "expected": "2/3", "answer": "0.667"},
        "no json",
        {"problem": "conv2d:2@17", "answer": RIGHT},
        {"problem": "conv9d:2@17", "answer": "1"},
        {"kind": "formula", "expected": "sin(2x)", "symbols": {"x": "real"}, "answer": "2 sin x cos x"},
        {"kind": "formula", "expected": "ln x", "symbols": {"x": "positive"}, "answer": "ln(x"},
        {"kind": "matrix", "expected": "1 2; 3 4", "answer": "1 3; 2 4"},
        {"kind": "matrix-formula", "expected": "x^T y", "symbols": {"x": "2x3", "y": "2x4"}, "answer": "(y^T x)^T"},
        {"kind": "matrix-formula", "expected": "x^T y", "symbols": {"x": "2x3", "y": "2x4"}, "answer": "y^T x"},
        {"kind": "choice", "expected": "b", "answer": "B)"},
        {"kind": "choice", "expected": "a, c", "answer": "c a"},
        {"kind": "ordering", "expected": "b a c", "answer": "b a c"},
        {"kind": "ordering", "expected": "b a c", "answer": "a b c"},
        {"kind": "matching", "expected": "1b 2a", "answer": "2a 1b"},
        {"kind": "poem", "expected": "b", "answer": "b"},
        {"kind": "number", "expected": "2"},
        [1, 2],
        {"problem": "init-scale:3@1", "answer": "1"},
        {"problem": "conv2d:2@17", "answers": {"nope": "1"}},
        {"kind": "formula", "expected": "x", "symbols": {"x": "0.5..2"}, "answer": "x"},
        {"kind": "number", "expected": "3", "answer": 3},
    ]
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n")
    result = run("grade", str(file))
    graded = [json.loads(line) for line in result.out.splitlines()]
    assert result.code == 2
    assert [answer["line"] for answer in graded] == list(range(1, len(lines) + 1))
    assert [answer.get("verdict", "error") for answer in graded] == [
        "correct", "error", "correct", "error", "correct", "unreadable", "partial", "correct", "incorrect", "correct",
        "correct", "correct", "partial", "correct", "error", "error", "error", "error", "error", "correct", "correct",
    ]  # fmt: skip
    assert graded[6]["mistake"] == "transposed"
    assert graded[6]["cells"] == [[True, False], [False, True]]
    assert "no family conv9d" in graded[3]["error"]
    assert "poem" in graded[14]["error"]


def test_grade_of_sound_lines_ends_with_0(run):
    result = run(
        "grade",
        "-",
        stdin='{"kind": "number", "expected": "2", "answer": "3"}\n\n{"kind": "number", "expected": "2", "answer": "2"}\n',
    )
    assert result.code == 0
    assert [json.loads(line)["line"] for line in result.out.splitlines()] == [1, 3]


def test_a_problem_of_several_parts(run):
    first, *_, last = from_id(SEVERAL).parts
    result = run(
        "check", "--json", SEVERAL, "--part", f"{first.name}={answer_string(first.answer)}", "--part", f"{last.name}=77777"
    )
    data = json.loads(result.out)
    assert (data["verdict"], result.code) == ("partial", 1)
    assert data["parts"][first.name]["verdict"] == "correct"
    assert data["parts"][last.name]["verdict"] == "incorrect"
    assert data["score"] == pytest.approx(first.points / (first.points + last.points), abs=1e-4)


def test_the_other_json_pages_are_json(run):
    topics = json.loads(run("topics", "--json").out)
    assert {topic["family"] for topic in topics} == set(family_names())
    assert len(json.loads(run("table", "--json").out)) == 18
    assert all({"ticket", "guide", "right", "check"} <= erratum.keys() for erratum in json.loads(run("errata", "--json").out))


def test_a_line_that_is_no_text_or_no_json_spoils_only_itself(run, tmp_path):
    right = b'{"kind": "number", "expected": "1", "answer": "1"}'
    lines = [
        b"\xef\xbb\xbf" + right,
        b'{"answer": "\xff"}',
        b"[" * 100_000,
        b'{"problem": ' + b"9" * 6000 + b"}",
        b"\x00",
        right + b"\r",
    ]
    file = tmp_path / "answers.jsonl"
    file.write_bytes(b"\n".join(lines))
    result = run("grade", str(file))
    found = [json.loads(line) for line in result.out.splitlines()]
    assert (result.code, result.err) == (2, "")
    assert [line["line"] for line in found] == [1, 2, 3, 4, 5, 6]
    assert [line.get("verdict") for line in found] == ["correct", None, None, None, None, "correct"]
    assert "can't decode byte 0xff" in found[1]["error"]
