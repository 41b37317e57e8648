"""Small files that once took gigabytes or hours, in a process with limited memory and time."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from PIL import Image

from nets.datasets import zip_reader as archive
from nets.datasets.images import upload_images as own_images
from nets.export import run_folder as folder
from nets.families import EXPERIMENTS
from nets.models.perceptron.experiment import Perceptron

MAX_MEMORY = 250_000_000  # bytes more than the imports have taken
LIMITED = """
import resource, sys, time
from nets.datasets.images import upload_strip as own_strip
from nets.families import EXPERIMENTS
from nets.export import run_folder as folder
from nets.experiment.user_error import Problem
import PIL.Image
PIL.Image.init()
content = sys.stdin.buffer.read()
size = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmSize")) * 1024
resource.setrlimit(resource.RLIMIT_AS, (size + int(sys.argv[2]),) * 2)
begun = time.process_time()
try:
    folder.read(content, EXPERIMENTS) if sys.argv[1] == "run" else own_strip.read(content)
except Problem as why:
    print(why)
assert time.process_time() - begun < 8
"""


def run_of(**files: bytes | str) -> bytes:
    """Return a saved run with dummy figures and weights."""
    plain = {name: b"" for name in folder.LIMITS if name not in folder.OPTIONAL}
    about = {"run.json": '{"index": 1}', "experiment.json": Perceptron().model_dump_json()}
    return archive.write(plain | about | {name.replace("__", "."): content for name, content in files.items()})


def many_scans() -> bytes:
    """Return a JPEG of 40 megapixels that repeats its last scan a thousand times; each scan covers all pixels."""
    file = io.BytesIO()
    Image.new("L", (6300, 6300), 128).save(file, "JPEG", progressive=True, quality=50)
    *before, last = file.getvalue().split(own_images.SCAN)
    return own_images.SCAN.join([*before, *[last.removesuffix(b"\xff\xd9")] * 1000]) + b"\xff\xd9"


OURS = b'{"family": "perceptron", "data": {"points": ['
CASES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "millions of numbers": ("run", lambda: run_of(experiment__json=OURS + b"1," * 12_000_000 + b"1]}}")),
    "figures without end": ("run", lambda: run_of(metrics__csv=b"step," + b"a," * 15_000_000)),
    "a thousand scans": ("picture", many_scans),
    "a picture of forty megapixels": ("picture", lambda: _flat((6300, 6300))),
}


def _flat(size: tuple[int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("L", size).save(file, "PNG", compress_level=1)
    return file.getvalue()


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
@pytest.mark.parametrize("case", CASES)
def test_worst_case_is_refused_with_a_sentence_in_little_time_and_memory(case: str) -> None:
    kind, content = CASES[case]
    command = [sys.executable, "-c", LIMITED, kind, str(MAX_MEMORY)]
    done = subprocess.run(command, input=content(), capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr.decode()[-800:]
    assert len(done.stdout) > 10


def test_text_in_strings_does_not_count_as_values() -> None:
    own = json.dumps({"text": "a,[{" * 100_000, "quote": '\\"' * 1000, "list": [1, 2]})
    assert not archive.has_more_values(own, 12)
    assert archive.has_more_values(json.dumps([0] * 20), 12)
    assert EXPERIMENTS["perceptron"]  # the experiment above belongs to the app
