"""The directives that look over all conditions: map, history, running trials, harms."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar, get_args

from docutils.nodes import Node
from sphinx.locale import _

from . import intervals, overview_figures
from .build import (
    Cell,
    Cells,
    EvidenceDirective,
    Figure,
    certainty_cell,
    heading,
    read_as,
    strong,
)
from .model import Condition, Event, Harm, Status, Trial, counts
from .names import capital, named
from .overview_figures import CERTAINTIES, DESIGNS, DIRECTIONS, Place
from .rules import cited

STATUSES: tuple[str, ...] = get_args(Status)


def confidence(word: str) -> str:
    """What an event of the history rests on, for a reader; nothing when it rests well."""
    return {
        "good": "",
        "one source": _("Rests on one source"),
        "advocacy": _("Rests on advocates’ own accounts"),
    }[word]


class EvidenceMap(Figure):
    """All conditions by best design, direction and certainty: a figure, and a table with names."""

    files = ("conditions",)

    def content_nodes(self) -> list[Node]:
        conditions = self.evidence.conditions
        if not conditions:
            return self.lack("conditions", "no condition in conditions.yaml")
        places = [Place(c.best_design, c.direction, c.certainty) for c in conditions]
        caption = _("How far each condition has been tested")
        figure = self.figure(
            "evidence-map", overview_figures.evidence_map, places, self._alt(places), caption, ""
        )
        header = (
            _("Condition"),
            _("What the studies favour"),
            _("Certainty"),
            _("What was tested and found"),
        )
        rows = list(self._rows(conditions))
        table = self.numbers(_("The conditions by name"), (22, 17, 14, 47), header, rows)
        return self.with_numbers(figure, table)

    @staticmethod
    def _alt(places: list[Place]) -> str:
        cells = Counter((place.design, place.direction) for place in places)
        rows = [
            f"{capital(named(design))}: "
            + ", ".join(f"{n} {named(d)}" for d in DIRECTIONS if (n := cells[design, d]))
            for design in DESIGNS
            if any(cells[design, d] for d in DIRECTIONS)
        ]
        certain = Counter(place.certainty for place in places)
        words = ", ".join(f"{certain[word]} {named(word)}" for word in CERTAINTIES if certain[word])
        return _("Map of {number} conditions. {rows}. Certainty: {certainties}.").format(
            number=len(places), rows=". ".join(rows), certainties=words
        )

    def _rows(self, conditions: list[Condition]) -> Iterator[Cells]:
        for design in DESIGNS:
            found = [c for c in conditions if c.best_design == design]
            found.sort(key=lambda c: (CERTAINTIES.index(c.certainty), c.name.lower()))
            if found:
                yield heading(capital(named(design)))
            for condition in found:
                yield (
                    [self._link(condition)],
                    capital(named(condition.direction)),
                    certainty_cell(condition.certainty),
                    condition.summary,
                )

    def _link(self, condition: Condition) -> Cell:
        if condition.chapter is None:
            return condition.name
        return f"{{doc}}`{condition.name} </{condition.chapter}>`"


class Timeline(Figure):
    """The history: labelled events as a figure, all of them in a table."""

    files = ("timeline",)

    def content_nodes(self) -> list[Node]:
        events = self.evidence.timeline
        if not events:
            return self.lack("timeline", "no event in timeline.yaml")
        header = (_("When"), _("What happened"), _("Kind"))
        title = _("The history of low-dose naltrexone, with sources")
        table = self.numbers(title, (16, 62, 22), header, map(self._event, events))
        labelled = [event for event in events if event.label]
        if not labelled:
            return [table]
        alt = "; ".join(f"{event.year} {event.label}" for event in labelled)
        figure = self.figure(
            "timeline",
            overview_figures.timeline,
            labelled,
            _("Timeline. {events}.").format(events=alt),
            _("From {first} to {last}").format(first=labelled[0].year, last=labelled[-1].year),
            "",
        )
        return self.with_numbers(figure, table)

    def _event(self, event: Event) -> Cells:
        known = cited(event.event)
        keys = ",".join(key for key in event.sources if key not in known)
        text = f"{event.event} {{cite:p}}`{keys}`" if keys else event.event
        return capital(event.date), text, [capital(named(event.kind)), confidence(event.confidence)]


class TrialsTable(EvidenceDirective):
    """Registered trials; ``:status:`` and ``:condition:`` each take several, with commas."""

    files = ("trials", "conditions")
    option_spec: ClassVar[dict[str, Any]] = {
        **EvidenceDirective.option_spec,
        "status": lambda text: [word.strip() for word in text.split(",")],
        "condition": lambda text: [word.strip() for word in text.split(",")],
    }

    def content_nodes(self) -> list[Node]:
        names = {condition.slug: condition.name for condition in self.evidence.conditions}
        statuses = self.options.get("status", list(STATUSES))
        conditions = self.options.get("condition", [*names, None])
        for option, words, known in (
            ("status", statuses, STATUSES),
            ("condition", conditions, names),
        ):
            for word in set(words) - set(known) - {None}:
                return self.complain(f'{option}: found "{word}", allowed: {", ".join(known)}')
        trials = [
            trial
            for status in STATUSES
            for trial in self.evidence.trials
            if trial.status == status and status in statuses and trial.condition in conditions
        ]
        if not trials:
            return self.lack("trials", "no such trial in trials.yaml")
        rows = self._rows(trials, names)
        caption = self.caption(_("Registered trials"))
        header = (_("Trial"), _("Dose and people"), _("Status"), _("Report and registry"))
        return [self.named(self.table(caption, (28, 24, 24, 24), header, rows, "trials-table"))]

    def _rows(self, trials: list[Trial], names: dict[str, str]) -> list[Cells]:
        low = [self._trial(trial, names) for trial in trials if trial.low_dose]
        other = [self._trial(trial, names) for trial in trials if not trial.low_dose]
        apart = [heading(_("Other doses, routes or substances"))] if other else []
        return [*low, *apart, *other]

    def _trial(self, trial: Trial, names: dict[str, str]) -> Cells:
        sources = ",".join(key for key in trial.sources if key != trial.results)
        report = _("No report known")
        if trial.results:
            report = _("Report: {source}").format(source=f"{{cite:t}}`{trial.results}`")
        return (
            [[strong(trial.name)], trial.number, names.get(trial.condition, "")],
            [capital(trial.dose), capital(trial.people or "")],
            [
                [strong(capital(named(trial.status)))],
                capital(trial.status_note or ""),
                trial.dates or "",
            ],
            [report, f"{{cite:p}}`{sources}`" if sources else ""],
        )


class HarmsTable(EvidenceDirective):
    """Unwanted effects as reported, with intervals of ours where people were counted."""

    files = ("harms",)
    option_spec: ClassVar[dict[str, Any]] = {
        **EvidenceDirective.option_spec,
        "doses": str.strip,
    }

    def content_nodes(self) -> list[Node]:
        doses = self.options.get("doses", "all")
        if doses not in ("low", "other", "all"):
            return self.complain(f'doses: found "{doses}", allowed: low, other, all')
        low = [harm for harm in self.evidence.harms if harm.low_dose and doses != "other"]
        other = [harm for harm in self.evidence.harms if not harm.low_dose and doses != "low"]
        if not low + other:
            return self.lack("harms", "no such harm in harms.yaml")
        rows: list[Cells] = [self._harm(harm) for harm in low]
        if low and other:
            rows.append(heading(_("Other doses: not low-dose naltrexone")))
        rows += [self._harm(harm) for harm in other]
        header = (
            _("Unwanted effect, and dose"),
            _("On naltrexone") if other else _("On LDN"),
            _("Compared with"),
            _("Source and note"),
        )
        caption = self.caption(_("Unwanted effects, as reported"))
        return [self.named(self.table(caption, (26, 22, 24, 28), header, rows, "harms-table"))]

    def _harm(self, harm: Harm) -> Cells:
        compared = [capital(", ".join(filter(None, (harm.control, harm.comparator))))]
        first, second = counts(harm.ldn), counts(harm.control)
        ldn = [capital(harm.ldn or _("Not reported"))]
        if first and second:
            compared.append(
                _("{value}, our calculation").format(value=intervals.ratio_text(first, second))
            )
        elif first:
            ldn.append(_("{value}, our calculation").format(value=intervals.share_text(first)))
        return (
            [[strong(capital(harm.harm))], capital(harm.dose)],
            ldn,
            compared if compared[0] else _("No comparison group"),
            [f"{{cite:t}}`{harm.source}`", read_as(harm.confirmed), capital(harm.note or "")],
        )
