"""Tree to one number with many digits and a bound of its error, by mpmath: for the few points that floats leave open."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.notation.effort import effort
from colloq.notation.evaluate import odd_root
from colloq.notation.tree import (
    Apply,
    Constant,
    Derivative,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transpose,
    Tree,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_BITS = 100_000  # a larger value is "huge": known to be no sensible answer, and never computed
_ROUGH = 1e-3  # the largest relative error of a power that is worth anything
_MOST_TURN_BITS = 1_000  # the largest argument whose sine is worth the digits of pi
_FEW = 64  # an exponent whose power is plain multiplication
_MOST_MULTIPLIED = 2**20  # the largest exponent whose power is found by multiplying; the time of that grows with its bits
_NODE = 15  # units of effort (see `effort.py`) of a sum or product; a function or power takes more, by the digits


class UndefinedError(Exception):
    """The formula has no value here, for certain."""


class UnknownError(Exception):
    """Too large, cancelled beyond the digits, or more work than a verdict is worth: nothing is known of the value."""


Pair = tuple[Any, Any]  # value and bound of its error, as mpmath numbers; a value of ±inf means about 2^100000 or more


class Precise:
    """Evaluation with this many decimal digits."""

    def __init__(self, digits: int) -> None:
        self.context = _context(digits)
        self._unit = self.context.mpf(2) ** (3 - self.context.prec)
        self._function = _NODE + digits * 3 // 5
        self._effort = effort()
        self._fixed: dict[int, tuple[Tree, Pair]] = {}  # parts without symbols, by identity; found once for all points
        self._moving = False

    def evaluate(self, tree: Tree, point: Mapping[str, float | Fraction]) -> Pair:
        """Value and error bound. Raises UndefinedError or UnknownError."""
        value, error = self._walk(tree, point)
        if self.context.isnan(value) or self.context.isnan(error):
            raise UnknownError
        return value, error

    def _walk(self, tree: Tree, point: Mapping[str, float | Fraction]) -> Pair:
        if (fixed := self._fixed.get(id(tree))) is not None:
            return fixed[1]
        beside, self._moving = self._moving, False
        found = self._node(tree, point)
        if not self._moving:
            self._fixed[id(tree)] = (tree, found)
        self._moving = self._moving or beside
        return found

    def _node(self, tree: Tree, point: Mapping[str, float | Fraction]) -> Pair:
        context = self.context
        if not self._effort.spend(self._function if isinstance(tree, Apply | Power) else _NODE):
            raise UnknownError
        match tree:
            case Symbol(name):
                self._moving = True
                return self._literal(point[name])
            case Number(number):
                return self._literal(number)
            case Constant(name):
                value = +(context.e if name == "e" else context.pi)
                return value, value * self._unit
            case Negative(argument):
                value, error = self._walk(argument, point)
                return -value, error
            case Transpose(argument):
                return self._walk(argument, point)
            case Sum(terms):
                return self._sum([self._walk(term, point) for term in terms])
            case Product(factors):
                result = self._walk(factors[0], point)
                for factor in factors[1:]:
                    result = self._times(result, self._walk(factor, point))
                return result
            case Quotient(top, bottom):
                return self._over(self._walk(top, point), self._walk(bottom, point))
            case Power(base, exponent):
                return self._power(self._walk(base, point), self._walk(exponent, point), odd_root(exponent))
            case Apply(function, arguments):
                return self._apply(function, [self._walk(argument, point) for argument in arguments])
            case Derivative():
                raise UnknownError

    def _literal(self, number: float | Fraction) -> Pair:
        exact = Fraction(number)
        if exact.denominator == 1:
            value = self.context.mpf(exact.numerator)
            return value, abs(value) * self._unit if abs(exact.numerator) >> 50 else self.context.mpf(0)
        value = self.context.mpf(exact.numerator) / exact.denominator
        if exact.denominator & (exact.denominator - 1) == 0 and exact.numerator.bit_length() <= self.context.prec:
            return value, self.context.mpf(0)  # a coordinate of a point
        return value, abs(value) * self._unit

    def _sum(self, terms: list[Pair]) -> Pair:
        if any(self.context.isinf(value) for value, _ in terms):
            self._keep_huge(*(value for value, _ in terms), least=0)
        value = sum((value for value, _ in terms), self.context.mpf(0))
        if self.context.isnan(value):
            raise UnknownError
        error = sum((error for _, error in terms), self.context.mpf(0))
        if self._whole(*terms) or (value == error == 0 and len(terms) == 2):
            return value, error
        return value, error + self._unit * sum(abs(value) for value, _ in terms)

    def _whole(self, *numbers: Pair) -> bool:
        """Whether these are exact whole numbers, small enough to be added and multiplied exactly."""
        return all(error == 0 and abs(value) < 2**50 and self.context.isint(value) for value, error in numbers)

    def _times(self, left: Pair, right: Pair) -> Pair:
        (a, e), (b, f) = left, right
        if self.context.isinf(a) or self.context.isinf(b):
            self._keep_huge(a, b)
            return a * b, self.context.mpf(0)
        value = a * b
        if self._whole(left, right):
            return value, self.context.mpf(0)
        return value, abs(a) * f + (abs(b) + f) * e + self._unit * abs(value)

    def _keep_huge(self, *others: Any, least: float = 2.0**-20, most: int = _MOST_BITS // 2) -> None:  # noqa: ANN401
        """A huge number remains one beside these; huge times tiny, or less huge, could be anything.

        A formula has a thousand nodes, so that factors of 2^-20 cannot undo what is huge.
        """
        if any(abs(other) < least or (self.context.isfinite(other) and self.context.mag(other) > most) for other in others):
            raise UnknownError

    def _over(self, top: Pair, bottom: Pair) -> Pair:
        (a, e), (b, f) = top, bottom
        if b == 0 and f == 0:
            raise UndefinedError
        room = abs(b) - f
        if room <= 0 or (self.context.isinf(a) and self.context.isinf(b)):
            raise UnknownError
        if self.context.isinf(b):
            self._keep_huge(a, least=0)
            return self.context.mpf(0), self._tiny()
        if self.context.isinf(a):
            self._keep_huge(b, least=0, most=20)
            return a / b, self.context.mpf(0)
        value = a / b
        return value, (e + abs(value) * f) / room + self._unit * abs(value)

    def _tiny(self) -> Any:  # noqa: ANN401
        return self.context.mpf(2) ** (-_MOST_BITS // 2)

    def _power(self, base: Pair, exponent: Pair, root: tuple[int, int] | None) -> Pair:
        (a, e), (b, f) = base, exponent
        context = self.context
        if context.isinf(a) or context.isinf(b):
            return self._huge_power(a, b)
        if abs(a) <= e:
            if a == 0 == e and b > f:
                return context.mpf(0), context.mpf(0)
            if a == 0 == e and f == 0:
                raise UndefinedError
            raise UnknownError
        sign = 1
        if a < 0:
            if f == 0 and context.isint(b):
                sign = -1 if int(b) % 2 else 1
            elif root is not None:
                sign = -1 if root[0] % 2 else 1
            elif f == 0 or not abs(b - context.nint(b)) <= f:
                raise UndefinedError
            else:
                raise UnknownError
        size = abs(a)
        if f == 0 and abs(b) <= _FEW and abs(context.mag(size)) < _MOST_BITS // _FEW and context.isint(b):
            relative = abs(b) * e / (size - e) + (abs(b) + 4) * self._unit
            return self._rough(sign * context.power(size, b), relative)
        logarithm = context.ln(size)
        bits = b * logarithm / context.ln(2)
        doubt = abs(b) * e / (size - e) + abs(logarithm) * f
        if abs(bits) > _MOST_BITS:
            if doubt > abs(bits) / 8:
                raise UnknownError
            return (sign * context.inf, context.mpf(0)) if bits > 0 else (context.mpf(0), self._tiny())
        value = sign * (context.power(size, b) if abs(b) < _MOST_MULTIPLIED else context.exp(b * logarithm))
        relative = doubt + (abs(bits) + 4) * self._unit
        return self._rough(value, relative)

    @staticmethod
    def _rough(value: Any, relative: Any) -> Pair:  # noqa: ANN401
        """With a bound that is of the first order."""
        if relative > _ROUGH:
            raise UnknownError
        return value, abs(value) * relative

    def _huge_power(self, a: Any, b: Any) -> Pair:  # noqa: ANN401
        """A power with a huge base or exponent, where its size is plain; else unknown."""
        context = self.context
        above, below = a > 1.001, 0 < a < 0.999
        grows = (above and b == context.inf) or (below and b == -context.inf) or (a == context.inf and b >= 1)
        shrinks = (above and b == -context.inf) or (below and b == context.inf) or (a == context.inf and b <= -1)
        if grows:
            return context.inf, context.mpf(0)
        if shrinks:
            return context.mpf(0), self._tiny()
        raise UnknownError

    # -- functions ----------------------------------------------------------------------------------------------------

    def _apply(self, function: str, arguments: list[Pair]) -> Pair:
        if function == "log":
            return self._over(self._apply("ln", arguments[:1]), self._apply("ln", arguments[1:]))
        if function == "exp":
            return self._power((+self.context.e, self.context.e * self._unit), arguments[0], None)
        if function in ("max", "min"):
            choose = max if function == "max" else min
            return choose(value for value, _ in arguments), max(error for _, error in arguments)
        (a, e) = arguments[0]
        if self.context.isinf(a):
            return self._huge_argument(function, a)
        self._check_domain(function, a, e)
        if function in ("abs", "relu"):
            return (abs(a) if function == "abs" else max(a, self.context.mpf(0))), e
        if function == "sign":
            return self.context.sign(a), self.context.mpf(0)
        value = self._of(function, a)
        spread = self.context.mpf(0)
        if e:  # the slope by a difference: the argument moved by its own error
            spread = 2 * max(abs(self._of(function, a + e) - value), abs(self._of(function, a - e) - value))
            if function in _POLES and spread > 0.1 * max(abs(value), 1):
                raise UnknownError  # a pole may lie between
        return value, spread + 8 * self._unit * (abs(value) + self._unit)

    def _huge_argument(self, function: str, a: Any) -> Pair:  # noqa: ANN401
        if function in ("abs", "relu") and a > 0:
            return self.context.inf, self.context.mpf(0)
        raise UnknownError  # a root of what is huge need not be

    def _check_domain(self, function: str, a: Any, e: Any) -> None:  # noqa: ANN401
        """Raises where the function is not defined, or where the error leaves that open."""
        sure_below, sure_above = _DOMAINS.get(function, (None, None))
        pole_at_zero = function in ("ln", "lg", "cot", "csc", "coth", "csch")
        if sure_below is not None:
            self._need(a - sure_below, e, strict=function in ("ln", "lg", "atanh"))
        if sure_above is not None:
            self._need(sure_above - a, e, strict=function == "atanh")
        if function == "acoth":
            self._need(abs(a) - 1, e, strict=True)
        if pole_at_zero and a == 0 == e:
            raise UndefinedError
        if (pole_at_zero or function == "sign") and e and abs(a) <= e:
            raise UnknownError
        turning = function in ("sin", "cos", "tan", "cot", "sec", "csc")
        if turning and a and self.context.mag(a) > _MOST_TURN_BITS:
            raise UnknownError
        if function in ("sinh", "cosh", "tanh", "coth", "sech", "csch", "sigmoid") and abs(a) > _MOST_BITS // 2:
            raise UnknownError

    def _need(self, room: Any, error: Any, *, strict: bool) -> None:  # noqa: ANN401
        if room < -error or (strict and room == 0 == error):
            raise UndefinedError
        if error and room <= error:
            raise UnknownError

    def _of(self, function: str, a: Any) -> Any:  # noqa: ANN401
        context = self.context
        match function:
            case "lg":
                return context.log10(a)
            case "sigmoid":
                return 1 / (1 + context.exp(-a))
            case "acot":
                return context.atan2(1, a)
            case "cbrt":
                return context.sign(a) * context.cbrt(abs(a))
            case _:
                value = getattr(context, function)(a)
                if context.isinf(value):
                    raise UnknownError
                return context.re(value) if isinstance(value, context.mpc) else value


@functools.lru_cache(maxsize=8)
def _context(digits: int) -> Any:  # noqa: ANN401
    """Arithmetic with so many digits; made once, which takes longer than many a verdict."""
    import mpmath  # noqa: PLC0415 - only for points that floats leave open

    context = mpmath.mp.clone()
    context.dps = digits
    return context


_POLES = frozenset(("tan", "cot", "sec", "csc", "coth", "csch"))
_DOMAINS: dict[str, tuple[int | None, int | None]] = {
    "ln": (0, None),
    "lg": (0, None),
    "sqrt": (0, None),
    "asin": (-1, 1),
    "acos": (-1, 1),
    "acosh": (1, None),
    "atanh": (-1, 1),
}
