"""What stands around an answer and is no part of it: labels, left sides, the marks of LaTeX, chats and sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from colloq.notation.characters import FRACTIONS, GREEK, SUBSCRIPTS, SUPERSCRIPTS

if TYPE_CHECKING:
    from collections.abc import Collection

_LABEL = re.compile(
    r"\s*(?:\*\*)?(?P<word>ответ|отв|answer|ans|result|результат|итого|итог|решение|solution)\b(?:\s+[—–](?=\s)|\s*[:.])?\s*(?:\*\*)?(?![-−–—]\s)|"
    r"\s*(?:\d{1,2}|[A-Za-zА-Яа-я])\)\s+|"  # 1) and а), a bracket that was never opened
    r"\s*(?:=>|->|→|⇒|⟹|∴)",
    re.IGNORECASE,
)
EQUALS = re.compile(r"=(?!=)|[≈≃≅]|\\(?:approx|simeq)(?![A-Za-z])")
_ABOUT = re.compile(r"\s*(?:[~∼]|\\sim(?![A-Za-z]))")
# f'(x) =, y' =, dy/dx =, ds_2/dW =, He = — what people write before the answer itself
_NAME_LIKE = re.compile(
    r"\s*(?:[d∂](?:/[d∂]\w+)?\s*(?:[(\[].*[)\]]|\w+)?(?:\s*/\s*[d∂]\s*\w+\*?)?|"
    r"[^\W\d]\w{0,11}['′’]*(?:_\{?\w+\}?)?(?:\([\w,; ]*\))?['′’]*|"
    r"\\[dt]?frac\{[^=]*\}\{[^=]*\}[^=]*|[d∂]/[d∂]\w[^=]*|\(.{1,60}\)['′’](?:_\w+)?|"
    r"(?:\\?sigma|[σΣ]|Var|std|D)(?:\s?\w{1,2}|\s*[(\[]\w*[)\]])?(?:\^\{?2\}?)?)?\s*"
)
_USUAL = "".join((*SUPERSCRIPTS, *SUBSCRIPTS, *FRACTIONS, *GREEK))
# nothing stands around: no mark of LaTeX, no =, ~ or arrow, no label, nothing to trim at either end
_BARE = re.compile(
    rf"(?!(?i:ans|result|solution)|[0-9A-Za-z]{{1,2}}\)|[ *])[-+*/^(){{}}|\[\]0-9A-Za-z_' ,.√∛·×−{_USUAL}]+(?<![ ,.])"
)
_BEFORE = '$` \t\r\n"“„«'
_AFTER = ' \t\r\n.;,$`"”“»'


class Inner(NamedTuple):
    """Where the answer stands in the text, and the left side that was passed over."""

    start: int
    end: int
    left: str = ""


def inner(text: str, symbols: Collection[str]) -> Inner:
    """The place of the answer itself."""
    if _BARE.fullmatch(text):
        return Inner(0, len(text))
    if text.count("`") == 1:  # dz W` means W'
        text = text.replace("`", "'")
    start, end = _trimmed(text, 0, len(text))
    start, end = _trimmed(text, _after_labels(text, start, end, symbols), end)
    found = EQUALS.search(text, start, min(start + 200, end))
    left = ""
    if found is not None and not EQUALS.search(text, found.end(), end):
        side = text[start : found.start()].rstrip(": ")
        if is_left_side(side, symbols):
            start, left = found.end(), side.strip()
    elif about := _ABOUT.match(text, start, end):
        start = about.end()
    return Inner(*_trimmed(text, start, end), left)


def is_left_side(side: str, symbols: Collection[str]) -> bool:
    """Whether this, before an equals sign, only names what was asked for; x = … does not, where x is a letter of the answer."""
    variable = side.strip() in symbols and "/" not in side  # but an atom such as ds5/dW does
    return len(side) <= 80 and not variable and _NAME_LIKE.fullmatch(side) is not None


def _after_labels(text: str, start: int, end: int, symbols: Collection[str]) -> int:
    while (found := _LABEL.match(text, start, end)) and found["word"] not in symbols and found.end() < end:
        start = found.end()
    return start


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    for opening, closing in ((r"\(", r"\)"), (r"\[", r"\]"), ("**", "**"), ("", "")):
        start += len(text[start:end]) - len(text[start:end].lstrip(_BEFORE))
        end = _end(text, start, end)
        if opening and text.startswith(opening, start, end) and text.endswith(closing, start + 2, end):
            start, end = start + 2, end - 2
    return start, end


def _end(text: str, start: int, end: int) -> int:
    """Where the answer ends, before marks and thin spaces."""
    while True:
        last = start + len(text[start:end].rstrip(_AFTER))
        if not (start < last < end and text[last - 1] == "\\" and text[last] in ",;"):
            return last
        end = last - 1
