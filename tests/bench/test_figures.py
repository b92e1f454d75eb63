"""The benchmark's arithmetic: percentiles by nearest rank, medians with their spread, a line's two numbers."""

import pytest

from bench.figures import line, percentile, percentiles, spread


@pytest.mark.parametrize(("percent", "value"), [(1, 1), (50, 50), (95, 95), (99, 99), (100, 100)])
def test_a_percentile_is_the_value_at_its_rank(percent, value):
    assert percentile(list(range(100, 0, -1)), percent) == value


def test_of_few_values_a_high_percentile_is_the_highest():
    assert percentiles([3.0, 1.0, 2.0]) == {"p50": 2.0, "p95": 3.0, "p99": 3.0, "max": 3.0}


def test_no_values_have_no_percentiles():
    assert percentiles([]) is None
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_a_figure_is_its_median_between_the_extremes():
    found = spread([9.0, 1.0, 2.0])
    assert (found.median, found.low, found.high) == (2.0, 1.0, 9.0)


def test_the_fixed_and_the_single_cost_are_found_again():
    fixed, each = line([(receivers, 700 + 4.5 * receivers) for receivers in (100, 500, 1000)])
    assert fixed == pytest.approx(700)
    assert each == pytest.approx(4.5)
