"""Time in journeys: when a wait is over, and how late is too late."""
