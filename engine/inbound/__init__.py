"""What comes from people and carriers: replies, receipts, clicks, forms, preferences."""
