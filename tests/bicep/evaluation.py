"""Carries a template out, on paper: every resource that a deployment with given parameters would ask for.

As much of the language as `bicep/` uses; what it does not know is an error. What only Azure knows (an identity's
principal id, say) stays a text in angle brackets. Parameters are held against their decorators, in every module.
"""

import json
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from tree_sitter import Node

from tests.bicep.expressions import Expressions, Runtime
from tests.bicep.syntax import Declaration, Template, parameter_file, template, text_of

TYPES: dict[str, type] = {"string": str, "int": int, "bool": bool, "array": list, "object": dict}


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """`scope`: the id of what it is deployed to or lies in. `symbol`: its name in the file `file`."""

    symbol: str
    file: str
    type: str
    api: str
    name: str
    scope: str
    body: dict[str, Any] = field(repr=False)
    existing: bool = False

    @property
    def id(self) -> str:
        last = self.type.rpartition("/")[2]
        alone = last == "resourceGroups" or "parent" in self.body
        return f"{self.scope}/{last if alone else f'providers/{self.type}'}/{self.name}"

    def member(self, name: str) -> Any:
        if name in ("id", "name"):
            return getattr(self, name)
        return Runtime(f"<{self.name}.{name}>")


@dataclass(frozen=True, slots=True)
class Module:
    outputs: dict[str, Any]

    def member(self, name: str) -> Any:
        assert name == "outputs"
        return self.outputs


class Deployment(Expressions):
    """Of one file with `given` parameters; resources are added to `resources` as they are met."""

    def __init__(self, file: Path, given: Mapping[str, Any], scope: str, resources: list[Resource]) -> None:
        super().__init__(file, scope)
        self.template: Template = template(file)
        self._resources = resources
        self._known: dict[str, Any] = {}
        unknown = given.keys() - self.template.parameters.keys()
        assert not unknown, f"{file.name} has no parameters {unknown}"
        for name, parameter in self.template.parameters.items():
            assert name in given or parameter.value, f"{file.name}: parameter {name} is missing"
            value = given[name] if name in given else self.value(parameter.value)
            self._check(parameter, value)
            self._known[name] = value
        for name in (*self.template.resources, *self.template.modules):
            self.symbol(name)
        self.outputs = {name: self.value(output.value) for name, output in self.template.outputs.items()}

    def _check(self, parameter: Declaration, value: Any) -> None:
        where = f"{self.template.path.name}: {parameter.name} = {value!r}"
        assert isinstance(value, TYPES[parameter.type]), where
        rules: dict[str, Callable[[Any], bool]] = {
            "allowed": lambda allowed: value in allowed,
            "minLength": lambda least: isinstance(value, Runtime) or len(cast(Sized, value)) >= least,
            "maxLength": lambda most: isinstance(value, Runtime) or len(cast(Sized, value)) <= most,
            "minValue": lambda least: value >= least,
            "maxValue": lambda most: value <= most,
        }
        for name, arguments in parameter.decorators.items():
            if rule := rules.get(name):
                assert rule(self.value(arguments[0])), f"{where} breaks @{name}"

    def symbol(self, name: str) -> Any:
        if name not in self._known:
            if name in self.template.variables:
                self._known[name] = self.value(self.template.variables[name].value)
            elif name in self.template.resources:
                self._known[name] = self._each(self.template.resources[name], self._resource)
            elif name in self.template.modules:
                self._known[name] = self._each(self.template.modules[name], self._module)
            else:
                raise NameError(f"{self.template.path.name}: {name}")
        return self._known[name]

    def _each(
        self, declaration: Declaration, make: Callable[[Declaration, dict[str, Any], dict[str, Any]], Any]
    ) -> Any:
        node = declaration.value
        assert node is not None
        if node.type != "for_statement":
            return self._if(node, {}, lambda body, local: make(declaration, body, local))
        return self.loop(node, {}, lambda body, local: self._if(body, local, lambda it, at: make(declaration, it, at)))

    def _if(self, node: Node, local: dict[str, Any], make: Callable[[Any, dict[str, Any]], Any]) -> Any:
        if node.type == "if_statement":
            condition, node = node.named_children
            if not self.value(condition, local):
                return None
        return make(self.value(node, local), local)

    def _resource(self, declaration: Declaration, body: dict[str, Any], local: dict[str, Any]) -> Resource:
        kind, _, api = declaration.type.partition("@")
        above = body.get("parent") or body.get("scope")
        scope = above.id if isinstance(above, Resource) else self.scope
        made = Resource(
            declaration.name, self.template.path.name, kind, api, body["name"], scope, body, declaration.existing
        )
        self._resources.append(made)
        return made

    def _module(self, declaration: Declaration, body: dict[str, Any], local: dict[str, Any]) -> Module:
        scope = body["scope"].id if "scope" in body else self.scope
        file = (self.template.path.parent / declaration.type).resolve()
        return Module(Deployment(file, body.get("params", {}), scope, self._resources).outputs)


def deployed(file: Path, environment: Mapping[str, str]) -> tuple[list[Resource], dict[str, Any]]:
    """All resources that a deployment by the parameter file would ask for, and the outputs of the template."""
    using, nodes = parameter_file(file)
    resources: list[Resource] = []
    given = {name: _given(node, environment) for name, node in nodes.items()}
    deployment = Deployment((file.parent / using).resolve(), given, "/subscription", resources)
    return resources, deployment.outputs


def _given(node: Node, environment: Mapping[str, str]) -> Any:
    match node.type:
        case "string" | "number" | "boolean":
            text = text_of(node)
            return text.strip("'") if node.type == "string" else json.loads(text)
        case "call_expression":
            name, arguments = node.named_children
            values = [_given(each, environment) for each in arguments.named_children]
            if text_of(name) == "bool":
                return values[0] == "true"
            if text_of(name) == "split":
                return values[0].split(values[1])
            assert text_of(name) == "readEnvironmentVariable", text_of(name)
            return environment[values[0]] if len(values) == 1 else environment.get(values[0], values[1])
        case _:
            raise SyntaxError(f"{node.type} {text_of(node)[:80]}")
