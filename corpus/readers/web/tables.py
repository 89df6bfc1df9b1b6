"""Tables of a web page are written out row by row before its main text is found, which loses their shape.

    <tr><th>Year</th><th>Loan</th></tr>
    <tr><td>2014</td><td>$1.3 billion</td></tr>   →   <tr><td>Year: 2014; Loan: $1.3 billion</td></tr>

Tables that only arrange a page, and those of links, are left alone.
"""

from typing import Any

from lxml import etree

from corpus.readers.html_fragment import is_data_table, read_table

_PARTS = ("h1", "h2", "h3", "h4", "h5", "h6", "form", "nav", "article")
_MAX_LINKED = 0.5  # of the characters of a table; one with more is navigation


def write_rows(root: Any) -> None:
    """Replace the cells of each table of values by one cell for each row, with the text of the row."""
    for table in list(root.iter("table")):
        if is_data_table(table) and not _is_frame(table) and not _is_navigation(table):
            rows = list(read_table(table))
            tail = table.tail
            table.clear()
            table.tail = tail
            for words in rows:
                etree.SubElement(etree.SubElement(table, "tr"), "td").text = words


def _is_frame(table: Any) -> bool:
    """Return whether a table arranges parts of a page: headings, forms, or cells of several paragraphs."""
    if table.get("role") in ("presentation", "none") or next(table.iter(*_PARTS), None) is not None:
        return True
    if next(table.iter("th", "caption"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    return len(rows) == 1 or any(len(list(cell.iter("p"))) > 1 for cell in table.iter("td"))


def _is_navigation(table: Any) -> bool:
    linked = sum(len(link.xpath("string()").strip()) for link in table.iter("a"))
    return linked > _MAX_LINKED * len(" ".join(table.xpath("string()").split()))
