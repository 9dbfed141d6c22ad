"""What a browser calls itself, in few words: enough to know one's own devices by, too little to know people by."""

import re

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_OTHER = re.compile(r"[\w.+-]{1,40}")


def device_of(user_agent: str) -> str:
    """`Firefox · Linux`; of what is no browser its first word; empty for nothing."""
    found = [next((name for mark, name in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    known = " · ".join(each for each in found if each)
    other = _OTHER.match(user_agent)
    return known or (other[0] if other else "")
