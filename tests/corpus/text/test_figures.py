"""Figures are read whole, with value, unit and year; what only looks like one is not."""

import pytest

from corpus.records import Figure
from corpus.text.english import read_words
from corpus.text.figures.find import find_figures, is_money
from corpus.text.figures.units import CURRENCIES

Short = tuple[str, float, float | None, str]


def read(text: str, language: str | None = None) -> list[Short]:
    """Each figure as its words, value, upper end and unit."""
    return [(text[f.start : f.end], f.value, f.high, f.unit) for f in find_figures(text, language)]


def years(text: str) -> dict[str, int | None]:
    return {text[f.start : f.end]: f.year for f in find_figures(text)}


@pytest.mark.parametrize(
    ("text", "figure", "value", "unit"),
    [
        ("It lent US$4,150 million.", "US$4,150 million", 4.15e9, "USD"),
        ("a sum of €1.1bn", "€1.1bn", 1.1e9, "EUR"),
        ("about RMB 1.2 trillion", "RMB 1.2 trillion", 1.2e12, "CNY"),
        ("for USD500m", "USD500m", 5e8, "USD"),
        ("the A$400 million fund", "A$400 million", 4e8, "AUD"),
        ("for Rs 400 crore", "Rs 400 crore", 4e9, "INR"),
        ("some 46 million euros", "46 million euros", 4.6e7, "EUR"),
        ("3 million dinars", "3 million dinars", 3e6, "RSD"),
        ("500,000 Kenyan shillings", "500,000 Kenyan shillings", 500_000, "KES"),
        ("its trillion-dollar plan", "trillion-dollar", 1e12, "USD"),
        ("a 10-million-dollar deal", "10-million-dollar", 1e7, "USD"),
        ("it lost -$5bn", "-$5bn", -5e9, "USD"),
        ("a school for 40 million leva", "40 million leva", 4e7, "BGN"),
        ("It owes 3 billion hryvnias.", "3 billion hryvnias", 3e9, "UAH"),
        ("sold for Â£90,000", "£90,000", 90_000, "GBP"),
        ("总额约$3 million", "$3 million", 3e6, "USD"),
    ],
)
def test_a_sum_has_its_currency_and_scale(text: str, figure: str, value: float, unit: str) -> None:
    assert read(text) == [(figure, value, None, unit)]
    assert is_money(*find_figures(text))


@pytest.mark.parametrize(
    ("text", "figure", "value", "unit"),
    [
        ("a 49-year lease", "49-year", 49, "year"),
        ("a 350-kilometre road", "350-kilometre", 350, "km"),
        ("a pier of 300 m", "300 m", 300, "m"),
        ("12.5 per cent of debt", "12.5 per cent", 12.5, "%"),
        ("up 3 percentage points", "3 percentage points", 3, "percentage point"),
        ("5.5 million barrels a day", "5.5 million barrels a day", 5.5e6, "barrel per day"),
        ("4.089 million tonnes of freight", "4.089 million tonnes", 4_089_000, "t"),
        ("over 48 square kilometers", "48 square kilometers", 48, "km²"),
        ("a 600-megawatt plant", "600-megawatt", 600, "MW"),
        ("It grew -3.2 percent.", "-3.2 percent", -3.2, "%"),
        ("It grew −3.2%.", "−3.2%", -3.2, "%"),
        ("2000 km of road", "2000 km", 2000, "km"),
        ("It yields 40 million kWh a year.", "40 million kWh", 4e7, "kWh"),
        ("3 bcm a year flow west", "3 bcm", 3, "bcm"),
        ("a flow of 500 cu ft/s", "500 cu ft/s", 500, "cu ft/s"),
        ("a tank of 90 cubic feet", "90 cubic feet", 90, "cu ft"),
        ("It is 90 miles long.", "90 miles", 90, "mile"),
        ("a road (12.5 miles)", "12.5 miles", 12.5, "mile"),
    ],
)
def test_a_quantity_has_its_unit_of_measure(text: str, figure: str, value: float, unit: str) -> None:
    assert read(text) == [(figure, value, None, unit)]


