"""Sign-in at a provider of the tenant's own, by OpenID Connect."""
