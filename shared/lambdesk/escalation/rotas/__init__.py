"""On-call rotas: members of staff who have the duty in turn."""
