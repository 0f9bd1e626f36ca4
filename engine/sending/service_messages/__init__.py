"""Messages outside of journeys: confirmations, answers to HELP, questions of forms, and whether they may still go."""
