from bench.timing import quantile, rotate


def test_a_quantile_is_a_measured_value() -> None:
    assert quantile([3, 1, 2, 4], 0.5) == 2
    assert quantile([3, 1, 2, 4], 0.95) == 4
    assert quantile([7.5], 0.5) == 7.5


def test_each_round_begins_with_another_item() -> None:
    assert [rotate("abc", number)[0] for number in range(4)] == ["a", "b", "c", "a"]
    assert rotate("abc", 4) == ["b", "c", "a"]
