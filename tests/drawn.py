"""Problems drawn once for all tests of a process: to draw them is most of the work of the tests that look at many seeds."""

from __future__ import annotations

import functools
from unittest import mock

from colloq.catalog import problem as problem_module


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
