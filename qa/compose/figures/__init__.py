"""Figures of tables in an answer: sentences, a table of figures that cite their rows, what is missing."""
