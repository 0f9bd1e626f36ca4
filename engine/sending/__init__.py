"""Sending: from the rest at a send step through the gate to the carrier, and back with its answer."""
