"""The words of a question that carry what is asked, without names of sides and words that only ask."""

import re
from collections.abc import Sequence

from corpus.text.tokens import STOPWORDS, split_words

_WORD = re.compile(r"[\w'’%$.+-]*\w")
_NEGATION = re.compile(r"\w+n['’]t", re.IGNORECASE)  # "didn't"
# Stems that ask or compare. A search with them finds sentences about studies, not about China.
_ASKING = (
    "compar comparison contrast differ differenti versus vs relat similar common share role approach "
    "strategi engag engagement presenc footprint involv influenc tie polici way main side region countri "
    "state area china chines beij prc term look like make made take use get give tell know say said much "
    "mani also each two one three four respect case deal keep want need pleas explain describ overview "
    "summari question answer kind sort thing what how"
)
# Stems so common that it means little if a corpus lacks them.
_COMMON = (
    "good better best bad wors worst big bigger biggest small smaller larg larger great greater rich "
    "poor heavi hard harder easi high higher low lower realli actual exact just still ever yet quit "
    "onto across despit togeth anyon someon everyon anyth someth everyth stuff place part lot bit see "
    "seen hear heard hold held bring brought put move moved walk go goe went gone come came got fare "
    "stack slice play happen show find found tri manag handl treat defin help mean meant seem stand "
    "let yes ye no skip cover speak chart tabl price tag old new most more less least long far often "
    "wich ppl whos etc instead reason timelin chronolog histori mileston over time step event"
)
_SCAFFOLD = frozenset([*_ASKING.split(), *_COMMON.split()])


def content_query(text: str, excluded: Sequence[tuple[int, int]]) -> str:
    """Join the content words outside the `excluded` spans, in order, each stem once."""
    words: dict[str, str] = {}
    for match in _WORD.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in excluded):
            continue
        stems = [w.stem for w in split_words(match.group())]
        if (
            match.group().lower() in STOPWORDS
            or _NEGATION.fullmatch(match.group())
            or all(s in _SCAFFOLD for s in stems)
        ):
            continue
        words.setdefault(" ".join(stems), match.group())
    return " ".join(words.values())
