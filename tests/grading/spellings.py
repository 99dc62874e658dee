"""Other spellings of a text that mean the same: what keyboards, web pages, chats and habits make of it."""

import re

_CYRILLIC = str.maketrans("xyeacop", "хуеасор")
_FULL_WIDTH = str.maketrans("0123456789+()", "０１２３４５６７８９＋（）")
_SEVERAL = ("max", "min", "log(", "pow", "power", "dot(", "matmul(", "mm(")


def _unless(*marks):
    """A change of texts that have none of these marks, which would make something else of it."""
    return lambda change: lambda text: None if any(mark in text for mark in marks) else change(text)


def _bare(change):
    """A change of texts without a left side or a label."""
    return lambda text: (
        change(text) if not set("=≈:⇒") & set(text) and ")" not in text[:3] and not text.lstrip().startswith("~") else None
    )


_STARS = _unless("**", r"\*", "W*", "*:")


def _raised(text):
    return re.sub(r"\^([2-9])(?![\d.,/^{])", lambda found: "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(found[1])], text)


def _zero_width(text):
    return "\u200b".join(text[place : place + 3] for place in range(0, len(text), 3))


def _capital(text):
    return re.sub(r"(?<![a-zA-Z\\{.])(sin|cos|ln|tg|exp|sqrt|arctg)(?![a-zA-Z])", lambda found: found[1].capitalize(), text)


def _commas(text):
    return re.sub(r"(?<![\d.,])(\d+)\.(\d+)(?![\d.,])", r"\1,\2", text)


FORMULA = {
    "minus": lambda text: text.replace("-", "−"),
    "dash": lambda text: text.replace("-", "–"),
    "dot": _STARS(lambda text: text.replace("*", "·")),
    "cross": _STARS(lambda text: text.replace("*", " × ")),
    "two stars": _unless(r"\^", r"^\prime", "W^", "T")(lambda text: text.replace("^", "**")),
    "caret": lambda text: text.replace("**", "^") if not text.startswith("**") else None,
    "raised": _raised,
    "spaces": lambda text: re.sub(r"(?<![eE^(])(?<!\^ )\+", " + ", text),
    "cyrillic": _unless("\\", "&", "<", "nswer")(lambda text: text.translate(_CYRILLIC)),
    "full width": _unless("\\", "&", "...")(lambda text: text.translate(_FULL_WIDTH)),
    "square": lambda text: (
        text.replace("(", "[").replace(")", "]") if not re.search(r"[\[_'′\\]\(|\(0|\[|[.,]\d*\(\d|t\(\)|\)'", text) else None
    ),
    "dollars": _unless("$")(lambda text: f"${text}$"),
    "display": _unless("$", r"\[")(lambda text: f"\\[ {text} \\]"),
    "label": _bare(lambda text: f"Ответ: {text}"),
    "answer": _bare(lambda text: f"Answer: {text}."),
    "equals": _bare(lambda text: f"= {text}"),
    "left side": _bare(lambda text: f"f'(x) = {text}"),
    "stop": lambda text: text + ".",
    "spaces around": lambda text: f"  {text}\t",
    "no-break": lambda text: text.replace(" ", "\u00a0"),
    "thin": lambda text: text.replace(" ", "\u2009"),
    "zero width": _unless("...")(_zero_width),
    "html": _STARS(lambda text: text.replace("*", "&times;").replace("-", "&minus;")),
    "html spaces": lambda text: text.replace(" ", "&nbsp;"),
    "capital": _unless(r"\rm", "arc ")(_capital),
    "comma": _unless(*_SEVERAL, ";")(_commas),
    "root": lambda text: text.replace("sqrt(", "√("),
    "bracket": _unless(r"\[", "...")(_bare(lambda text: f"({text.rstrip('. ')})")),
    "markdown": _unless("\\", "**", "W*")(lambda text: text.replace("*", r"\*").replace("_", r"\_")),
    "bold": lambda text: f"**{text}**" if "**" not in text and not text.startswith("*") else None,
    "code": _unless("`")(lambda text: f"`{text}`"),
    "quotes": _unless('"', "''")(lambda text: f"«{text}»"),
    "tag": lambda text: re.sub(r"\^(\d)(?![\d.,/^{(])", r"<sup>\1</sup>", text),
}

_NUMBERS = re.compile(r"(?!.*(?:- |/ | /|;\s*$|(?:^|\s)[-−]?\.\d|\n.*;))(?!\d\. )[-−\d./ ;\n]+", re.DOTALL)


def _rows(text):
    return [row.split() for row in re.split(r"[;\n]", text.strip()) if row.strip()]


def _of_rows(write):
    """A matrix of plain numbers, written anew."""
    return lambda text: write(_rows(text)) if _NUMBERS.fullmatch(text) else None


MATRIX = {
    "lines": _of_rows(lambda rows: "\n".join(map(" ".join, rows))),
    "semicolons": _of_rows(lambda rows: "; ".join(map(" ".join, rows))),
    "tabs": _of_rows(lambda rows: "\n".join(map("\t".join, rows))),
    "commas": _of_rows(lambda rows: "; ".join(map(", ".join, rows))),
    "lists": _of_rows(lambda rows: "[[" + "], [".join(map(", ".join, rows)) + "]]"),
    "matlab": _of_rows(lambda rows: "[" + "; ".join(map(" ".join, rows)) + "]"),
    "numpy": _of_rows(lambda rows: "array([[" + "],\n       [".join(map(", ".join, rows)) + "]])"),
    "printed": _of_rows(lambda rows: "[[" + "]\n [".join(map(" ".join, rows)) + "]]"),
    "latex": _of_rows(lambda rows: r"\begin{pmatrix}" + r" \\ ".join(map(" & ".join, rows)) + r"\end{pmatrix}"),
    "markdown": _of_rows(lambda rows: "\n".join("| " + " | ".join(row) + " |" for row in rows)),
    "braces": _of_rows(lambda rows: "{{" + "},{".join(map(",".join, rows)) + "}}"),
    "numbered": _of_rows(lambda rows: "\n".join(f"{place}) {' '.join(row)}" for place, row in enumerate(rows, 1))),
    "factor": _of_rows(lambda rows: "1*[" + "; ".join(map(" ".join, rows)) + "]"),
    "left side": _of_rows(lambda rows: "Y = [" + "; ".join(map(" ".join, rows)) + "]"),
    "label": _of_rows(lambda rows: "Ответ:\n" + "\n".join(map(" ".join, rows))),
    "decimal commas": _of_rows(lambda rows: "\n".join(map("\t".join, rows)).replace(".", ",")),
    "excel": _of_rows(lambda rows: "\n".join(map(";".join, rows)).replace(".", ",") if len(rows) > 1 < len(rows[0]) else None),
    "minus": _unless("---")(lambda text: text.replace("-", "−")),
    "no-break": lambda text: text.replace(" ", "\u00a0"),
    "zero width": _unless("&nbsp")(lambda text: text.replace(";", "\u200b;")),
    "html": lambda text: text.replace(" ", "&nbsp;"),
}

_OF_PRODUCTS = ("minus", "dollars", "label", "stop", "no-break", "zero width", "html spaces", "bold", "spaces around", "answer")

SPELLINGS = {
    "formula": FORMULA,
    "number": FORMULA,
    "matrix": MATRIX,
    "matrix-formula": {name: FORMULA[name] for name in _OF_PRODUCTS},
}
"""For each kind of answer its ways of spelling: a text to the other text, or to None where that would mean something else."""
