"""People as requests name them: registrants and attendees."""

from typing import Annotated

from pydantic import Field

from domain.values import PersonalInfo
from functions.http.bodies import Body
from functions.http.values import Email, VisibleText

type Name = Annotated[VisibleText, Field(max_length=100)]


class Person(Body):
    first_name: Name
    last_name: Name
    email: Email

    def info(self) -> PersonalInfo:
        return PersonalInfo(first_name=self.first_name, last_name=self.last_name, email=self.email)
