import pytest

from qa.read.cues import is_coordination, read_kind
from qa.records import Kind


@pytest.mark.parametrize(
    ("text", "sides", "query", "kind"),
    [
        ("How many patrols were there?", 1, "patrols", Kind.LOOKUP),
        ("For how many years has it lasted?", 1, "years lasted", Kind.LOOKUP),
        ("What interest rate does Nepal pay?", 1, "interest rate pay", Kind.LOOKUP),
        ("What is China's role in the civil war?", 1, "civil war", Kind.OVERVIEW),
        ("What has China built there?", 1, "built", Kind.OVERVIEW),
        ("Tell me of ports", 0, "ports", Kind.LOOKUP),
        ("How large was trade? I have seen different totals.", 1, "large trade", Kind.CONFLICT),
        ("How many patrols, there or here?", 2, "patrols", Kind.COMPARISON),
    ],
)
def test_the_wording_decides_the_kind_of_answer(text: str, sides: int, query: str, kind: Kind) -> None:
    assert read_kind(text, sides, query) is kind


@pytest.mark.parametrize(
    ("between", "expected"),
    [(" or ", True), (", ", True), (" and with the ", True), (" against pressure from ", False)],
)
def test_conjunctions_and_commas_coordinate_names(between: str, expected: bool) -> None:
    assert is_coordination(between) is expected
