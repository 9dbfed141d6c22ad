"""Keys of the table, a module per kind. Everybody reaches them by `lambdesk.adapters.dynamodb.table`."""
