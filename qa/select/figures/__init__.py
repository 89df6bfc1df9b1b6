"""The rows of a table that answer a question, and what is computed from them."""
