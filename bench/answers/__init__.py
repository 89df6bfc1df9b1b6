"""Are answers right? Scores on questions with known answers, and the examples in docs."""
