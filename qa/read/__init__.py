"""Text becomes a Question: sides, kind, period, and the words to search with."""
