"""Which language a text is in; what is not sure is None."""

import subprocess
import sys

import pytest

from corpus.text.language import detect_language, name_language, parse_language_tag

TEXTS = {
    "zh": "中国与塞尔维亚签署了自由贸易协定，该协定于二零二四年七月一日生效，双方贸易额增长了一倍。",
    "ja": "中国はセルビアと自由貿易協定を締結し、この協定は二〇二四年七月に発効した。",
    "ko": "중국은 세르비아와 자유무역협정을 체결했으며 이 협정은 올해 칠월에 발효되었다.",
    "ru": "Китай вложил в экономику Сербии более трёх миллиардов долларов, и объём торговли вырос.",
    "uk": "Китай інвестував у порти України, і їхня торгівля зросла вдвічі за останні роки.",
    "bg": "Китай инвестира в български пристанища и железници през последните години.",
    "mk": "Кина го финансираше автопатот Кичево – Охрид со кредит од Ексим банка, кој доцни со години.",
    "kk": "Қытай мен Қазақстан арасындағы сауда көлемі өткен жылы қырық миллиард доллардан асты.",
    "tg": "Чин ба Тоҷикистон барои сохтмони роҳҳо ва нақбҳо қарз додааст, ки баргардонидани он душвор аст.",
    "uz": "Xitoy va Oʻzbekiston temir yoʻl qurilishi boʻyicha kelishuv imzoladi va savdo hajmi oshdi.",
    "tr": "Türkiye ve Çin bu yıl için yeni bir anlaşma imzaladı ve ticaret daha çok büyüdü.",
    "en": "The government of Serbia signed an agreement with China, and the trade of the two has doubled.",
    "de": "Die Regierung von Serbien hat mit China ein Abkommen unterzeichnet, das nicht für alle gut ist.",
    "fr": "La Chine a construit le chemin de fer et détient une base militaire à Djibouti.",
    "pt": "A China tornou-se o maior parceiro comercial do Brasil e financia a construção de ferrovias.",
    "ro": "China a investit în România mai puțin decât în Serbia, iar centrala nu a fost construită.",
    "sq": "Kina ka investuar në aeroportin e Tiranës dhe në fushat e naftës së Shqipërisë.",
    "el": "Η κινεζική εταιρεία αγόρασε το λιμάνι του Πειραιά και επένδυσε σε αυτό.",
    "ar": "استثمرت الصين في ميناء حيفا وفي السكك الحديدية في السعودية.",
    "fa": "چین بزرگترین شریک تجاری ایران است و نفت آن را می‌خرد و در بنادر سرمایه‌گذاری می‌کند.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_of_a_text_is_found(code: str) -> None:
    assert detect_language(TEXTS[code]) == code


@pytest.mark.parametrize(
    "text",
    [
        "Србија је купила шест дронова од Кине, а њена влада је то потврдила у мају. Љубазни ђаци.",
        "Srbija je kupila šest dronova od Kine, a vlada je to potvrdila u maju i na sednici za javnost.",
        "Kina je u Hrvatskoj izgradila Pelješki most, a gradnju je financirala Europska unija.",
        "Kineska banka je odobrila kredit za termoelektranu Tuzla, ali je projekat zaustavljen zbog duga.",
    ],
)
def test_serbian_croatian_and_bosnian_are_one_language_in_two_alphabets(text: str) -> None:
    assert detect_language(text) == "sr"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019, 2020; 3.5 %",
        "Piraeus",
        "Порт Пиреј Хесбис",
        "Country: Serbia; Year: 2019; Loan: 1.1 bn",
        "Zijin Bor, Hesteel Smederevo, CRBC, CMEC, Huawei",
        "Beijing Belgrade Budapest Bishkek Dushanbe Tashkent Astana",
        "Xyzzy plugh quux frobnicate garply waldo fred corge thud",
    ],
)
def test_what_is_not_sure_is_none(text: str) -> None:
    assert detect_language(text) is None


@pytest.mark.parametrize(
    ("most", "other"), [("en", "zh"), ("zh", "en"), ("en", "tr"), ("tr", "en"), ("ru", "en")]
)
def test_a_foreign_quotation_does_not_change_the_language(most: str, other: str) -> None:
    assert detect_language(f"{TEXTS[most] * 2} {TEXTS[other]} {TEXTS[most] * 3}") == most


@pytest.mark.parametrize(
    ("code", "name"), [("sr", "Serbian"), ("zh", "Chinese"), ("kk", "Kazakh"), ("qq", "qq")]
)
def test_a_code_has_an_english_name(code: str, name: str) -> None:
    assert name_language(code) == name


@pytest.mark.parametrize(
    ("label", "code"),
    [("sr-Latn-RS", "sr"), ("en_GB", "en"), ("TR", "tr"), ("english", None), ("", None), (None, None)],
)
def test_a_label_gives_its_code(label: str | None, code: str | None) -> None:
    assert parse_language_tag(label) == code


def test_the_model_is_loaded_by_the_first_text_only() -> None:
    code = "import sys, corpus.text.language; print({'py3langid', 'babel'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
