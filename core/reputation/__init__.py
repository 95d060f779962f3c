"""People who help others are seen, ranked and trusted."""
