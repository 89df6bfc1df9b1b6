"""Web pages saved as one file (MHTML) and e-mails (EML): the page or the text inside a MIME message.

    Subject: Port deal
    Content-Type: text/html                  →  the page, as `corpus.readers.html` reads it

Of a mail without a page the plain text is read, its subject as the heading; what it quotes of another mail is
text too. Attachments are not read; they are named in the notes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from pathlib import Path

from corpus.errors import CorpusError
from corpus.readers.html import decode_html, read_page
from corpus.readers.text import find_paragraphs, tidy_text
from corpus.readers.text_builder import TextBuilder
from corpus.records import Document, LeftOut, LeftOutKind

_QUOTATION = re.compile(r"(?:>[ \t]?)+")


def read_mime(path: Path, identifier: str) -> Document:
    """Read one saved page or e-mail.

    Raises:
        CorpusError: it is no MIME message, or has no text.
    """
    message = parse_message(path)
    subject = " ".join(str(message["subject"] or "").split())
    body = message.get_body(("html", "plain"))
    if body is None:
        raise CorpusError(f"{path.name} has no page and no text; save the page again, or as HTML.")
    if body.get_content_type() == "text/html":
        document = read_page(decode_part(body), path, identifier)
        title = document.title if document.title != path.stem else subject or path.stem
    else:
        document, title = _read_plain(body, subject, path, identifier), subject or path.stem
    is_mail = path.suffix.lower() == ".eml"
    attached = [part for part in message.iter_attachments() if is_mail and part.get_filename()]
    notes = tuple(
        f"The attachment “{str(part.get_filename())[:60]}” is not read; save it as a file."
        for part in attached
    )
    return replace(
        document,
        title=title,
        author=document.author or (_find_sender(message) if is_mail else None),
        updated=document.updated or _find_date(message),
        notes=notes,
        left_out=(*document.left_out, *_count_attachments(attached)),
    )


def parse_message(path: Path) -> EmailMessage:
    """Return the message in a file.

    Raises:
        CorpusError: it is none.
    """
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise CorpusError(f"{path.name} is no MIME message; save the page again, or as HTML.")
    return message


def decode_part(part: MIMEPart) -> str:
    """Return the text of a part, by the encoding that its head or the page declares."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    return decode_html(raw, str(part.get_content_charset() or ""))


def _count_attachments(attached: Sequence[MIMEPart]) -> Iterator[LeftOut]:
    """Yield the attachments, with the characters of those that are text."""
    texts = (decode_part(part) for part in attached if part.get_content_maintype() == "text")
    if attached:
        yield LeftOut(LeftOutKind.ATTACHMENT, len(attached), sum(map(len, texts)))


def _read_plain(part: MIMEPart, subject: str, path: Path, identifier: str) -> Document:
    text = tidy_text(_open_quotations(decode_part(part).replace("\r\n", "\n")))
    page = TextBuilder()
    page.add(subject, level=1)
    for start, end in find_paragraphs(text):
        page.add(" ".join(text[start:end].split()))
    return Document(
        id=identifier, title=path.stem, text=page.text, blocks=tuple(page.blocks), source=str(path)
    )


def _open_quotations(text: str) -> str:
    """Return the text of a mail without signs of quotation; empty lines stand where one begins or ends."""
    found, depth = list[str](), 0
    for line in text.split("\n"):
        signs = _QUOTATION.match(line)
        before, depth = depth, signs.group().count(">") if signs else 0
        found += [""] * (depth != before) + [line[signs.end() :] if signs else line]
    return "\n".join(found)


def _find_sender(message: EmailMessage) -> str | None:
    senders = getattr(message["from"], "addresses", ())
    return next((" ".join(sender.display_name.split()) for sender in senders if sender.display_name), None)


def _find_date(message: EmailMessage) -> str | None:
    moment = getattr(message["date"], "datetime", None)
    return moment.date().isoformat() if moment is not None else None
