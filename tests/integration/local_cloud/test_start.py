"""Ports, the lock, the outputs, and the sentences a person gets when something stands in the way."""

import json
import socket
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from infra import prepare
from infra.local.__main__ import main
from infra.local.client import LocalCloud
from infra.local.cloud import Addresses, summary
from infra.local.codes import code_of
from infra.local.formats import FORMAT, OldState, check_format
from infra.local.lock import AlreadyRunning, only_one
from infra.local.options import HOST, ROOT, Options, Ports, choose_ports, free_port
from tests.integration.local_cloud.conftest import Aws


def test_ports_stay_the_same_from_one_start_to_the_next(tmp_path: Path) -> None:
    options = Options(state=tmp_path)
    assert choose_ports(options) == choose_ports(options)


def test_a_taken_port_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    options = Options(state=tmp_path)
    before = choose_ports(options)
    with socket.socket() as taken:
        taken.bind((HOST, before.edge))
        taken.listen()
        after = choose_ports(options)
    assert after.edge != before.edge
    assert {**asdict(after), "edge": 0} == {**asdict(before), "edge": 0}
    assert len(set(asdict(after).values())) == len(asdict(after))


def test_a_free_port_is_one_that_nobody_has_and_no_caller_is_given() -> None:
    port = free_port()
    assert free_port(port) != port
    with socket.socket() as taken:
        taken.bind((HOST, port))
        taken.listen()
        assert free_port() != port
    # Linux gives callers 32768 and above, other systems 49152 and above.
    assert port < 32_768


