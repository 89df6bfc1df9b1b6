"""One page of a PDF: characters become runs, and runs lines and tables in reading order."""
