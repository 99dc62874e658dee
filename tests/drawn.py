"""Problems drawn once for all tests of a process: to draw them is most of the work of the tests that look at many seeds."""

from __future__ import annotations

import functools
import time
from unittest import mock

from colloq.catalog import problem as problem_module
from colloq.practice import stress
from colloq.practice.stress import CHECKS


@functools.lru_cache(maxsize=3200)  # a thousand seeds of three levels, the most that one test looks at: more would take gigabytes
def draw(name, level, seed):
    """`colloq.catalog.problem.draw`; the parts and mistakes that the draw itself looked at are not worked out a second time.

    Not for tests that change a family, nor for those that draw a problem twice to compare.
    """
    looked_at = []

    def distinct(parts, mistakes):
        looked_at[:] = parts, mistakes
        return plain(parts, mistakes)

    plain = problem_module.distinct
    with mock.patch.object(problem_module, "distinct", distinct):
        problem = problem_module.draw(name, level, seed)
    parts, mistakes = looked_at
    vars(problem).update(parts=parts, mistakes=mistakes)
    return problem


def play(name, level, seed, checks=CHECKS):
    """`colloq.practice.stress.play` of a problem that need not be drawn again: what it says of the draw itself is of no use."""
    params = draw(name, level, seed).params
    with mock.patch.object(stress, "attempts", return_value=[params]):
        return stress.play(name, level, seed, time.perf_counter, checks)
