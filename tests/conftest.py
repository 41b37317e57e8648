"""Set up before any test imports anything: one thread for each test process, no network, repeatable properties."""

import os

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
os.environ |= dict.fromkeys(ONE_THREAD, "1")
os.environ |= {"HF_HUB_OFFLINE": "1", "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
os.environ["NETS_STORE"] = "off"  # tests write nothing into a user's folder
os.environ["NETS_ERRORS"] = "raise"  # an error that a boundary would show fails its test
os.environ.pop("NETS_SCHEDULER", None)  # tests never use a cluster of others

from hypothesis import HealthCheck, settings  # noqa: E402

settings.register_profile("local", deadline=None, max_examples=50)
settings.register_profile(
    "ci", deadline=None, max_examples=50, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "local")
