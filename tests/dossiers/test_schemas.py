"""The published schemas: they are those of the values, and rows that load are rows that they allow."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.dossiers.layout import TABLES
from stationkit.dossiers.publishing import SCHEMA_FOLDER, table_schemas
from stationkit.stations.converting import unstructure
from stationkit.testing.values import values_of


@pytest.mark.parametrize("name", TABLES)
def test_the_package_holds_the_schema_of_every_table(name: str) -> None:
    """Whoever changes a value publishes its schema anew: `write_schemas()`."""
    assert json.loads((SCHEMA_FOLDER / f"{name}.json").read_text(encoding="utf-8")) == table_schemas()[name]


@pytest.mark.parametrize("name", TABLES)
def test_every_schema_is_a_schema(name: str) -> None:
    """Draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(table_schemas()[name])


@pytest.mark.parametrize("name", TABLES)
@given(data=st.data())
def test_a_value_written_as_json_is_allowed_by_its_schema(name: str, data: st.DataObject) -> None:
    """What we write, others may read by the schema alone."""
    tag, form = data.draw(st.sampled_from(list(TABLES[name].records.items())))
    plain: dict[str, Any] = unstructure(data.draw(values_of(form)))
    row = {"kind": tag, **plain} if tag else plain
    jsonschema.Draft202012Validator(table_schemas()[name]).validate(row)
