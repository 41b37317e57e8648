"""The embedded cluster refuses clients without its credentials; other clusters may require Dask's TLS settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dask
import pytest
from distributed import Client
from distributed.security import Security

from nets.engine.engine import start_engine
from nets.engine.workers.cluster import ClusterProcess
from tests.support.engines import DaskCluster, perceptron_experiment, train_to_end

pytestmark = pytest.mark.slow

INTRUDER = """
import sys
from distributed import Client
client = Client(sys.argv[1], timeout=3)
client.submit(open, sys.argv[2], "w").result(timeout=3)
"""


@pytest.fixture(scope="module")
def cluster():
    process = ClusterProcess(workers=1)
    yield process
    process.close()


@pytest.mark.parametrize("protocol", ["tls", "tcp"])
def test_embedded_cluster_runs_no_code_for_client_without_credentials(cluster, tmp_path, protocol):
    address = cluster.address.replace("tls://", f"{protocol}://")
    trace = tmp_path / "trace"
    intruder = subprocess.run([sys.executable, "-c", INTRUDER, address, str(trace)], capture_output=True, timeout=60)
    assert intruder.returncode != 0
    assert not trace.exists()


def test_embedded_cluster_refuses_key_pair_of_another_cluster(cluster):
    with pytest.raises(OSError, match="TLS certificate does not match"):
        Client(cluster.address, security=Security.temporary(), timeout=30)  # it is refused at once


def test_embedded_cluster_serves_its_parent(cluster):
    with Client(cluster.address, security=cluster.security, timeout=20) as client:
        assert client.submit(sum, [1, 2, 3]).result(timeout=60) == 6
        workers = client.scheduler_info(n_workers=-1)["workers"]
    assert all(address.startswith("tls://127.0.0.1:") for address in workers)


def test_embedded_cluster_shows_no_credentials_on_its_command_line(cluster):
    command = Path(f"/proc/{cluster.pid}/cmdline")
    if not command.exists():
        pytest.skip("no /proc on this system")
    environment = command.with_name("environ").read_bytes()
    assert b"PRIVATE KEY" not in command.read_bytes() + environment


def test_run_trains_on_cluster_with_tls_settings_of_dask(tmp_path, monkeypatch):
    pair = Security.temporary()
    files = {"cert": tmp_path / "cert.pem", "key": tmp_path / "key.pem"}
    files["cert"].write_text(pair.tls_ca_file)
    files["key"].write_text(pair.tls_client_key)
    names = {"ca-file": files["cert"]}
    names |= {f"{role}.{part}": path for role in ("client", "scheduler", "worker") for part, path in files.items()}
    settings = {"distributed.comm.require-encryption": "True"}
    settings |= {f"distributed.comm.tls.{name}": str(path) for name, path in names.items()}
    variables = {"DASK_" + name.upper().replace(".", "__").replace("-", "_"): value for name, value in settings.items()}
    there = DaskCluster("tls", variables)
    monkeypatch.setenv("NETS_SCHEDULER", there.address)
    there.start()
    try:
        with dask.config.set(settings):  # what Dask reads from the same variables when the server starts
            engine = start_engine()
            run = train_to_end(engine.start(perceptron_experiment(fit__steps=5)), seconds=90)
            assert run.index == 5
            engine.close()
    finally:
        there.kill()
