import pytest

from corpus.annotate.features import is_metadiscourse, stands_alone


@pytest.mark.parametrize(
    "text",
    [
        "This approach serves Beijing.",
        "It sold drones.",
        "They agreed on a loan.",
        "In contrast, these loans are small.",
        "In both regions trade leads.",
    ],
)
def test_a_sentence_that_refers_back_does_not_stand_alone(text: str) -> None:
    assert not stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "China sold drones to Serbia.",
        "In contrast, in the Balkans China builds roads.",
        "Thistle farms grew.",
        "In both Serbia and Greece trade leads.",
    ],
)
def test_a_sentence_that_names_its_subject_stands_alone(text: str) -> None:
    assert stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "This paper examines China's role in Serbia.",
        "The study adopts a comparative approach.",
        "The comparative framework is structured around four dimensions.",
        "However, there are significant differences between the regions.",
    ],
)
def test_a_sentence_about_its_own_document_is_metadiscourse(text: str) -> None:
    assert is_metadiscourse(text)


@pytest.mark.parametrize(
    "text",
    [
        "A study finds that China lends less.",
        "A Clingendael paper of 2020 calls Serbia the preferred partner.",
    ],
)
def test_an_attribution_is_not_metadiscourse(text: str) -> None:
    assert not is_metadiscourse(text)
