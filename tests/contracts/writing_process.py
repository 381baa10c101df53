"""A process that writes units as fast as it can and says each number once it is durable: the tests kill it."""

from __future__ import annotations

import asyncio
import os
import sys

from sqlalchemy import insert

from fireline.store.engine import Database
from tests.contracts.conftest import counter


async def main(url: str) -> None:
    database = await Database.open(url)
    await asyncio.gather(*(write(database, first) for first in range(8)))


async def write(database: Database, number: int) -> None:
    while True:
        row = {"name": f"unit {number}", "value": number}
        await database.write(lambda connection, row=row: connection.execute(insert(counter), row))
        os.write(1, f"{number}\n".encode())
        number += 8


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
