"""Route templates such as `orders/{id:guid}/seats/{position:int?}`: parsing and matching."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from local.host.constraints import Constraint, constraint

_PARAMETER = re.compile(
    r"\{(?P<stars>\*{0,2})(?P<name>\w+)(?P<constraints>(?::(?:[^:(){}?=]+)(?:\((?:[^()]|\([^()]*\))*\))?)*)"
    r"(?:=(?P<default>[^{}?]*))?(?P<optional>\?)?\}"
)
_CONSTRAINT = re.compile(r":([^:(){}?=]+(?:\((?:[^()]|\([^()]*\))*\))?)")


@dataclass(frozen=True, slots=True)
class Literal:
    text: str
    """In lower case: matching ignores case."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    constraints: tuple[Constraint, ...]
    optional: bool
    default: str | None
    catch_all: bool

    @property
    def may_be_absent(self) -> bool:
        return self.optional or self.catch_all or self.default is not None

    def accepts(self, value: str) -> bool:
        return value != "" and all(test(value) for test in self.constraints)


type Segment = Literal | Parameter


@dataclass(frozen=True, slots=True)
class Template:
    text: str
    segments: tuple[Segment, ...]

    def match(self, path: Sequence[str]) -> Mapping[str, str] | None:
        """Values of the parameters if the path's decoded segments fit, without those of absent optional ones."""
        values: dict[str, str] = {}
        for position, segment in enumerate(self.segments):
            match segment:
                case Literal(text):
                    if position >= len(path) or path[position].lower() != text:
                        return None
                case Parameter(catch_all=True) as parameter:
                    rest = "/".join(path[position:]) or parameter.default
                    if rest and not parameter.accepts(rest):
                        return None
                    return values | ({parameter.name: rest} if rest else {})
                case parameter:
                    value = path[position] if position < len(path) else parameter.default
                    if value is None and parameter.optional:
                        continue
                    if value is None or not parameter.accepts(value):
                        return None
                    values[parameter.name] = value
        return values if len(path) <= len(self.segments) else None

    def overlaps(self, other: "Template") -> bool:
        """Whether some path may fit both. (Of two parameters with constraints it is not known that none does.)"""
        return _overlap(self.segments, other.segments)


def _overlap(first: tuple[Segment, ...], second: tuple[Segment, ...]) -> bool:
    match first, second:
        case ((Parameter(catch_all=True), *_), _) | (_, (Parameter(catch_all=True), *_)):
            return True
        case ((), rest) | (rest, ()):
            return all(isinstance(segment, Parameter) and segment.may_be_absent for segment in rest)
        case (Literal(text), *_), (Literal(other), *_) if text != other:
            return False
        case ((Literal(text), *_), (Parameter() as parameter, *_)) | (
            (Parameter() as parameter, *_),
            (Literal(text), *_),
        ):
            if not parameter.accepts(text):
                return False
        case _:
            pass  # the same word, or two parameters
    return _overlap(first[1:], second[1:])


def parse_template(text: str) -> Template:
    """Raises ValueError for a template that is malformed or mixes text and parameters within one segment."""
    parts = text.strip("/").split("/") if text.strip("/") else []
    segments = tuple(_parse_segment(part) for part in parts)
    if any(isinstance(segment, Parameter) and segment.catch_all for segment in segments[:-1]):
        raise ValueError("a catch-all parameter must come last")
    names = [segment.name.lower() for segment in segments if isinstance(segment, Parameter)]
    if len(names) != len(set(names)):
        raise ValueError("a parameter occurs twice")
    return Template(text, segments)


def _parse_segment(part: str) -> Segment:
    if "{" not in part and "}" not in part:
        if part == "":
            raise ValueError("a segment is empty")
        return Literal(part.lower())
    match = _PARAMETER.fullmatch(part)
    if match is None:
        raise ValueError(f"segment '{part}' is not one whole parameter")
    return Parameter(
        name=match["name"],
        constraints=tuple(constraint(text) for text in _CONSTRAINT.findall(match["constraints"])),
        optional=match["optional"] is not None,
        default=match["default"],
        catch_all=match["stars"] != "",
    )
