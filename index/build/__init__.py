"""Documents become a build: embedded, written, resumable."""
