"""One small reader per file format: a path becomes a Document whose text is canonical."""
