"""Letters to jump to above a long list in the order of the alphabet: a glossary, a bibliography."""

import re
from unicodedata import normalize

from sphinx.locale import _

#: A list in the order of the alphabet, and an entry of it with its first character.
LIST = re.compile(r'<(?:dl|ul) class="(?:simple )?(?:glossary|citations)">')
ENTRY = re.compile(r'<(?:dt|li) id="([^"]+)">(?:<[^>]+>)*(.)')
#: The most entries that are looked through without help.
FEW = 30


def with_letters(body: str) -> str:
    """Return the text of a page with the letters that its first long list has, above that list.

    They lead to places that have a name already: a long page gets no heavier by them.
    """
    if not (start := LIST.search(body)):
        return body
    entries = ENTRY.findall(body, start.start())
    if len(entries) <= FEW:
        return body
    first: dict[str, str] = {}
    for name, character in entries:
        letter = normalize("NFD", character)[0].upper()
        if letter.isalpha():
            first.setdefault(letter, name)
    links = "".join(f'\n<a href="#{name}">{letter}</a>' for letter, name in first.items())
    line = f'<nav class="letters" aria-label="{_("Letters")}">{links}\n</nav>\n'
    return body[: start.start()] + line + body[start.start() :]
