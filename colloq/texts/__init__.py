"""Interface texts: one YAML catalogue per language, keys grouped by dots, `{name}` for values."""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from colloq import cache
from colloq.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("en", "ru")
_FOLDER = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")


def fill(template: str, values: Mapping[str, object]) -> str:
    """The template with `{name}` replaced; a name without a value stays as it is. Not str.format: no attribute access."""
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), template)


def placeholders(template: str) -> frozenset[str]:
    """Names in braces."""
    return frozenset(_PLACEHOLDER.findall(template))


class Texts:
    """The texts of one language: `texts("drill.saved", count=3)`."""

    def __init__(self, language: str, messages: Mapping[str, str]) -> None:
        self.language = language
        self._messages = messages

    def __call__(self, key: str, **values: object) -> str:
        """The text of this key, filled. A missing key is a programming error that a test finds; it shows as itself."""
        return fill(self._messages.get(key, key), values)

    def __contains__(self, key: str) -> bool:
        return key in self._messages

    def keys(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self._messages)


def _flatten(path: Path, raw: bytes) -> dict[str, str]:
    flat: dict[str, str] = {}

    def walk(prefix: str, node: Any) -> None:  # noqa: ANN401
        if isinstance(node, dict):
            for key, child in node.items():
                walk(f"{prefix}.{key}" if prefix else str(key), child)
        elif isinstance(node, str):
            flat[prefix] = node.rstrip("\n")
        else:
            raise CatalogError(path.name, prefix.split(".", maxsplit=1)[0], prefix, f"expected a text, found {node!r}")

    walk("", cache.parse_yaml(raw))
    return flat


@functools.cache
def texts(language: str) -> Texts:
    """The interface texts of a language ("en", "ru")."""
    return Texts(language, cache.checked(_FOLDER / f"{language}.yaml", _flatten))


def language_of(option: str | None = None, environment: Mapping[str, str] | None = None) -> str:
    """The language to speak: the option, then COLLOQ_LANG, then the locale, then English."""
    env = os.environ if environment is None else environment
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or _system_locale()
    for wish in (option, env.get("COLLOQ_LANG"), locale):
        if wish and wish[:2].lower() in LANGUAGES:
            return wish[:2].lower()
    return "en"


def _system_locale() -> str:
    """The display language where no variable tells it (Windows), as "ru_RU"."""
    if os.name != "nt":
        return ""
    import ctypes  # noqa: PLC0415 - Windows only
    import locale  # noqa: PLC0415

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")  # type: ignore[attr-defined,unused-ignore]
