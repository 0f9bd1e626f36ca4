"""The parts that documents and their steps are made of."""
