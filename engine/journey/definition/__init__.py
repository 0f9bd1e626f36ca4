"""What the definition of a step type says, whichever type it is."""
