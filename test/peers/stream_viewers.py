"""Watches a stream and writes each image that it sees, until it is ended.

    stream_viewers.py opencv|home-assistant-still|home-assistant-stream ADDRESS FOLDER

The last two read as Home Assistant's integration "MJPEG IP Camera" does: aiohttp with basic
authentication, the stream in chunks of 100 KiB, an image from its first to its last marker.
"""
import asyncio
import sys
from pathlib import Path

how, address, folder = sys.argv[1:4]
written = 0


def write(jpeg: bytes) -> None:
    global written
    written += 1
    (Path(folder) / f'{written}.jpg').write_bytes(jpeg)


def opencv() -> None:
    import cv2

    video = cv2.VideoCapture(address)
    while True:
        got, image = video.read()
        if not got:
            raise SystemExit('the stream has ended')
        write(cv2.imencode('.jpg', image)[1].tobytes())


async def home_assistant_still() -> None:
    async with session() as client:
        while True:
            async with client.get(bare_address()) as response:
                response.raise_for_status()
                write(await response.read())
            await asyncio.sleep(0.2)


async def home_assistant_stream() -> None:
    async with session() as client, client.get(bare_address()) as response:
        response.raise_for_status()
        data = b''
        while chunk := await response.content.read(102400):
            data += chunk
            end = data.find(b'\xff\xd9')
            if end < 0:
                continue
            write(data[data.find(b'\xff\xd8') : end + 2])
            data = data[end + 2 :]
    raise SystemExit('the stream has ended')


def session():
    import aiohttp
    from yarl import URL

    login = aiohttp.BasicAuth(URL(address).user, URL(address).password)
    return aiohttp.ClientSession(auth=login)


def bare_address():
    from yarl import URL

    return URL(address).with_user(None)


if how == 'opencv':
    opencv()
elif how == 'home-assistant-still':
    asyncio.run(home_assistant_still())
else:
    asyncio.run(home_assistant_stream())
