"""Errors that a user can correct; only the entry points catch them.

UserError
├── CorpusError      a document, the framework or the library
└── StaleIndexError  an index that another model, splitter or version made
"""


class UserError(Exception):
    """The message is one sentence: what happened, the value seen, and what to do."""


class CorpusError(UserError):
    """A document, the framework file or the library cannot be used as it is."""


class StaleIndexError(UserError):
    """An index is absent, damaged or does not fit the model that would search it."""
