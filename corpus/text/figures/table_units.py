"""Units as titles and headers of tables write them, in several languages."""

import re

# Words for the unit of a table's figures, as titles and headers of tables write them.
_UNIT_WORD = (
    r"(?:%|per\s?cent|percent(?:age)?s?|thousands?|thsd\.?|millions?|mln|mn|billions?|bln|bn|trillions?|tn"
    r"|US\$|A\$|HK\$|[$€£¥₽₺]|USD|EUR|GBP|CNY|RMB|RUB|RSD|HUF|PLN|euros?|dollars?|yuan|renminbi|rubles?"
    r"|tonnes?|tons?|kt|mt|kg|km²?|km2|sq\.?\s?km|kilomet(?:re|er)s?|hectares?|ha|barrels?|bpd|TEUs?|[kMGT]Wh?"
    r"|тыс\.?|млн\.?|млрд\.?|долл\.?|руб\.?|дин\.?|евро|юан\w*|тонн\w*|милион\w*|милијард\w*"
    r"|milion\w*|milijard\w*|hiljad\w*|evra|milyon|milyar|dolar|avro"
    r"|[百千]?[万萬亿億][美欧]?元?|百万美?元?|[美欧]元|人民币|公里|[万萬]?吨)"
)
_UNIT_ALONE = re.compile(
    rf"[(\[（]?\s*{_UNIT_WORD}(?:[\s/.-]*(?:of\s)?{_UNIT_WORD})*\s*[)\]）]?", re.IGNORECASE
)
# A unit in brackets, or after "in", a comma or a colon: "Exports (current US$)", "Loans, in million euros".
_UNIT_STATED = re.compile(
    rf"(?:[(\[（,:：]\s*|(?<!\w)(?:in|en|u|у|в)\s+)(?:[^\W\d_.]+\s+){{0,2}}?{_UNIT_WORD}(?!\w)|单位",
    re.IGNORECASE,
)


def is_unit(text: str) -> bool:
    """Return whether the text is a unit and nothing else, as below the header of a table: "(million US$)"."""
    return _UNIT_ALONE.fullmatch(text) is not None


def states_unit(text: str) -> bool:
    """Return whether a title or header states the unit of figures: "Exports (million US$)"."""
    return _UNIT_STATED.search(text) is not None
