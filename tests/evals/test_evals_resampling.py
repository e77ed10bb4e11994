"""Intervals and tests: against formulas, against SciPy, and for what they must not claim."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from evals.resampling import (
    holm,
    mean_intervals,
    paired_interval,
    paired_p,
    ratio_difference,
    set_difference,
    set_interval,
)


def own(count: int) -> list[str]:
    return [str(n) for n in range(count)]


def test_without_families_the_interval_is_that_of_scipy() -> None:
    values = list(np.random.default_rng(1).random(60))
    found = mean_intervals({"x": values}, own(60))["x"]
    assert found is not None
    expected = stats.bootstrap(
        (values,), np.mean, method="percentile", rng=np.random.default_rng(2)
    ).confidence_interval
    assert found.low == pytest.approx(expected.low, abs=0.01)
    assert found.high == pytest.approx(expected.high, abs=0.01)


def test_families_of_equal_cases_count_as_one_each() -> None:
    values = list(np.random.default_rng(1).random(20))
    alone = mean_intervals({"x": values}, own(20))["x"]
    five = mean_intervals({"x": values * 5}, own(20) * 5)["x"]
    assert alone is not None and five is not None
    assert (five.low, five.high) == pytest.approx((alone.low, alone.high), abs=1e-9)


def test_an_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    random, truth, covered = np.random.default_rng(3), 0.7, 0
    for _ in range(200):
        shared = random.beta(7, 3, size=40)  # a family is easy or hard
        values = [float(random.random() < p) for p in shared for _ in range(3)]
        names = [str(f) for f in range(40) for _ in range(3)]
        found = mean_intervals({"x": values}, names)["x"]
        assert found is not None
        covered += found.low <= truth <= found.high
    assert 178 <= covered <= 200


def test_all_right_is_not_certain_and_few_families_say_nothing() -> None:
    columns = {"ones": [1.0] * 20, "zeros": [0.0] * 20, "none": [None] * 20}
    found = mean_intervals(columns, own(20), shares={"ones", "zeros"})
    ones, zeros = found["ones"], found["zeros"]
    exact = stats.binomtest(20, 20).proportion_ci(0.95, "exact")
    assert ones is not None and zeros is not None
    assert (ones.low, ones.high) == (pytest.approx(exact.low), 1.0)
    assert (zeros.low, zeros.high) == (0.0, pytest.approx(1 - exact.low))
    assert found["none"] is None
    counts = mean_intervals({"one citation each": [1.0] * 20}, own(20))["one citation each"]
    assert counts is not None and (counts.low, counts.high) == (1.0, 1.0)
    assert mean_intervals({"x": [0.0, 1.0]}, ["a", "a"])["x"] is None
    assert mean_intervals({"x": []}, [])["x"] is None


def test_a_value_that_is_none_stands_in_no_mean() -> None:
    columns = {"some": [0.2, None, 0.4, None, 0.9], "all": [0.2, 0.4, 0.9]}
    some = mean_intervals({"x": columns["some"]}, own(5))["x"]
    assert some is not None
    assert 0.2 <= some.low < 0.5 < some.high <= 0.9


def test_the_permutation_test_is_exact_for_few_families() -> None:
    differences, names = [1.0] * 8 + [0.0] * 30, own(38)
    assert paired_p(differences, names) == pytest.approx(2 / 2**8)
    assert paired_p([0.0] * 5, own(5)) == 1.0
    assert paired_p([1.0], ["a"]) == 1.0
    assert paired_p([1.0] * 9, ["a"] * 9) == 1.0  # one family can be swapped in two ways


def test_the_permutation_test_agrees_with_scipy_on_the_cases() -> None:
    random = np.random.default_rng(4)
    x, y = random.random(30), random.random(30) + 0.12
    expected = stats.permutation_test(
        (y, x),
        lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples",
        rng=np.random.default_rng(5),
    ).pvalue
    assert paired_p(list(y - x), own(30)) == pytest.approx(expected, abs=0.03)


def test_paired_intervals_need_two_families() -> None:
    assert paired_interval([1.0, 1.0], ["a", "a"]) is None
    found = paired_interval([0.1, 0.3, 0.2, 0.4], own(4))
    assert found is not None and 0.1 <= found.low < 0.25 < found.high <= 0.4


def test_holm_by_hand() -> None:
    # Holm (1979): 0.01 * 4, 0.02 * 3, then never below the one before, never above 1.
    assert holm([0.02, 0.9, 0.01, 0.03]) == pytest.approx([0.06, 0.9, 0.04, 0.06])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


def test_a_ratio_that_each_run_computes_from_its_own_cases() -> None:
    # Of what A declines a tenth is right to be declined, of what B does all of it.
    a: list[float | None] = [1.0, *[0.0] * 9] * 5
    b: list[float | None] = [1.0, *[None] * 9] * 5
    interval, p = ratio_difference(a, b, own(50))
    assert interval is not None and interval.low > 0.7 and interval.high <= 1.0
    assert p < 0.001
    same, p_same = ratio_difference(a, a, own(50))
    assert same is not None and (same.low, same.high, p_same) == (0.0, 0.0, 1.0)
    assert ratio_difference(a, b, ["a"] * 50) == (None, 1.0)


def share(rows: object) -> float | None:
    found = list(rows)  # type: ignore[call-overload]
    return sum(found) / len(found) if found else None


def test_a_measure_of_the_set_agrees_with_the_mean_it_is() -> None:
    values = [float(n % 3 == 0) for n in range(60)]
    families = [str(n // 2) for n in range(60)]
    one, other = set_interval(share, values, families), mean_intervals({"x": values}, families)["x"]
    assert one is not None and other is not None
    assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=0.02)


def test_the_difference_of_a_measure_of_the_set_agrees_with_the_paired_test() -> None:
    random = np.random.default_rng(6)
    a = [float(random.random() < 0.5) for _ in range(80)]
    b = [float(x or random.random() < 0.25) for x in a]
    names = [str(n // 2) for n in range(80)]
    differences = [y - x for x, y in zip(a, b, strict=True)]
    interval, p = set_difference(share, a, b, names)
    paired = paired_interval(differences, names)
    assert interval is not None and paired is not None
    assert (interval.low, interval.high) == pytest.approx((paired.low, paired.high), abs=0.02)
    assert p == pytest.approx(paired_p(differences, names), abs=0.01)
    same, p_same = set_difference(share, a, a, names)
    assert same is not None and (same.low, same.high, p_same) == (0.0, 0.0, 1.0)
    assert set_difference(lambda rows: None, a, b, names) == (None, 1.0)
