"""The form in which on-call rotas are kept: a part of the codec."""

from datetime import date

from lambdesk.adapters.dynamodb.shapes import MOMENT, NUMBER, TEXT, TEXTS, Kind, Part, Shape
from lambdesk.escalation.rotas.model import Rota, RotaOverride

_DAY = Kind("S", date.isoformat, date.fromisoformat)
_OVERRIDE = Part(RotaOverride, first=_DAY, last=_DAY, user_id=TEXT)
ROTA = Shape(
    Rota,
    id=("i", TEXT),
    name=("n", TEXT),
    zone=("z", TEXT),
    members=("m", TEXTS),
    begins=("b", _DAY),
    handover=("h", NUMBER),
    turn_days=("t", NUMBER),
    updated_at=("w", MOMENT),
    overrides=("o", _OVERRIDE.many()),
    version=("v", NUMBER),
)
