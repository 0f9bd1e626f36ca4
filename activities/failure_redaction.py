"""What Temporal is told of an activity that failed: its kind, never what people wrote. Histories are kept for days, and
shown to whoever looks at Temporal's own pages."""

from __future__ import annotations

from typing import Any

from temporalio.exceptions import ApplicationError, FailureError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from engine.settings.private_logs import error_name, without_people


class FailureRedaction(Interceptor):
    """Stands between Temporal and the activities."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 (its name there)
        """Each activity behind a look at its failures."""
        return _RedactedActivities(next)


class _RedactedActivities(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 (its name there)
        try:
            return await super().execute_activity(input)
        except FailureError:
            raise
        except Exception as error:  # noqa: BLE001 (whatever it is, its words are kept)
            message = without_people(error_name(error))[:500]
            raise ApplicationError(message, type=type(error).__name__) from RedactedError(error)


class RedactedError(Exception):
    """Stands for an error whose words are kept to ourselves; where it came from is told."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(without_people(error_name(error))[:500])
        self.__traceback__ = error.__traceback__
