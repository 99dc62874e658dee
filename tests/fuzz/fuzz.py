"""Hostile answers: `python tests/fuzz/fuzz.py --seconds 60 --seed 1` throws texts at the reader and the grader.

Every text gets a verdict: no exception, no more than a second, no more than 200 MB, nothing executed, opened or imported, even
where the caller stands deep in the stack; a value that does not exist equals nothing; what could not be read has a span and a
message in both languages; what was read can be shown, and reads back as the same. Parameters (`--set`) are read or refused.

The texts come from a seeded generator (`cases.py`, `typed.py`); the same seed gives the same cases in the same order. They are
judged in a process of its own, which is ended where it hangs; `--case LINE` judges one again. Where atheris is installed,
`--atheris` lets coverage guide the texts. It ends with 1 where a promise was broken.
"""

from __future__ import annotations

import argparse
import collections
import importlib
import json
import mmap
import os
import pkgutil
import random
import subprocess
import sys
import tempfile
import time
import traceback
import types
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

import colloq  # noqa: E402 - found in this checkout, installed or not
from colloq.catalog.family import family_names  # noqa: E402
from colloq.catalog.load import entry  # noqa: E402
from colloq.errors import UsageError  # noqa: E402
from tests.fuzz import worst  # noqa: E402
from tests.fuzz.cases import draw_case  # noqa: E402
from tests.fuzz.checks import BrokenError, check_marks, prepared, read_parameters  # noqa: E402
from tests.fuzz.targets import Case, from_line, targets  # noqa: E402
from tests.fuzz.typed import mutated  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_SECONDS = 1.0
MOST_BYTES = 200 * 2**20
HANGS = 15.0  # seconds after which the process is ended
STACK = 150  # frames below the judge, as a program with a live preview has
NOTE = 2**20  # bytes for the case that is being judged, where the other process can see it
FORBIDDEN = (
    *("exec", "compile", "open", "import", "os.", "subprocess.", "socket.", "shutil.", "ctypes.", "urllib.", "pty.", "pickle."),
    *("marshal.", "sqlite3.", "mmap.", "signal.", "resource.", "webbrowser.", "tempfile.", "glob.", "winreg.", "fcntl."),
)
"""Audit events that no text may lead to. The program's own modules are imported before."""


# ------------------------------------------------------------------------------------------------------------------ guards


class Guard:
    """Refuses every forbidden event while it is closed."""

    def __init__(self) -> None:
        self.closed = False
        sys.addaudithook(self._event)

    def _event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.closed and event.startswith(FORBIDDEN) and not _finds_families(event, arguments):
            self.closed = False  # what reports it may open files
            raise BrokenError(f"{event} {str(arguments)[:100]}")


def _finds_families(event: str, arguments: tuple[Any, ...]) -> bool:
    """Families are found by the names of their files."""
    return event in {"os.listdir", "os.scandir"} and str(arguments[0]).startswith(str(Path(colloq.__file__).parent))


def peak() -> int:
    """Most bytes of memory that this process has held; 0 where the system does not say."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most


def limit_memory() -> None:
    """Lets the process fail before it can harm the machine: a MemoryError is an exception like others."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))


def import_everything() -> None:
    """All modules that a verdict may import at last, and the catalogue: from then on none is imported, and no file opened."""
    for module in pkgutil.walk_packages(colloq.__path__, "colloq."):
        if not module.name.startswith(("colloq.cli.", "colloq.session", "colloq.store", "colloq.__main__")):
            importlib.import_module(module.name)
    for name in family_names():
        entry(name)
    for name in ("mpmath", "difflib", "html", "decimal", "unicodedata", "encodings.idna", "colloq.cli._common"):
        importlib.import_module(name)


def deep(frames: int, function: Callable[[], Any]) -> Any:
    """Calls the function with so many more frames below it."""
    return function() if frames == 0 else deep(frames - 1, function)


# ------------------------------------------------------------------------------------------------------------------- judge


@dataclass
class Record:
    """What came of the cases so far."""

    made: collections.Counter[str] = field(default_factory=collections.Counter)
    verdicts: collections.Counter[str] = field(default_factory=collections.Counter)
    slowest: list[tuple[float, Case]] = field(default_factory=list)
    base: int = 0

    def time(self, seconds: float, case: Case) -> None:
        """Keeps the ten slowest."""
        self.slowest.append((seconds, case))
        self.slowest.sort(key=lambda pair: -pair[0])
        del self.slowest[10:]


