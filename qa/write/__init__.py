"""An Answer becomes bytes: Markdown, Word, CSV, bibliographies and stored JSON."""
