"""The loop of a drill, with lines that are typed for it."""

from __future__ import annotations

import io

import pytest

from colloq.catalog.problem import draw
from colloq.errors import StoreError
from colloq.practice.drill import begin, pick
from colloq.screens.problem import answer_string
from colloq.screens.prompt import LinePrompter
from colloq.screens.style import Screen
from colloq.session.drill import End, _Part, new_session
from colloq.texts import texts


class Typed(LinePrompter):
    """Lines from a list; "^C" is Ctrl-C, the end of the list the end of input."""

    def __init__(self, *lines):
        super().__init__(io.StringIO(), io.StringIO())
        self.lines = list(lines)

    def line(self, label, *, toolbar=None, draft="", tick=None):
        if toolbar is not None:
            toolbar("")
        if not self.lines:
            raise EOFError
        line = self.lines.pop(0)
        if line == "^C":
            raise KeyboardInterrupt
        return line


class Played:
    def __init__(self, families, *lines, seed=7, count=1, level=2, language="en", record=None):
        self.kept = []
        self.out = io.StringIO()
        self.prompter = Typed(*lines)
        self.session = new_session(
            families,
            seed=seed,
            count=count,
            level=level,
            prompter=self.prompter,
            screen=Screen(self.out),
            text=texts(language),
            now=lambda: 1_700_000_000.0,
            steady=lambda: 5.0,
            record=record or self.kept.append,
        )
        self.end = self.session.run()
        self.page = self.out.getvalue()


def first_problem(families, seed=7, level=2, count=1):
    chosen = pick(begin(families, seed=seed, count=count, level=level))
    return draw(chosen.family, chosen.level, chosen.seed)


def answers(problem):
    return [answer_string(part.answer) for part in problem.parts]


def test_a_right_answer_ends_the_question_and_is_kept():
    problem = first_problem(["conv2d"])
    played = Played(["conv2d"], *answers(problem))
    assert played.end is End.DONE
    assert "✓ Right." in played.page
    assert "Questions: 1 · right: 1, of these without slips or hints: 1 · points: 10 of 10" in played.page
    (attempt,) = played.kept
    assert (attempt.problem, attempt.verdict, attempt.score, attempt.at) == (problem.id, "correct", 1.0, 1_700_000_000.0)


def test_a_matrix_row_by_row_waits_for_the_empty_line():
    problem = first_problem(["conv2d"])
    rows = answers(problem)[0].split("; ")
    assert len(rows) > 1
    played = Played(["conv2d"], *rows, "")
    assert played.end is End.DONE
    assert "✓ Right." in played.page
    assert played.kept[0].text == "\n".join(rows)
    unfinished = Played(["conv2d"], *rows)
    assert "✓ Right." in unfinished.page, "the end of input ends the matrix too"


def test_a_pasted_matrix_is_whole():
    rows = answers(first_problem(["conv2d"]))[0].split("; ")
    assert "✓ Right." in Played(["conv2d"], "\n".join(rows)).page


def test_a_matrix_in_brackets_over_several_lines_is_whole_when_they_close():
    rows = answers(first_problem(["conv2d"]))[0].split("; ")
    lines = ["[[" + ", ".join(rows[0].split()) + "],", *("[" + ", ".join(row.split()) + "]," for row in rows[1:-1])]
    played = Played(["conv2d"], *lines, "[" + ", ".join(rows[-1].split()) + "]]")
    assert played.page.count("✓ Right.") == 1


def test_a_wrong_answer_is_asked_again_and_the_mistake_named():
    problem = first_problem(["conv2d"])
    slip = next(slip for slip in problem.mistakes)
    played = Played(["conv2d"], answer_string(slip.answer), *answers(problem))
    assert [attempt.verdict in ("incorrect", "partial") for attempt in played.kept] == [True, False]
    assert played.kept[0].mistake == slip.name
    assert "try again" in played.page
    assert "right: 1, of these without slips or hints: 0" in played.page


def test_what_cannot_be_read_costs_nothing_and_points_at_the_place():
    problem = first_problem(["derivative"])
    played = Played(["derivative"], "sin(", *answers(problem))
    assert "▲" in played.page
    assert "This bracket ( is never closed." in played.page
    assert "of these without slips or hints: 1" in played.page
    assert [attempt.verdict for attempt in played.kept] == ["unreadable", "correct"]