class Judge:
    """Judges cases, one after the other, and keeps a record."""

    def __init__(self) -> None:
        import_everything()
        self.record = Record()
        self._guard = Guard()
        for case in (*worst.CASES[::60], *(target.case("warm", "x+10^20-10^20") for target in targets())):
            self._steps(case, Record())  # fills caches, among them those of the texts
        self.record.base = self._last = peak()

    def fault(self, case: Case) -> str:
        """What is wrong with a case; "" where nothing is."""
        before = peak()
        self.record.base += max(0, before - self._last)  # what was done between two cases, by other tests, is not theirs
        try:
            self._guarded(case)
        except BrokenError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - any exception is what is looked for
            place = traceback.extract_tb(error.__traceback__)[-1]
            return f"{type(error).__name__}: {str(error)[:200]} at {Path(place.filename).name}:{place.lineno}"
        finally:
            self._last = peak()
        if self._last > before and self._last > self.record.base + MOST_BYTES:
            grown, self.record.base = self._last - self.record.base, self._last
            return f"memory grew by {grown / 2**20:.0f} MB"
        return ""

    def _guarded(self, case: Case) -> None:
        self._guard.closed = True
        try:
            deep(STACK, lambda: self._steps(case, self.record))
        finally:
            self._guard.closed = False

    def _steps(self, case: Case, record: Record) -> None:
        record.made[case.made] += 1
        if case.family:
            start = time.thread_time()
            record.verdicts[f"parameters {read_parameters(case)}"] += 1
            self._in_time("parameters", start, case, record)
            return
        try:
            problem, grade = prepared(case)
        except UsageError:
            record.verdicts["expected refused"] += 1
            return
        start = time.thread_time()
        marks = grade()
        self._in_time("the verdict", start, case, record, len(marks))
        start = time.thread_time()
        record.verdicts.update(check_marks(case, problem, marks))
        self._in_time("what is shown", start, case, record, 4 * len(marks))

    @staticmethod
    def _in_time(what: str, start: float, case: Case, record: Record, times: int = 1) -> None:
        taken = (time.thread_time() - start) / times
        record.time(taken, case)
        if taken > MOST_SECONDS:
            raise BrokenError(f"{what} took {taken:.2f} s")


