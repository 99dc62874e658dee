"""Draws: the same on every machine, for ever."""

from collections import Counter

import pytest

from colloq.seeds import Stream


def test_draws_are_fixed_for_ever():
    rng = Stream("conv2d~1:2@17")
    assert [rng.below(1000) for _ in range(8)] == [547, 339, 553, 732, 160, 793, 321, 937]
    assert rng.shuffled("abcdef") == ["a", "f", "d", "b", "c", "e"]
    assert rng.unit() == 0.6987497580508107


def test_neighbouring_names_share_nothing():
    left, right = Stream("a:1@1"), Stream("a:1@2")
    assert [left.below(10**9) for _ in range(5)] != [right.below(10**9) for _ in range(5)]


def test_draws_are_even():
    rng = Stream("even")
    counts = Counter(rng.integer(-2, 2) for _ in range(5000))
    assert set(counts) == {-2, -1, 0, 1, 2}
    assert all(850 < count < 1150 for count in counts.values())
    weighted = Counter(rng.weighted([("a", 3), ("b", 1)]) for _ in range(4000))
    assert 2800 < weighted["a"] < 3200
    assert 0 not in {rng.nonzero(-3, 3) for _ in range(500)}
    assert len(set(rng.sample("abcdef", 6))) == 6


def test_impossible_draws_are_refused():
    with pytest.raises(ValueError, match="below 0"):
        Stream("x").below(0)
    with pytest.raises(ValueError, match="4 of 3"):
        Stream("x").sample("abc", 4)
