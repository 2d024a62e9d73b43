"""What one web process takes in memory: after its first page, after searches one by one, and after a crowd of them.

Over the demonstration, in all seven languages. Linux says three things of a process. *Resident* counts every page it has
mapped, so what several share (libraries, the table of lemmas, the index, what was made before the fork) counts in each.
*Its part* divides a shared page by those that share it: these add up to what the machine gives, and the limit is set for
them. *Its own* is what would come free if it ended.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.support.installation import ROOT, environment, serving
from storyhub.core.languages import LANGUAGES

MOST = 150
AT_ONCE = 8
WORDS = (
    "water road school market bus roof winter grandmother вода дорога школа ринок зима автобус ջուր ճանապարհ դպրոց ձմեռ "
    "წყალი გზა სკოლა ზამთარი su yol məktəb qış apa drum școala iarna saxli tun voda misto"
).split()
ALONE = "import flask, sqlalchemy, flask_sqlalchemy, sys; print('ready', flush=True); sys.stdin.read()"


def megabytes(pid: int) -> dict[str, float]:
    """Resident, its part, its own."""
    said = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = {name: int(number) for name, number in re.findall(r"^(\w+): +(\d+) kB", said, re.MULTILINE)}
    own = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return {"resident": kilobytes["Rss"] / 1024, "part": kilobytes["Pss"] / 1024, "own": own / 1024}


def web_processes(pid: int) -> list[int]:
    """The processes that answer: below gunicorn's own, which stands below `storyhub serve`."""
    return [web for serve in children(pid) for master in children(serve) for web in children(master) if _answers(web)]


def children(pid: int) -> list[int]:
    return [int(one) for task in Path(f"/proc/{pid}/task").iterdir() for one in (task / "children").read_text().split()]


def _answers(pid: int) -> bool:
    return b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes()


def searches(count: int) -> Iterator[str]:
    """Addresses: two of three ask for one word, the third for two."""
    chosen = random.Random(count)
    for number in range(count):
        words = chosen.sample(WORDS, 2 if number % 3 == 0 else 1)
        yield f"/{chosen.choice(list(LANGUAGES))}/stories?q={quote(' '.join(words))}"


def ask(address: str) -> None:
    urllib.request.urlopen(address).close()


def told(when: str) -> list[float]:
    """Print a row for each web process; the part of each."""
    found = [megabytes(pid) for pid in sorted(web_processes(os.getpid()))]
    for one in found:
        print(f"{when:28}{one['resident']:10.0f}{one['part']:10.0f}{one['own']:10.0f}")
    return [one["part"] for one in found]


def told_alone() -> None:
    """What Python takes with Flask and SQLAlchemy in it and nothing of ours."""
    with subprocess.Popen([sys.executable, "-c", ALONE], stdin=-1, stdout=-1) as process:
        assert process.stdout is not None
        process.stdout.readline()
        one = megabytes(process.pid)
        process.terminate()
    print(f"{'Flask and SQLAlchemy alone':28}{one['resident']:10.0f}{one['part']:10.0f}{one['own']:10.0f}")


def run(data: Path) -> bool:
    command = [sys.executable, "-m", "storyhub", "demo"]
    subprocess.run(command, cwd=ROOT, env=environment(data), check=True, capture_output=True)
    print(f"{'megabytes of each web process':28}{'resident':>9}{'its part':>10}{'its own':>10}")
    with serving(data) as address:
        ask(f"{address}/en/stories")
        told("first page")
        for path in searches(300):
            ask(address + path)
        told("300 searches")
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(lambda path: ask(address + path), searches(600)))
        parts = told(f"600 more, {AT_ONCE} at a time")
    told_alone()
    kept = max(parts) <= MOST
    print(f"at most {MOST} MB of each web process: {'kept' if kept else 'BROKEN'}")
    return kept


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="storyhub-bench-") as name:
        raise SystemExit(0 if run(Path(name) / "data") else 1)


if __name__ == "__main__":
    main()
