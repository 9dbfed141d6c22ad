"""Code and layers as assets whose hash is that of their sources, built or not.

A deploy to AWS takes the bundles of `make bundle` and refuses to go without those of the present sources: the hash
would pin an empty layer for good. Everywhere else the function's folder goes in as it is and layers are empty, even
when bundles are built: the local cloud's Lambdas import from the virtual environment, whose Python is another one.
"""

import shutil
from pathlib import Path

from aws_cdk import AssetHashType
from aws_cdk import aws_lambda as lambda_

from infra.config import BadChoice
from layers.contents import BUILD, ROOT, bundle_path, fingerprint, function_files, layer_files


def _bundle(name: str, mark: str) -> Path:
    path = bundle_path(name, mark)
    if not path.is_file():
        raise BadChoice(f"There is no bundle of {name} for the present sources; run `make bundle` first.")
    return path


def _asset(path: Path, mark: str) -> lambda_.Code:
    return lambda_.Code.from_asset(str(path), asset_hash=mark, asset_hash_type=AssetHashType.CUSTOM)


def _laid_out(name: str, mark: str, files: list[Path]) -> Path:
    """The files under their paths from the root, in a folder of their own that is made once per fingerprint."""
    folder = BUILD / "sources" / f"{name}-{mark[:16]}"
    if not folder.is_dir():
        partial = folder.with_name(f"{folder.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        for file in files:
            target = partial / file.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        partial.rename(folder)
    return folder


def function_code(name: str, *, require_bundles: bool) -> lambda_.Code:
    """The code of one Lambda, its folders kept so that the handler is `functions.<name>.handler.handler`."""
    files = function_files(name)
    mark = fingerprint(files)
    return _asset(_bundle(name, mark) if require_bundles else _laid_out(name, mark, files), mark)


def layer_code(name: str, *, require_bundles: bool) -> lambda_.Code:
    """The content of one layer, or an empty one that says so."""
    mark = fingerprint(layer_files(name))
    if require_bundles:
        return _asset(_bundle(f"layer-{name}", mark), mark)
    return _asset(_laid_out(f"layer-{name}", mark, [ROOT / "layers" / "EMPTY.txt"]), mark)
