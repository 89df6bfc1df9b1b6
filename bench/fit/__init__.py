"""Fits the model that ranks evidence and decides whether a side has an answer."""
