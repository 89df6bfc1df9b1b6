"""Words of one spelling or another get the same stems, in every script."""

import pytest

from corpus.text.tokens import content_stems, count_words, cut_words, fold, split_words


@pytest.mark.parametrize(
    "spellings",
    [
        ("Vučić", "Vucic", "VUČIĆ", "Вучић", "Vuc\u030cic\u0301"),
        ("Ђаковица", "Đakovica", "đakovica", "Djakovica"),
        ("Љубљана", "Ljubljana", "LJUBLJANA"),
        ("Београд", "Beograd"),
        ("istanbul", "İstanbul", "ISTANBUL", "İSTANBUL", "ıstanbul"),
        ("ığdır", "IĞDIR", "Iğdır", "igdir"),
        ("ﬁnance", "finance"),
        ("Ｃｈｉｎａ", "China", "China’s"),
        ("railways", "railway", "Railway's"),
    ],
)
def test_spellings_of_a_word_share_a_stem(spellings: tuple[str, ...]) -> None:
    shared = set.intersection(*(set(content_stems(s)) for s in spellings))
    assert len(shared) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("железная дорога", "железной дороги"), ("торговля", "торговли"), ("России", "Россия")]
)
def test_inflected_russian_words_share_a_stem(one: str, other: str) -> None:
    assert set(content_stems(one)) & set(content_stems(other))


def test_serbian_has_the_same_stems_in_both_alphabets() -> None:
    cyrillic = "Србија је купила шест дронова од Његове владе"
    latin = "Srbija je kupila šest dronova od Njegove vlade"
    assert set(content_stems(latin)) <= set(content_stems(cyrillic))


def test_ideographs_are_stems_one_by_one_and_in_pairs() -> None:
    assert content_stems("中国投资") == ["中", "中国", "国", "国投", "投", "投资", "资"]
    assert content_stems("2024年COSCO公司") == ["2024", "年", "cosco", "公", "公司", "司"]
    assert set(content_stems("投资")) < set(content_stems("中国投资增长。"))


def test_the_span_of_a_word_is_its_place_in_the_text() -> None:
    text = "Vuc\u030cic\u0301’s İzmir"
    assert [text[w.start : w.end] for w in split_words(text)] == ["Vuc\u030cic\u0301’s", "İzmir"]
    assert fold("ÀÉ") == "ae"


def test_two_ideographs_count_as_a_word() -> None:
    assert count_words("China invested in 2024.") == 4
    assert count_words("中国投资增长") == 3
    text = "中国投资增长 in 2024"
    assert [text[a:b] for a, b in cut_words(text, 2)] == ["中国投资", "增长 in", "2024"]
    assert list(cut_words("  ", 2)) == []
