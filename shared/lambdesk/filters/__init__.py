"""The one filter grammar: conditions on a ticket, as a tree, as a line of text, and whether they hold."""
