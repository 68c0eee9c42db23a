"""What all tests share: nothing is taken from, or left in, the store of the user."""

import os

from hypothesis import HealthCheck, settings

os.environ["HANBOKI_STORE"] = "off"

# machines are shared and noisy: how long an example takes says nothing about the code
settings.register_profile(
    "hanboki", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("hanboki")
