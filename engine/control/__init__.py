"""Control: publishing, pausing and cancelling journeys, and making good what a process left undone."""
