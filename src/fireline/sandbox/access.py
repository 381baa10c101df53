"""Who may open the doors that steer this Slack: this machine, and no page of another site in this machine's browser."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from fireline.sandbox.settings import Settings

LOCAL_NAMES = {"localhost", "127.0.0.1", "::1", "[::1]"}


def only_from_here(settings: Settings) -> Middleware:
    """Whoever can steer this Slack can be anybody in it, so nobody steers it from elsewhere."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(("/control/", "/page/")) and request.path != "/":
            return await handler(request)
        if not settings.is_open and not _is_local(request):
            return web.Response(status=403, text="This Slack is for this machine only.")
        if _is_foreign(request):
            return web.Response(status=403, text="Another site may not steer this Slack.")
        return await handler(request)

    return guard


def _is_local(request: web.Request) -> bool:
    """The name matters too: a foreign name that was pointed at this machine is a page of somebody else."""
    name = urlsplit(f"//{request.host}").hostname or ""
    return ip_address(request.remote or "0.0.0.0").is_loopback and name in LOCAL_NAMES


def _is_foreign(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host
