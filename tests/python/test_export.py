"""Loads an export with five libraries and compares types, counts, nulls and texts.

The export is the folder named by the environment variable COPYDESK_EXPORT. Nothing here needs a
network: the Hugging Face library reads the folder itself, through the front matter of its card.
"""

import datetime
import glob
import hashlib
import json
import os
import pathlib

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_OFFLINE"] = "1"

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.dataset
import pyarrow.parquet
import pytest

STRING = pyarrow.string()
MOMENT = pyarrow.timestamp("us", "UTC")
STRINGS = pyarrow.list_(pyarrow.field("element", STRING))
REMOVED = pyarrow.struct(
    [
        ("family", STRING),
        ("code", STRING),
        ("probability", pyarrow.float32()),
        ("text", STRING),
        ("source_start", pyarrow.int64()),
        ("source_end", pyarrow.int64()),
    ]
)
RIGHTS = pyarrow.struct(
    [
        ("robots_noindex", pyarrow.bool_()),
        ("robots_noai", pyarrow.bool_()),
        ("tdm_reserved", pyarrow.bool_()),
        ("license_url", STRING),
    ]
)

# Schema version 1, in order.
COLUMNS = {
    "id": STRING,
    "url": STRING,
    "host": STRING,
    "domain": STRING,
    "title": STRING,
    "authors": STRINGS,
    "published": MOMENT,
    "modified": MOMENT,
    "published_precision": STRING,
    "site_name": STRING,
    "description": STRING,
    "image_url": STRING,
    "license": STRING,
    "section": STRING,
    "tags": STRINGS,
    "dateline": STRING,
    "captions": STRINGS,
    "language": STRING,
    "language_score": pyarrow.float32(),
    "page_type": STRING,
    "text": pyarrow.large_string(),
    "markdown": pyarrow.large_string(),
    "n_chars": pyarrow.int64(),
    "n_words": pyarrow.int64(),
    "n_tokens": pyarrow.int64(),
    "confidence": pyarrow.float32(),
    "removed_chars": pyarrow.int64(),
    "removed": pyarrow.list_(pyarrow.field("element", REMOVED)),
    "source": STRING,
    "source_offset": pyarrow.int64(),
    "source_length": pyarrow.int64(),
    "record_id": STRING,
    "fetched": MOMENT,
    "charset": STRING,
    "content_sha256": STRING,
    "text_hash": STRING,
    "near_dup_size": pyarrow.int32(),
    "site_lines_removed": pyarrow.int32(),
    "rights": RIGHTS,
    "metadata_source": pyarrow.map_(STRING, STRING),
}
REQUIRED = ["id", "text"]
NEVER_EMPTY = ["n_chars", "n_words", "removed_chars", "source", "charset", "content_sha256", "text_hash"]
LISTS = ["authors", "tags", "captions", "metadata_source"]
RESERVED = ["n_tokens", "near_dup_size"]
# Of other inputs and options than those of this export.
ABSENT = ["fetched", "site_lines_removed"]


@pytest.fixture(scope="session")
def export():
    folder = os.environ.get("COPYDESK_EXPORT")
    assert folder, "COPYDESK_EXPORT names no folder"
    return pathlib.Path(folder).resolve()


