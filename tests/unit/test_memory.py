"""The app on the smallest supported server, with the least memory that Streamlit Community Cloud gives."""

from __future__ import annotations

import asyncio
import tempfile

import pytest

from benchmarks.measure import megabytes
from benchmarks.soak import FULL, errors, limited_server, waits
from benchmarks.viewer import Frame, Viewer

pytestmark = pytest.mark.slow

LIMIT_MB = 690
WHOLE_MB = 600


async def train(port: int) -> list[Frame]:
    """Open a page, press Train and watch as a user does; return the frames."""
    frames: list[Frame] = []
    async with Viewer(port, "perceptron") as viewer:
        frames.append(await viewer.until(lambda frame: frame.live, 120))
        viewer.press("play")
        while frames[-1].step < 100:
            frames.append(await viewer.until(lambda frame: frame.live, 120))
    return frames


def test_app_with_one_page_fits_into_a_small_server() -> None:
    with tempfile.TemporaryFile("w+") as log, limited_server(log, LIMIT_MB) as (port, app, _enforced):
        frames = asyncio.run(train(port))
        whole = sum(megabytes(one) for one in [app, *app.children(recursive=True)])
        log.seek(0)
        written = log.read()
    assert frames[-1].step >= 100
    assert not any(errors(frame) or waits(frame, [FULL]) for frame in frames)
    print(f"{whole:.0f} MB in all")
    assert whole < WHOLE_MB
    assert "Traceback" not in written
