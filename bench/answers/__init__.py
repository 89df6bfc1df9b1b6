"""Are answers right? Scores on labelled questions, time of an answer, and the examples in docs."""
