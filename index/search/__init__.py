"""Ranking: vectors by FAISS, words by BM25, and the fusion of their scores."""
