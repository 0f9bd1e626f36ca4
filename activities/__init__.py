"""Temporal activities and the carriers."""
