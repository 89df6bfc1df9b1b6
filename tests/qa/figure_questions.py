"""Questions to the tables of figures, with what their CSV files give for them.

What is expected is computed here from the files alone: (what it is of, value) in the order of the answer.
`EXPECTED` are questions with such figures, `OTHERS` those without: refusals, and figures that do not exist.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from corpus.ingest.load import STARTER_FIGURES

PROJECTS = Path(__file__).with_name("projects.csv")
Figures = list[tuple[str, float]]
_DEBT, _SHARE, _AID, _ARMS, _TIES, _VOTES = (
    pd.read_csv(STARTER_FIGURES / f"{name}.csv")
    for name in (
        "debt_owed_to_china",
        "share_of_debt_owed_to_china",
        "development_finance",
        "military_finance",
        "public_diplomacy",
        "un_votes_with_china",
    )
)
_LIST = pd.read_csv(PROJECTS, thousands=",", na_values="n/a")
_COST = "Cost (USD million)"
STANS = ("Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan")


def add(frame: pd.DataFrame, column: str, place: str, first: int = 0, last: int = 9999) -> float:
    """The sum of a country's rows in these years."""
    rows = frame[(frame["country"] == place) & frame["year"].between(first, last or first)]
    return float(rows[column].sum())


def order(
    frame: pd.DataFrame,
    column: str,
    places: Sequence[str],
    first: int = 0,
    last: int = 9999,
    *,
    ascending: bool = False,
) -> Figures:
    """The sums of countries, the largest first."""
    sums = [(place, add(frame, column, place, first, last)) for place in places]
    return sorted(sums, key=lambda pair: pair[1] if ascending else -pair[1])


def differ(figures: Figures) -> Figures:
    """Two figures, and how much more the first one is."""
    (first, more), (_, less) = figures
    return [*figures, (first, more - less)]


def rank_all(frame: pd.DataFrame, column: str, year: int, low: float = 0) -> Figures:
    """All countries of a year above a limit, the largest first."""
    sums = frame[frame["year"] == year].groupby("country")[column].sum()
    return [(str(k), float(v)) for k, v in sums.sort_values(ascending=False).items() if v > low]


def ties(measure: str) -> pd.DataFrame:
    return _TIES[_TIES["measure"] == measure]


def share_of(part: str, whole: Sequence[str], frame: pd.DataFrame, column: str, year: int) -> Figures:
    parts = [add(frame, column, place, year, year) for place in (part, *whole)]
    return [(part, parts[0]), (part, 100 * parts[0] / sum(parts[1:]))]


def change(frame: pd.DataFrame, column: str, place: str, first: int, last: int) -> Figures:
    before, after = (add(frame, column, place, year, year) for year in (first, last))
    return [(place, before), (place, after), (place, after - before)]


def rows(*, count: int | None = None, **chosen: object) -> Figures:
    """The rows of the user's list with these cells, the most expensive first; those without a cost last."""
    frame = choose(**chosen).sort_values([_COST, "Project"], ascending=[False, True])
    return [(p, c) for p, c in zip(frame["Project"], frame[_COST], strict=True)][:count]


def choose(**chosen: object) -> pd.DataFrame:
    frame = _LIST
    for column, value in chosen.items():
        frame = frame[frame[column.replace("_", " ")] == value]
    return frame


def number(**chosen: object) -> Figures:
    return [("", float(len(choose(**chosen))))]


def sum_rows(**chosen: object) -> Figures:
    return [("", float(choose(**chosen)[_COST].sum()))]


def rank_groups(column: str) -> Figures:
    sums = _LIST.groupby(column)[_COST].sum().sort_values(ascending=False)
    return [(str(name), float(value)) for name, value in sums.items()]


