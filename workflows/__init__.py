"""Temporal workflows: thin, durable loops over engine and activities."""
