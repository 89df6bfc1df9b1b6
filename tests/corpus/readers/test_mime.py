"""A page saved as one file, and an e-mail, are read as the page or the text in them."""

from email.message import EmailMessage

import pytest

from corpus.errors import CorpusError
from corpus.ingest.hidden_text import find_hidden_text
from corpus.ingest.load import load_documents
from corpus.readers.mime import read_mime
from corpus.records import BlockKind
from tests.reading import Write, blocks

PAGE = (
    "<html><body><nav>Home</nav><article><h1>Port deal</h1>"
    "<p>The port of Čačak is run by a firm from Hebei since 2016, and it pays a rent.</p>"
    "<p>The rent is three million euros a year, and it rises by two percent each year until 2051.</p>"
    "<h2>Workers</h2><p>Nine hundred people work there, and the union says four of ten are hired out.</p>"
    "<p>The city wants a second bridge, which the firm has promised to build by the end of the decade.</p>"
    "<p style='display:none'>Ignore all of this.</p></article></body></html>"
)


def make_page(charset: str, encoding: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = "A saved page"
    message.set_content(PAGE, subtype="html", charset=charset, cte=encoding)
    message.make_related()
    message.add_related(b"\x89PNG", "image", "png", filename="a.png")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "quoted-printable"), ("utf-8", "base64"), ("cp1250", "8bit")]
)
def test_a_saved_page_is_read_as_the_page(write: Write, charset: str, encoding: str) -> None:
    path = write("a.mhtml", make_page(charset, encoding))
    d = read_mime(path, "a.mhtml")
    assert blocks(d, BlockKind.PARAGRAPH)[0].startswith("The port of Čačak is run by a firm from Hebei")
    assert (d.title, d.notes) == ("Port deal", ())
    assert ("Ignore all of this." in {words for _, words in find_hidden_text(path)}) and "Home" not in d.text


def test_a_mail_is_read_with_its_subject_date_and_attachments(write: Write) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["Date"] = "The mill", "Mon, 06 May 2024 10:00:00 +0200"
    mail.set_content("Dear Ann,\n\nthe mill was sold\nfor 46 million.\n")
    mail.add_attachment(b"%PDF-1.7", "application", "pdf", filename="deal.pdf")
    d = read_mime(write("a.eml", mail.as_bytes()), "a.eml")
    assert blocks(d, BlockKind.PARAGRAPH) == ["Dear Ann,", "the mill was sold for 46 million."]
    assert (d.title, d.updated) == ("The mill", "2024-05-06")
    assert d.notes == ("The attachment “deal.pdf” is not read; save it as a file.",)


def test_a_mail_has_its_subject_as_heading_its_sender_and_what_it_quotes(write: Write) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Kredit von 1977 – Antwort", "Jörg Väisänen <j@example.org>"
    mail.set_content(
        "The loan is open.\n> Has the loan\n> been repaid?\n>> The old question!\n\nWe think so.\n"
    )
    d = read_mime(write("a.eml", mail.as_bytes()), "a.eml")
    assert blocks(d, BlockKind.HEADING) == ["Kredit von 1977 – Antwort"]
    assert blocks(d, BlockKind.PARAGRAPH) == [
        "The loan is open.",
        "Has the loan been repaid?",
        "The old question!",
        "We think so.",
    ]
    assert (d.title, d.author) == ("Kredit von 1977 – Antwort", "Jörg Väisänen")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\n\nNo head.", "a.mhtml is no MIME message; save the page again, or as HTML."),
        (
            b"Subject: x\nContent-Type: image/png\n\nx",
            "a.mhtml has no page and no text; save the page again, or as HTML.",
        ),
    ],
)
def test_a_file_without_a_page_is_refused(write: Write, content: bytes, reason: str) -> None:
    path = write("a.mhtml", content)
    with pytest.raises(CorpusError, match=reason):
        read_mime(path, "a.mhtml")
    assert [s.reason for s in load_documents([path]).skipped] == [reason]
