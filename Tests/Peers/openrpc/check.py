#!/usr/bin/env python3
"""Checks Protocol/openrpc.json with libraries that know nothing of this project.

It must be an OpenRPC document as the `openrpc` library reads one, its schemas JSON Schema (draft 7) as `jsonschema`
does, and every recorded conversation must be what it describes: params, results and the data of errors.

    pip install -r requirements.txt
    ./check.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from openrpc import OpenRPC

PROTOCOL = Path(__file__).resolve().parents[3] / "Protocol"


def resolved(value: Any, document: Any) -> Any:
    """Without references, which the library does not follow."""
    if isinstance(value, list):
        return [resolved(part, document) for part in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        target = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        return resolved(target, document)
    return {key: resolved(part, document) for key, part in value.items()}


def exchanges() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Every recorded request with its answer, batches taken apart."""
    for file in sorted((PROTOCOL / "conversations").glob("*.txt")):
        asked: dict[str, dict[str, Any]] = {}
        for line in file.read_text("utf-8").splitlines():
            mark, _, rest = line.partition(" ")
            if mark not in (">", "<"):
                continue
            try:
                value = json.loads(rest)
            except ValueError:
                continue  # some are malformed on purpose
            for message in value if isinstance(value, list) else [value]:
                if not isinstance(message, dict) or message.get("id") is None:
                    continue
                if mark == ">":
                    asked[json.dumps(message["id"])] = message
                elif request := asked.get(json.dumps(message["id"])):
                    yield file.name, request, message


def main() -> int:
    raw = json.loads((PROTOCOL / "openrpc.json").read_text("utf-8"))
    document = resolved(raw, raw)
    OpenRPC(**document)
    for schema in document["components"]["schemas"].values():
        Draft7Validator.check_schema(schema)
    methods = {method["name"]: method for method in document["methods"]}
    errors = {error["code"]: error for error in document["components"]["errors"].values()}
    results = refusals = 0
    for place, request, answer in exchanges():
        where = f"{place}, request {request['id']!r}"
        if "result" in answer:
            method = methods[request["method"]]
            for param in method["params"]:
                if param["name"] in request.get("params", {}):
                    validate(request["params"][param["name"]], param["schema"], where)
            validate(answer["result"], method["result"]["schema"], where)
            results += 1
            continue
        error = errors[answer["error"]["code"]]
        if "data" in answer["error"]:
            validate(answer["error"]["data"], error["data"], where)
        refusals += 1
    print(f"{len(methods)} methods, {len(errors)} errors; {results} results and {refusals} refusals are as described")
    return 0 if results > 20 and refusals > 20 else 1


def validate(value: Any, schema: dict[str, Any], where: str) -> None:
    """What was recorded as anything, "*", is left out with the key that it stands under."""
    for problem in Draft7Validator(schema).iter_errors(value):
        if problem.instance != "*":
            raise SystemExit(f"{where}: {problem.json_path}: {problem.message}")


if __name__ == "__main__":
    sys.exit(main())