@pytest.mark.parametrize("line", ["?", ":h", ":?", ",", "Жр", ":hint"])
def test_hints(line):
    problem = first_problem(["conv2d"])
    played = Played(["conv2d"], line, line, line, *answers(problem))
    assert "Hint 1" in played.page
    assert "Hint 2" in played.page
    assert "There are no more hints" in played.page
    assert played.kept[0].hints == 2
    assert "of these without slips or hints: 0" in played.page


@pytest.mark.parametrize("line", ["!", ":!", ":solution"])
def test_the_solution_ends_the_question(line):
    played = Played(["init-scale"], line, seed=1, level=3)
    assert played.end is End.DONE
    assert "Worked solution" in played.page
    assert played.kept == []
    assert "right: 0" in played.page


@pytest.mark.parametrize("line", [":s", ":skip", "Жы", " :S "])
def test_skip(line):
    played = Played(["conv2d"], line, ":s", count=2)
    assert played.end is End.DONE
    assert played.page.count("Skipped.") == 2
    assert "No question was answered." in played.page


@pytest.mark.parametrize("line", [":q", "Жй", ":quit", ":exit"])
def test_stop(line):
    played = Played(["conv2d"], line, count=5)
    assert played.end is End.STOPPED
    assert "question 2" not in played.page


def test_commands_in_the_middle_of_a_matrix_keep_the_rows():
    rows = answers(first_problem(["conv2d"]))[0].split("; ")
    played = Played(["conv2d"], rows[0], "?", *rows[1:], "")
    assert "Hint 1" in played.page
    assert "✓ Right." in played.page


def test_an_unknown_command_is_named():
    played = Played(["conv2d"], ":dance", ":q")
    assert "There is no command :dance here." in played.page
    assert "a hint" in played.page


def test_ctrl_c_keeps_what_was_answered():
    problem = first_problem(["conv2d"], count=3)
    played = Played(["conv2d"], *answers(problem), "^C", count=3)
    assert played.end is End.INTERRUPTED
    assert len(played.kept) == 1
    assert "everything answered so far is kept" in played.page
    assert "Questions: 1 · right: 1" in played.page


def test_the_end_of_input_stops_with_the_summary():
    played = Played(["conv2d"], count=3)
    assert played.end is End.INPUT_ENDED
    assert "No question was answered." in played.page


def test_parts_are_asked_one_after_another():
    problem = first_problem(["init-scale"], seed=1, level=3)
    assert len(problem.parts) > 1
    played = Played(["init-scale"], *answers(problem), seed=1, level=3)
    assert [attempt.part for attempt in played.kept] == [part.name for part in problem.parts]
    assert f"Part a of {len(problem.parts)}" in played.page
    assert "points: 10 of 10" in played.page


def test_a_store_that_cannot_be_used_is_mentioned_once():
    def refuse(_attempt):
        raise StoreError("store.locked", path="/x/colloq.db", detail="busy")

    problem = first_problem(["conv2d"])
    played = Played(["conv2d"], "1 2; 3 4", "1 2; 3 5", *answers(problem), record=refuse)
    assert played.end is End.DONE
    assert played.page.count("Answers cannot be kept") == 1
    assert "Another program holds the database /x/colloq.db" in played.page


def test_in_russian():
    played = Played(["conv2d"], "1", ":q", language="ru")
    assert "пустая строка завершает ввод" in played.page
    assert "попробуйте ещё раз" in played.page or "задача 1 из 1" in played.page


def test_the_toolbar_echoes_the_rows_read_so_far():
    problem = first_problem(["conv2d"])
    played = Played(["conv2d"], ":q")
    part = _Part(played.session, problem, 0, problem.parts[0], [None])
    row = answers(problem)[0].split("; ")[0]
    part.rows = [row]
    lines = part._toolbar(row)
    assert f"rows read: 2 of {len(problem.parts[0].answer.rows)}" in lines[0]
    assert lines[-1].endswith("level 2 · 00:05")
    assert part._toolbar(":s") == [lines[-1]]
