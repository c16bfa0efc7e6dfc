"""Look up whether a weakness is known of any locked package (pip-audit; needs a network).

Usage: python tools/audit.py. The exit status is 0 when none is known, 1 when one is, 2 when the
packages could not be looked up.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKFILES = [ROOT / "constraints.txt", ROOT / ".github" / "tox.txt"]
#: The lock files have every package with its hashes: nothing has to be resolved or installed.
COMMAND = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip"]
COMMAND += ["--progress-spinner", "off", "--format", "json"]


def judge(lockfile: str, said: str, failed: str) -> tuple[int, Iterator[str]]:
    """Exit status and lines to print for what pip-audit *said* of a lock file.

    *said* is JSON, or empty when pip-audit *failed*, with its error messages.
    """
    packages: list[dict[str, Any]] = json.loads(said)["dependencies"] if said.strip() else []
    unknown = [package for package in packages if "skip_reason" in package]
    if not packages:
        reason = (failed.strip().splitlines() or ["the service did not answer"])[-1]
        return 2, iter([f"{lockfile}: the packages could not be looked up: {reason}"])
    if unknown:
        number = f"{len(unknown)} of {len(packages)} packages"
        return 2, iter([f"{lockfile}: the service did not answer for {number}"])
    weak = [package for package in packages if package["vulns"]]
    if weak:
        return 1, (weakness(lockfile, p, found) for p in weak for found in p["vulns"])
    return 0, iter([f"{lockfile}: no weakness is known of its {len(packages)} packages"])


def weakness(lockfile: str, package: dict[str, Any], found: dict[str, Any]) -> str:
    """One line on a known weakness: package, names of the weakness, versions that mend it."""
    mended = ", ".join(found["fix_versions"]) or "no version yet"
    names = ", ".join([found["id"], *found["aliases"]])
    return f"{lockfile}: {package['name']} {package['version']}: {names}; mended in: {mended}"


def main() -> int:
    """Audit each lock file; return the worst exit status."""
    worst = 0
    for path in LOCKFILES:
        command = [*COMMAND, "--requirement", str(path)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        status, lines = judge(path.name, result.stdout, result.stderr)
        print("\n".join(lines), file=sys.stderr if status else sys.stdout)
        worst = max(worst, status)
    return worst


if __name__ == "__main__":
    sys.exit(main())