@pytest.mark.parametrize(
    ("text", "figure", "value", "unit"),
    [
        ("84 wells", "84 wells", 84, "well"),
        ("It sent 40 military attaches to Bor.", "40 military attaches", 40, "attache"),
        ("flown by 12 Y-20 aircraft in May", "12 Y-20 aircraft", 12, "aircraft"),
        ('22 "early harvest" projects', '22 "early harvest" projects', 22, "project"),
        ("1,500 of its workers", "1,500 of its workers", 1500, "worker"),
        ("signed by 16 U.S. Senators", "16 U.S. Senators", 16, "senator"),
        ("a clash injuring 20", "20", 20, "person"),
        ("6.6 million people live there", "6.6 million people", 6.6e6, "person"),
        ("a 12-member board", "12-member", 12, "member"),
        ("four more countries", "four more countries", 4, "country"),
        ("Some 2000 workers came.", "2000 workers", 2000, "worker"),
        ("500+ firms", "500+ firms", 500, "firm"),
        ("six rail and road tunnels", "six rail and road tunnels", 6, "tunnel"),
        ("three old or idle US mills", "three old or idle US mills", 3, "mill"),
        ("nine US senators", "nine US senators", 9, "senator"),
        ("about 80 pupils injured in Minsk", "80 pupils", 80, "pupil"),
        ("12 sailors killed", "12 sailors", 12, "sailor"),
        ("The senate voted 61 on Monday.", "61", 61, "vote"),
    ],
)
def test_what_is_counted_is_a_noun_in_the_singular(text: str, figure: str, value: float, unit: str) -> None:
    assert read(text) == [(figure, value, None, unit)]


@pytest.mark.parametrize(
    ("text", "figure", "value", "high", "unit"),
    [
        ("10 to 15 percent", "10 to 15 percent", 10, 15, "%"),
        ("10–15%", "10–15%", 10, 15, "%"),
        ("between 2 and 3 million people", "2 and 3 million people", 2e6, 3e6, "person"),
        ("$5-6 billion", "$5-6 billion", 5e9, 6e9, "USD"),
        ("$1 to $2 billion", "$1 to $2 billion", 1e9, 2e9, "USD"),
        ("$800 million to $1.2 billion", "$800 million to $1.2 billion", 8e8, 1.2e9, "USD"),
        ("two or three ports", "two or three ports", 2, 3, "port"),
        ("a storm that killed 5 to 8", "5 to 8", 5, 8, "person"),
        ("€5-6 a head", "€5-6", 5, 6, "EUR"),
        ("estimates range from 3 to 5 percent", "3 to 5 percent", 3, 5, "%"),
    ],
)
def test_a_range_is_one_figure(text: str, figure: str, value: float, high: float, unit: str) -> None:
    assert read(text) == [(figure, value, high, unit)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It fell from 20 to 10 percent.", [(20, "%"), (10, "%")]),
        ("It rose from 3 to 5 percent.", [(3, "%"), (5, "%")]),
        ("a pier of 300 or 650 metres", [(300, "m"), (650, "m")]),
        ("from 1.4 million tonnes in 2000 to 11.1 million in 2024", [(1.4e6, "t"), (11.1e6, "t")]),
        ("of 2,400 of its roughly 3,100 soldiers", [(2400, "soldier"), (3100, "soldier")]),
        ("12 ships, two of which sank", [(12, "ship"), (2, "ship")]),
        ("36 percent, up five points", [(36, "%"), (5, "percentage point")]),
        ("176 direct and 1,514 indirect members", [(176, "member"), (1514, "member")]),
        ("12 aircraft and 1,500 missiles", [(12, "aircraft"), (1500, "missile")]),
        ("The council voted 31 to 9 for it.", [(31, "vote"), (9, "vote")]),
        ("40 percent of Poles, 35 in Riga and 20 in Oslo", [(40, "%"), (35, "%"), (20, "%")]),
        ("It rose to 9 percent while ours sank from 8 to 7.", [(9, "%"), (8, "%"), (7, "%")]),
        ("It grew 5 percent to 70,000.", [(5, "%"), (70_000, "")]),
        ("2 million bricks for Pskov, half a million for Riga", [(2e6, "brick"), (5e5, "brick")]),
        ("3 million tonnes in 2001 and 4 million in 2002", [(3e6, "t"), (4e6, "t")]),
        ("killed 20 Poles and injured 30", [(20, "pole"), (30, "person")]),
        ("from 60 against 24 percent in Oslo", [(60, "%"), (24, "%")]),
        ("Riga had 12 versus about 15 mills", [(12, "mill"), (15, "mill")]),
        ("He hired 12 (later 15) Polish sailors.", [(12, "sailor"), (15, "sailor")]),
        ("a fleet of 80, later nearly 90, ferries", [(80, "ferry"), (90, "ferry")]),
        ("Riga ($2 million), Oslo (3.5) and Bonn (4)", [(2e6, "USD"), (3.5e6, "USD"), (4e6, "USD")]),
        ("Riga (5 thousand tonnes) and Oslo (700)", [(5000, "t"), (700, "")]),
    ],
)
def test_a_number_without_a_unit_has_that_of_its_neighbour(
    text: str, values: list[tuple[float, str]]
) -> None:
    assert [(f.value, f.unit) for f in find_figures(text)] == values


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("twenty-five ships", 25, "ship"),
        ("two dozen drones", 24, "drone"),
        ("a half-dozen railways", 6, "railway"),
        ("half of them", 0.5, "share"),
        ("two-thirds of it", 2 / 3, "share"),
        ("a quarter of the loans", 0.25, "share"),
        ("four in ten of them", 0.4, "share"),
        ("one in five people", 0.2, "share"),
        ("one in nine of its mills", 1 / 9, "share"),
        ("three in seven voters", 3 / 7, "share"),
        ("It cut the fee by half.", 0.5, "share"),
        ("tearing the union in half", 0.5, "share"),
        ("a sevenfold rise", 7, "time"),
        ("Sales grew twentyfold.", 20, "time"),
        ("a hundred ships", 100, "ship"),
        ("hundreds of workers", 100, "worker"),
        ("several thousand people", 1000, "person"),
        ("tens of billions of dollars", 1e10, "USD"),
        ("two and a half years", 2.5, "year"),
        ("one and a half million people", 1.5e6, "person"),
        ("half a million dollars", 500_000, "USD"),
        ("two thousand five hundred men", 2500, "man"),
        ("one percent", 1, "%"),
    ],
)
def test_spelled_numbers_are_read(text: str, value: float, unit: str) -> None:
    assert [(f.value, f.unit) for f in find_figures(text)] == [(value, unit)]


