"""Bicep's expressions, as many of them as `bicep/` uses."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tree_sitter import Node

from tests.bicep.syntax import text_of

SUFFIXES = {"suffixes": {"storage": "core.windows.net", "keyvaultDns": ".vault.azure.net"}}


class Runtime(str):
    """What Azure says at deployment."""

    def member(self, name: str) -> "Runtime":
        return Runtime(f"{self[:-1]}.{name}>")


class Expressions:
    """Of the file `file`, deployed to `scope`. Who inherits says what its symbols stand for."""

    def __init__(self, file: Path, scope: str) -> None:
        self.file = file
        self.scope = scope

    def symbol(self, name: str) -> Any:
        raise NameError(f"{self.file.name}: {name}")

    def value(self, node: Node | None, local: Mapping[str, Any] | None = None) -> Any:
        assert node is not None
        local = dict(local or {})
        children = [child for child in node.named_children if child.type != "comment"]
        match node.type:
            case "string":
                return "".join(self._part(each, local) for each in children)
            case "number":
                return int(text_of(node))
            case "boolean":
                return text_of(node) == "true"
            case "null":
                return None
            case "array":
                return [self.value(each, local) for each in children]
            case "object":
                return {self._key(each, local): self.value(each.named_children[1], local) for each in children}
            case "identifier":
                name = text_of(node)
                return local[name] if name in local else self.symbol(name)
            case _:
                return self._operation(node, children, local)

    def _operation(self, node: Node, children: list[Node], local: dict[str, Any]) -> Any:
        match node.type:
            case "parenthesized_expression":
                return self.value(children[0], local)
            case "unary_expression":
                assert text_of(node).startswith("!")
                return not self.value(children[0], local)
            case "binary_expression":
                return self._binary(text_of(node.children[1]), children, local)
            case "ternary_expression":
                condition, yes, no = children
                return self.value(yes if self.value(condition, local) else no, local)
            case "member_expression":
                return _member(self.value(children[0], local), text_of(children[1]))
            case "subscript_expression":
                return self.value(children[0], local)[self.value(children[1], local)]
            case "for_statement":
                return self.loop(node, local, lambda body, at: self.value(body, at))
            case "call_expression":
                return self._call(
                    text_of(children[0]), [self.value(each, local) for each in children[1].named_children]
                )
            case _:
                raise SyntaxError(f"{self.file.name}: {node.type} {text_of(node)[:80]}")

    def _part(self, node: Node, local: dict[str, Any]) -> str:
        if node.type == "interpolation":
            return str(self.value(node.named_children[0], local))
        return text_of(node) if node.type == "string_content" else text_of(node)[1:]

    def _key(self, node: Node, local: dict[str, Any]) -> str:
        key = node.named_children[0]
        return text_of(key) if key.type == "identifier" else str(self.value(key, local))

    def _binary(self, operator: str, operands: list[Node], local: dict[str, Any]) -> Any:
        left = self.value(operands[0], local)
        if operator == "&&":
            return left and self.value(operands[1], local)
        if operator == "||":
            return left or self.value(operands[1], local)
        right = self.value(operands[1], local)
        return {"==": lambda: left == right, "!=": lambda: left != right, ">": lambda: left > right}[operator]()

    def _call(self, name: str, arguments: list[Any]) -> Any:
        functions: dict[str, Callable[..., Any]] = {
            "cidrSubnet": lambda prefix, length, number: f"{prefix}[/{length} {number}]",
            "concat": lambda *lists: [item for each in lists for item in each],
            "empty": lambda value: not value,
            "environment": lambda: SUFFIXES,
            "guid": lambda *parts: "guid:" + "|".join(parts),
            "loadJsonContent": lambda path: json.loads((self.file.parent / path).read_text()),
            "max": max,
            "resourceId": lambda kind, called: f"{self.scope}/providers/{kind}/{called}",
            "string": str,
            "subscription": lambda: Runtime("<subscription>"),
            "subscriptionResourceId": lambda kind, called: f"{kind}/{called}",
            "union": lambda one, other: one | other,
            "uniqueString": lambda *parts: "0123456789abc",
        }
        return functions[name](*arguments)

    def loop(self, node: Node, local: dict[str, Any], make: Callable[[Node, dict[str, Any]], Any]) -> list[Any]:
        names, items, body = node.named_children
        variables = [text_of(each) for each in names.named_children] or [text_of(names)]
        return [
            make(body, local | dict(zip(variables, (item, i), strict=False)))
            for i, item in enumerate(self.value(items, local))
        ]


def _member(value: Any, name: str) -> Any:
    return value[name] if isinstance(value, dict) else value.member(name)
