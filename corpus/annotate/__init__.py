"""A Document becomes passages of tagged sentences."""
