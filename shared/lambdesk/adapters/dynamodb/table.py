"""The one table. Nothing but this module and `keys` builds or reads a key; the tenant comes first in every one.

| what | pk | sk |
|---|---|---|
| ticket, its details | `T#t#TK#<number>` | `A`, `X` |
| its messages, its events | the same | `M#<ulid>`, `E#<ulid>` |
| events of whatever is no ticket | `T#t#H#<noun>:<id>` | `E#<ulid>` |
| what is being written on it | `T#t#DR#<number>` | `<user>`, `shared` |
| person, address | `T#t#CU#<id>`, `T#t#AD#<hash>` | `A` |
| organisation, its place in the list | `T#t#ORG`, `T#t#ORN` | `<ulid>`, `<name>` |
| whose a domain of mail is; how many organisations | `T#t#ORD#<hash>`, `T#t#CTR` | `A`, `organisations` |
| thread key or fingerprint | `T#t#MID#<hash>` | `A` |
| settings and staff | `T#t#CFG` | `<kind>#<id>` |
| staff address of a tenant, of all | `T#t#UA#<hash>`, `T#_system#UA#<hash>` | `A`, `<tenant>` |
| session, claim | `T#t#SES#<id>`, `T#t#CL#<hash>` | `A` |
| a user's sessions | `T#t#US#<user>` | `<session>` |
| wrong tries, recovery codes of a user | `T#t#LK#<user>`, `T#t#RC#<user>` | `A` |
| which member somebody of the sign-in provider is | `T#t#PA#<hash>` | `A` |
| counter of numbers | `T#t#CTR` | `ticket` |
| policies of promised times | `T#t#CFG` | `sla_policy#default#<version>` |
| settings of tickets | `T#t#CFG` | `tickets#`, `tickets#<kind>#<ulid>` |
| tags in use | `T#t#TG` | `<tag>` |
| business calendar, its versions | `T#t#CAL`, `T#t#CAV` | `<ulid>`, `<ulid>#<version>` |
| feed of a calendar | `T#t#CAF` | `<ulid>` |
| on-call rota | `T#t#ROT` | `<ulid>` |
| canned response, its uses | `T#t#CR` | `<ulid>`, `<ulid>#n` |
| API key, its last use | `T#t#KEY` | `<ulid>`, `<ulid>#u` |
| source of inbound mail | `T#t#IN` | `<ulid>` |
| tokens of a rate limit | `T#t#RL#<what>` | `A` |
| mail ledger, quarantine | `T#t#ML#<yyyymmdd>`, `T#t#QU` | `<raw id>`, `<ulid>` |
| whose a socket is | `T#_system#WS#<connection>` | `A` |
| socket; how many a tenant has | `T#t#WS#<connection>`, `T#t#CTR` | `A`, `connections` |
| who watches a topic, who is on a ticket | `T#t#TP#<topic>`, `T#t#PR` | `<connection>`, `<number>#<user>` |
| trail of a month; looks on their way into it | `T#t#AU#<yyyymm>`, `T#t#OP#<actor>` | `<ulid>`, `O#<ulid>` |
| letter that is no ticket's | `T#t#LE#<ulid of its event>` | `A`, or the part of several of one event |
| a customer's remembered devices | `T#t#CS#<customer>` | `<ulid>` |
| which tenants let an origin's pages ask | `T#_system#OR#<hash>` | `<tenant>` |
| export that was asked for last | `T#t#EX` | `A` |
| recomputation that was asked for last | `T#t#RCP` | `A` |
| how far a tenant's end has come | `T#_system#END` | `<tenant>` |
| what a ticket adds to figures | `T#t#FG#<number>` | `A` |
| verdicts of a month | `T#t#FR#<yyyymm>` | `<dd>#<due>#<number>#<clock>` |
| their counters | `T#t#FC#<yyyymm>#<family>` | `<group>` |
| a user's inbox, its notifications | `T#t#NT#<user>` | `A`, `N#<ulid>` |

gsi1: `T#t#Q#<queue>` / `<updated_at>#<number>`, gsi2: `T#t#O#<owner>` / `<urgency><due>#<number>`, gsi3:
`T#t#P#<customer>` / `<number>`, gsi5: `T#t#R` / `<due>#<number>`
of what is at risk or late. gsi4: `DUE#<0-3>` / `<when>#<tenant>#<number>` and
`FEED#<0-3>` / `<when>#<tenant>#<calendar>`, the keys without a tenant, for the sweep. Numbers have ten digits, moments
thirteen (milliseconds), so that their text sorts as they do.

These modules and the codec load no client library: the relay reads keys without one.

A module per kind of key; all of them are reached by this one name.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from lambdesk.adapters.dynamodb.keys.doors import *
from lambdesk.adapters.dynamodb.keys.figures import *
from lambdesk.adapters.dynamodb.keys.indexes import *
from lambdesk.adapters.dynamodb.keys.key import *
from lambdesk.adapters.dynamodb.keys.mail import *
from lambdesk.adapters.dynamodb.keys.people import *
from lambdesk.adapters.dynamodb.keys.portal import *
from lambdesk.adapters.dynamodb.keys.settings import *
from lambdesk.adapters.dynamodb.keys.tickets import *
from lambdesk.adapters.dynamodb.keys.timelines import *
from lambdesk.adapters.dynamodb.keys.trail import *
from lambdesk.kit import clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from lambdesk.adapters.dynamodb.connection import SharedConnection


class Table:
    """The table by name, reached through one client. `now` decides which claims have run out."""

    def __init__(self, name: str, client: "DynamoDBClient", now: Callable[[], datetime] = clock.now) -> None:
        self.name = name
        self.client = client
        self.now = now

    @cached_property
    def connection(self) -> "SharedConnection":
        """pynamodb on our client: single items, conditions and transactions."""
        from lambdesk.adapters.dynamodb.connection import SharedConnection

        return SharedConnection(self.name, self.client)
