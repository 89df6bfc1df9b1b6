import pytest

from corpus.framework import Framework
from qa.select.sentences import measure_specificity, states_forecast


def test_figures_and_names_make_a_sentence_specific(framework: Framework) -> None:
    assert measure_specificity("China supports the development of Serbia.", framework) == 0
    assert measure_specificity("China lent Montenegro 944 million dollars.", framework) == pytest.approx(
        1 / 3
    )
    assert (
        measure_specificity(
            "On 30 October 2014 China Exim Bank lent Montenegro 944 million dollars.", framework
        )
        == 1
    )


def test_a_forecast_is_distinguished_from_a_fact() -> None:
    assert states_forecast("Trade will double.")
    assert not states_forecast("Trade doubled.")
