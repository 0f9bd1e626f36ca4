"""Routes of journeys: drawn, published, controlled, rehearsed, travelled."""
