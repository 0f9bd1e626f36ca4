"""Links in messages: short ones, signed ones, clicks on them, and where calls may lead."""
