"""Serve what Sphinx builds and build it again while you write, with Sphinx loaded once.

sphinx-autobuild starts Python anew for each build. Here every build runs in the server's own
process: it finds loaded what the first has loaded, and the PDF builder's Typst remembers the book.
After a change of the extensions themselves it has to be started again.

Usage: python tools/live.py, then what sphinx-autobuild and sphinx-build take.
"""

import gc
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sphinx.cmd.build import build_main, get_parser
from sphinx_autobuild import __main__ as autobuild
from sphinx_autobuild import server


class LoadedBuilder(autobuild.Builder):
    """Builds by Sphinx in this process."""

    def __call__(self, *, changed_paths: Sequence[Path]) -> None:
        print("Building:", *(path.name for path in changed_paths), flush=True)
        if build_main(self.sphinx_args):
            print("What is served is not what the sources say: see above.", flush=True)
        else:
            self.show()
        # Doctrees refer to themselves: only this search frees them.
        gc.collect()
        if not gc.get_freeze_count():
            gc.freeze()  # What the first build has loaded stays: it need not be looked at again.

    def show(self) -> None:
        """Say where what was built is served, and where it lies."""
        folder = Path(get_parser().parse_args(self.sphinx_args).outputdir)
        for path in (folder / "index.html", *sorted(folder.glob("*.pdf"))):
            if path.is_file():
                print(f"  {self.uri}/{path.name}  {path}", flush=True)


if __name__ == "__main__":
    gc.set_threshold(500_000, 20, 50)
    autobuild.Builder = LoadedBuilder
    # A process for each build would forget what that has loaded.
    server.ProcessPoolExecutor = ThreadPoolExecutor
    autobuild.main(sys.argv[1:])
