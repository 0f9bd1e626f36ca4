"""Looking before anything is sent: what a launch would do, and what a body becomes."""
