"""Records become HTML. Pure functions; everything is escaped."""
