"""How a question is answered: it is read, evidence is selected for each side, an answer is composed."""
