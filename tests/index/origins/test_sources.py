from corpus.records import Credit
from index.origins.sources import compare_sources
from index.origins.works import CreditingSentence, DocumentOrigins, Work


def document(*credits: Credit, publisher: str = "") -> DocumentOrigins:
    work = Work("“A”", ("document a",), (publisher,) if publisher else ())
    return DocumentOrigins((work,), (0,), (True,), (CreditingSentence(0, credits, (), (), ()),))


def test_a_name_is_one_with_the_shorter_name_and_the_acronym_that_documents_use() -> None:
    names = ("Pew", "IMF", "International Monetary Fund", "New York Times", "New Delhi Post")
    keys = compare_sources([document(*map(Credit, names), publisher="The Pew Research Center")]).keys
    assert keys["Pew"] == keys["The Pew Research Center"]
    assert keys["IMF"] == keys["International Monetary Fund"]
    assert len(set(keys.values())) == 4


def test_a_source_whose_works_are_mostly_surveys_is_a_pollster() -> None:
    credits = [Credit("Pew", "survey", 2020, "survey"), Credit("Pew", "survey", 2021, "poll"), Credit("Pew")]
    sources = compare_sources([document(*credits, Credit("Rand", "report", None, "study"), Credit("Xinhua"))])
    assert {name: sources.kinds[sources.keys[name]] for name in ("Pew", "Rand", "Xinhua")} == {
        "Pew": "survey",
        "Rand": "report",
        "Xinhua": "",
    }
    assert sources.keys["Xinhua"] in sources.news and sources.keys["Pew"] not in sources.news


def test_a_name_cut_at_its_and_is_the_whole_publisher() -> None:
    keys = compare_sources([document(Credit("Order News"), publisher="Law and Order News")]).keys
    assert keys["Order News"] == keys["Law and Order News"]
