"""The framework file is consistent, and its names are found in text."""

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.framework import Framework, load_framework
from corpus.framework_file import DEFAULT_FRAMEWORK
from corpus.text.phrases import Mention
from corpus.text.tokens import split_words

MINIMAL = """
[actor]
name = "China"
names = ["China"]
[[aspects]]
name = "economic"
description = "Trade."
question_terms = ["economy"]
terms = ["trade"]
[[regions]]
name = "North"
names = ["Northern"]
[[countries]]
name = "Nordia"
regions = ["North"]
"""


def found(framework: Framework, question: str) -> list[str]:
    return [m.name for m in framework.find_subjects(question, fold_case=True)]


def test_every_subject_lies_in_regions_that_exist(framework: Framework) -> None:
    regions = {s.name for s in framework.subjects.values() if s.kind in ("region", "world")}
    countries = {s.name for s in framework.subjects.values() if s.kind == "country"}
    lost = {
        s.name: s.regions
        for s in framework.subjects.values()
        if not set(s.regions) <= (regions | countries if s.kind == "place" else regions)
    }
    assert lost == {}
    assert framework.subjects["Serbia"].regions == ("Balkans",)
    assert framework.subjects["Greece"].regions == ("Balkans", "Europe")
    assert framework.subjects["Piraeus"].regions == ("Greece", "Balkans", "Europe")


def test_no_name_belongs_to_two_subjects(framework: Framework) -> None:
    owners: dict[str, set[str]] = {}
    for subject in framework.subjects.values():
        for name in subject.names:
            owners.setdefault(" ".join(name.casefold().replace("’", "'").split()), set()).add(subject.name)
    assert {name: subjects for name, subjects in owners.items() if len(subjects) > 1} == {}
    assert len(owners) > 1000


def test_no_term_belongs_to_two_aspects(framework: Framework) -> None:
    for kind in ("terms", "question_terms", "headings"):
        owners: dict[tuple[str, ...], set[str]] = {}
        for aspect in framework.aspects:
            for term in getattr(aspect, kind):
                owners.setdefault(tuple(w.stem for w in split_words(term)), set()).add(aspect.name)
        assert {term: aspects for term, aspects in owners.items() if len(aspects) > 1} == {}


def test_every_term_is_found(framework: Framework) -> None:
    for aspect in framework.aspects:
        for term in aspect.terms:
            assert framework.find_aspects(split_words(term)), term
        for term in aspect.question_terms:
            assert [m.name for m in framework.find_asked_aspects(split_words(term))] == [aspect.name], term
        for term in (*aspect.headings, *aspect.question_terms):
            assert aspect.name in [m.name for m in framework.find_heading_aspects(split_words(term))], term
    for topic in framework.topics.values():
        for form in topic.forms:
            assert [(m.start, m.end) for m in framework.find_topics(split_words(form))], form


def test_every_name_of_a_subject_is_found_in_text(framework: Framework) -> None:
    lost = {
        (subject.name, name)
        for subject in framework.subjects.values()
        for name in subject.names
        if subject.name not in [m.name for m in framework.find_subjects(f"In {name} it grew.")]
    }
    assert lost == set()


def test_a_misspelt_name_finds_the_country(framework: Framework) -> None:
    assert [m.name for m in framework.find_misspelt("Kazahkstan, Phillipines and Kyrgystan")] == [
        "Kazakhstan",
        "Philippines",
        "Kyrgyzstan",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "serious cabling of marine islands",
        "the general minister of finance",
        "Kazakhstan and Serbia",
        "china, the mandarin and the malady",
    ],
)
def test_ordinary_words_are_not_taken_for_misspelt_names(framework: Framework, text: str) -> None:
    assert framework.find_misspelt(text) == []


def test_every_topic_has_an_aspect_that_exists(framework: Framework) -> None:
    assert {
        t.name for t in framework.topics.values() if t.aspect not in {a.name for a in framework.aspects}
    } == set()
    assert [a.name for a in framework.aspects] == ["economic", "political", "security", "social"]


