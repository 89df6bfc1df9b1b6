"""Other retrieval libraries at their defaults, with our model. Each runs in the peers' environment."""
