"""Figures of a survey, as the JSON that Plotly draws."""
