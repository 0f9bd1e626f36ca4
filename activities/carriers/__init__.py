"""Carriers: each takes messages and says what became of them."""
