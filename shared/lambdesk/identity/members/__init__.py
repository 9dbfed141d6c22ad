"""Members coming and going: invitations, roles, leaving."""
