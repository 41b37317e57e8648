"""Downloads go on where they broke off, are checked, and appear at once; IDX files are read or refused.

A server on this machine sends files that the test makes.
"""

import gzip
import hashlib
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from nets.datasets.images import download, images
from nets.datasets.images import idx_files as idx
from nets.experiment.user_error import Problem
from nets.models.cnn.experiment import Convolutional
from nets.training.trainer_state import train


def zipped(content: bytes) -> bytes:
    """The same bytes at any time: they name tests."""
    return gzip.compress(content, mtime=0)


def idx_bytes(array):
    head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return zipped(head + array.astype(np.uint8).tobytes())


@pytest.fixture
def files():
    """A small set in MNIST's format: three classes of bright columns."""
    rng, made = np.random.default_rng(0), []
    for count in (90, 30):
        labels = np.arange(count) % 10
        pixels = rng.integers(0, 60, (count, 28, 28))
        pixels[np.arange(count), :, 2 * labels] = 255
        made += [idx_bytes(pixels), idx_bytes(labels)]
    return dict(zip(download.FILES, made, strict=True))


class Server:
    """What it serves, whether it sends from the middle, and where it breaks the connection."""

    def __init__(self, files):
        self.files, self.ranges, self.break_at = files, True, None
        self.asked = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                data, begun = server.files.get(self.path.strip("/")), 0
                asked = self.headers.get("Range")
                server.asked.append((self.path.strip("/"), asked))
                if data is None:
                    self.send_error(404)
                    return
                if asked and server.ranges:
                    begun = int(asked.removeprefix("bytes=").rstrip("-"))
                self.send_response(206 if begun else 200)
                self.send_header("Content-Length", str(len(data) - begun))
                self.end_headers()
                self.wfile.write(data[begun : server.break_at])

            def log_message(self, *_arguments):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()


@pytest.fixture
def server(files, monkeypatch, tmp_path):
    monkeypatch.setenv("NETS_DATA", str(tmp_path / "data"))
    known = tuple(download.File(len(data), hashlib.sha256(data).hexdigest()) for data in files.values())
    monkeypatch.setitem(download.KNOWN, "mnist", known)
    images._fixed.cache_clear()
    made = Server(dict(files))
    yield made
    made.http.shutdown()
    made.http.server_close()
    images._fixed.cache_clear()


def test_what_was_downloaded_is_learnt(server) -> None:
    with pytest.raises(Problem, match="has not been downloaded yet"):
        Convolutional().replace({"data.name": "mnist"})
    told = []
    download.fetch("mnist", lambda there, of: told.append((there, of)), server.url)
    assert told == sorted(told)
    assert told[-1] == (sum(map(len, server.files.values())),) * 2
    held = images.load("mnist")
    assert held.pixels.shape == (120, 1, 28, 28)
    assert held.test.sum() == 30
    assert not list((idx.download.path("mnist", "x")).parent.glob("*.part"))
    *_, last = train(Convolutional().replace({"data.name": "mnist", "net.kind": "logistic", "fit.steps": 60}))
    assert last.figures["test_accuracy"] > 0.9
    download.fetch("mnist", None, server.url)
    assert len(server.asked) == 4  # nothing is fetched twice


def test_a_broken_download_goes_on_where_it_ended(server) -> None:
    server.break_at = 700
    with pytest.raises(Problem, match=r"broke off|no connection"):
        download.fetch("mnist", None, server.url)
    assert not download.present("mnist")
    first = download.FILES[0]
    part = download.path("mnist", first + ".part")
    assert part.read_bytes() == server.files[first][:700]
    server.break_at = None
    download.fetch("mnist", None, server.url)
    assert (first, "bytes=700-") in server.asked
    assert download.path("mnist", first).read_bytes() == server.files[first]


def test_a_server_without_ranges_begins_anew(server) -> None:
    server.ranges = False
    at = download.path("mnist", download.FILES[0] + ".part")
    at.parent.mkdir(parents=True)
    at.write_bytes(b"x" * 100)
    download.fetch("mnist", None, server.url)
    assert download.present("mnist")


def test_a_wrong_checksum_is_told_and_nothing_is_put_in_place(server) -> None:
    first = download.FILES[0]
    right = server.files[first]
    server.files[first] = right[:-20] + bytes(20)
    with pytest.raises(Problem, match="checksum is wrong"):
        download.fetch("mnist", None, server.url)
    assert not download.path("mnist", first).exists()
    assert not download.path("mnist", first + ".part").exists()
    server.files[first] = right
    download.fetch("mnist", None, server.url)
    assert download.present("mnist")


def test_a_file_that_is_longer_than_known_is_refused(server) -> None:
    server.files[download.FILES[0]] += b"more"
    with pytest.raises(Problem, match="checksum is wrong"):
        download.fetch("mnist", None, server.url)


def test_without_a_connection_the_sentence_says_so(server) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Problem, match=f"no connection to 127.0.0.1:{port}"):
        download.fetch("mnist", None, f"http://127.0.0.1:{port}/")
    del server.files[download.FILES[1]]
    with pytest.raises(Problem, match=r"does not give .*404"):
        download.fetch("mnist", None, server.url)


def test_a_place_that_cannot_be_written_is_told(server, monkeypatch, tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("NETS_DATA", str(tmp_path / "file"))
    with pytest.raises(Problem, match="cannot be written"):
        download.fetch("mnist", None, server.url)


def test_only_one_download_at_a_time(server) -> None:
    with download._BUSY, pytest.raises(Problem, match="under way already"):
        download.fetch("mnist", None, server.url)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no gzip",
        zipped(b""),
        zipped(b"\0\0\x08\x03" + struct.pack(">3I", 2, 3, 4) + b"x" * 23),
        zipped(b"\0\0\x0d\x01" + struct.pack(">I", 4) + b"xxxx"),
        zipped(b"\0\0\x08\x03\0"),
        idx_bytes(np.zeros((3, 4)))[:-9],
        zipped(b"\0\0\x08\x03" + struct.pack(">3I", 2**31, 2**31, 4)),
    ],
)
def test_what_is_no_idx_file_is_refused(tmp_path, data) -> None:
    at = tmp_path / "x.gz"
    at.write_bytes(data)
    with pytest.raises(Problem, match=r"x\.gz is damaged or no IDX file"):
        idx.read(at)


def test_idx_files_are_read_in_their_shape(tmp_path) -> None:
    for shape in ((7,), (2, 3), (2, 3, 4)):
        array = np.arange(np.prod(shape)).reshape(shape)
        at = tmp_path / "x.gz"
        at.write_bytes(idx_bytes(array))
        np.testing.assert_array_equal(idx.read(at), array)


def test_known_lengths_and_checksums_have_their_form() -> None:
    assert download.KNOWN.keys() == download.SOURCES.keys() == set(images.DOWNLOADED)
    for files in download.KNOWN.values():
        assert len(files) == len(download.FILES)
        assert all(len(bytes.fromhex(file.sha256)) == 32 for file in files)
    assert all(source.startswith("https://") for source in download.SOURCES.values())