@pytest.fixture(scope="session")
def manifest(export):
    return json.loads((export / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def table(export):
    """The data as pyarrow reads it: what the other libraries are compared with."""
    return pyarrow.dataset.dataset(export / "data", format="parquet").to_table()


@pytest.fixture(scope="session")
def hugging_face(export, tmp_path_factory):
    os.environ["HF_HOME"] = str(tmp_path_factory.mktemp("huggingface"))
    import datasets

    return datasets.load_dataset(str(export), cache_dir=str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def nulls(table):
    return {name: table[name].null_count for name in COLUMNS}


@pytest.fixture(scope="session")
def texts(table):
    return dict(zip(table["id"].to_pylist(), table["text"].to_pylist()))


def files(export, part):
    return sorted(glob.glob(str(export / part / "*.parquet")))


def test_the_schema_is_version_1(export):
    for path in files(export, "data"):
        schema = pyarrow.parquet.read_schema(path)
        assert {field.name: field.type for field in schema} == COLUMNS
        assert schema.names == list(COLUMNS)
        assert [field.name for field in schema if not field.nullable] == REQUIRED


def test_files_carry_their_origin(export, manifest):
    for path in files(export, "data") + files(export, "rejects"):
        metadata = pyarrow.parquet.read_metadata(path).metadata
        assert metadata[b"copydesk.schema_version"].decode() == str(manifest["schema_version"])
        assert metadata[b"copydesk.config_hash"].decode() == manifest["config_hash"]
        assert metadata[b"copydesk.version"].decode() == manifest["copydesk_version"]
        assert metadata[b"copydesk.model_hash"].decode() == manifest["model_hash"]


def test_the_manifest_agrees_with_the_files(export, manifest):
    rows = {"data": 0, "rejects": 0}
    for part in rows:
        names = [f"{part}/{os.path.basename(path)}" for path in files(export, part)]
        assert [shard["file"] for shard in manifest[part]] == names
        for shard in manifest[part]:
            content = (export / shard["file"]).read_bytes()
            assert len(content) == shard["bytes"]
            assert hashlib.sha256(content).hexdigest() == shard["sha256"]
            assert pyarrow.parquet.read_metadata(export / shard["file"]).num_rows == shard["rows"]
            rows[part] += shard["rows"]
    counts = manifest["counts"]
    assert (rows["data"], rows["rejects"]) == (counts["kept"], counts["rejected"])
    assert counts["documents"] == counts["kept"] + counts["rejected"]
    assert counts["documents"] > 0


def test_pyarrow(table, manifest, nulls):
    assert table.num_rows == manifest["counts"]["kept"] > 0
    for name in REQUIRED + NEVER_EMPTY + LISTS:
        assert nulls[name] == 0, name
    for name in RESERVED + ABSENT:
        assert nulls[name] == table.num_rows, name
    assert len(set(table["id"].to_pylist())) == table.num_rows
    for row in table.select(["id", "text", "n_chars", "language_score", "page_type", "confidence"]).to_pylist():
        assert len(row["id"]) == 32 and int(row["id"], 16) >= 0
        assert row["n_chars"] == len(row["text"])
        assert row["language_score"] is None or 0 <= row["language_score"] <= 1
        assert row["confidence"] is None or 0 <= row["confidence"] <= 1
        assert (row["confidence"] is None) == (row["page_type"] is None)


def test_languages_are_counted(table, manifest):
    counted = {}
    for tag in table["language"].to_pylist():
        counted[tag or "unknown"] = counted.get(tag or "unknown", 0) + 1
    assert counted == manifest["counts"]["languages"]


def test_rejects(export, manifest):
    rejects = pyarrow.dataset.dataset(export / "rejects", format="parquet").to_table()
    assert rejects.num_rows == manifest["counts"]["rejected"]
    counted = {}
    for row in rejects.to_pylist():
        stage = counted.setdefault(row["stage"], {})
        stage[row["reason"]] = stage.get(row["reason"], 0) + 1
        assert (row["value"] is None) == (row["threshold"] is None)
    assert counted == manifest["counts"]["reasons"]


def test_pandas(export, texts, nulls):
    frame = pandas.read_parquet(export / "data")
    assert list(frame.columns) == list(COLUMNS)
    assert dict(zip(frame["id"], frame["text"])) == texts
    assert {name: int(frame[name].isna().sum()) for name in COLUMNS} == nulls
    assert str(frame["published"].dtype) == "datetime64[us, UTC]"
    assert str(frame["n_chars"].dtype) == "int64"


def test_polars(export, texts, nulls):
    frame = polars.read_parquet(export / "data" / "*.parquet")
    assert frame.columns == list(COLUMNS)
    assert dict(zip(frame["id"], frame["text"])) == texts
    assert {name: frame[name].null_count() for name in COLUMNS} == nulls
    assert frame.schema["text"] == polars.String
    assert frame.schema["authors"] == polars.List(polars.String)
    assert frame.schema["published"] == polars.Datetime("us", "UTC")
    assert frame.schema["near_dup_size"] == polars.Int32
    lazy = polars.scan_parquet(export / "data" / "*.parquet").select(polars.len()).collect()
    assert lazy.item() == len(texts)


def test_duckdb(export, texts, nulls):
    source = f"read_parquet('{export}/data/*.parquet')"
    connection = duckdb.connect()
    connection.sql("set timezone = 'UTC'")
    described = connection.sql(f"describe select * from {source}").fetchall()
    types = {row[0]: row[1] for row in described}
    assert list(types) == list(COLUMNS)
    assert types["text"] == "VARCHAR"
    assert types["authors"] == "VARCHAR[]"
    assert types["published"] == "TIMESTAMP WITH TIME ZONE"
    assert types["metadata_source"] == "MAP(VARCHAR, VARCHAR)"
    assert dict(connection.sql(f"select id, text from {source}").fetchall()) == texts
    query = ", ".join(f'count(*) - count("{name}")' for name in COLUMNS)
    assert connection.sql(f"select {query} from {source}").fetchall()[0] == tuple(nulls.values())


def test_hugging_face(hugging_face, texts, nulls, manifest):
    assert list(hugging_face) == ["train"]
    train = hugging_face["train"]
    assert train.num_rows == manifest["counts"]["kept"]
    assert train.column_names == list(COLUMNS)
    assert dict(zip(train["id"], train["text"])) == texts
    features = train.features
    assert features["text"].dtype == "large_string"
    assert features["published"].dtype == "timestamp[us, tz=UTC]"
    assert features["authors"].feature.dtype == "string"
    assert features["language_score"].dtype == "float32"
    assert features["rights"]["robots_noai"].dtype == "bool"
    for name in COLUMNS:
        if name not in LISTS:
            assert sum(value is None for value in train[name]) == nulls[name], name


def test_moments_are_the_same_everywhere(export, table, hugging_face):
    expected = dict(zip(table["id"].to_pylist(), table["published"].to_pylist()))
    frame = polars.read_parquet(export / "data" / "*.parquet", columns=["id", "published"])
    assert dict(frame.rows()) == expected
    assert dict(zip(hugging_face["train"]["id"], hugging_face["train"]["published"])) == expected
    frame = pandas.read_parquet(export / "data", columns=["id", "published"])
    found = {row.id: None if pandas.isna(row.published) else row.published for row in frame.itertuples()}
    assert found == expected
    dated = [moment for moment in expected.values() if moment is not None]
    assert all(moment.tzinfo is not None and moment.utcoffset() == datetime.timedelta(0) for moment in dated)
