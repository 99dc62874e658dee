"""The end of an exam that ran out while no program was looking. Runs at the start of every command, so it imports nothing.

One look for a file where no exam is open; the database is opened only where one may be.
"""

from __future__ import annotations

from colloq import cache


def settle(now: float) -> int | None:
    """Submits the open exam if its time is up, as of its deadline; `now` is UTC in seconds since 1970.

    Returns the exam's number where that has just been done, so that it can be said (`exam.settled` in the texts).
    Raises StoreError.
    """
    if not (cache.home("data") / "exam-open").exists():
        return None
    from colloq.store import exams  # noqa: PLC0415 - only where an exam may be open
    from colloq.store.database import open_database  # noqa: PLC0415

    with open_database() as database:
        exam = exams.open_exam(database)
        if exam is not None and exam.deadline > max(now, exam.heartbeat):
            return None
        from colloq.practice.exam import settle as settle_in  # noqa: PLC0415 - brings the grader

        ended = settle_in(database, now)
    return ended.id if ended else None
