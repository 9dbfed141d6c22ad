"""Stages and choices."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from infra.config import STAGES, BadChoice, read, stack_name


def chosen(**context: object) -> Callable[[str], object]:
    return context.get


def test_the_default_stage_is_small_with_every_option_off() -> None:
    stage = read(chosen()).stage
    assert stage.name == "small"
    assert (stage.waf, stage.snap_start, stage.composite_alarms) == (False, False, False)


def test_the_local_stage_differs_from_small_by_its_name_alone() -> None:
    assert replace(STAGES["local"], name="small") == STAGES["small"]


def test_a_stage_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(BadChoice, match="choose one of small, local, medium, large"):
        read(chosen(stage="huge"))


def test_the_firewall_is_refused_where_cloudfront_takes_none() -> None:
    with pytest.raises(BadChoice, match="eu-central-1"):
        read(chosen(stage="large", region="eu-central-1"))


def test_nobody_makes_a_workspace_unless_a_mail_domain_of_ours_is_named_for_it() -> None:
    assert read(chosen(mail_domains="help.example.com")).sign_up_domain == ""
    named = read(chosen(mail_domains="help.example.com,desk.example.com", sign_up_domain=" Desk.Example.com"))
    assert named.sign_up_domain == "desk.example.com"
    with pytest.raises(BadChoice, match="one of mail_domains"):
        read(chosen(mail_domains="help.example.com", sign_up_domain="desk.example.com"))


def test_mail_domains_come_as_one_line() -> None:
    domains = read(chosen(mail_domains=" Help.Example.com, ,mail.example.org")).mail_domains
    assert domains == ("help.example.com", "mail.example.org")


def test_stages_share_an_account() -> None:
    assert stack_name("small", "Core") != stack_name("large", "Core")
