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

    @property
    def rank(self) -> tuple[int, int, str]:
        return (0, 0, self.text)


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    constraints: tuple[Constraint, ...]
    optional: bool
    default: str | None
    catch_all: bool

    @property
    def rank(self) -> tuple[int, int, str]:
        return (1, -len(self.constraints), "")

    def accepts(self, value: str) -> bool:
        return value != "" and all(test(value) for test in self.constraints)


type Segment = Literal | Parameter

# Behind every segment's rank, so that of two templates with a common beginning the longer one comes first.
_END = (2, 0, "")


@dataclass(frozen=True, slots=True)
class Template:
    text: str
    segments: tuple[Segment, ...]

    @property
    def rank(self) -> tuple[tuple[int, int, str], ...]:
        """Sorts templates into the order in which Azure tries them; equal ranks: no order is promised."""
        return (*(segment.rank for segment in self.segments), _END)

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