def test_lower_case_questions_find_countries_and_not_common_words(framework: Framework) -> None:
    assert found(framework, "what does china do in egypt and kazakhstan") == ["Egypt", "Kazakhstan"]
    assert found(framework, "who told us that it can use a un bor") == []
    assert found(framework, "the US, WHO and the UN in Bor") == [
        "United States",
        "WHO",
        "United Nations",
        "Bor",
    ]
    assert framework.find_subjects("egypt") == []


def test_names_are_found_in_capitals_and_with_a_turkish_i(framework: Framework) -> None:
    assert found(framework, "SERBIA and SERBİA and serbıa and İran") == ["Serbia", "Serbia", "Serbia", "Iran"]


def test_a_mention_has_the_span_of_the_name(framework: Framework) -> None:
    text = "From Belgrade to the Western Balkans."
    assert framework.find_subjects(text) == [
        Mention("Serbia", 5, 13),
        Mention("Western Balkans", text.index("Western"), text.index(".")),
    ]


def test_names_in_other_scripts_need_no_spaces(framework: Framework) -> None:
    assert [m.name for m in framework.find_subjects("中国与中亚的贸易")] == ["Central Asia"]


def test_the_actor_is_found_in_any_case(framework: Framework) -> None:
    text = "beijing and the People’s Republic of China"
    assert [text[s:e] for s, e in framework.find_actor(text)] == ["beijing", "People’s Republic of China"]
    assert framework.actor == "China"


def test_sides_are_regions_and_countries_that_lie_in_one(framework: Framework) -> None:
    assert framework.is_regional("Balkans")
    assert framework.is_regional("Serbia")
    assert not framework.is_regional("NATO")
    assert not framework.is_regional("United States")


def test_regions_follow_their_countries_once_each(framework: Framework) -> None:
    assert framework.with_regions(["Serbia", "Greece", "Balkans"]) == (
        "Serbia",
        "Balkans",
        "Greece",
        "Europe",
    )


def test_a_user_can_load_another_framework(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(MINIMAL)
    own = load_framework(path)
    assert [m.name for m in own.find_subjects("Northern Nordia trades.")] == ["North", "Nordia"]
    assert own.topics == {}
    assert own.world == ""


def test_the_world_is_not_a_side_and_is_found_by_its_listed_names_only(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(MINIMAL + '[[regions]]\nname = "Whole"\nworld = true\nnames = ["the whole world"]\n')
    own = load_framework(path)
    assert own.world == "Whole"
    assert not own.is_regional("Whole")
    assert [m.name for m in own.find_subjects("Whole Nordia and the whole world trade.")] == [
        "Nordia",
        "Whole",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            "[actor",
            r"The framework .*own\.toml is not usable: Expected .*; "
            r"compare it with the one that comes with the program\.",
        ),
        (MINIMAL.replace('description = "Trade."', ""), r"is not usable: 'description'; compare it"),
        (MINIMAL.replace('names = ["China"]', ""), r"is not usable: 'names'; compare it"),
        (
            MINIMAL.replace('["North"]', '["South"]'),
            r"is not usable: .*regions \['South'\] are used but not defined",
        ),
        ("aspects = 7", r"is not usable: .*; compare it"),
        (b"name = '\xff'", r"is not usable: .*; compare it"),
    ],
)
def test_a_broken_framework_is_reported_in_one_sentence(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(CorpusError, match=reason):
        load_framework(path)


def test_an_absent_framework_is_reported_in_one_sentence(tmp_path: Path) -> None:
    reason = r"cannot be read \(No such file or directory\); name a readable TOML file\."
    with pytest.raises(CorpusError, match=rf"The framework .*none\.toml {reason}"):
        load_framework(tmp_path / "none.toml")


def test_the_framework_that_comes_with_the_program_is_loaded_once() -> None:
    assert load_framework(DEFAULT_FRAMEWORK) is load_framework(DEFAULT_FRAMEWORK)


def test_the_members_of_a_sea_are_its_ports_and_islands_and_its_name_brings_no_region(
    framework: Framework,
) -> None:
    sea = framework.subjects["Indian Ocean"]
    assert {"Sri Lanka", "Gwadar"} <= set(sea.members) and not framework.is_regional("Indian Ocean")
    assert framework.with_regions(["Indian Ocean"]) == ("Indian Ocean",)
