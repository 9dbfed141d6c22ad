"""What a tenant sets up for its tickets: statuses, custom fields, categories, teams, days."""
