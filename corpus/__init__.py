"""Documents on disk become records of exact, tagged text."""
