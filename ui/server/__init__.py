"""What the page asks of the server: the index, answers, the catalogue of documents."""
