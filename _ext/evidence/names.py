"""The words of the fixed lists in the data, in the language of the book."""

from sphinx.locale import _


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def named(word: str) -> str:
    """A design, direction, certainty, status or kind of event, as it stands within a sentence."""
    return {
        "randomised crossover": _("randomised crossover"),
        "randomised parallel-group": _("randomised parallel-group"),
        "single-blind": _("single-blind"),
        "dose-finding": _("dose-finding"),
        "open-label": _("open-label"),
        "cohort": _("cohort"),
        "case series": _("case series"),
        "case report": _("case report"),
        "survey": _("survey"),
        "several randomised trials": _("several randomised trials"),
        "one randomised trial": _("one randomised trial"),
        "uncontrolled studies": _("uncontrolled studies"),
        "case reports": _("case reports"),
        "other doses only": _("other doses only"),
        "registered only": _("registered only"),
        "reviews only": _("reviews only"),
        "favours LDN": _("favours LDN"),
        "favours placebo": _("favours placebo"),
        "no difference": _("no difference"),
        "mixed": _("mixed"),
        "no comparison": _("no comparison"),
        "untested": _("untested"),
        "high": _("high"),
        "moderate": _("moderate"),
        "low": _("low"),
        "very low": _("very low"),
        "no evidence": _("no evidence"),
        "recruiting": _("recruiting"),
        "not yet recruiting": _("not yet recruiting"),
        "completed": _("completed"),
        "terminated": _("terminated"),
        "withdrawn": _("withdrawn"),
        "suspended": _("suspended"),
        "unknown": _("unknown"),
        "laboratory": _("laboratory"),
        "practice": _("practice"),
        "trial": _("trial"),
        "regulation": _("regulation"),
        "publication": _("publication"),
        "retraction": _("retraction"),
    }[word]
