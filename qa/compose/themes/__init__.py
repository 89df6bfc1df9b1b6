"""Themes: how many passages of the whole index are on each side and topic, and how sides differ by that."""
