"""The starter corpus: briefs, bibliography and reading list, and the check that they are in order."""
