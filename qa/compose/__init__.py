"""Evidence becomes an Answer: bottom line, cells, contrasts, disputes, gaps, follow-ups."""
