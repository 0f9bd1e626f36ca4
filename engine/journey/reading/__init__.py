"""Reading a document from whatever JSON came in."""
