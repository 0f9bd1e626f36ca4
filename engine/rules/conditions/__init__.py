"""Conditions: the facts they read, the values they compare, and what they decide."""
