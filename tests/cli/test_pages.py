"""Pages that commands print for people."""

from __future__ import annotations

import json
import sqlite3

import pytest

from colloq.catalog.problem import draw
from colloq.practice import symbolic
from colloq.practice.marking import mark_part
from colloq.practice.record import attempt_of
from colloq.store import attempts
from colloq.store.database import open_database


def test_table_has_the_corrected_rows(run):
    page = run("table").out
    assert len([line for line in page.splitlines() if line.startswith("y = ")]) == 18
    assert "y' = U'/cos²(U)" in page
    assert "y' = -sin(U)·U'" in page
    assert "y' = a^U·ln(a)·U'" in page
    assert "y = tg(x)" in run("--lang", "ru", "table").out


def test_errata_quote_the_guide_and_say_what_is_right(run):
    page = run("errata").out
    assert page.count("guide  ") == page.count("right  ") == page.count("check  ") == len(json.loads(run("errata", "--json").out))
    assert r"\operatorname{tg} U" in page
    assert "1/cos² x and (tg U)' = U'/cos² U, both with a plus" in " ".join(page.split())
    assert "Task T2" in page
    assert "Билет 17" in run("--lang", "ru", "errata").out


def test_solve_explains_step_by_step_and_sympy_agrees(run):
    page = run("solve", "derivative", "--set", "f=(xy+e^(txy))^y", "--set", "by=y").out
    assert "Worked solution" in page
    assert "  1. " in page
    assert "SymPy has, in its own form: (x*y + exp(t*x*y))^y*" in page.replace("\n", " ")
    data = json.loads(run("solve", "derivative", "--json", "--set", "f=x^2 y", "--set", "by=x").out)
    assert data["sympy"] == "2*x*y"
    assert data["parts"][0]["answer"].replace("*", "") in ("2xy", "2x*y")
    assert "sympy" not in json.loads(run("solve", "conv2d", "--json", "--set", "image=[[1,2],[3,4]]", "--set", "kernel=1").out)


def test_a_disagreement_with_sympy_is_an_internal_error(run, monkeypatch):
    monkeypatch.setattr(symbolic, "_CLOSE", -1.0)
    result = run("solve", "derivative", "--set", "f=x^2", "--set", "by=x")
    assert result.code == 70
    assert "SymPy's answer differs: 2*x" in result.err


def test_show_of_several_parts(run):
    page = run("show", "init-scale:3@1", "--hint").out
    assert page.index("points: ") < page.index("Hint 1") < page.index("Hint 2")
    assert "Worked solution" not in page


@pytest.mark.parametrize(("language", "option"), [("en", "a)  zeros in all"), ("ru", "a)  нули во всех слоях")])
def test_options_are_listed(run, fake_catalogue, language, option):
    problem = "fake-words~2:1@5"
    page = run("--lang", language, "show", problem).out
    assert option in page
    assert page.count("1)  ") == 1
    assert page.count("a)  ") == 3


def test_every_kind_of_answer_in_json_and_back(run, fake_catalogue):
    data = json.loads(run("show", "fake-words:1@5", "--json", "--solution", "--hint").out)
    assert data["id"] == "fake-words~2:1@5"
    assert [(part["kind"], part["answer"]) for part in data["parts"]] == [
        ("choice", "b"),
        ("ordering", "b a"),
        ("matching", "1a 2b"),
        ("matrix-formula", "x^T*dz"),
        ("rubric", ""),
    ]
    assert data["parts"][0]["options"]["en"]["b"] == "small random numbers"
    assert data["parts"][0]["mistakes"] == {"zero": "a"}
    assert data["parts"][3]["symbols"] == {"x": "2x3", "dz": "2x4"}
    assert [hint["rule"] for hint in data["hints"]] == ["think", "again"]
    words = [word for part in data["parts"][:4] for word in ("--part", f"{part['name']}={part['answer']}")]
    assert run("check", data["id"], *words).code == 0
    wrong = json.loads(run("check", data["id"], "--json", "--part", "choice=a").out)
    assert (wrong["mistake"], wrong["message"]) == ("zero", "Not right. With zeros all neurons stay alike.")
    assert run("check", data["id"], "--part", "prose=a").code == 0
    assert run("check", data["id"], "--part", "prose=0").code == 1
    assert run("check", data["id"], "--part", "prose=because").code == 3
    assert "Your own marks: 2 of 2." in run("check", data["id"], "--part", "prose=a").out
    page = run("show", data["id"], "--solution").out
    assert "order: b a" in page
    assert "match: 1a 2b" in page


def test_a_drill_shows_the_model_answer_and_asks_for_the_students_own_marks(run, fake_catalogue):
    page = run("drill", "fake-words", "--seed", "1", "-n", "1", stdin="b\nb a\n1a 2b\nx^T dz\nmy text\nbecause\n+\n").out
    assert page.count("✓ Right.") == 4
    assert page.index("Write it on paper") < page.index("Model answer") < page.index("Which of these") < page.index("Letters")
    assert page.count("Letters, as in a c") == 2  # "because" names no point
    assert "Your own marks: 2 of 2." in page
    assert "Part e of 5" in page


def test_topics_by_tag_ticket_and_cyrillic_letter(run, fake_catalogue):
    for topic in ("fake", "1", "T1", "т1", "conv2d"):
        assert "question 1 of 1" in run("drill", topic, "-n", "1", stdin="").out
    assert "None of these topics has level 3" in run("drill", "fake-words", "--level", "3").err


def test_home_of_a_new_student_and_of_one_who_has_practised(run, fake_catalogue):
    assert "Begin with a few short problems" in run().out
    problem = draw("fake-sum", 2, 1)
    with open_database() as database:
        for text in ("1", "2", str(problem.params.left + problem.params.right)):
            attempts.add(database, attempt_of(problem, mark_part(problem, "sum", text), at=1.0))
        attempts.add(database, attempt_of(problem, mark_part(problem, "sum", "(("), at=2.0))
    page = run().out
    assert "Answers so far: 3, right: 1" in page
    assert "Weakest: fake-sum" in page
    assert "colloq drill fake-sum" in page


def test_home_speaks_of_an_unfinished_exam(run, fake_catalogue):
    run("exam", "--seed", "3", stdin="")
    page = run().out
    assert "An exam is unfinished: 59:5" in page or "An exam is unfinished: 60:00" in page
    assert "colloq exam resume" in page


def test_an_exam_that_ran_out_is_settled_by_any_command(run, fake_catalogue, tmp_path):
    run("exam", "--seed", "3", stdin="")
    with sqlite3.connect(tmp_path / "home" / "colloq.db") as connection:
        connection.execute("UPDATE exam SET started = 1000, deadline = 4600, heartbeat = 1000")
    result = run("check", "--expected", "1", "1")
    assert result.code == 0
    assert "ran out meanwhile" in result.err
    assert run("check", "--expected", "1", "1").err == ""
