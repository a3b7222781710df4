"""What setting up costs: `benches/setup.py [BARO]`, for a quiet machine, with a release build.

It prints a table: `doctor --offline`, the first screen in a terminal with nothing set up and with a key in the environment
(each in a home of its own, up to the prompt), and the completion of a model's name. Nobody is asked: the only addresses
that are tried are those of model servers on this machine. The exit code is 1 when a target is missed. On a busy machine
`chrt -f 20 benches/setup.py` takes the processor ahead of all else.
"""

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
N_RUNS = 40
PATIENCE_S = 30
# As long as a key of Groq's, and nobody's.
KEY = "gsk_0123456789abcdefghijABCDEFGHIJ0123456789"


class Place:
    """Homes in which nothing is set up."""

    def __init__(self, folder: Path, baro: str) -> None:
        self.folder, self.baro, self.n_homes = folder, baro, 0

    def home(self, **more: str) -> dict[str, str]:
        self.n_homes += 1
        home = self.folder / str(self.n_homes)
        home.mkdir()
        return {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "en_US.UTF-8", "TERM": "xterm-256color", **more}

    def command(self, env: dict[str, str], words: list[str], codes: tuple[int, ...]) -> float:
        """Milliseconds that a command takes, with its output in a pipe."""
        began = time.perf_counter()
        run = subprocess.run([self.baro, *words], cwd=env["HOME"], env=env, stdin=subprocess.DEVNULL, capture_output=True,
                             check=False)
        took = (time.perf_counter() - began) * 1000
        assert run.returncode in codes and run.stdout, (words, run)
        return took

    def first_screen(self, env: dict[str, str], words: str) -> float:
        """Milliseconds from the start to the prompt below the words, in a terminal of 100 columns and 30 rows."""
        began = time.perf_counter()
        pid, terminal = pty.fork()
        if pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
            os.chdir(env["HOME"])
            os.execve(self.baro, [self.baro], env)
        seen = b""
        while "› ".encode() not in seen:
            ready = select.select([terminal], [], [], PATIENCE_S)[0]
            assert ready, f"no prompt came: {seen!r}"
            seen += os.read(terminal, 1 << 16)
        took = (time.perf_counter() - began) * 1000
        assert words.encode() in seen, seen
        os.kill(pid, signal.SIGKILL)
        os.close(terminal)
        os.waitpid(pid, 0)
        return took


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    arguments.add_argument("baro", nargs="?", default=str(REPOSITORY / "target/release/baro"))
    asked = arguments.parse_args()
    missed = []

    def row(what: str, target: float, measured: Callable[[], float]) -> None:
        took = sorted(measured() for _ in range(N_RUNS))
        figure = statistics.median(took)
        is_missed = figure > target
        if is_missed:
            missed.append(what)
        print(f"{what:<52} {figure:8.2f} ms (target {target:g}){'  MISSED' if is_missed else ''}"
              f"  min {took[0]:.2f}, max {took[-1]:.2f}", flush=True)

    baro = str(Path(asked.baro).resolve())
    print(f"binary {Path(baro).stat().st_size / 2**20:.1f} MiB, load {os.getloadavg()[0]:.1f}, medians of {N_RUNS}")
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), baro)
        env = place.home(GROQ_API_KEY=KEY)
        # Whether all is well with this machine is not what is measured.
        row("doctor --offline", 50, lambda: place.command(env, ["doctor", "--offline"], (0, 1)))
        row("the first screen with nothing set up", 20, lambda: place.first_screen(place.home(), "no model can be used yet"))
        row("the first screen with a key in the environment", 20,
            lambda: place.first_screen(place.home(GROQ_API_KEY=KEY), "found: GROQ_API_KEY"))
        words = ["completions", "--word=ki", "--", "ask", "-m"]
        row("the completion of a model's name", 30, lambda: place.command(env, words, (0,)))
    sys.exit(1 if missed else 0)


main()
