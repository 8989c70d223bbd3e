"""The audit of conferences: what visitors see of a conference, and its quota, follow its stream, whatever was lost."""

from typing import Any

from infrastructure.event_store import EventStore, StreamId
from infrastructure.lost_commands import LostCommands
from infrastructure.messaging import caused_by
from infrastructure.projecting import Projector
from infrastructure.registration_projections import quota_command
from infrastructure.registration_views import RegistrationViews


class ConferenceAudit:
    """`projector`: that of the registration context, which tells the seats of quotas too."""

    def __init__(
        self, store: EventStore, views: RegistrationViews, projector: Projector[Any], lost_commands: LostCommands
    ) -> None:
        self._store = store
        self._views = views
        self._projector = projector
        self._lost_commands = lost_commands

    async def visit(self, conference: StreamId) -> None:
        """Raises what Projector.project raises."""
        events = (await self._store.read(conference)).events
        view = await self._views.conference(conference.id)
        known = view.version if view else -1
        if events:
            await self._projector.reconcile(events)
        for recorded in events[: known + 1]:
            if command := quota_command(recorded):
                await self._lost_commands.find(command, recorded.occurred_at, caused_by(recorded))