def test_every_spelled_number_below_a_million_has_its_value() -> None:
    """With the spelling of text2num 3.1.0 and num2words 0.5, which agree on these."""
    small = {int(n): word for word, n in read_words("numbers").items()}

    def spell(n: int) -> str:
        if n >= 1000:
            rest = n % 1000
            joiner = ", " if rest >= 100 else " and "
            return f"{spell(n // 1000)} thousand" + (joiner + spell(rest) if rest else "")
        if n >= 100:
            return f"{small[n // 100]} hundred" + (f" and {spell(n % 100)}" if n % 100 else "")
        return small[n] if n in small else f"{small[n - n % 10]}-{small[n % 10]}"

    assert (spell(381), spell(2005)) == ("three hundred and eighty-one", "two thousand and five")
    for n in (*range(2, 1200), *range(1200, 1_000_000, 7919)):
        assert [f.value for f in find_figures(f"It has {spell(n)} ports.")] == [n], spell(n)


@pytest.mark.parametrize(
    "text",
    [
        "in 2019, May 2020 and the 1990s",
        "on 12 May, May 12 or 12.05.2019",
        "from 2019-05-12 to 2019-05-31",
        "in 2013-17 and 2018/19",
        "the 2019 elections, in 2019 dollars",
        "the 17+1, the 16 + 1 and the C5+1",
        "the G20, the C919 and FK-3 missiles",
        "5G, COVID-19, B2B and the Boeing 737's",
        "under Article 5 and Chapter 3",
        "Phase 2 of Agenda 21",
        "on the Yi Peng 3",
        "It grew.12 Trade fell [14].",
        "call +381 11 123 456",
        "version 2.0.1 of Web 2.0",
        "at 9:30, open 24/7, from 9 a.m.",
        "under 14 CFR 39.13 and 5 U.S.C. 552, paragraph (h)(7)",
        "the types 737–31–1860 and -8/-9",
        "the third country, the 19th and the twenty-first congress",
        "the first half of the second quarter",
        "one of the one-China states, a two-way street",
        "the Three Gorges Dam and the Five-Year Plan",
        "the Group of Seven",
        "It won 3–1 in the top half of the table.",
        "the 320-5 jets and the 90–8 tractors",
        "Journal of Roads, 14 (2): 31–40, and 9 (11), p. 3",
    ],
)
def test_years_dates_ordinals_names_and_labels_are_no_figures(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trade was $5 billion in 2019 and $7 billion in 2020.", {"$5 billion": 2019, "$7 billion": 2020}),
        ("In 2019 Serbia lent $5 million and sold 12 drones.", {"$5 million": 2019, "12 drones": 2019}),
        ("Exports (up 83%) were 4 million tonnes in 2023.", {"83%": 2023, "4 million tonnes": 2023}),
        ("It gives EUR 6 billion in 2024-2027.", {"EUR 6 billion": None}),
        ("Between 2013 and 2017 it lent $5 billion.", {"$5 billion": None}),
        ("It has lent $5 billion since 2013.", {"$5 billion": None}),
        ("In 2019 it signed a six-year lease of 30 km.", {"six-year": None, "30 km": None}),
        ("In 2025 it held $2 billion, down from $3 billion.", {"$2 billion": 2025, "$3 billion": None}),
        ("The line cost $400 million, Reuters reported in 2019.", {"$400 million": None}),
        ("A 2023 report counts 12 ports.", {"12 ports": None}),
        ("In 2025 it was $348 billion, 18 percent above 2024.", {"$348 billion": 2025, "18 percent": 2025}),
        ("In 2019 the two states met 40 envoys.", {"two states": None, "40 envoys": 2019}),
        ("The three banks opened in 2011.", {"three banks": None}),
        ("Between 2010 and 2012 it fell from 9% to 4%.", {"9%": 2010, "4%": 2012}),
        ("It rose from $3 million to $8 million in 2001-2004.", {"$3 million": 2001, "$8 million": 2004}),
        ("It sank from 30% to 20% in 2005.", {"30%": None, "20%": 2005}),
        ("In 2001 it had 9 mills against 7 mills in 1999.", {"9 mills": 2001, "7 mills": 1999}),
        (
            "Begun in 2001, it cost €9 million ($10 million) in 2004.",
            {"€9 million": 2004, "$10 million": 2004},
        ),
        ("In 2001 it sold 3 ferries (and 2 tugs) in 2004.", {"3 ferries": 2004, "2 tugs": 2004}),
        ("In 2001 and in the first half of 2004 it paid $5.", {"$5": 2004}),
        ("It lost 9% in 2001 with 4% more in the first half of 2002.", {"9%": 2001, "4%": 2002}),
        ("It owned 90 acres by mid-2004.", {"90 acres": 2004}),
        ("In 2001 it lost 5 km² by end-2003.", {"5 km²": 2003}),
        ("Opened in 2004, it is designed for 900 cars.", {"900 cars": None}),
        ("In 2004 it bought 3 million tonnes of milling capacity.", {"3 million tonnes": None}),
        ("In 2004 the price rose from an original $3 million.", {"$3 million": None}),
        ("In 2004 it paid $9, the previous $6 being lost.", {"$9": 2004, "$6": None}),
        ("In 2004 it drew pupils from 12 towns.", {"12 towns": 2004}),
        ("In 2004 it bought oil from nine Dutch traders.", {"nine Dutch traders": 2004}),
        ("A 2004 Acme Institute paper counts 12 mills.", {"12 mills": None}),
        ("In 2004 Riga Port reports 12 mills.", {"12 mills": 2004}),
        ("It beat the $9 million recorded for 2004.", {"$9 million": 2004}),
        ("Ours were 12 mills, as counted for 2004.", {"12 mills": 2004}),
        ("The loan paid 60% of the dam, and a road was built in 2004.", {"60%": None}),
        ("It ceded 9 mills but won a case in 2004.", {"9 mills": None}),
        ("Oslo has 9 mills and will have a port by 2004.", {"9 mills": None}),
        ("Oslo bought 9 mills and sold 7 ferries in 2004.", {"9 mills": 2004, "7 ferries": 2004}),
        ("The pact has 12 members after 2004.", {"12 members": None}),
        ("After 2004 nine ports stayed open.", {"nine ports": None}),
        ("Sales were $9 million in 2004, a 5% rise on 2001.", {"$9 million": 2004, "5%": 2004}),
        ("In 2004 it sold 12 ferries, up 9% from 2001.", {"12 ferries": 2004, "9%": 2004}),
        ("In 2004 Oslo opened a mill making 900 boats a year.", {"900 boats": None}),
        ("It lent $9 in 2004, below a mean of $7 per year.", {"$9": 2004, "$7": None}),
        ("A poll published in May 2004 gave Oslo 61 percent.", {"61 percent": None}),
        ("Data released on 3 May 2004 count 12 mills.", {"12 mills": None}),
        ("Riga has 12 novels published in 2004.", {"12 novels": 2004}),
        ("In 2004 he joined Riga for two seasons.", {"two seasons": None}),
        ("In 2004 a four-season stay ended.", {"four-season": None}),
    ],
)
def test_the_year_is_the_one_that_the_figure_is_for(text: str, expected: dict[str, int | None]) -> None:
    assert years(text) == expected


