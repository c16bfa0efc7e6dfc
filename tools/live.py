"""Serve the web book and rebuild it while you write, with Sphinx and the extensions loaded once.

sphinx-autobuild starts Python anew for each build. Where it can fork, it does so before: there the
build goes on in that fork, and finds loaded what the first build has loaded. After a change of the
extensions themselves it has to be started again.

Usage: python tools/live.py, then what sphinx-autobuild and sphinx-build take.
"""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from sphinx.cmd.build import build_main
from sphinx_autobuild import __main__ as autobuild


class LoadedBuilder(autobuild.Builder):
    """Builds by Sphinx in this process."""

    def __call__(self, *, changed_paths: Sequence[Path]) -> None:
        print("Building:", *(path.name for path in changed_paths), flush=True)
        if build_main(self.sphinx_args):
            print("The pages are not what the sources say: see the messages above.", flush=True)
        # What the first build has loaded stays: no later search for refuse needs to look at it.
        gc.freeze()


if __name__ == "__main__":
    gc.set_threshold(500_000, 20, 50)
    autobuild.Builder = LoadedBuilder
    autobuild.main(sys.argv[1:])
