"""Tables as HTML: the figures of an answer with bars or a line, and rows of a table that are evidence."""
