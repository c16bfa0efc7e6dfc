"""Write pages again that say what has changed elsewhere: titles, labels, numbers, contents.

Sphinx writes again what it has read again; links, numbers and contents of other pages would go on
saying what was. So would pages that were read again for another format: Sphinx compares what a
builder wrote with the page's own source only, not with data and included files.
"""

import hashlib

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def shared(env: BuildEnvironment) -> str:
    """Digest of what a page may say of other pages."""
    standard = env.domains.standard_domain
    anchors = {
        name: [(anchor, place[1:]) for anchor, place in about["myst_slugs"].items()]
        for name, about in env.metadata.items() if "myst_slugs" in about
    }  # fmt: skip
    titles = {name: str(title) for name, title in env.titles.items()}
    parts = (
        titles, env.toctree_includes, env.toc_secnumbers, env.toc_fignumbers, standard.labels,
        standard.anonlabels, standard.objects, anchors,
    )  # fmt: skip
    return hashlib.sha256(repr([sorted(part.items()) for part in parts]).encode()).hexdigest()


def rewrite_all(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """All pages, when what they share has changed since this builder wrote them."""
    seen, now = env.__dict__.setdefault("_rewritten_for", {}), shared(env)
    before, seen[app.builder.name] = seen.get(app.builder.name), now
    return sorted(env.found_docs) if before != now else []


def rewrite_read(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages that were read again, for any format, since this builder wrote them."""
    seen = env.__dict__.setdefault("_rewritten_read", {}).setdefault(app.builder.name, {})
    pages = [name for name, when in env.all_docs.items() if seen.get(name) != when]
    seen.update(env.all_docs)
    return pages


def setup(app: Sphinx) -> dict:
    # After Sphinx has numbered sections and figures.
    app.connect("env-get-updated", rewrite_all, priority=900)
    app.connect("env-updated", rewrite_read)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
