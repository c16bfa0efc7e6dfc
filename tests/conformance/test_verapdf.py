"""An independent validator finds every PDF to be PDF/UA-1 and PDF/A-2a."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import leave_out


@pytest.fixture(scope="session")
def verapdf() -> list[str]:
    """Return the command of veraPDF: the program itself, or its jar (VERAPDF_JAR) run by Java."""
    if program := shutil.which("verapdf"):
        return [program]
    jar = os.environ.get("VERAPDF_JAR")
    java = shutil.which("java")
    if not (jar and java):
        leave_out("veraPDF is not installed (the program verapdf, or Java and VERAPDF_JAR)")
    return [java, "-cp", jar, "org.verapdf.apps.GreenfieldCliWrapper"]


@pytest.mark.parametrize("flavour", ["ua1", "2a"])
@pytest.mark.parametrize("which", [
    "ldn-book-a4", "ldn-book-fibromyalgia", "ldn-book-sheet-a4", "ldn-book-sheet-letter",
    "kitchen-sink-a4", "kitchen-sink-large-print", "kitchen-sink-two-sided",
])  # fmt: skip
def test_pdf_conforms(request, verapdf, which, flavour):
    if which.startswith("ldn-book"):
        folder = request.getfixturevalue("book").pdf.parent
    else:
        folder = Path(request.getfixturevalue("kitchen_app").outdir)
    path = folder / f"{which}.pdf"
    result = subprocess.run(
        [*verapdf, "--flavour", flavour, "--format", "text", "-v", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.stdout.startswith("PASS"), result.stdout + result.stderr
