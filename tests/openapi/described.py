"""The description of the API as tests read it: its calls, what its examples send, and what answers are held to."""

import copy
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

METHODS = ("get", "head", "put", "post", "patch", "delete")
# What of an example stands for a thing that each house has of its own: a uuid or a hash.
OWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
JSON = "application/json"
ADDRESS = "urn:bukti"


class Call(NamedTuple):
    """One described call."""

    method: str
    path: str
    said: Mapping[str, Any]

    @property
    def name(self) -> str:
        """As the route matrix calls it."""
        return f"{self.method.upper()} /api/v1{self.path.replace('{', '<').replace('}', '>')}"


class Description:
    """What `/api/v1/openapi.json` says."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        # A program must not mind what it does not know, and an answer must not tell what is not described.
        resource = DRAFT202012.create_resource(_closed(told))
        self._registry: Registry[Any] = Registry().with_resource(ADDRESS, resource)

    def calls(self) -> list[Call]:
        """All of them."""
        return [
            Call(method, path, said[method])
            for path, said in self.told["paths"].items()
            for method in METHODS
            if method in said
        ]

    def at(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """What ``node`` says, or what it refers to."""
        while "$ref" in node:
            found: Any = self.told
            for name in node["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            node = found
        return node

    def parameters(self, call: Call, place: str) -> list[Mapping[str, Any]]:
        """The parameters of a call that go into ``place``."""
        found = [self.at(each) for each in call.said.get("parameters", ())]
        return [each for each in found if each["in"] == place]

    def wrong(self, schema: Mapping[str, Any], value: object) -> list[str]:
        """What is wrong with a value; nothing when it is as described."""
        whole = {"$id": f"{ADDRESS}:asked", **_moved(_closed(dict(schema)))}
        validator = Draft202012Validator(whole, registry=self._registry, format_checker=FormatChecker())
        return [f"{each.json_path}: {each.message}" for each in validator.iter_errors(value)]

    def wrong_answer(self, call: Call, answer: TestResponse) -> list[str]:
        """What is wrong with an answer; its status must be named, ``default`` is for faults."""
        responses, status = call.said["responses"], str(answer.status_code)
        if status not in responses:
            return [f"{status} is not described: {answer.get_data(as_text=True)}"]
        said = self.at(responses[status])
        wrong = [
            f"{name} is missing"
            for name, header in said.get("headers", {}).items()
            if self.at(header).get("required") and name not in answer.headers
        ]
        content = said.get("content", {})
        if call.method == "head" or not content:
            return wrong + ([f"a body: {answer.data!r}"] if answer.data else [])
        if answer.mimetype not in content:
            return [*wrong, f"{answer.mimetype} is not described"]
        return wrong + self.wrong(content[answer.mimetype]["schema"], answer.get_json(force=True))

    def requests(self, call: Call, own: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """What the examples of a call send, as `asking.ask` takes it; ``own`` names what is really there."""
        body = self.at(call.said.get("requestBody", {})).get("content", {})
        at = {each["name"]: each["example"] for each in self.parameters(call, "path")}
        told = {
            "at": {**at, **_put_in(at, own.get("at", {}))},
            "query_string": _put_in(self._query(call), own.get("query_string", {})),
            "headers": _put_in(self._headers(call, own), own.get("headers", {})),
        }
        if JSON not in body:
            if body:
                assert own["content_type"] in body
                told |= {"data": own["data"], "content_type": own["content_type"]}
            yield told
            return
        for act, example in _examples(body[JSON]).items():
            sent = {**told, "json": _put_in(example, own.get("json", {}))}
            yield {**sent, "at": {**told["at"], "act": act}} if act else sent

    def _query(self, call: Call) -> dict[str, str]:
        found = {
            each["name"]: each["example"] for each in self.parameters(call, "query") if "example" in each
        }
        return {name: ",".join(each) if isinstance(each, list) else each for name, each in found.items()}

    def _headers(self, call: Call, own: Mapping[str, Any]) -> dict[str, str]:
        found = {}
        for each in self.parameters(call, "header"):
            if "content" in each:
                real = json.loads(own["headers"][each["name"]])
                found[each["name"]] = json.dumps(_put_in(each["content"][JSON]["example"], real))
            elif "example" in each:
                found[each["name"]] = str(each["example"])
        return found


def examples(node: Any) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Every example of the description with the schema that it must fit."""
    if isinstance(node, dict):
        if isinstance(node.get("schema"), dict):
            yield from ((node["schema"], each) for each in _examples(node).values())
        for each in node.values():
            yield from examples(each)
    elif isinstance(node, list):
        for each in node:
            yield from examples(each)


def _examples(node: Mapping[str, Any]) -> dict[str, Any]:
    """The examples at one place by their names; a single one has none."""
    named = {name: each["value"] for name, each in node.get("examples", {}).items()}
    return named or ({"": node["example"]} if "example" in node else {})


def _put_in(example: Any, own: Any) -> Any:
    """The example with the numbers and hashes of real things; all else is sent as it is written."""
    if isinstance(example, dict):
        return {name: _put_in(each, own.get(name)) if name in own else each for name, each in example.items()}
    return own if own is not None and isinstance(example, str) and OWN.fullmatch(example) else example


def _closed(node: Any) -> Any:
    """A copy in which an object has no other members than those that are described."""
    node = copy.deepcopy(node)
    todo = [node]
    while todo:
        each = todo.pop()
        if isinstance(each, dict):
            if isinstance(each.get("properties"), dict) and "type" in each:
                each.setdefault("additionalProperties", False)
            todo.extend(each.values())
        elif isinstance(each, list):
            todo.extend(each)
    return node


def _moved(node: Any) -> Any:
    """A copy whose references lead into the whole description, from wherever it is asked."""
    if isinstance(node, dict):
        return {name: ADDRESS + each if name == "$ref" else _moved(each) for name, each in node.items()}
    return [_moved(each) for each in node] if isinstance(node, list) else node
