"""YAML files read once per content: a checked file is kept as JSON, so that later starts import neither YAML nor pydantic.

A cached file is used only for the very bytes that were checked (its name carries their hash), and only whole (its first
line carries its own). Where the folder cannot be written the program merely starts slower.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT = "4"  # raised whenever a checked file would come out differently


def home(kind: str) -> Path:
    """The folder for "data" or "cache": under COLLOQ_HOME where that is set, else where the system keeps such things."""
    if override := os.environ.get("COLLOQ_HOME"):
        folder = Path(os.path.expanduser(override))  # noqa: PTH111 - Path.expanduser fails where there is no home
        return folder if kind == "data" else folder / kind
    import platformdirs  # noqa: PLC0415 - not needed where COLLOQ_HOME is set

    dirs = platformdirs.PlatformDirs("colloq", appauthor=False)
    return dirs.user_data_path if kind == "data" else dirs.user_cache_path


def parse_yaml(raw: bytes) -> Any:  # noqa: ANN401
    """Plain data from YAML, by the C loader where PyYAML has one. Raises yaml.YAMLError."""
    import yaml  # noqa: PLC0415 - not needed on a warm start

    return yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders


def _seal(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def checked(path: Path, check: Callable[[Path, bytes], Any]) -> Any:  # noqa: ANN401
    """The checked content of a file: what `check(path, bytes)` returned for these bytes (plain JSON).

    Raises OSError where the file cannot be read, and whatever `check` raises.
    """
    raw = path.read_bytes()
    name = f"{path.stem}-{hashlib.sha256(FORMAT.encode() + raw).hexdigest()[:32]}.json"
    kept = home("cache") / name
    with contextlib.suppress(OSError, ValueError):
        seal, content = kept.read_bytes().split(b"\n", 1)
        if seal == _seal(content):
            return json.loads(content)
    data = check(path, raw)
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_name(f"{name}.{os.getpid()}")
        content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        draft.write_bytes(_seal(content) + b"\n" + content)
        draft.replace(kept)
    return data
