"""Server-sent events: live numbers, and the progress of rehearsals."""
