"""The starter corpus: briefs, bibliography and reading list, and the check of them."""
