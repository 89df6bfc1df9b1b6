from collections.abc import Callable

import pytest

from corpus.records import Trait
from index.store import PassageIndex
from qa.select.quote import Quote, make_quote, overlap

MakeIndex = Callable[..., PassageIndex]


def quote(
    index: PassageIndex,
    begins: str,
    side: str | None = None,
    others: tuple[str, ...] = (),
    aspect: str | None = None,
) -> Quote:
    """Quote the sentence that begins with these words."""
    rows = range(len(index.sentences))
    (row,) = (row for row in rows if index.sentences.locate(row).text.startswith(begins))
    return make_quote(row, 1.5, side, others, aspect, index.sentences)


def test_of_a_sentence_on_two_sides_the_clause_of_one_is_shown_and_the_whole_is_quoted(
    ten_index: PassageIndex,
) -> None:
    begins = "China shares a border with Central Asia"
    of_balkans = quote(ten_index, begins, "Balkans", ("Central Asia",))
    of_asia = quote(ten_index, begins, "Central Asia", ("Balkans",))
    assert of_balkans.text == "it sells drones and missiles in the Balkans without a border to guard."
    assert of_asia.text == "China shares a border with Central Asia and trains its police there"
    assert of_balkans.is_cut and of_asia.is_cut
    assert of_balkans.full_text == of_asia.full_text == f"{of_asia.text}, whereas {of_balkans.text}"
    assert "arms sales" in of_balkans.topics and "arms sales" not in of_asia.topics


@pytest.mark.parametrize(("side", "others"), [("Balkans", ()), ("Balkans", ("Europe",)), (None, ())])
def test_without_another_side_in_it_a_sentence_is_shown_whole(
    ten_index: PassageIndex, side: str | None, others: tuple[str, ...]
) -> None:
    shown = quote(ten_index, "China shares a border with Central Asia", side, others)
    assert not shown.is_cut and shown.text == shown.full_text == shown.located.text


def test_a_sentence_whose_clauses_are_on_both_sides_is_shown_whole(make_index: MakeIndex) -> None:
    index = make_index(
        a="China lends Serbia and Kenya money for new roads; Kenya pays Serbia for its old trains in cash."
    )
    assert not quote(index, "China lends", "Serbia", ("Kenya",)).is_cut


def test_the_only_clause_on_the_aspect_is_shown(make_index: MakeIndex) -> None:
    text = "China sells Serbia drones and missiles; it trades in copper with towns."
    both = "China sells Kenya drones and missiles; it trades in copper and sells tanks."
    index = make_index(a=text, b=both)
    shown = quote(index, "China sells Serbia", "Serbia", aspect="security")
    assert shown.text == "China sells Serbia drones and missiles"
    assert shown.full_text == text
    assert not quote(index, "China sells Serbia", "Serbia").is_cut
    assert not quote(index, "China sells Serbia", "Serbia", aspect="social").is_cut
    assert not quote(index, "China sells Kenya", "Kenya", aspect="security").is_cut


def test_a_sentence_that_points_back_is_cut_to_the_clause_on_the_aspect(make_index: MakeIndex) -> None:
    index = make_index(a="It sells Kenya drones and missiles cheaply; China trades in copper with towns.")
    shown = quote(index, "It sells", "Kenya", aspect="economic")
    assert shown.text == "China trades in copper with towns."


def test_a_sentence_that_points_back_comes_with_the_one_before_it(make_index: MakeIndex) -> None:
    index = make_index(a="Kenya sells tea. Serbia bought drones in 2020. They fly over the border.")
    shown = quote(index, "They fly")
    assert shown.text == shown.full_text == "Serbia bought drones in 2020. They fly over the border."
    assert [s.years for s in shown.sentences] == [(2020,), ()]
    assert shown.located.text == "They fly over the border."
    assert "arms sales" in shown.topics and "drone" not in shown.stems
    assert shown.has_trait(Trait.CONTINUES) and not shown.has_trait(Trait.CONTRAST)
    assert (shown.score, shown.is_cut) == (1.5, False)


def test_a_sentence_with_nothing_to_join_stands_alone(make_index: MakeIndex) -> None:
    index = make_index(a="They fly over the border. This pleases Serbia.", b="Serbia bought drones.")
    assert quote(index, "They fly").text == "They fly over the border."
    assert quote(index, "This pleases").text == "This pleases Serbia."  # nor does the one before it
    assert quote(index, "Serbia bought").sentences == (quote(index, "Serbia bought").located.sentence,)


def test_quotations_overlap_only_within_a_document(make_index: MakeIndex) -> None:
    text = "Kenya sells tea. Serbia bought drones. They fly over the border."
    index = make_index(a=text, b=text.replace("Kenya", "Oman").replace("bought", "sold").replace("fly", "go"))
    joined, first, second = (quote(index, t) for t in ("They fly", "Serbia bought", "Kenya"))
    assert overlap(joined, first) and overlap(first, joined)
    assert not overlap(joined, second) and not overlap(first, second)
    assert not overlap(joined, quote(index, "Serbia sold"))
