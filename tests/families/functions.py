"""Functions written as text, by SymPy: an independent reading, gradient and Hessian for the tests of optimisation."""

from __future__ import annotations

import sympy

from colloq.catalog.problem import from_params
from colloq.exact.rational_vectors import vector_of
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, MatrixAnswer, NumberAnswer

X, Y, Z = LETTERS = sympy.symbols("x y z")


class Smooth:
    """A formula in x, y, z as the parameters of a family write it."""

    def __init__(self, text, count):
        names = {"x": X, "y": Y, "z": Z, "e": sympy.E, "ln": sympy.log}
        self.formula = sympy.sympify(text.replace("^", "**"), locals=names)
        self.letters = LETTERS[:count]

    def at(self, formula, point):
        return formula.subs(dict(zip(self.letters, point, strict=True)))

    def value(self, point):
        return self.at(self.formula, point)

    def slope(self, point):
        return sympy.Matrix([self.at(sympy.diff(self.formula, letter), point) for letter in self.letters])

    def bend(self, point):
        return sympy.Matrix(
            [[self.at(sympy.diff(self.formula, row, column), point) for column in self.letters] for row in self.letters]
        )


def rationals(value):
    """A parameter, a number or a list, as SymPy's exact numbers."""
    return [sympy.Rational(str(entry)) for entry in (value if isinstance(value, list) else [value])]


def answers(problem):
    """Each numeric answer as a list of fractions (of floats where it is not rational)."""
    found = {}
    for part in problem.parts:
        if isinstance(part.answer, NumberAnswer | MatrixAnswer):
            exact = vector_of(part.answer)
            rows = ((part.answer.value,),) if isinstance(part.answer, NumberAnswer) else part.answer.rows
            found[part.name] = list(exact) if exact else [as_float(cell) for row in rows for cell in row]
    return found


def solved(name, fields):
    """The numeric answers of the user's own problem, as texts."""
    return {part: " ".join(map(str, entries)) for part, entries in answers(from_params(name, fields)).items()}


def wrong(name, fields):
    """The wrong numeric answers of the user's own problem, as texts, by part and mistake."""
    found = {}
    for mistake in from_params(name, fields).mistakes:
        entries = vector_of(mistake.answer)
        if entries is not None:
            found[mistake.part, mistake.name] = " ".join(map(str, entries))
    return found


def accepted(name, fields, part, text):
    """Whether a typed text is right."""
    problem = from_params(name, fields)
    return grade(problem.part(part).answer, text, seed=problem.name).verdict == Correct()


def named(name, fields, part, text):
    """The name of the mistake that a typed text shows."""
    problem = from_params(name, fields)
    mistakes = [mistake for mistake in problem.mistakes if mistake.part == part]
    finding = grade(problem.part(part).answer, text, seed=problem.name, mistakes=mistakes).verdict.mistake
    return finding and finding.name
