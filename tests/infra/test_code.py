"""Assets: the same template whether bundles are built or not, and no empty layer on AWS."""

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_lambda as lambda_

from infra.config import BadChoice
from infra.constructs import code
from layers.contents import bundle_path, fingerprint, function_files, layer_files


def synthesised(folder: Path, *, require_bundles: bool = False) -> tuple[dict[str, Any], list[str]]:
    """A stack with one function and its layer: the template, and how each asset is packed."""
    app = App(outdir=str(folder), analytics_reporting=False)
    stack = Stack(app, "Stack")
    layer = lambda_.LayerVersion(stack, "Layer", code=code.layer_code("core", require_bundles=require_bundles))
    lambda_.Function(
        stack,
        "Function",
        code=code.function_code("relay", require_bundles=require_bundles),
        handler="x",
        runtime=lambda_.Runtime.PYTHON_3_13,
        layers=[layer],
    )
    app.synth()
    files = json.loads((folder / "Stack.assets.json").read_text())["files"].values()
    return json.loads((folder / "Stack.template.json").read_text()), sorted(
        each["source"]["packaging"] for each in files
    )


def test_the_template_is_the_same_with_and_without_bundles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code, "bundle_path", lambda name, mark: tmp_path / bundle_path(name, mark).name)
    without, packed = synthesised(tmp_path / "without")
    assert packed == ["file", "zip", "zip"]
    for name, files in (("relay", function_files("relay")), ("layer-core", layer_files("core"))):
        (tmp_path / bundle_path(name, fingerprint(files)).name).write_bytes(b"PK built")
    built, packed = synthesised(tmp_path / "built", require_bundles=True)
    assert packed == ["file", "file", "file"]
    assert built == without
    # Bundles are for another Python than the one that runs here.
    _, packed = synthesised(tmp_path / "beside")
    assert packed == ["file", "zip", "zip"]


def test_a_deploy_takes_no_empty_layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code, "bundle_path", lambda name, mark: tmp_path / name)
    with pytest.raises(BadChoice, match="make bundle"):
        code.layer_code("core", require_bundles=True)


def test_the_fingerprint_follows_content_and_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.contents.ROOT", tmp_path)
    (tmp_path / "a.py").write_text("1")
    (tmp_path / "b.py").write_text("1")
    first = fingerprint([tmp_path / "a.py"])
    assert first != fingerprint([tmp_path / "b.py"])
    (tmp_path / "a.py").write_text("2")
    assert first != fingerprint([tmp_path / "a.py"])


def test_a_lambda_without_a_folder_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"functions/nothing/handler\.py"):
        function_files("nothing")
