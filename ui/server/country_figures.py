"""The figures by country of the current index, for all sessions, and their export as CSV."""

import base64
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from corpus.errors import UserError
from corpus.framework import Framework
from qa.tables_survey import TablesSurvey, write_figures
from ui.html.figures.country_html import render_rows
from ui.html.figures.country_plots import read_year
from ui.server.answers import Json, make_file_name
from ui.server.index_service import IndexService
from ui.server.requests import FIGURES, parse_request

if TYPE_CHECKING:
    from index.store import PassageIndex


class FigureService:
    """Surveys the tables of the current index once; safe to use from several threads."""

    def __init__(self, service: IndexService) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._index: object = None
        self._survey: TablesSurvey | None = None

    def survey(self) -> TablesSurvey | None:
        """The survey of the tables, None until there is an index."""
        ready = self._service.index()
        return self._survey_of(*ready) if ready else None

    def render_mark(self, mark: Mapping[str, Any], key: str) -> str:
        """Render the rows of a clicked mark of a measure; empty if there are none."""
        ready = self._service.index()
        if ready is None:
            return ""
        measure = self._survey_of(*ready).measures.get(key)
        year = read_year(str(mark.get("column", "")))
        amount = measure.add_up(str(mark.get("row", "")), year) if measure else None
        if measure is None or amount is None or not amount.rows:
            return ""
        document = ready[0].documents[measure.table.document_id]
        return render_rows(measure, amount, year, document, everything=bool(mark.get("everything")))

    def export_figures(self, data: Any) -> Json:
        """Write figures as CSV: the name, media type and content in base 64 of the file."""
        request, survey = parse_request(FIGURES, data), self.survey()
        measure = survey.measures.get(request.measure) if survey else None
        if survey is None or measure is None:
            raise UserError(f"The index no longer has the table {request.measure!r}; open Explore again.")
        if request.countries:
            amounts = [a for country in request.countries for a in measure.follow(country)]
            words = (*request.countries, measure.measure.name)
        else:
            amounts = measure.rank(request.year, survey.list_countries(request.region))
            words = (request.region, str(request.year or ""), measure.measure.name)
        return {
            "name": f"{make_file_name(' '.join(words), default='figures')}.csv",
            "type": "text/csv",
            "content": base64.b64encode(write_figures(measure, amounts).encode("utf-8-sig")).decode(),
        }

    def _survey_of(self, index: "PassageIndex", framework: Framework) -> TablesSurvey:
        with self._lock:
            if self._survey is None or self._index is not index:
                self._index, self._survey = index, TablesSurvey(index.tables, framework)
            return self._survey