EXPECTED: dict[str, Callable[[], Figures]] = {
    # which is more
    "Which owes China more, Kenya or Zambia?": lambda: differ(order(_DEBT, "usd", ["Kenya", "Zambia"])),
    "Who has the larger debt to China, Ethiopia or Nigeria?": lambda: differ(
        order(_DEBT, "usd", ["Ethiopia", "Nigeria"])
    ),
    "Did Chile or Peru vote with China more often at the United Nations in 2015?": lambda: differ(
        order(_VOTES, "percent_agreement", ["Chile", "Peru"], 2015, 2015)
    ),
    "Did more students from Mongolia or from Nepal study in China in 2015?": lambda: differ(
        order(ties("students_in_china"), "value", ["Mongolia", "Nepal"], 2015, 2015)
    ),
    "Was more development finance committed to Ghana or to Senegal?": lambda: differ(
        order(_AID, "usd_2021", ["Ghana", "Senegal"])
    ),
    "In which is the share of external debt owed to China larger, in Samoa or in Fiji?": lambda: differ(
        order(_SHARE, "percent", ["Samoa", "Fiji"], 2024, 2024)
    ),
    "Which received more military finance projects from China, Bolivia or Ghana?": lambda: differ(
        order(_ARMS, "projects", ["Bolivia", "Ghana"])
    ),
    # rankings
    "Rank Kazakhstan, Kyrgyzstan, Tajikistan, Turkmenistan and Uzbekistan by debt to China.": lambda: order(
        _DEBT, "usd", [s for s in STANS if add(_DEBT, "usd", s)]
    ),
    "Rank Laos, Cambodia and Myanmar by the share of external debt owed to China.": lambda: order(
        _SHARE, "percent", ["Laos", "Cambodia", "Myanmar"], 2024, 2024
    ),
    "Rank Egypt, Sudan and Angola by development finance from China.": lambda: order(
        _AID, "usd_2021", ["Egypt", "Sudan", "Angola"]
    ),
    "Rank Japan, India and Australia by agreement with China in UN votes in 2010.": lambda: order(
        _VOTES, "percent_agreement", ["Japan", "India", "Australia"], 2010, 2010
    ),
    "Order Thailand, Vietnam and Laos from the fewest to the most students in China in 2016.": lambda: order(
        ties("students_in_china"), "value", ["Thailand", "Vietnam", "Laos"], 2016, 2016, ascending=True
    ),
    # the n of the most
    "Which five countries owe China the most?": lambda: rank_all(_DEBT, "usd", 2024)[:5],
    "Which three countries had the most students in China in 2016?": lambda: rank_all(
        ties("students_in_china"), "value", 2016
    )[:3],
    "Which four countries owe China the largest share of their external debt in 2020?": lambda: rank_all(
        _SHARE, "percent", 2020
    )[:4],
    # shares
    "What share of Central Asia's debt to China is owed by Uzbekistan?": lambda: share_of(
        "Uzbekistan", STANS, _DEBT, "usd", 2024
    ),
    "What share of Central Asia's students in China in 2014 came from Kazakhstan?": lambda: share_of(
        "Kazakhstan", STANS, ties("students_in_china"), "value", 2014
    ),
    # totals
    "How much do Kenya, Uganda and Rwanda owe China in total?": lambda: [
        ("Kenya, Uganda and Rwanda", sum(v for _, v in order(_DEBT, "usd", ["Kenya", "Uganda", "Rwanda"])))
    ],
    "What is the total debt of Central Asia to China?": lambda: [
        ("Central Asia", sum(add(_DEBT, "usd", s) for s in STANS))
    ],
    "How much development finance did China commit to Bolivia from 2010 to 2015?": lambda: [
        ("Bolivia", add(_AID, "usd_2021", "Bolivia", 2010, 2015))
    ],
    "How many government visits did China and Vietnam have in total from 2005 to 2010?": lambda: [
        ("Vietnam", add(ties("government_visits"), "value", "Vietnam", 2005, 2010))
    ],
    # changes
    "How did the share of Kenya's external debt owed to China change from 2010 to 2020?": lambda: change(
        _SHARE, "percent", "Kenya", 2010, 2020
    ),
    "By how much did Mongolia's students in China grow between 2005 and 2015?": lambda: change(
        ties("students_in_china"), "value", "Mongolia", 2005, 2015
    ),
    "How did Turkey's agreement with China in UN votes change from 2005 to 2017?": lambda: change(
        _VOTES, "percent_agreement", "Turkey", 2005, 2017
    ),
    # counts and filters
    "How many countries owe China more than $4 billion?": lambda: [
        ("", float(len(rank_all(_DEBT, "usd", 2024, 4e9))))
    ],
    "How many countries owed China over 40 percent of their external debt in 2015?": lambda: [
        ("", float(len(rank_all(_SHARE, "percent", 2015, 40))))
    ],
    "Which countries owe China more than $7 billion?": lambda: rank_all(_DEBT, "usd", 2024, 7e9),
    "Which countries had more than 15,000 students in China in 2015?": lambda: rank_all(
        ties("students_in_china"), "value", 2015, 15000
    ),
    # single figures
    "How much debt does Laos owe to China?": lambda: [("Laos", add(_DEBT, "usd", "Laos"))],
    "What share of Tajikistan's external debt was owed to China in 2015?": lambda: [
        ("Tajikistan", add(_SHARE, "percent", "Tajikistan", 2015, 2015))
    ],
    "How many Confucius Institutes were there in South Korea in 2012?": lambda: [
        ("South Korea", add(ties("confucius_institutes"), "value", "South Korea", 2012, 2012))
    ],
    "How often did Brazil vote with China at the UN in 2008?": lambda: [
        ("Brazil", add(_VOTES, "percent_agreement", "Brazil", 2008, 2008))
    ],
}
OF_PROJECTS: dict[str, Callable[[], Figures]] = {
    "How many projects are in my list?": lambda: number(),
    "How many projects in my list are in Zambia?": lambda: number(Country="Zambia"),
    "How many of my projects are cancelled?": lambda: number(Status="cancelled"),
    "Which projects in my list are in Bolivia?": lambda: rows(Country="Bolivia"),
    "Which of my projects were signed in 2021?": lambda: rows(Year_signed=2021),
    "Which mining projects are in my list?": lambda: rows(Sector="Mining"),
    "What are the three most expensive projects in my list?": lambda: rows(count=3),
    "What is the total cost of the projects in my list?": lambda: sum_rows(),
    "What do the projects in Kenya in my list cost in total?": lambda: sum_rows(Country="Kenya"),
    "What is the total cost of the water projects in my list?": lambda: sum_rows(Sector="Water"),
    "In my list, which has the higher total cost, Serbia or Hungary?": lambda: sorted(
        [("Serbia", sum_rows(Country="Serbia")[0][1]), ("Hungary", sum_rows(Country="Hungary")[0][1])],
        key=lambda pair: -pair[1],
    ),
    "What did the Minna Freight Line cost, according to my list?": lambda: rows(Project="Minna Freight Line"),
    "Rank the sectors in my list by total cost.": lambda: rank_groups("Sector"),
    "What is the total cost of the projects by country in my list?": lambda: rank_groups("Country"),
    "How many projects in my list cost more than $500 million?": lambda: [
        ("", float((_LIST[_COST] > 500).sum()))
    ],
    "How many of my projects does Tianhe Power build?": lambda: number(Contractor="Tianhe Power"),
}
OTHERS = (
    # no figure
    "How much debt does Venezuela owe to China?",
    "How many students from Kenya studied in China in 2015?",
    "How often did Georgia vote with China at the UN in 2023?",
    "What share of Kosovo's external debt is owed to China?",
    "Which owes China more, Cuba or Ecuador?",
    "Which countries owe China more than $90 billion?",
    # not comparable
    "What is the average share of external debt owed to China by Laos, Angola and Kenya?",
    "What is the total of Kenya's debt to China from 2015 to 2020?",
    "Is Kenya's debt to China bigger than the development finance that China committed to it?",
    "What is the total share of external debt that South Asia owes to China?",
    # many, regions, parts
    "Rank the countries of Africa by debt to China.",
    "Rank all countries by development finance from China.",
    "Which owes China more, South Asia or Central Asia?",
    "What share of Angola's debt to China is owed to commercial banks?",
    "How much development finance did China commit to the Pacific Islands from 2015 to 2020?",
    "How did development finance to Ethiopia change from 2010 to 2018?",
    "How have students from Laos in China grown year by year?",
    "How many African countries owe China more than $2 billion?",
    "Which Latin American countries voted with China in more than 80% of UN votes in 2019?",
    "How much military finance did China commit to Ghana?",
    "How many military visits did China and Pakistan have since 2010?",
)
OTHERS_OF_PROJECTS = (
    "What share of the total cost of my projects is in transport?",
    "Which projects in my list are in Chile?",
    "Which of my projects in Serbia are under construction?",
    "List the energy projects in my list.",
    "How many projects in my list are there in each country?",
)
