"""What stands around an answer and is no part of it: labels, left sides, the marks of LaTeX, chats and sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from colloq.notation.characters import FRACTIONS, GREEK, SUBSCRIPTS, SUPERSCRIPTS
from colloq.notation.functions import CALLS, SPELLINGS

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
# names with marks, indices and numbers of steps: \mathbf{p}_1, x_{k+1}, x^{(1)}, ∇f(p_0)
_MARKED = r"\\(?:mathbf|boldsymbol|bm|vec|mathrm|mathcal|text|(?:wide)?hat|bar|overline|(?:wide)?tilde)"
# atomic: what a name or an index has taken it keeps, or a long row of them could be parted in millions of ways
_WORD = rf"(?>(?:{_MARKED}\s*+\{{\s*+\\?\w{{1,12}}\s*+\}}|{_MARKED}\s++\w|\\?[^\W\d_](?:[^\W_]|[₊₋]){{0,11}}+)['′’]*+)"
_STEP = r"\([\w+−-]{1,8}\)"
_INDEX = rf"(?>(?:_(?:\{{[\w\s,+−*-]{{1,12}}\}}|{_STEP}|\w{{1,12}}))?(?:\^(?:\{{\s*+{_STEP}\s*+\}}|{_STEP}|\{{?\*\}}?))?)"
_NAMES = rf"\s*+{_WORD}{_INDEX}(?:\s*+[,;]\s*+{_WORD}{_INDEX}){{0,8}}+\s*+"
_INDEXED = re.compile(rf"\s*+(?:(?:∇|\\nabla)(?:_\{{?\w{{1,12}}\}}?)?\s*+)?{_WORD}{_INDEX}(?:\s*+\({_NAMES}\))?\s*+")
_BASE = re.compile(rf"\s*(?:{_MARKED}\s*\{{?\s*)?\\?(\w+)")
_VECTOR = re.compile(rf"\s*+(?:[(\[]{_NAMES}[)\]]|{_INDEXED.pattern})\s*+(?:\^\s*+\{{?\s*+(?:T|\\top)\s*+\}}?|ᵀ)?\s*+:?")
# f'x(x; y), ∂f(x, y)/∂x, derivatives with other letters for ∂; H(1/3), R^2, E[x]
_FURTHER = re.compile(
    r"\s*(?:(\w)['′’]{1,2}[xyztuₓₜᵤ](?:\([\w,; ]{1,20}\))?|[d∂]\s*([^\W\d_]\w{0,11})\([\w,; ]{1,20}\)\s*/\s*[d∂]\s*\w{1,12}|"
    r"[дδ]\w{1,4}\s*/\s*[дδ]\w{1,4}|([A-DF-Zfghp])\(\d{1,3}[/.,]\d{1,3}\)|(R)(?:\^\{?2\}?|²)|([EDM])\[\w{1,12}\])\s*"
)
_BARS = re.compile(
    r"\s*(?:(?P<norm>‖|\|\||\\\|)|\|)\s*(?P<inside>[^|‖=]{1,40}?)\s*(?(norm)(?:‖|\|\||\\\|)|\|)"
    r"(?:_?\{?[2F]\}?|₂)?\s*"
)
_UNKNOWNS = ("x", "y", "z", "t")  # |x| = 3 has two solutions
_MINUS = re.compile(r"\s*[-−–]\s*(?=[d∂∇]|\\(?:[dt]?frac|partial|nabla))")  # minus a derivative, where that is asked for
_PARTIAL = re.compile(r"\\partial\s*")
_LONGEST_SIDE = 80
_USUAL = "".join((*SUPERSCRIPTS, *SUBSCRIPTS, *FRACTIONS, *GREEK))
_INSIDE = rf"[-+*/^(){{}}|\[\]0-9A-Za-z_' ,.√∛·×−{_USUAL}]"
# nothing stands around: no =, ~ or arrow, no bracket or sign of LaTeX, no label, nothing to trim at either end
_BARE = re.compile(
    r"(?!(?i:ans|result|solution)|[0-9A-Za-z]{1,2}\)|[ *])"
    rf"{_INSIDE}*+(?:\\(?!approx|simeq|sim)(?=[A-Za-z]){_INSIDE}++)*+(?<![ ,.])"
)
_BEFORE = '$` \t\r\n"“„«'
_AFTER = ' \t\r\n.…;,$`"”“»'


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
        if is_left_side(side, symbols) or (not symbols and _is_size(side)):
            start, left = found.end(), side.strip()
    elif about := _ABOUT.match(text, start, end):
        start = about.end()
    return Inner(*_trimmed(text, start, end), left)


def is_left_side(side: str, symbols: Collection[str]) -> bool:
    """Whether this, before an equals sign, only names what was asked for; x = … does not, where x is a letter of the answer."""
    side = side[minus.end() :] if (minus := _MINUS.match(side)) else side
    variable = side.strip() in symbols and "/" not in side  # but an atom such as ds5/dW does
    if len(side) > _LONGEST_SIDE or variable:
        return False
    return _NAME_LIKE.fullmatch(_PARTIAL.sub("∂", side)) is not None or _is_indexed(side, symbols) or _is_further(side, symbols)


def _is_further(side: str, symbols: Collection[str]) -> bool:
    """Whether this is a derivative or a function of names that the answer does not have."""
    found = _FURTHER.fullmatch(side)
    if found is None or ("δ" in side and "delta" in symbols):
        return False
    return not any(name in symbols or f"{name}'" in symbols for name in found.groups() if name)


def _is_size(side: str) -> bool:
    """Whether this is the norm or the size of something that is named, as ‖g‖ or |∂s₃/∂s₁|. Of use for numbers only."""
    found = _BARS.fullmatch(side)
    if found is None or not (found["norm"] or found["inside"] not in _UNKNOWNS):
        return False
    return is_left_side(found["inside"], ()) or found["inside"].startswith("∇")


def _is_indexed(side: str, symbols: Collection[str]) -> bool:
    """Whether this is a name with an index that no letter of the answer has."""
    base = _BASE.match(side)
    known = base is not None and (base[1] in symbols or base[1] in SPELLINGS or base[1] in CALLS)
    return not known and _INDEXED.fullmatch(side) is not None


def is_negative(side: str) -> bool:
    """Whether a left side is minus a derivative, as in -dL/da2 = y2 - a2."""
    return _MINUS.match(side) is not None


def after_vector(text: str) -> int:
    r"""Where a vector begins after its left side, (x, y) = or \mathbf{p}_1 = or x_{k+1} =; 0 where there is none."""
    equals = EQUALS.search(text, 0, _LONGEST_SIDE)
    if equals is None:
        return 0
    side = text[: equals.start()]
    return equals.end() if _VECTOR.fullmatch(side) or (is_left_side(side, ()) and not is_negative(side)) else 0


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
