"""Lambdesk: a serverless, multi-tenant help desk."""
