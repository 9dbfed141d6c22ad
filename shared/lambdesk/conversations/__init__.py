"""What is said on a ticket: messages and what becomes of them."""
