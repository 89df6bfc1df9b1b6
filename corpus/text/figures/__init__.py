"""Figures in text: numbers, what they count, and the year that they are for."""
