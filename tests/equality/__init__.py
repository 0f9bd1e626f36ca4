"""A rehearsal and production, played side by side."""
