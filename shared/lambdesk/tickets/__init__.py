"""The ticket: its states, its changes and the facts they leave."""
