"""How does it grow? Rebuilds, and sizes from a thousand passages to a million."""
