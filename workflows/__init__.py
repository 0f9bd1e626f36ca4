"""Temporal workflows: thin, durable loops over the engine."""
