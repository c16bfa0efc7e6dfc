"""All directives that print evidence, by their names in chapters."""

from .build import EvidenceDirective
from .claims import Claims, ClaimsSummary
from .conditions import CertaintyBadge, FindingsTable, StudyTable
from .datapage import CiteThisBook, DataDictionary, Downloads
from .effects import ForestPlot, HundredDots
from .overview import EvidenceMap, HarmsTable, Timeline, TrialsTable
from .pharmacology import DoseFigure, OccupancyFigure, OccupancyTable, ParameterTable

DIRECTIVES: dict[str, type[EvidenceDirective]] = {
    "certainty": CertaintyBadge,
    "study-table": StudyTable,
    "findings-table": FindingsTable,
    "forest-plot": ForestPlot,
    "hundred-dots": HundredDots,
    "occupancy-figure": OccupancyFigure,
    "occupancy-table": OccupancyTable,
    "parameter-table": ParameterTable,
    "dose-figure": DoseFigure,
    "claims": Claims,
    "claims-summary": ClaimsSummary,
    "evidence-map": EvidenceMap,
    "timeline": Timeline,
    "trials-table": TrialsTable,
    "harms-table": HarmsTable,
    "evidence-downloads": Downloads,
    "data-dictionary": DataDictionary,
    "cite-this-book": CiteThisBook,
}
