"""What is quoted for each side, by models whose few weights are plain to see."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.ask import ask
from qa.read.question import read_question
from qa.select.evidence import Evidence, Hint, gather_evidence
from qa.select.features import ANSWER, RANKING
from qa.select.model import EvidenceModel, LinearModel, Ranking, load_model
from qa.select.quote import Quote, overlap

MakeIndex = Callable[..., PassageIndex]
Gather = Callable[..., Evidence]
DRONES = "Which drones did Serbia buy?"
# Sentences on arms sales to Serbia that have few words in common.
ARMS = (
    "Serbia bought six drones from Chengdu.",
    "Missiles reached Belgrade by air.",
    "Radars were sold to the Serbian army.",
    "Serbian pilots fly Chinese jets.",
    "Rifles came to Serbia on trucks.",
    "Tanks guard the Serbian capital.",
    "Serbia ordered a frigate.",
    "Shells were given to Serb gunners.",
    "Serbia leases armoured cars.",
    "Howitzers went to Nis, in Serbia.",
)


def _linear(names: Sequence[str], weights: Mapping[str, float], intercept: float = 0.0) -> LinearModel:
    assert set(weights) <= set(names)
    values = np.array([weights.get(name, 0.0) for name in names])
    return LinearModel(np.zeros(len(names)), np.ones(len(names)), values, intercept)


def made_of(
    ranking: Mapping[str, float] | None = None,
    answer: Mapping[str, float] | None = None,
    intercept: float = 0.0,
    threshold: float = 0.5,
) -> EvidenceModel:
    """A model that ranks by words alone and answers all sides, unless told otherwise."""
    linear = _linear(RANKING, ranking or {"lexical": 0.1})
    return EvidenceModel(Ranking(linear, linear), _linear(ANSWER, answer or {}, intercept), threshold)


# A side is answered if its best candidate is on it.
IF_ON_SIDE = made_of({"side": 1.0, "lexical": 0.1}, {"side": 10.0}, -5.0)


@pytest.fixture
def gather(framework: Framework) -> Gather:
    def ask(text: str, index: PassageIndex, model: EvidenceModel | None = None) -> Evidence:
        return gather_evidence(read_question(text, framework), index, framework, model)

    return ask


def texts(quotes: Sequence[Quote]) -> list[str]:
    return [q.text for q in quotes]


def test_a_side_without_evidence_is_declined_and_what_is_nearest_is_shown(
    make_index: MakeIndex, gather: Gather
) -> None:
    index = make_index(a=" ".join(ARMS))
    found = gather("Compare arms sales to Serbia and Kenya", index, IF_ON_SIDE)
    assert found.cells["Kenya", None] == () == found.pools["Kenya"]
    assert found.cells["Serbia", None] and found.pools["Serbia"]
    assert 0 < len(found.nearest) <= 3 and set(found.nearest) <= set(found.found["Kenya"])
    assert not any(overlap(a, b) for a, b in combinations(found.nearest, 2))
    assert found.nearest[0].score == max(q.score for q in found.found["Kenya"])


def test_where_all_sides_are_answered_nothing_is_merely_near(make_index: MakeIndex, gather: Gather) -> None:
    index = make_index(a=" ".join(ARMS), b="Kenya bought drones.")
    found = gather("Compare arms sales to Serbia and Kenya", index, IF_ON_SIDE)
    assert texts(found.cells["Kenya", None])[0] == "Kenya bought drones."
    assert found.nearest == ()


@pytest.mark.parametrize(("threshold", "is_answered"), [(0.5, True), (0.5001, False)])
def test_a_side_is_answered_from_the_threshold_on(
    threshold: float, is_answered: bool, make_index: MakeIndex, gather: Gather
) -> None:
    index = make_index(a=ARMS[0])
    found = gather(DRONES, index, made_of(threshold=threshold))
    assert bool(found.cells["Serbia", None]) is is_answered
    assert bool(found.nearest) is not is_answered


def test_an_index_without_a_sentence_to_quote_declines(ten_index: PassageIndex, gather: Gather) -> None:
    empty = ten_index.excluding(set(ten_index.documents))
    found = gather(DRONES, empty, made_of(intercept=9.0))
    assert found == Evidence(
        {("Serbia", None): ()}, {"Serbia": ()}, {"Serbia": ()}, (), (), hints={"Serbia": Hint()}
    )


def test_no_more_than_four_sentences_are_quoted_of_a_side(make_index: MakeIndex, gather: Gather) -> None:
    index = make_index(**{f"d{n}": text for n, text in enumerate(ARMS)})
    assert len(gather(DRONES, index, made_of()).cells["Serbia", None]) == 4
    compared = gather("Compare arms sales to Serbia and Kenya", index, made_of())
    assert [len(cell) for cell in compared.cells.values()] == [4, 4]


def test_a_comparison_in_general_quotes_one_sentence_of_a_side_and_aspect(
    ten_index: PassageIndex, gather: Gather, framework: Framework
) -> None:
    found = gather("How do Serbia and Tajikistan differ?", ten_index, made_of({"side": 1.0}))
    aspects = [a.name for a in framework.aspects]
    assert list(found.cells) == [(side, a) for side in ("Serbia", "Tajikistan") for a in aspects]
    assert all(len(cell) == 1 for cell in found.cells.values())
    for (side, aspect), (quote,) in found.cells.items():
        assert aspect in quote.located.sentence.aspects and side in quote.located.sentence.subjects


def test_a_timeline_quotes_dated_sentences_twice_as_many_as_others(
    make_index: MakeIndex, gather: Gather
) -> None:
    dated = {f"d{n}": f"{text[:-1]} in {2010 + n}." for n, text in enumerate(ARMS)}
    index = make_index(**dated, undated="Serbia bought drones, drones and drones.")
    found = gather("Timeline of China's arms sales of drones to Serbia", index, made_of())
    cell = found.cells["Serbia", None]
    assert len(cell) == 8 and all(q.located.sentence.years for q in cell)


def test_the_period_asked_excludes_what_names_only_other_years(make_index: MakeIndex, gather: Gather) -> None:
    index = make_index(
        a="Serbia bought drones in 2013.", b="Serbian gunners got shells in 2020.", c="Tanks guard Serbia."
    )
    found = gather("Which drones did Serbia buy before 2015?", index, made_of())
    assert set(texts(found.found["Serbia"])) == {"Serbia bought drones in 2013.", "Tanks guard Serbia."}
    periods = gather("Compare arms sales to Serbia in 2013 and 2020", index, made_of())
    assert {side: texts(cell) for (side, _), cell in periods.cells.items()} == {
        "2013": ["Serbia bought drones in 2013."],
        "2020": ["Serbian gunners got shells in 2020."],
    }


def test_quotations_do_not_repeat_one_another(make_index: MakeIndex, gather: Gather) -> None:
    index = make_index(
        a="Serbia bought six drones from China in 2020.",
        b="In 2020 Serbia bought six new drones from China.",
        c="Missiles reached Belgrade by air.",
    )
    cell = gather(DRONES, index, made_of()).cells["Serbia", None]
    assert len([q for q in cell if "six" in q.text]) == 1
    assert "Missiles reached Belgrade by air." in texts(cell)


def test_a_sentence_is_not_quoted_again_with_the_one_after_it(make_index: MakeIndex, gather: Gather) -> None:
    index = make_index(a="Serbia bought six drones from Chengdu. They fly over the border at night.")
    found = gather("Which drones did Serbia buy, and where do they fly at night?", index, made_of())
    assert len(found.found["Serbia"]) == 2
    assert len(found.cells["Serbia", None]) == 1


def test_what_is_quoted_under_one_aspect_is_not_quoted_under_another(
    ten_index: PassageIndex, gather: Gather
) -> None:
    found = gather("How do Serbia and Tajikistan differ?", ten_index, made_of({"side": 1.0}))
    for side in ("Serbia", "Tajikistan"):
        rows = [q.located.row for (of, _), cell in found.cells.items() if of == side for q in cell]
        assert len(set(rows)) == len(rows)


def test_a_sentence_far_behind_the_best_is_not_quoted(make_index: MakeIndex, gather: Gather) -> None:
    index = make_index(a="Serbia bought six drones from Chengdu.", b="Serbia sells tea.")

    def quotes_tea(text: str, ahead: float) -> bool:
        found = gather(text, index, made_of({"topic": ahead}))
        assert "Serbia sells tea." in texts(found.pools["Serbia"])
        return "Serbia sells tea." in texts(found.cells["Serbia", None])

    assert quotes_tea(DRONES, 0.95) and not quotes_tea(DRONES, 1.05)
    compared = "Compare arms sales of drones to Serbia and Kenya"
    assert quotes_tea(compared, 2.9) and not quotes_tea(compared, 3.1)


def test_on_a_broad_question_no_sentence_on_the_side_is_too_far_behind(
    make_index: MakeIndex, gather: Gather
) -> None:
    index = make_index(
        a="Serbia bought six drones from Chengdu.", b="Serbia's army flies drones of China. Kenya sells tea."
    )

    def count_quoted(text: str) -> int:
        found = gather(text, index, made_of({"document_share": 20.0}))  # of b half is on Serbia: 5.9 behind
        assert len(found.pools["Serbia"]) == 2
        return sum(q.is_on_side for (side, _), cell in found.cells.items() if side == "Serbia" for q in cell)

    assert count_quoted("How do China's security roles in Serbia and Kenya differ?") == 2
    assert count_quoted("How do Chinese drones in Serbia and Kenya differ?") == 1


def test_a_sentence_off_the_side_must_be_much_better(make_index: MakeIndex, gather: Gather) -> None:
    index = make_index(a="Serbia sells tea.", b="Kenya bought six drones from Chengdu.")

    def first(ahead: float) -> str:
        found = gather(DRONES, index, made_of({"topic": ahead})).found["Serbia"]
        return found[0].text

    assert first(1.4) == "Serbia sells tea."
    assert first(1.6) == "Kenya bought six drones from Chengdu."


def test_another_source_comes_before_a_little_better_sentence_of_the_same(
    make_index: MakeIndex, gather: Gather
) -> None:
    note = '\n\n[^{0}]: A. B. "{0}." Paper of {0}, 2020. <https://example.org/{0}>\n'
    index = make_index(
        a="Serbia bought six drones.[^one] Missiles reached Belgrade by air.[^one]" + note.format("one"),
        b="Serbian farmers sell old ploughs.[^two]" + note.format("two"),
    )

    def order(ahead: float) -> list[str]:
        model = made_of({"topic": ahead, "value": 0.1})
        found = gather("Compare arms sales to Serbia and Kenya", index, model)
        return [q.text.split()[0] for q in found.cells["Serbia", None]]

    assert order(1.4) == ["Serbia", "Serbian", "Missiles"]
    assert order(1.6) == ["Serbia", "Missiles", "Serbian"]


def test_the_best_come_first_and_equals_in_the_order_of_documents(
    make_index: MakeIndex, gather: Gather
) -> None:
    index = make_index(a="Kenya sells tea.", **{f"d{n}": text for n, text in enumerate(ARMS)})
    found = gather(DRONES, index, made_of({"side": 1.0})).found["Serbia"]
    scores = [q.score for q in found]
    assert scores == sorted(scores, reverse=True) and found[-1].text == "Kenya sells tea."
    rows = [q.located.row for q in found[:-1]]
    assert rows == sorted(rows)


def test_sentences_on_several_sides_are_known(ten_index: PassageIndex, gather: Gather) -> None:
    found = gather("How do China's arms sales to Central Asia and the Balkans differ?", ten_index, made_of())
    assert found.cross_side
    for quote in found.cross_side:
        assert {"Central Asia", "Balkans"} <= set(quote.located.sentence.subjects)


def test_the_fitted_model_chooses_unless_another_is_given(ten_index: PassageIndex, gather: Gather) -> None:
    text = "How many drones did Serbia buy from China?"
    assert gather(text, ten_index) == gather(text, ten_index, load_model())
    assert gather(text, ten_index, made_of(intercept=-50.0)).cells == {("Serbia", None): ()}


@pytest.mark.usefixtures("answer_whatever_is_found")
def test_sides_that_no_sentence_names_are_compared_without_fault(
    make_index: MakeIndex, framework: Framework
) -> None:
    index = make_index(a="Banks lend at low rates. Ministries pay for roads.")
    answer = ask("Grants versus levies: which costs more?", index, framework)
    assert answer.question.subjects == ("Grants", "levies") and answer.statements
