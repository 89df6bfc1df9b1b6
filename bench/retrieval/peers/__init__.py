"""Other retrieval libraries at their defaults with the same model, each a script run in an environment that none of them shares with the project."""
