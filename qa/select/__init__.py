"""A Question becomes Evidence: candidate sentences, scored and chosen for each side."""
