"""What the source of a family says: the keys of texts that it names, and the functions that a function calls."""

from __future__ import annotations

import ast
import dis
import functools
import importlib
import inspect
import re
import types

KEYED = {"Step": ("steps", 0), "Word": ("words", 0), "Mistake": ("mistakes", 0), "ParameterError": ("errors", 1)}
"""What takes the key of a text, in which section of the entry it stands (hints are steps too), and as which argument."""

NODES = ("colloq.notation.tree", "colloq.notation.build", "colloq.model", "colloq.errors")
"""Words that every family speaks: trees and answers are put together from them, nothing is computed in them."""


@functools.cache
def syntax(module: str) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(inspect.getsource(importlib.import_module(module)))


@functools.cache
def sources(module: str) -> frozenset[str]:
    """The module and the modules of exact/ and notation/ that it imports, through others too: where its keys may stand."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        if (current := waiting.pop()) in found:
            continue
        found.add(current)
        for node in ast.walk(syntax(current)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("colloq.exact", "colloq.notation")):
                names = (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
                waiting += [name for name in names if importlib.util.find_spec(name.rsplit(".", 1)[0]) and _is_module(name)]
    return frozenset(found)


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def named_keys(module: str) -> dict[str, set[str]]:
    """Keys written out where a text is named: Step("pad"), ParameterError("kernel", "channels")."""
    found: dict[str, set[str]] = {section: set() for section, _ in KEYED.values()}
    for node in ast.walk(syntax(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYED:
            section, place = KEYED[node.func.id]
            if len(node.args) > place and isinstance(node.args[place], ast.Constant):
                found[section].add(node.args[place].value)
    return found


@functools.cache
def strings(module: str) -> tuple[re.Pattern[str], ...]:
    """Every text in the source, docstrings aside; an f-string stands for all that it can give."""
    patterns = set()
    for name in sources(module):
        for node in ast.walk(syntax(name)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 60:
                patterns.add(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                fixed = "".join(str(piece.value) for piece in node.values if isinstance(piece, ast.Constant))
                if sum(map(str.isalpha, fixed)) >= 3:  # less would stand for nearly every key
                    patterns.add("".join(_pattern(piece) for piece in node.values))
    return tuple(map(re.compile, sorted(patterns)))


def _pattern(piece: ast.expr) -> str:
    return re.escape(str(piece.value)) if isinstance(piece, ast.Constant) else ".+"


def can_give(module: str, key: str) -> bool:
    """Whether a text of the source is this key."""
    return any(pattern.fullmatch(key) for pattern in strings(module))


# ------------------------------------------------------------------------------------------------------------------ calls


def called(function: object) -> frozenset[str]:
    """Functions of the project that a function may call, through others too, by their full names; nodes are left out."""
    seen: dict[str, types.FunctionType] = {}
    waiting = [_plain(function)]
    while waiting:
        current = waiting.pop()
        name = f"{current.__module__}.{current.__qualname__}"
        generated = current.__code__.co_filename.startswith("<")  # by dataclasses
        if name in seen or generated or not current.__module__.startswith("colloq.") or current.__module__ in NODES:
            continue
        seen[name] = current
        waiting += _named_in(current)
    return frozenset(seen)


def _plain(function: object) -> types.FunctionType:
    """The function behind a cache or a partial."""
    while not isinstance(function, types.FunctionType):
        function = function.func if isinstance(function, functools.partial) else function.__wrapped__
    return function


def _named_in(function: types.FunctionType) -> list[types.FunctionType]:
    """Functions that the names in a function may stand for: globals, late imports, and attributes of those and of its own class."""
    known = function.__globals__
    found: list[types.FunctionType] = []
    for code in _codes(function.__code__):
        plain, attributes = _names(code)
        values = [known[name] for name in plain if name in known]
        values += [*_imported(code), *(function.__defaults__ or ()), known.get(function.__qualname__.split(".")[0])]
        holders = [value for value in values if isinstance(value, types.ModuleType | type) or _is_ours(type(value))]
        values += [getattr(holder, name) for holder in holders for name in attributes if hasattr(holder, name)]
        for value in values:
            found += _functions(value)
    return found


def _names(code: types.CodeType) -> tuple[set[str], set[str]]:
    """Names of globals, and names of attributes."""
    plain, attributes = set(), set()
    for instruction in dis.get_instructions(code):
        if instruction.opname in {"LOAD_GLOBAL", "LOAD_NAME"}:
            plain.add(str(instruction.argval))
        elif "ATTR" in instruction.opname or instruction.opname == "LOAD_METHOD":
            attributes.add(str(instruction.argval))
    return plain, attributes


def _codes(code: types.CodeType) -> list[types.CodeType]:
    return [code, *(deep for inner in code.co_consts if isinstance(inner, types.CodeType) for deep in _codes(inner))]


def _imported(code: types.CodeType) -> list[object]:
    """What `from module import name` inside a function brings."""
    found: list[object] = []
    module: types.ModuleType | None = None
    for instruction in dis.get_instructions(code):
        if instruction.opname == "IMPORT_NAME":
            name = str(instruction.argval)
            module = importlib.import_module(name) if name.startswith("colloq") else None
            found += [module] if module else []
        elif instruction.opname == "IMPORT_FROM" and module is not None:
            found.append(getattr(module, instruction.argval))
    return found


def _is_ours(kind: type) -> bool:
    return kind.__module__.startswith("colloq.") and kind.__module__ not in NODES


def _functions(value: object) -> list[types.FunctionType]:
    if isinstance(value, types.FunctionType):
        return [value]
    if isinstance(value, type):
        return [function for member in vars(value).values() for function in _members(member)] if _is_ours(value) else []
    if isinstance(value, functools.partial) or hasattr(value, "__wrapped__"):
        return [_plain(value)]
    if isinstance(value, types.MethodType):
        return _functions(value.__func__)
    if isinstance(value, dict):
        return [function for item in value.values() for function in _functions(item)]
    if isinstance(value, list | tuple):
        return [function for item in value for function in _functions(item)]
    return []


def _members(member: object) -> list[types.FunctionType]:
    """Methods and properties of a class; what dataclasses generate is left out."""
    match member:
        case types.FunctionType():
            return [] if member.__name__.startswith("__") and member.__name__ != "__init__" else [member]
        case functools.cached_property():
            return [member.func]
        case property():
            return [member.fget]
        case staticmethod() | classmethod():
            return [member.__func__]
        case _:
            return []
