"""`python -m lambdesk.cli` is the `lambdesk` command."""

from lambdesk.cli import main

raise SystemExit(main())
