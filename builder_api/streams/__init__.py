"""What is told while it happens: live numbers and rehearsals."""