@pytest.mark.parametrize(
    ("text", "approximate"),
    [
        ("about $5 million", True),
        ("more than 12 ports", True),
        ("an estimated 30 percent", True),
        ("~5 km", True),
        ("dozens of ports", True),
        ("500+ firms", True),
        ("$5 million", False),
        ("It lent 12 ports.", False),
    ],
)
def test_a_figure_says_whether_it_is_approximate(text: str, approximate: bool) -> None:
    assert [f.is_approximate for f in find_figures(text)] == [approximate]


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("de", "1.100,5 km", 1100.5, "km"),
        ("de", "1.100 Arbeiter", 1100, ""),
        ("de", "5 Mrd. Euro", 5e9, "EUR"),
        ("de", "3,5 Milliarden Euro", 3.5e9, "EUR"),
        ("de", "2 Billionen Dollar", 2e12, "USD"),
        ("sr", "3 mld evra", 3e9, "EUR"),
        ("sr", "1,5 milijardi evra", 1.5e9, "EUR"),
        ("sr", "25 одсто", 25, "%"),
        ("fr", "1\u202f100,5 millions d’euros", 1.1005e9, "EUR"),
        ("fr", "2 billions", 2e12, ""),
        ("es", "5 mil millones de euros", 5e9, "EUR"),
        ("ru", "5 млрд долларов", 5e9, "USD"),
        ("ru", "10 тыс. человек", 10_000, "person"),
        ("tr", "%5", 5, "%"),
        ("zh", "投资10亿美元", 1e9, "USD"),
        ("zh", "1亿2000万人", 1.2e8, "person"),
        ("zh", "全长350公里", 350, "km"),
        (None, "1.100,5 evra", 1100.5, "EUR"),
        (None, "1.500 miliona evra", 1.5e9, "EUR"),
        (None, "1.100 percent", 1.1, "%"),
        (None, "1.100 workers", 1100, "worker"),  # nothing that is counted comes in parts
        ("en", "1 100,5 km", 1100.5, "km"),
    ],
)
def test_numbers_of_other_languages_are_read_whole(
    language: str | None, text: str, value: float, unit: str
) -> None:
    assert [(f.value, f.unit) for f in find_figures(text, language)] == [(value, unit)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "am 12. Mai 2019 auf dem 5. Kongress"),
        ("sr", "12. maja 2019. godine"),
        ("ru", "5 мая 2019 года"),
        ("zh", "2019年5月12日第5条"),
    ],
)
def test_dates_and_ordinals_of_other_languages_are_no_figures(language: str, text: str) -> None:
    assert read(text, language) == []


