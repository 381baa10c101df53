"""What an admin sets: the environment and one YAML file. Neither is needed to try Fireline.

A wrong value stops the start with one sentence that names the key, what was found and what is accepted. What holds in
one workspace comes from `Settings.sections_of`; features get theirs by `unit.config(Section)`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlparse

from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from fireline.core.errors import Misconfigured
from fireline.core.feature import Feature
from fireline.sections import sections_in
from fireline.written import Written, read

Transport = Literal["http", "socket"]
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Environment(BaseSettings):
    """The names that people know from Slack and from twelve-factor programs (docs/settings.md)."""

    model_config = SettingsConfigDict(case_sensitive=True, extra="ignore", populate_by_name=True)

    bot_token: str = Field("", alias="SLACK_BOT_TOKEN", description="`xoxb-…`, the bot's token")
    signing_secret: str = Field(
        "", alias="SLACK_SIGNING_SECRET", description="for HTTP; two, with a comma between, while it is being changed"
    )
    app_token: str = Field("", alias="SLACK_APP_TOKEN", description="`xapp-…`: opens Socket Mode")
    slack_api_url: str = Field("https://slack.com/api/", alias="SLACK_API_URL", description="base of Slack's Web API")
    database_url: str = Field(
        "",
        alias="DATABASE_URL",
        description="`sqlite:///file` or `postgresql://user:password@host/name`; unset: a file in `FIRELINE_DATA`",
    )
    data: Path = Field(Path("data"), alias="FIRELINE_DATA", description="folder of the SQLite file")
    config: Path | None = Field(None, alias="FIRELINE_CONFIG", description="the YAML file; none is needed")
    host: str = Field("127.0.0.1", alias="FIRELINE_HOST", description="where HTTP listens")
    port: int = Field(3000, alias="FIRELINE_PORT", ge=0, le=65535, description="0 takes a free one")
    public_url: str = Field(
        "", alias="FIRELINE_PUBLIC_URL", description="the https address that Slack calls; `fireline check` asks it"
    )
    transport: Transport | None = Field(
        None,
        alias="FIRELINE_TRANSPORT",
        description="`http` or `socket`; unset: Socket Mode when `SLACK_APP_TOKEN` is set, else HTTP",
    )
    clock: str = Field(
        "", alias="FIRELINE_CLOCK", description="clock of a local Slack; passed over unless Slack is on this machine"
    )
    log: Literal["json", "console"] = Field("json", alias="FIRELINE_LOG", description="`json` or `console`")
    # Machine-time knobs that tests shorten; nobody needs them in production.
    settle_seconds: float = Field(
        30.0,
        alias="FIRELINE_SETTLE_SECONDS",
        gt=0,
        description="how long a message of unknown fate may come back before it is looked for; tests shorten it",
    )
    lease_seconds: float = Field(
        60.0,
        alias="FIRELINE_LEASE_SECONDS",
        gt=0,
        description="how long a message may be under way before another process takes it over; tests shorten it",
    )
    pace: float = Field(
        1.0, alias="FIRELINE_PACE", ge=0, description="pauses between calls, times this; 0 only on a local Slack"
    )

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_a_slash(cls, url: str) -> str:
        if urlparse(url).scheme not in ("http", "https"):
            raise ValueError("an http or https address is accepted")
        return url if url.endswith("/") else url + "/"


class Settings(BaseModel):
    """The environment and every feature's section, read and checked."""

    model_config = {"arbitrary_types_allowed": True}

    env: Environment
    sections: dict[str, Any]
    workspaces: dict[str, dict[str, Any]] = {}
    written: Written = Written()

    def sections_of(self, workspace_id: str) -> Collection[Any]:
        """What holds in a workspace: the file's sections, with what it says for this workspace alone."""
        return self.workspaces.get(workspace_id, self.sections).values()

    @property
    def transport(self) -> Transport:
        """Which door is open: as asked for, else by the credentials that are set."""
        if self.env.transport:
            return self.env.transport
        return "socket" if self.env.app_token else "http"

    @property
    def signing_secrets(self) -> tuple[str, ...]:
        """One, or two while the secret is being rotated."""
        return tuple(s.strip() for s in self.env.signing_secret.split(",") if s.strip())

    @property
    def database_url(self) -> str:
        return self.env.database_url or f"sqlite:///{self.env.data / 'fireline.db'}"

    @property
    def story_clock(self) -> str:
        """The clock of a local Slack, honoured only when Slack itself is on this machine."""
        on_loopback = urlparse(self.env.slack_api_url).hostname in LOOPBACK
        return self.env.clock if on_loopback else ""

    def demand_credentials(self) -> None:
        """Raises Misconfigured naming the first credential that serving needs and that is not there."""
        if not self.env.bot_token:
            raise Misconfigured("SLACK_BOT_TOKEN", "it is not set; the bot token of the app (xoxb-…) is needed")
        if not self.env.bot_token.startswith("xoxb-"):
            raise Misconfigured("SLACK_BOT_TOKEN", "it is no bot token; one that begins with xoxb- is accepted")
        if self.transport == "socket" and not self.env.app_token.startswith("xapp-"):
            raise Misconfigured("SLACK_APP_TOKEN", "Socket Mode needs an app-level token that begins with xapp-")
        if self.transport == "http" and not self.signing_secrets:
            raise Misconfigured(
                "SLACK_SIGNING_SECRET", "it is not set; set it for HTTP, or SLACK_APP_TOKEN for Socket Mode"
            )


def load(environ: Mapping[str, str], features: Sequence[Feature]) -> Settings:
    """Reads environment and YAML; raises Misconfigured naming the key."""
    known = {field.alias for field in Environment.model_fields.values()}
    try:
        env = Environment.model_validate({k: v for k, v in environ.items() if k in known and v != ""})
    except ValidationError as error:
        raise _named(error) from None
    return again(env, features)


def again(env: Environment, features: Sequence[Feature]) -> Settings:
    """Reads the YAML anew; the environment of a running program stays as it was."""
    written = read(env.config)
    sections, workspaces = sections_in(written, features)
    return Settings(env=env, sections=sections, workspaces=workspaces, written=written)


def _named(error: ValidationError) -> Misconfigured:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    return Misconfigured(key, f"{first['msg']} (found: {str(first.get('input'))[:60]!r})")