def shrunk(case: Case, fault: Callable[[Case], str], tries: int = 300) -> Case:
    """A shorter text with the same kind of fault."""
    kind = fault(case)[:30]
    length = max(1, len(case.text) // 2)
    deadline = time.monotonic() + 10
    while case.text and tries and length and time.monotonic() < deadline:
        for start in range(0, len(case.text), length):
            tries -= 1
            shorter = replace(case, text=case.text[:start] + case.text[start + length :])
            if fault(shorter)[:30] == kind:
                case = shorter
                break
        else:
            length //= 2
    return case


# ----------------------------------------------------------------------------------------------------------- two processes


def say(**data: Any) -> None:
    """One line for the other process."""
    sys.stdout.write(json.dumps(data) + "\n")
    sys.stdout.flush()


def work(seconds: float, seed: int, note_file: str) -> None:
    """Judges cases for so long; tells of each fault, and at the end what came of all."""
    with Path(note_file).open("r+b") as file:
        note = mmap.mmap(file.fileno(), NOTE)
    limit_memory()
    judge, faults = Judge(), set()
    rng = random.Random(seed)
    deadline = time.monotonic() + seconds

    def cases() -> Iterator[Case]:
        for case in rng.sample(worst.CASES, len(worst.CASES)):
            yield case
            for _ in range(25):
                yield draw_case(rng)
        while True:
            yield draw_case(rng)

    for case in cases():
        if time.monotonic() > deadline:
            break
        line = case.as_json().encode("ascii")[: NOTE - 16]
        note[:16] = b"%016d" % len(line)
        note[16 : 16 + len(line)] = line
        fault = judge.fault(case)
        if fault and fault[:40] not in faults:
            faults.add(fault[:40])
            small = shrunk(case, judge.fault)
            say(fault=fault, case=small.as_json())
    record = judge.record
    say(
        made=dict(record.made),
        verdicts=dict(record.verdicts),
        slowest=[(taken, case.as_json()) for taken, case in record.slowest],
        grown=peak() - record.base,
    )


def watch(seconds: float, seed: int) -> int:
    """Runs the worker and reports; how many promises were broken."""
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "note"
        note.write_bytes(b"0" * NOTE)
        words = ["--seconds", str(seconds), "--seed", str(seed), "--work", str(note)]
        environment = os.environ | {"COLLOQ_HOME": folder, "PYTHONHASHSEED": "0"}
        with subprocess.Popen(
            [sys.executable, str(Path(__file__)), *words], stdout=subprocess.PIPE, text=True, encoding="ascii", env=environment
        ) as process:
            lines = _lines_until_end(process, note)
        faults = [line for line in lines if "fault" in line]
        if process.returncode:
            raw = note.read_bytes()
            case = raw[16 : 16 + int(raw[:16])].decode("ascii")
            why = "hangs" if process.returncode < 0 or process.returncode == 1 else "ends the process"
            faults.append({"fault": f"{why} ({process.returncode})", "case": case})
    for line in faults:
        sys.stdout.write(f"BROKEN: {line['fault']}\n  --case '{line['case']}'\n")
    for line in lines:
        if "made" in line:
            _report(line)
    sys.stdout.write(f"{len(faults)} broken\n" if faults else "every promise held\n")
    return len(faults)


def _lines_until_end(process: subprocess.Popen[str], note: Path) -> list[dict[str, Any]]:
    """What the worker says. It is ended where it stands at one case for too long."""
    import threading  # noqa: PLC0415

    lines: list[dict[str, Any]] = []

    def read() -> None:
        assert process.stdout is not None
        lines.extend(map(json.loads, process.stdout))

    reader = threading.Thread(target=read)
    reader.start()
    last, since = b"", time.monotonic()
    while process.poll() is None:
        time.sleep(0.2)
        with note.open("rb") as file:
            now = file.read(4096)
        if now != last or now.startswith(b"0" * 17):
            last, since = now, time.monotonic()
        elif time.monotonic() - since > HANGS:
            process.kill()
    reader.join()
    return lines


def _report(data: dict[str, Any]) -> None:
    total = sum(data["made"].values())
    sys.stdout.write(f"{total} cases: {', '.join(f'{name} {count}' for name, count in sorted(data['made'].items()))}\n")
    sys.stdout.write(f"verdicts: {', '.join(f'{name} {count}' for name, count in sorted(data['verdicts'].items()))}\n")
    sys.stdout.write(f"memory grew by {data['grown'] / 2**20:.0f} MB; slowest:\n")
    for taken, case in data["slowest"]:
        sys.stdout.write(f"  {1000 * taken:6.0f} ms  {case[:150]}\n")


# -------------------------------------------------------------------------------------------------------------------- main


def _functions_of(prefixes: tuple[str, ...]) -> Iterator[types.FunctionType]:
    """The functions and methods of these modules."""
    for name in [name for name in sys.modules if name.startswith(prefixes)]:
        for thing in list(vars(sys.modules[name]).values()):
            holders = list(vars(thing).values()) if isinstance(thing, type) else [thing]
            yield from (found for found in holders if isinstance(found, types.FunctionType) and found.__module__ == name)


def guided(seconds: float, seed: int) -> None:
    """Texts guided by coverage. Never returns: atheris ends the process."""
    import atheris  # noqa: PLC0415 - only where it is installed

    judge = Judge()

    def one(data: bytes) -> None:
        provider = atheris.FuzzedDataProvider(data)
        target = targets()[provider.ConsumeIntInRange(0, len(targets()) - 1)]
        text = provider.ConsumeUnicode(2000)
        if provider.ConsumeBool():
            text = mutated(random.Random(provider.ConsumeInt(4)), text)
        case = target.case("guided", text)
        if fault := judge.fault(case):
            raise BrokenError(f"{fault}\n  --case '{case.as_json()}'")

    for function in _functions_of(("colloq.notation.", "colloq.grading.")):
        atheris.instrument_func(function)
    atheris.Setup([sys.argv[0], f"-max_total_time={int(seconds)}", f"-seed={seed}", "-max_len=4096"], one)
    atheris.Fuzz()


def main(words: list[str]) -> int:
    """Throws texts for so many seconds; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description="Throw hostile texts at the reader and the grader.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", metavar="LINE", help="judge one case again")
    parser.add_argument("--atheris", action="store_true", help="let coverage guide the texts, where atheris is installed")
    parser.add_argument("--work", metavar="FILE", help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    if arguments.work:
        work(arguments.seconds, arguments.seed, arguments.work)
        return 0
    if arguments.case:
        fault = Judge().fault(from_line(arguments.case))
        sys.stdout.write((fault or "every promise held") + "\n")
        return int(bool(fault))
    if arguments.atheris:
        guided(arguments.seconds, arguments.seed)
    return int(watch(arguments.seconds, arguments.seed) > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
