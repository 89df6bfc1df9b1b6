"""A file becomes a Document: read in a sandbox, bounded, checked for hidden and injected text."""
