"""Characters that mean the same: minus signs, products, superscripts, mathematical alphabets, Cyrillic look-alikes."""

from __future__ import annotations

import re
import unicodedata

_SAME = {
    "-": "−–—‐‑‒﹣－➖",
    "+": "＋➕",
    "*": "∗＊⋆★",
    "·": "×∙⋅•✕⨯✖‧・",  # not *, which may belong to a name: dW·ds is no dW*
    "/": "÷∕⁄:／➗",
    "'": "′’ʹ‘´`",
    "(": "（⟮❨",
    ")": "）⟯❩",
    "=": "＝",
    "^": "ˆ",
    "<": "⟨〈",
    ">": "⟩〉",
    " ": "\t\x0b\x0c\x85\u2028\u2029\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
}

# Letters of the Russian keyboard that look like Latin ones; a student does not see which layout was on.
CYRILLIC = dict(zip("аеорсухікјѕһԁАВЕКМНОРСТУХІЈЅ", "aeopcyxikjshdABEKMHOPCTYXIJS", strict=True))

SUPERSCRIPTS = dict(
    zip(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵂᵅᵝᵞᵟ",
        "0123456789+-=()abcdefghijklmnoprstuvwxyzTWαβγδ",
        strict=True,
    )
)
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx", strict=True))
MARKS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}  # above a letter: y_hat is ŷ
FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10), "⅐": (1, 7),
}  # fmt: skip
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ϑ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "ϱ": "rho",
    "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "∆": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi",
    "Ω": "Omega",
}  # fmt: skip

_PLAIN = {ord(other): plain for plain, others in _SAME.items() for other in others}
_PLAIN |= {ord(letter): latin for letter, latin in CYRILLIC.items()}
_KEPT = frozenset("·₋₊") | frozenset(SUPERSCRIPTS) | frozenset(SUBSCRIPTS) | frozenset(FRACTIONS) | frozenset(GREEK)
# a character that has an equal one, or may have
_NOT_PLAIN = re.compile(rf"[^\x00-\x7f√∛{''.join(_KEPT)}]|[{''.join(chr(code) for code in _PLAIN if code < 128)}]")


def plain(text: str) -> str:
    """The text with equal characters made one, position by position: its length does not change."""
    if not _NOT_PLAIN.search(text):
        return text
    translated = text.translate(_PLAIN)
    if not _NOT_PLAIN.search(translated):
        return translated
    return "".join(_fold(character) for character in translated)


def _fold(character: str) -> str:
    if character.isascii() or character in _KEPT:
        return character
    folded = unicodedata.normalize("NFKC", character)  # 𝑥, ｘ, ℯ: one letter each
    return folded if len(folded) == 1 else character
