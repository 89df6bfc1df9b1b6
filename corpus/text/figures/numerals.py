"""Numbers as texts write them, read to their exact value: "4,150", "1 100,5", "twenty-five", "two thirds".

Whether a comma or a point is the decimal sign depends on the language of the text; English is the default:

    1.100,5 = 1,100.5 = 1 100,5     the last of two signs is the decimal one, in any language
    1,100 = 1100                    in German, Serbian, French, Russian …: 1.1, and there 1.100 = 1100
    1,5 = 1.5                       three digits make a group, others are decimals
"""

import re
from decimal import Decimal

from corpus.text.english import read_words

# Languages whose decimal sign is the comma.
_WITH_COMMA = frozenset(
    "az be bg bs ca cs da de el es et eu fi fr gl hr hu hy id is it ka kk ky lt lv mk nb nl nn no pl pt ro ru"
    " sk sl sq sr sv tr uk uz vi".split()
)
_SPACE = "[ \u00a0\u2009\u202f]"
# Digits with their separators, not yet known to be one number.
# Groups of three may have spaces between them, but not in a row of numbers: "299 404 0 17". The first digit
# stands before the alternatives, by which numbers are sought three times as fast.
DIGITS_REGEX = (
    rf"\d(?:(?<=[1-9])(?<!\d\s\d)\d{{0,2}}(?:{_SPACE}\d{{3}})+(?:[.,]\d{{1,2}})?(?![.,]?\d|\s\d)"
    r"|\d*(?:[.,'’]\d+)*)"
)
_SPACES = re.compile(_SPACE)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|[1-9]\d?(?:,\d\d)+,\d{3}")  # 1,234,567 and, in India, 12,34,567
_LOOKS_GROUPED = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_NUMBER_ALONE = re.compile(r"[-+]?[\d.,\s]+%?$")

NUMBER_WORDS = {word: int(value) for word, value in read_words("numbers").items()}  # "one" to "ninety"
_SCALES = {word: int(value) for word, value in read_words("scales").items() if len(word) > 3}
_PARTS = {word: int(value) for word, value in read_words("fractions").items()}
_ONES = "|".join(word for word, value in NUMBER_WORDS.items() if value < 10)
_TENS = "|".join(word for word, value in NUMBER_WORDS.items() if value >= 20)
_TEENS = "|".join(word for word, value in NUMBER_WORDS.items() if 10 <= value < 20)
_BELOW_HUNDRED = rf"(?:(?:{_TENS})(?:[\s-](?:{_ONES})\b)?|{_TEENS}|{_ONES})"
_BELOW_THOUSAND = rf"{_BELOW_HUNDRED}(?:[\s-](?:hundred|dozen)\b(?:(?:\sand)?\s{_BELOW_HUNDRED}\b)?)?"
_SCALE = "hundred|thousand|million|billion|trillion|dozen"
_MANY = "dozens|hundreds|thousands|millions|billions|trillions"
# English words of a number, in lower case; a scale from a thousand on is left to who reads the unit.
WORDS_REGEX = (
    r"(?P<bare>(?:multi-?)?(?:million|billion|trillion))(?=[\s-](?:dollar|euro|yuan)\b)"
    rf"|(?:(?P<count>an?|{_BELOW_HUNDRED})[\s-])?(?P<part>{'|'.join(_PARTS)})\b"
    rf"|(?P<many>(?:(?:tens|dozens|hundreds|thousands)\sof\s)?(?:{_MANY}))\b"
    rf"|(?:an?|several|a\sfew)(?=\s(?:{_SCALE})\b)(?:\s(?:hundred|dozen)\b)?"
    rf"|(?:{_BELOW_THOUSAND}\sthousand,?\s(?:and\s)?(?={_BELOW_HUNDRED}\b))?{_BELOW_THOUSAND}(?=fold\b|\b)"
)
_WORD = re.compile(r"[a-z]+")


def is_number(text: str) -> bool:
    """Return whether the text is a number and nothing else, as in a cell of a table: "1,200.50", "-3 %"."""
    return _NUMBER_ALONE.match(text) is not None


def has_decimal_comma(language: str | None) -> bool:
    """Return whether texts in the language, a two-letter code, write 1,5 for one and a half."""
    return language in _WITH_COMMA


def may_be_grouped(digits: str) -> bool:
    """Return whether a point may separate thousands though the language separates decimals by it: "1.100"."""
    return _LOOKS_GROUPED.fullmatch(digits) is not None


def read_digits(digits: str, *, decimal_comma: bool = False) -> Decimal | None:
    """Return the exact value of digits with separators, None if they are no single number: "2.0.1", "5,12,7".

    One sign before three digits is read as the language has it; `may_be_grouped` says where that is unsure.
    """
    if digits.isascii() and digits.isdigit():
        return Decimal(digits)
    plain = _SPACES.sub("", digits)
    spaced = plain != digits
    plain = plain.replace("'", ",").replace("’", ",")
    points, commas = plain.count("."), plain.count(",")
    if points and commas:
        by_point = plain.rindex(".") > plain.rindex(",")
    elif points > 1 or commas > 1:
        by_point = commas > 1  # the sign that is repeated separates thousands
    elif decimal_comma or spaced:
        by_point = bool(points) and (spaced or not may_be_grouped(plain))
    else:
        by_point = not commas or _GROUPED.fullmatch(plain) is not None
    if not by_point:
        plain = plain.translate({ord("."): ",", ord(","): "."})
    whole, point, decimals = plain.partition(".")
    if ("," in whole and not _GROUPED.fullmatch(whole)) or "," in decimals or "." in decimals:
        return None
    is_list = commas == 1 and not (points or spaced or decimal_comma) and len(whole) > 3  # "2018,2019"
    return None if is_list and not by_point else Decimal(whole.replace(",", "") + point + decimals)


def read_number_words(words: str) -> Decimal:
    """Return the value of English number words in lower case: "a hundred and five", "two dozen", "hundreds".

    Of "hundreds" it is the least that they can be, 100.
    """
    total = current = 0
    for word in _WORD.findall(words.removeprefix("multi")):
        if word in NUMBER_WORDS:
            current += NUMBER_WORDS[word]
        elif word == "tens":
            current = 10
        elif word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0
    return Decimal(total + current or 1)  # of "a" before a scale


def read_part(count: str | None, part: str) -> tuple[int, int]:
    """Return a fraction in words as numerator and denominator: ("two", "thirds") is 2 / 3."""
    return NUMBER_WORDS.get((count or "a").lower(), 1), _PARTS[part.lower()]
