"""How it is found: passages become vectors and terms, a folder on disk, and ranked hits."""
