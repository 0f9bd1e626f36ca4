"""What an import would make of a file, judged by its beginning."""

from __future__ import annotations

import itertools
from typing import Any, Final

import orjson
import yaml

from builder_api.models.imports import ImportNote, ImportPreview, PreviewColumn
from builder_api.web.validation import parameter_problem
from engine.rules.imports.cells import value_in
from engine.rules.imports.import_columns import Column, Columns, columns_of
from engine.rules.imports.import_mapping import FileMapping, MappingRefused, read_mapping
from engine.store.contacts.files.contact_file import read_table
from engine.store.contacts.files.contact_rows import sample_of

PREVIEWED: Final = 1024 * 1024
"""Bytes of a file that a preview looks at."""
_ROWS: Final = 200
_SHOWN: Final = 5
_SAMPLES: Final = 3
_LONGEST_SAMPLE: Final = 120
_NO_ID: Final = (
    "No column is the id. Every contact needs one of its own, such as a customer number: map the column that has it."
)


def read_mapping_text(text: str | None) -> FileMapping:
    """A mapping as JSON or YAML; raises InvalidRequest with the remedy."""
    if text is None or not text.strip():
        return read_mapping(None)
    try:
        value: Any = orjson.loads(text) if text.lstrip().startswith("{") else yaml.load(text, yaml.BaseLoader)  # noqa: S506 (it makes texts, lists and mappings only)
        return read_mapping(value)
    except MappingRefused as refusal:
        message, _, remedy = str(refusal).rpartition("; ")
        problem = (message, remedy) if message else (remedy, "mend it there")
        raise parameter_problem("body", "mapping", *problem) from None
    except (orjson.JSONDecodeError, yaml.YAMLError, RecursionError) as error:
        reason = str(error).splitlines()[0]
        raise parameter_problem("body", "mapping", f"is neither JSON nor YAML: {reason}", "mend it there") from None


def preview_file(head: bytes, mapping: FileMapping, whole: bool) -> ImportPreview:
    """What would become of the file; raises FileRefused or MappingRefused when it can't be read."""
    table = read_table([head], encoding=mapping.encoding, delimiter=mapping.delimiter)
    rows = list(itertools.islice(table.rows, _ROWS))
    if not whole and len(rows) > 1 and len(rows) < _ROWS:
        # The last one may be cut.
        rows.pop()
    columns = columns_of(table.header, mapping, sample_of(rows))
    cells = [row.cells for row in rows if row.problem is None]
    notes = [ImportNote(code=code, sentence=sentence) for code, sentence in columns.notes()]
    problem = None if columns.of("external_id") else "no_external_id"
    if problem:
        notes.insert(0, ImportNote(code=problem, sentence=_NO_ID))
    notes.extend(_undocumented(columns, mapping))
    return ImportPreview(
        encoding=table.encoding,
        delimiter=table.delimiter,
        system=columns.system,
        importable=problem is None,
        columns=[_shown(column, cells) for column in columns.columns],
        rows=[[cell[:_LONGEST_SAMPLE] for cell in row] for row in cells[:_SHOWN]],
        notes=notes,
        mapping=_as_mapping(columns, mapping),
    )


def _shown(column: Column, rows: list[list[str]]) -> PreviewColumn:
    samples = (value_in(row[column.index]) for row in rows if column.index < len(row))
    shown = list(itertools.islice(dict.fromkeys(sample[:_LONGEST_SAMPLE] for sample in samples if sample), _SAMPLES))
    return PreviewColumn(
        index=column.index,
        heading=column.heading,
        becomes=column.becomes,
        name=column.name,
        guessed=column.guessed,
        looks_like=column.looks_like,
        samples=shown,
    )


def _undocumented(columns: Columns, mapping: FileMapping) -> list[ImportNote]:
    if mapping.consent_source:
        return []
    notes: list[ImportNote] = []
    for channel in ("sms", "email"):
        places = columns.of(f"{channel}_consent")
        if places and not columns.of(f"{channel}_consent_source"):
            sentence = (
                f'"{columns.columns[places[0]].heading}" claims consent, and nothing in the file says where it was '
                "given. Give a source for the whole file; opt-ins without one are not taken over."
            )
            notes.append(ImportNote(code="consent_source_missing", sentence=sentence))
    return notes


def _as_mapping(columns: Columns, mapping: FileMapping) -> dict[str, Any]:
    """The mapping that says what would be done, to be changed and sent with the file."""
    targets: dict[str, str] = {}
    for column in columns.columns:
        if column.heading:
            heading = column.heading if column.heading not in targets else column.name
            targets[heading] = f"attribute.{column.name}" if column.becomes == "attribute" else column.becomes
    content: dict[str, Any] = {"columns": targets}
    if mapping.consent_source or mapping.consent_date:
        content["consent"] = {"source": mapping.consent_source, "date": mapping.consent_date}
    return content
