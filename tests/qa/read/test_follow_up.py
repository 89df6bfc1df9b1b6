import pytest

from corpus.framework import Framework
from qa.read.question import read_question
from qa.records import Focus, Kind

BOTH = ("Central Asia", "Balkans")
SECURITY = "How does China's security role differ between Central Asia and the Balkans?"


def test_a_follow_up_takes_what_it_lacks_from_the_conversation(framework: Framework) -> None:
    question = read_question("And the economic side?", framework, [SECURITY])
    assert (question.kind, question.subjects, question.aspects) == (Kind.COMPARISON, BOTH, ("economic",))


@pytest.mark.parametrize(
    ("text", "history", "subjects", "aspects"),
    [
        ("What about Kazakhstan?", [SECURITY], (*BOTH, "Kazakhstan"), ("security",)),
        ("And for Africa and Latin America?", [SECURITY], ("Africa", "Latin America"), ("security",)),
        ("Only the Balkans please", [SECURITY], ("Balkans",), ("security",)),
        (
            "Did the Philippines do the same?",
            ["Why did Italy leave the Belt and Road?"],
            ("Italy", "Philippines"),
            ("economic",),
        ),
        (
            "And politically?",
            [SECURITY, "And for Africa and Latin America?"],
            ("Africa", "Latin America"),
            ("political",),
        ),
    ],
)
def test_new_sides_join_or_replace_those_of_the_conversation(
    framework: Framework, text: str, history: list[str], subjects: tuple[str, ...], aspects: tuple[str, ...]
) -> None:
    question = read_question(text, framework, history)
    assert (question.subjects, question.aspects) == (subjects, aspects)


def test_a_complete_question_is_not_a_follow_up(framework: Framework) -> None:
    alone = "How many Chinese police patrols were there in Serbia in 2019?"
    assert read_question(alone, framework, [SECURITY]) == read_question(alone, framework)


@pytest.mark.parametrize(
    "alone",
    [
        "What do Hungary and Serbia have in common in their dealings with China?",
        "What do China's approaches to Africa and Latin America have in common?",
        "Does Kenya repay its loans on time?",
    ],
)
def test_a_pronoun_after_a_side_does_not_refer_to_an_earlier_question(
    framework: Framework, alone: str
) -> None:
    assert read_question(alone, framework, [SECURITY]) == read_question(alone, framework)


def test_a_pronoun_before_the_first_side_refers_to_an_earlier_question(framework: Framework) -> None:
    question = read_question("How do they compare with Africa?", framework, [SECURITY])
    assert (question.subjects, question.aspects) == ((*BOTH, "Africa"), ("security",))


LOANS = "Compare Chinese loans to Kenya and Ghana"


@pytest.mark.parametrize(
    ("text", "kind", "subjects"),
    [
        ("Which of them is larger, the first or the second?", Kind.COMPARISON, ("Kenya", "Ghana")),
        ("Did the first repay sooner than the second?", Kind.COMPARISON, ("Kenya", "Ghana")),
        ("And the second?", Kind.OVERVIEW, ("Ghana",)),
        ("And the former?", Kind.OVERVIEW, ("Kenya",)),
    ],
)
def test_the_first_and_the_second_are_the_sides_of_before_in_their_order(
    framework: Framework, text: str, kind: Kind, subjects: tuple[str, ...]
) -> None:
    question = read_question(text, framework, [LOANS])
    assert (question.kind, question.subjects) == (kind, subjects)
    assert not {"first", "second", "former"} & set(question.query.split())


def test_the_first_of_something_is_no_side_of_before(framework: Framework) -> None:
    assert read_question("When was the first loan repaid?", framework, [LOANS]).subjects == ("Kenya", "Ghana")


@pytest.mark.parametrize(
    "text", ["Mali instead of Ghana", "Peki Gana yerine Mali?", "Instead of Ghana take Mali."]
)
def test_instead_of_replaces_one_side_and_keeps_the_other(framework: Framework, text: str) -> None:
    question = read_question(text, framework, [LOANS])
    assert (question.kind, question.subjects, question.topics) == (
        Kind.COMPARISON,
        ("Kenya", "Mali"),
        ("loans and lending",),
    )
    assert question.replaced == ("Ghana",) and "Kenya" in question.kept


@pytest.mark.parametrize("text", ["Why?", "And why?", "How come?"])
def test_why_asks_for_the_reasons_of_what_was_asked_before(framework: Framework, text: str) -> None:
    question = read_question(text, framework, ["Did Chinese lending to Kenya fall?"])
    assert (question.focus, question.subjects) == (Focus.WHY, ("Kenya",))
    assert question.query == "lending fall"


@pytest.mark.parametrize("text", ["And Nepal?", "and nepal", "What about Nepal?", "Nepal too?"])
def test_another_side_joins_the_one_of_before_with_its_matter(framework: Framework, text: str) -> None:
    question = read_question(text, framework, ["Which dams did China build in Laos?"])
    assert (question.kind, question.subjects) == (Kind.COMPARISON, ("Laos", "Nepal"))
    assert "dams" in question.query and question.before


def test_a_thing_that_no_framework_knows_joins_too(framework: Framework) -> None:
    question = read_question("And Zelmira?", framework, ["Compare Bravona with Ostrova"])
    assert question.subjects == ("Bravona", "Ostrova", "Zelmira")
    longer = read_question("And finished so far?", framework, ["How many bridges has Bravona?"])
    assert longer.subjects == ("Bravona",) and "finished" in longer.query


def test_a_question_about_the_program_has_nothing_to_do_with_those_before(framework: Framework) -> None:
    question = read_question("Which languages can you read?", framework, [LOANS])
    assert (question.kind, question.subjects, question.before) == (Kind.ABOUT, (), "")


def test_what_was_left_out_stays_out(framework: Framework) -> None:
    question = read_question(
        "And since 2020?", framework, ["What ports has China built in Africa apart from Kenya?"]
    )
    assert (question.excluded, question.period) == (("Kenya",), "since 2020")
