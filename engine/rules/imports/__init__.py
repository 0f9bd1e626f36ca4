"""Files of contacts: their cells, headings, and which column is taken for what."""
