"""Results on the terminal: a table for people, then one JSON line for programs."""

import json
from collections.abc import Mapping, Sequence

Row = Mapping[str, str | int | float]


def print_report(row: Row) -> None:
    """Print one result: a line for each of its values, then the whole as one JSON line."""
    print(format_values(row))
    print(json.dumps(row))


def format_values(row: Row) -> str:
    """Return a line for each value, the names padded to the longest."""
    width = max(map(len, row))
    return "\n".join(f"{name:{width}}  {value}" for name, value in row.items())


def format_table(rows: Sequence[Row]) -> str:
    """Return a header and a line for each row; columns are as wide as their widest cell.

    All rows have the keys of the first.
    """
    lines = [[str(key) for key in rows[0]], *([str(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
