"""Measured, not claimed: retrieval on judged collections, and what an answer costs beside one encoding."""
