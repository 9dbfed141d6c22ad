"""The form in which canned responses are kept: a part of the codec."""

from lambdesk.adapters.dynamodb.shapes import FIGURES, MOMENT, NUMBER, TEXT, Shape, member
from lambdesk.canned.model import CannedResponse, CannedUses, Scope

RESPONSE = Shape(
    CannedResponse,
    name=("n", TEXT),
    bodies=("b", FIGURES),
    scope=("r", member(Scope)),
    owner_id=("o", TEXT),
    updated_at=("w", MOMENT),
    shortcut=("s", TEXT),
    folder=("f", TEXT),
    team_id=("t", TEXT),
    version=("v", NUMBER),
)
USES = Shape(CannedUses, count=("n", NUMBER))
