"""Templates: the Liquid dialect that messages are written in, its merge fields and its checks."""
