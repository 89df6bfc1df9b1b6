"""What a question asks of the tables of figures: which measure, of what, when, and what is done with it."""