def test_a_row_of_numbers_is_not_joined_to_one() -> None:
    values = [f.value for f in find_figures("Maine: 299 404 0 135 171 2 1,323 3 129,861 rows")]
    assert values == [299, 404, 0, 135, 171, 2, 1323, 3, 129_861]


def test_brackets_are_a_minus_in_cells_of_tables_only() -> None:
    assert [f.value for f in find_figures("Balance: (3.2); Loans: 12 km")] == [-3.2, 12]
    assert [f.value for f in find_figures("The balance fell (3.2 percent).")] == [3.2]


def test_a_value_is_the_float_nearest_to_what_is_written() -> None:
    assert [f.value for f in find_figures("$4,150 million, or $4.15 billion")] == [4_150_000_000] * 2
    assert [f.value for f in find_figures("1.1 trillion yuan")] == [1_100_000_000_000]


def test_places_are_those_of_the_text_moved_by_the_offset() -> None:
    assert find_figures("It lent $5 million in 2019.", offset=100) == (
        Figure(108, 118, 5e6, "USD", year=2019),
    )


def test_a_letter_that_is_longer_in_lower_case_moves_no_figure() -> None:
    text = "İzmir sold three ships for $5 million."
    assert [text[f.start : f.end] for f in find_figures(text)] == ["three ships", "$5 million"]


def test_every_currency_is_a_code_of_three_capitals() -> None:
    assert {code for code in CURRENCIES if len(code) != 3 or not code.isupper()} == set()


def test_a_number_after_a_very_long_word_is_read() -> None:
    assert [f.value for f in find_figures(f"{'-' * 80}Part 4 tonnes")] == [4.0]
    assert find_figures(f"{'-' * 80}Part 0</h2>") == ()
