"""What all tests share: nothing is taken from, or left in, the store of the user."""

import os

os.environ["HANBOKI_STORE"] = "off"
