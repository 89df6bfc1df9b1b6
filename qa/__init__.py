"""How it is answered: a question becomes sides and aspects, evidence per side, and an answer made of quotations."""