def test_a_second_cloud_in_the_same_place_is_told_of_the_first(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(AlreadyRunning, match="already runs"), only_one(tmp_path):
        pass


def test_a_lock_left_behind_holds_nobody_back(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("99999")
    with only_one(tmp_path):
        pass


def test_the_outputs_have_the_documented_fields_and_every_door_answers() -> None:
    with LocalCloud(deploy=False) as cloud:
        assert set(cloud.outputs) == {
            *("desk_url", "portal_url", "api_url", "ws_url", "content_url", "mail_url", "smtp", "smtp_untrusted"),
            *("aws_endpoint_url", "user_pool_id", "user_pool_client_id", "tenants"),
        }
        again = [sys.executable, "-m", "infra.local", "run", "--no-deploy", "--state-dir", str(cloud.options.state)]
        second = subprocess.run(again, cwd=ROOT, capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert "already runs" in second.stderr
        assert "Traceback" not in second.stderr


@pytest.mark.local_cloud
def test_queues_feed_their_functions_on_another_port_too(tmp_path: Path) -> None:
    with LocalCloud(tmp_path, deploy=False, persist=True) as cloud:
        aws = Aws(cloud)
        source, target = aws.queue(), aws.queue()
        code = """
import boto3, os
def handler(event, context):
    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=event["Records"][0]["body"])
"""
        arn = aws.client("sqs").get_queue_attributes(QueueUrl=source, AttributeNames=["QueueArn"])["Attributes"]
        function = aws.function(code, QUEUE=target)
        aws.client("lambda").create_event_source_mapping(EventSourceArn=arn["QueueArn"], FunctionName=function)
    before = json.loads((tmp_path / "ports.json").read_text())["gateway"]
    with socket.socket() as taken:
        taken.bind((HOST, before))
        taken.listen()
        with LocalCloud(tmp_path, deploy=False, persist=True) as cloud:
            aws, names = Aws(cloud), [url.rpartition("/")[2] for url in (source, target)]
            source, target = (aws.client("sqs").get_queue_url(QueueName=name)["QueueUrl"] for name in names)
            assert f":{before}/" not in source
            aws.client("sqs").send_message(QueueUrl=source, MessageBody='"through"')
            assert aws.received(target, until=bool, seconds=15) == ["through"]


def test_the_summary_names_every_sign_in() -> None:
    outputs = {**asdict(Addresses.of(Ports())), "tenants": []}
    tenant = {"name": "Northwind", "slug": "northwind", "mailbox": "support@northwind.example"}
    users = [{"email": "maya@northwind.example", "password": "secret-1", "role": "agent"}]
    text = summary({**outputs, "tenants": [{**tenant, "users": users}]}, 12, Options())
    addresses = "http://localhost:8080/", "http://localhost:8080/portal/northwind/new"
    for part in ("maya@northwind.example", "secret-1", *addresses, ".local/outputs.json", "12 s"):
        assert part in text
    assert "second step" in text
    assert "python -m infra.local code" in text


def test_what_another_format_left_behind_is_said_and_kept(tmp_path: Path) -> None:
    check_format(tmp_path)
    (tmp_path / "state").mkdir()
    kept = tmp_path / "state" / "dynamodb.json"
    kept.write_text("{}")
    check_format(tmp_path)
    for other in ("1", str(FORMAT + 1), ""):
        (tmp_path / "format").write_text(other)
        with pytest.raises(OldState, match="make clean"):
            check_format(tmp_path)
    (tmp_path / "format").unlink()
    with pytest.raises(OldState, match="format 1"):
        check_format(tmp_path)
    assert kept.read_text() == "{}"
    kept.unlink()
    check_format(tmp_path)
    assert (tmp_path / "format").read_text() == f"{FORMAT}\n"


def test_a_start_on_another_format_ends_with_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "dynamodb.json").write_text("{}")
    assert main(["run", "--state-dir", str(tmp_path)]) == 1
    assert "make clean, then make run" in capsys.readouterr().err


def test_the_code_of_a_second_step_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The secret and moments of RFC 6238, appendix B, as six digits."""
    secret = "GEZD GNBV GY3T QOJQ GEZDGNBVGY3TQOJQ"
    assert [code_of(secret, moment) for moment in (59, 1_111_111_109, 2_000_000_000)] == ["287082", "081804", "279037"]
    assert main(["code", secret.lower()]) == 0
    assert len(capsys.readouterr().out.strip()) == 6
    assert main(["code", "0189"]) == 1


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("error sending request for url: dns error", "The network cannot be reached"),
        ("npm error code ENOTFOUND", "The network cannot be reached"),
        ("something else", "Trying failed"),
    ],
)
def test_what_stands_in_the_way_is_one_sentence(
    printed: str, sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(prepare, "LOG", tmp_path / "log" / "prepare.log")
    code = f"print({printed!r}); raise SystemExit(1)"
    with pytest.raises(prepare.Problem, match=sentence):
        prepare.command("Trying", [sys.executable, "-c", code])
    assert printed in (tmp_path / "log" / "prepare.log").read_text()


def test_a_full_disk_is_seen_before_anything_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(prepare, "PYTHON", tmp_path / "none")
    monkeypatch.setattr(prepare, "NEEDED_BYTES", 10**18)
    with pytest.raises(prepare.Problem, match="GB free"):
        prepare.check_disk()


def test_what_is_prepared_is_not_prepared_again(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("1")
    stamp = tmp_path / "stamp"
    stamp.write_text(prepare.stamp_of(tmp_path / "lock", "here"))
    assert prepare.is_stamped(stamp, prepare.stamp_of(tmp_path / "lock", "here"))
    (tmp_path / "lock").write_text("2")
    assert not prepare.is_stamped(stamp, prepare.stamp_of(tmp_path / "lock", "here"))


def test_an_old_python_gets_one_sentence(tmp_path: Path) -> None:
    for name in ("python3", "python3.13", "python3.12", "python3.11", "python3.14"):
        fake = tmp_path / name
        fake.write_text("#!/bin/sh\nexit 1\n")
        fake.chmod(0o755)
    done = subprocess.run(
        ["make", "run"],
        cwd=ROOT,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith("Lambdesk needs Python 3.11 or newer")


def test_make_alone_lists_the_commands() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    for command in ("run", "test", "check", "bench", "bundle", "deploy", "destroy", "clean", "test-long"):
        assert f"make {command} " in done.stdout


def test_ports_file_is_what_it_says(tmp_path: Path) -> None:
    ports = choose_ports(Options(state=tmp_path))
    assert json.loads((tmp_path / "ports.json").read_text()) == asdict(ports)
