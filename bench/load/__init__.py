"""Does it hold with many people? Fifty visitors of one server during rebuilds."""
