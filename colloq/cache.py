"""YAML files read once per content: a checked file is kept as JSON, so that later starts import neither YAML nor pydantic.

A cached file is used only for the very bytes that were checked (its name carries their hash). Where the folder cannot be
written the program merely starts slower.
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

FORMAT = "1"  # raised whenever a checked file would come out differently


def home(kind: str) -> Path:
    """The folder for "data" or "cache": under COLLOQ_HOME where that is set, else where the system keeps such things."""
    if override := os.environ.get("COLLOQ_HOME"):
        return Path(override) if kind == "data" else Path(override) / kind
    import platformdirs  # noqa: PLC0415 - not needed where COLLOQ_HOME is set

    dirs = platformdirs.PlatformDirs("colloq", appauthor=False)
    return dirs.user_data_path if kind == "data" else dirs.user_cache_path


def parse_yaml(raw: bytes) -> Any:  # noqa: ANN401
    """Plain data from YAML, by the C loader where PyYAML has one. Raises yaml.YAMLError."""
    import yaml  # noqa: PLC0415 - not needed on a warm start

    return yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders


def checked(path: Path, check: Callable[[Path, bytes], Any]) -> Any:  # noqa: ANN401
    """The checked content of a file: what `check(path, bytes)` returned for these bytes (plain JSON).

    Raises OSError where the file cannot be read, and whatever `check` raises.
    """
    raw = path.read_bytes()
    name = f"{path.stem}-{hashlib.sha256(FORMAT.encode() + raw).hexdigest()[:32]}.json"
    kept = home("cache") / name
    with contextlib.suppress(OSError, ValueError):
        return json.loads(kept.read_bytes())
    data = check(path, raw)
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_name(f"{name}.{os.getpid()}")
        draft.write_bytes(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())
        draft.replace(kept)
    return data
