"""Which language a text is in; what is not sure is None."""

import pytest

from corpus.text.language import declared_language, detect_language

TEXTS = {
    "zh": "中国与塞尔维亚签署了自由贸易协定，该协定于二零二四年七月一日生效，双方贸易额增长了一倍。",
    "ja": "中国はセルビアと自由貿易協定を締結し、この協定は二〇二四年七月に発効した。",
    "ko": "중국은 세르비아와 자유무역협정을 체결했으며 이 협정은 올해 칠월에 발효되었다.",
    "ru": "Китай вложил в экономику Сербии более трёх миллиардов долларов, и объём торговли вырос.",
    "sr": "Србија је купила шест дронова од Кине, а њена влада је то потврдила у мају. Љубазни ђаци.",
    "uk": "Китай інвестував у порти України, і їхня торгівля зросла вдвічі за останні роки.",
    "tr": "Türkiye ve Çin bu yıl için yeni bir anlaşma imzaladı ve ticaret daha çok büyüdü.",
    "en": "The government of Serbia signed an agreement with China, and the trade of the two has doubled.",
    "de": "Die Regierung von Serbien hat mit China ein Abkommen unterzeichnet, das nicht für alle gut ist.",
    "el": "Η κινεζική εταιρεία αγόρασε το λιμάνι του Πειραιά και επένδυσε σε αυτό.",
}
SERBIAN_LATIN = (
    "Srbija je kupila šest dronova od Kine, a vlada je to potvrdila u maju i na sednici za javnost."
)


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_of_a_text_is_found(code: str) -> None:
    assert detect_language(TEXTS[code]) == code


def test_serbian_is_one_language_in_two_alphabets() -> None:
    assert detect_language(SERBIAN_LATIN) == "sr"


@pytest.mark.parametrize(
    "text", ["", "2019, 2020; 3.5 %", "Piraeus", "Xyzzy plugh quux frobnicate garply waldo fred corge thud"]
)
def test_what_is_not_sure_is_none(text: str) -> None:
    assert detect_language(text) is None


@pytest.mark.parametrize(
    ("label", "code"),
    [("sr-Latn-RS", "sr"), ("en_GB", "en"), ("TR", "tr"), ("english", None), ("", None), (None, None)],
)
def test_a_label_gives_its_code(label: str | None, code: str | None) -> None:
    assert declared_language(label) == code
