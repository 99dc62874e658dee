"""Matrices as other programs print them: NumPy, PyTorch, LaTeX, Markdown, Excel, drawn brackets.

What is no cell is blanked, position by position, so that an error can still point into the typed text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from colloq.notation.around import after_vector, is_left_side

if TYPE_CHECKING:
    from collections.abc import Collection

_BEGIN = re.compile(
    r"\\(?:begin|end)\s*\{(?:[a-zA-Z]*matrix\*?|array)\}(?:\s*\{[clr|\s]+\})?|\\(?:left|right)\s*[|.]|\\left(?=[(\[])|\\right(?=[)\]])|"
    r"(?<!\\)\\[()\[\]]|\\[pbvB]?matrix(?=\s*\{)|\$"
)
_ENVIRONMENT = re.compile(r"\\begin\s*\{([a-zA-Z]*matrix\*?|array)\}(.*?)\\end\s*\{\1\}", re.DOTALL)
_LABEL = re.compile(r"\s*(?:ответ|отв|answer|ans|result|результат|итого|итог|решение|solution)\b\s*[:.]?", re.IGNORECASE)
_ROW_NUMBER = re.compile(r"[ \t]*(?:(?:row|строка|стр\.?|r)[ \t]*)?(\d{1,2})[ \t]*([).:])(?=[ \t])", re.IGNORECASE)
_INDEX = re.compile(r"[ \t]*(\d{1,2})(?:(?= *\t)[ \t]++| ++)(?![-−–—+*/=][ \t])(?=\S)")
_BORDERS = re.compile(r"[ \t]*(\|{1,2})[^|\n]*[^\s|][ \t]+[^\s|][^|\n]*\1[ \t]*")
_LEFT_SIDE = re.compile(r"\s*(?:[A-Za-z∂∇\\][\w∂∇/*'′ ]{0,15})?:?=|\s*+(?:[^\W\d]\w{0,7}['′’]?\s*+)?≈")
_NEARLY = re.compile(r"[≃≅]|\\(?:approx|simeq)(?![A-Za-z])")
_ABOUT = re.compile(r"(?:^|(?<=[\n;,\t&(\[{]))([^\S\n]*+)((?:[^\W\d]|\\[A-Za-z])[\w'′’{}]{0,15}+|)[^\S\n]*+≈")
_SPACE = re.compile(r"(?<!\\)\\[,;:! ](?![^\s\d(\[−-])|(?<=\\end\{[a-zA-Z]matrix\})[.,;]\s*$")  # of LaTeX; and a full stop
_THIN = re.compile(r"(?<!\\)\\(?:[,;:! ]|q?quad(?![a-zA-Z]))")
_END = re.compile(r"(?<=[\])}])[\s;,.]+$|(?<=\s)\.\s*$")
_CALL = re.compile(r"\s*(?:(?:np|torch|numpy|sympy|sp)\.)?(?:array|asarray|matrix|Matrix|tensor|list|tuple)\s*\(")
_CALL_OPTIONS = re.compile(r",\s*(?:dtype|device|grad_fn|requires_grad)\s*=[^\n]*")
_TRANSPOSE = (
    r"\s*+(?:\^\s*+(?:\{?\s*+(?:\\(?:mathsf|mathrm|mathbf|text)\s*+\{?\s*+)?(?:[TТт]|\\top|\\intercal)\s*+\}{0,2}|['′’])|"
    r"ᵀ|\.T|\.?['′’])"
)
_TRANSPOSED = re.compile(rf"(?<=[\])}}]){_TRANSPOSE}\s*$")
_LATEX_TRANSPOSED = re.compile(rf"(\\end\s*\{{[a-zA-Z*]+\}}(?:\s*\\right\s*[)\]|.])?){_TRANSPOSE}[\s.,;$]*$")
_BARE_COMMA = re.compile(r"(?:^\s*|(?<=[-−–+])|(?<=[;=≈])[^\S\n]*),(?=\d)")  # ,6 is 0,6; 1 ,2 are two cells
_COMMAS = re.compile(r",\d+,\d", re.ASCII)
_COMMA_AT_GAP = re.compile(r"(?<=\s),(?=\d)")
_COMMA_IN_BRACES = re.compile(r"(\d)\{,\}(\d+)", re.ASCII)  # 0{,}5: LaTeX's decimal comma
_RULE = re.compile(r"^(?=[^\n]*(?:--|:-|-:|[─━═┌└├╭╰╔╚]))[-|+:=─━═┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝║│ \t]+$", re.MULTILINE)
_BAR_AT_END = re.compile(r"^[ \t]*[│┃║]|[│┃║][ \t]*$", re.MULTILINE)
_DRAWN = str.maketrans(
    dict.fromkeys("⎡⎤⎢⎥⎣⎦⎛⎜⎝⎞⎟⎠⟦⟧⎧⎨⎩⎫⎬⎭`“”«»" + '"', " ")
    | dict.fromkeys("│┃║‖", "|")
    | dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n")
)
_MOST_LAYERS = 6  # a tensor of four dimensions has four


class Pasted(NamedTuple):
    """`body`: the cells; `brackets`: whether each row stands in brackets; `transposed`: whether ^T follows.

    `latex`: the same cells where all of them stand in a matrix of LaTeX, in which only & and a double backslash part them.
    """

    body: str
    brackets: bool
    transposed: bool
    latex: str = ""


def unwrapped(text: str) -> Pasted:
    """The text without what other programs put around the cells."""
    body = _BAR_AT_END.sub(_blank, text).translate(_DRAWN)
    body = _SPACE.sub(_blank, body)
    behind = _LATEX_TRANSPOSED.search(body)
    body = body[: behind.end(1)] if behind else body
    if body.count(r"\begin") < 2:  # a sum or a product of matrices is none
        body = _BEGIN.sub(_blank, body)
    body = _RULE.sub(_blank, body)
    body = _without_borders(body)
    if label := _LABEL.match(body):
        body = _blank(label) + body[label.end() :]
    without_numbers = numbered(body, marks="):")
    body = body if without_numbers is None else without_numbers
    body = _COMMA_IN_BRACES.sub(r"\1.\2  ", body)
    left = _LEFT_SIDE.match(body)
    if start := left.end() if left else after_vector(body):
        body = " " * start + body[start:]
    body = _END.sub(_blank, body)
    body = _with_points(body)
    transposed = _TRANSPOSED.search(body)
    if transposed:
        body = body[: transposed.start()]
    body = _without_call(body)
    body, brackets = _without_outer_brackets(body)
    return Pasted(body, brackets, bool(transposed or behind), "" if brackets else _latex(text, body))


def _with_points(body: str) -> str:
    """The decimals that begin with their comma, ,6 and -,8, with a point."""
    opening = body.lstrip(" \t\n([{")
    if _COMMAS.match(opening):  # ,5,5
        return body
    start = len(body) - len(opening)
    pointed = _BARE_COMMA.sub(_pointed, opening)
    if opening.startswith(",") and pointed != opening:  # in a text that begins with ,6 another ,8 is a decimal, too
        pointed = _COMMA_AT_GAP.sub(".", pointed)
    return body[:start] + pointed


def _pointed(found: re.Match[str]) -> str:
    return found[0][:-1] + "."


def _latex(text: str, body: str) -> str:
    """The cells of a LaTeX environment, its thin spaces blanked; empty where they are not the whole text."""
    found = _ENVIRONMENT.search(text) if text.count(r"\begin") == 1 else None
    if found is None or body[: found.start(2)].strip() or body[found.end(2) :].strip():
        return ""
    start = found.end(2) - len(found[2].lstrip()) if found[1] != "array" else len(body) - len(body.lstrip())  # behind {cc}
    inside = _COMMA_IN_BRACES.sub(r"\1.\2  ", _THIN.sub(_blank, text[start : found.end(2)]))
    return " " * start + inside


def without_abouts(text: str, symbols: Collection[str]) -> str:
    """The text without `p1 ≈` or `≈` before its cells; between the sides of a cell, 2/3 ≈ 0.667, the sign stays, as ≈."""
    text = _NEARLY.sub(lambda found: "≈" + " " * (len(found[0]) - 1), text)
    if "≈" not in text:
        return text
    return _ABOUT.sub(lambda found: _blank(found) if not found[2] or is_left_side(found[2], symbols) else found[0], text)


def numbered(body: str, *, marks: str) -> str | None:
    """The text without the numbers of its rows, 1) 2 3; None where not every row has its number, followed by one of `marks`."""
    lines = [line for line in re.split(r"(?<=[\n;])", body) if line.strip(" ;\n\r\t")]
    found = [_ROW_NUMBER.match(line) for line in lines]
    numbers = [int(number[1]) for number in found if number and number[2] in marks and _goes_on(number)]
    if not lines or numbers != list(range(1, len(lines) + 1)):
        return None
    return re.sub(rf"(?:^|(?<=[\n;])){_ROW_NUMBER.pattern}", _blank, body, flags=re.IGNORECASE)


def without_index(body: str, count: int) -> str | None:
    """The text without a first column 1, 2, ..., count, one number in each line, as spreadsheets have it; None without one."""
    lines = body.split("\n")
    found = {place: _INDEX.match(line) for place, line in enumerate(lines) if line.strip()}
    numbers = [int(number[1]) for number in found.values() if number]
    if len(found) != count or numbers != list(range(1, count + 1)):
        return None
    return "\n".join(_INDEX.sub(_blank, line, count=1) if place in found else line for place, line in enumerate(lines))


def _goes_on(number: re.Match[str]) -> bool:
    """Whether cells follow the number of a row."""
    return bool(number.string[number.end() :].strip(" ;\n\r\t"))


def _without_borders(body: str) -> str:
    """|1 2| above |3 4|: bars drawn around the matrix, not around cells."""
    lines = body.split("\n")
    if not all(_BORDERS.fullmatch(line) for line in lines if line.strip()):
        return body
    return body.replace("|", " ")


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _without_call(body: str) -> str:
    """`np.array([[1, 2]], dtype=float)` without the call."""
    found = _CALL.match(body)
    if not found:
        return body
    body = _blank(found) + _CALL_OPTIONS.sub(lambda options: _blank(options)[:-1] + ")", body[found.end() :]).rstrip()
    body = body.replace("'", " ")  # np.matrix('1 2; 3 4')
    return body[:-1] + " " if body.endswith(")") else body


def _without_outer_brackets(body: str) -> tuple[str, bool]:
    """Without the brackets around everything; and whether brackets are left around each row."""
    outer = ""
    for _ in range(_MOST_LAYERS):
        stripped = body.strip()
        closing = {"[": "]", "(": ")", "{": "}"}.get(stripped[:1], "")
        groups = _groups(stripped) if closing else 0
        if groups == 1 and stripped.endswith(closing):
            start, end = body.index(stripped[0]), body.rindex(closing)
            body = body[:start] + " " + body[start + 1 : end] + " " + body[end + 1 :]
            outer += stripped[0]
        else:
            rows = stripped[:1] in ("[", "{") or outer[-1:] == "(" or _have_cells(stripped)
            return body, len(outer) > 1 or (groups > 1 and rows)
    return body, True


def _groups(text: str) -> int:
    """How many brackets side by side the text consists of; 0 where it has anything between them but commas."""
    depth = groups = 0
    for character in text:
        if character in "([{":
            groups += depth == 0
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif depth == 0 and character not in " ,;\t\r\n":
            return 0
    return groups if depth == 0 else 0


def _have_cells(text: str) -> bool:
    """Whether the brackets are rows, (1, 2), (3, 4), and not cells, (1/2) (3/4)."""
    return re.search(r"[^\s,;()\[\]{}+*/·^−-]\s*(?:[,;&]|\s(?:[−–-]\S|[^-+*/·−\s()\[\]{}]))", text) is not None
