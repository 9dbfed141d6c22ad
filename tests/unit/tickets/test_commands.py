"""Commands are values: what every door makes is comparable, frozen and complete."""

from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from lambdesk.conversations.model import Channel, MessageKind
from lambdesk.tickets import commands
from lambdesk.tickets.commands import AssignTicket, PostMessage, UpdateTicket
from lambdesk.tickets.model import Priority
from tests.unit.tickets import samples

COMMANDS = [each for each in vars(commands).values() if is_dataclass(each) and each.__module__ == commands.__name__]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_frozen(command: type) -> None:
    blank: object = object.__new__(command)
    with pytest.raises(FrozenInstanceError):
        setattr(blank, fields(command)[0].name, "changed")


def test_equal_requests_are_equal_commands() -> None:
    assert samples.opening() == samples.opening()
    assert UpdateTicket(1, priority=Priority.LOW) == UpdateTicket(1, priority=Priority.LOW)
    assert AssignTicket(1, None) != AssignTicket(1, "usr_1")


def test_what_is_left_out_has_the_plain_value() -> None:
    assert samples.opening().priority is Priority.NORMAL
    posted = PostMessage(MessageKind.NOTE, "Words", "Maya")
    assert (posted.channel, posted.state_after, posted.expected_version) == (Channel.API, None, None)
    updated = UpdateTicket(3)
    assert (updated.state, updated.priority, updated.subject) == (None, None, None)
