"""The browser page: an index that is rebuilt while it answers, and answers and evidence as HTML."""
