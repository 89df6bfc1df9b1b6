"""What is known: documents on disk become records of exact, tagged text."""
