"""Temporal activities, and the carriers they hand messages to."""
