import pytest

from corpus.errors import UserError
from corpus.framework import Framework
from qa.read.question import MAX_QUESTION_CHARS, read_question
from qa.records import Focus, Kind

ALL = ("economic", "political", "security", "social")
BOTH = ("Central Asia", "Balkans")
SECURITY = "How does China's security role differ between Central Asia and the Balkans?"


@pytest.mark.parametrize(
    ("text", "kind", "subjects", "aspects", "topic"),
    [
        (SECURITY, Kind.COMPARISON, BOTH, ("security",), None),
        (
            "How does China's strategy differ between Central Asia and the Balkans?",
            Kind.COMPARISON,
            BOTH,
            ALL,
            None,
        ),
        (
            "Central Asia versus Southeast Asia, economically?",
            Kind.COMPARISON,
            ("Central Asia", "Southeast Asia"),
            ("economic",),
            None,
        ),
        ("belgrade vs astana", Kind.COMPARISON, ("Serbia", "Kazakhstan"), ALL, None),
        (
            "What does Beijing offer ASEAN and the C5 economically?",
            Kind.COMPARISON,
            ("Southeast Asia", "Central Asia"),
            ("economic",),
            None,
        ),
        (
            "Compare arms sales to Serbia with those to Iceland.",
            Kind.COMPARISON,
            ("Serbia", "Iceland"),
            ("security",),
            "arms sales",
        ),
        (
            "Which region trades more with China, Africa or Latin America?",
            Kind.COMPARISON,
            ("Africa", "Latin America"),
            ("economic",),
            "trade volume",
        ),
        (
            "What has China built in Kenya and who criticised the results?",
            Kind.OVERVIEW,
            ("Kenya",),
            (),
            "built criticised results",
        ),
        (
            "What share of Serbia's arms imports came from China?",
            Kind.LOOKUP,
            ("Serbia",),
            ("security",),
            "arms sales",
        ),
        ("China in Serbia", Kind.OVERVIEW, ("Serbia",), ALL, None),
        (
            "Piraeus, Hambantota, Chancay: who holds each port?",
            Kind.COMPARISON,
            ("Piraeus", "Hambantota", "Chancay"),
            ("economic",),
            "ports",
        ),
        (
            "Police patrols and arms sales: Serbia against Fiji?",
            Kind.COMPARISON,
            ("Serbia", "Fiji"),
            ("security",),
            "police cooperation and arms sales",
        ),
        (
            "How long is the pier at Cambodia's Ream base?",
            Kind.LOOKUP,
            ("Cambodia",),
            ("security",),
            "military bases",
        ),
        ("Who won the football world cup in 2018?", Kind.LOOKUP, (), ("social",), "sport"),
        (
            "Give me a timeline of the Belt and Road in Kazakhstan",
            Kind.TIMELINE,
            ("Kazakhstan",),
            ("economic",),
            "Belt and Road",
        ),
    ],
)
def test_a_question_is_read_as_a_person_reads_it(
    framework: Framework,
    text: str,
    kind: Kind,
    subjects: tuple[str, ...],
    aspects: tuple[str, ...],
    topic: str | None,
) -> None:
    question = read_question(text, framework)
    assert (question.kind, question.subjects, question.aspects, question.topic) == (
        kind,
        subjects,
        aspects,
        topic,
    )


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        (SECURITY, Focus.DIFFERENCES),
        (
            "What do China's approaches to Central Asia and the Balkans have in common? "
            "Only the similarities, please.",
            Focus.SIMILARITIES,
        ),
        ("No similarities needed: how did lending to Africa and Latin America diverge?", Focus.DIFFERENCES),
        ("Which got more loans, Serbia or Montenegro?", Focus.WHICH_IS_MORE),
        ("How does China's share of arms compare with Russia's in Serbia and Kazakhstan?", None),
        ("What share of Serbia's arms imports came from China?", Focus.HOW_MANY),
        ("Why did Chinese lending to Africa fall?", Focus.WHY),
        ("What is Beijing after in Greenland?", Focus.AIM),
        ("How did the mine affect the farmers of Laos?", Focus.EFFECT),
        ("Is the port of Gwadar a white elephant?", Focus.VERDICT),
        ("Fiji has Chinese police. Is it the same in Samoa?", Focus.SAME_OR_NOT),
        ("Which country in Africa borrowed most?", Focus.RANKING),
        ("When was the dam in Guinea finished?", Focus.WHEN),
        ("Which ports does COSCO run in Greece?", Focus.LIST),
    ],
)
def test_the_focus_is_what_is_asked_for(framework: Framework, text: str, focus: Focus | None) -> None:
    assert read_question(text, framework).focus == focus


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Loans to Africa since 2022", "since 2022"),
        ("Loans to Africa before 2022", "before 2022"),
        ("Loans to Africa from 2020 onwards", "since 2020"),
        ("Loans to Africa in 2019", "2019"),
        ("Arms to Central Asia 2010-2014", "2010-2014"),
        ("Arms to Central Asia between 2012 and 2014", "2012-2014"),
        ("Arms to Central Asia", None),
    ],
)
def test_a_period_is_read_in_its_canonical_form(framework: Framework, text: str, period: str | None) -> None:
    assert read_question(text, framework).period == period


def test_a_side_is_not_a_topic_where_sides_are_compared_in_general(framework: Framework) -> None:
    compared = read_question(
        "How does China's security role differ between the Indian Ocean and the South China Sea?", framework
    )
    assert (compared.subjects, compared.topics) == (("Indian Ocean", "Southeast Asia"), ())
    assert read_question(
        "Have Vietnam and the Philippines moved apart on the South China Sea?", framework
    ).topics == ("maritime disputes",)
    assert read_question("How often do FOCAC and the China-Central Asia summit meet?", framework).topics == (
        "summits and formats",
    )


def test_an_empty_question_is_refused(framework: Framework) -> None:
    with pytest.raises(UserError, match="The question is empty"):
        read_question("  \n ", framework)


def test_an_overlong_question_is_refused_with_its_length_and_the_limit(framework: Framework) -> None:
    with pytest.raises(UserError, match=r"20,000 characters.*2,000"):
        read_question("x" * 20_000, framework)
    assert read_question("Serbia " + "x" * (MAX_QUESTION_CHARS - 7), framework).subjects == ("Serbia",)
