"""Tables of figures: described by a sidecar, or found in the rows of a user's spreadsheet."""
