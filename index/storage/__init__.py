"""Columns and records on disk, read through memory maps."""
