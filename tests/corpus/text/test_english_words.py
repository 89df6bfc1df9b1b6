"""Whether a word is English, and what a misspelt one may be."""

import pytest

from corpus.text.english_words import is_english, list_corrections, looks_english


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who owns the port?", True),
        ("ports of Kenya", True),
        ("PORTS IN KENYA", True),
        ("Ко поседује луку?", False),
        ("Ko poseduje luku?", False),
        ("谁拥有港口", False),
        ("offshore", False),  # "of" is only a part of it
    ],
)
def test_a_text_with_a_function_word_of_english_looks_english(text: str, expected: bool) -> None:
    assert looks_english(text) is expected


@pytest.mark.parametrize(
    ("word", "expected"), [("harvest", True), ("Harvest", True), ("HARVEST", True), ("zelmira", False)]
)
def test_a_word_of_the_list_is_english_in_any_case(word: str, expected: bool) -> None:
    assert is_english(word) is expected


@pytest.mark.parametrize("slip", ["harvst", "harvset", "harvvest", "hxrvest"])
def test_a_letter_left_out_swapped_doubled_or_wrong_is_one_slip(slip: str) -> None:
    assert "harvest" in list_corrections(slip)


def test_the_commonest_correction_is_first_and_two_slips_are_too_many() -> None:
    assert list_corrections("hous")[0] == "house"
    assert list_corrections("hxrvxst") == []
