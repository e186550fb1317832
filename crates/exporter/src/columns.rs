//! Rows to Arrow columns: one function per column type, each given the rows and a way to read a field.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float32Array, Float64Array, Int32Array, Int64Array, LargeStringArray, MapArray,
    StringArray, StructArray, TimestampMicrosecondArray,
    builder::{
        ArrayBuilder, Float32Builder, Int64Builder, ListBuilder, MapBuilder, MapFieldNames, StringBuilder,
        StructBuilder,
    },
};
use arrow_schema::{DataType, Field, Fields};

use crate::record::Removed;

/// Parquet's own name for the values of a list.
const LIST_ELEMENT: &str = "element";

pub(crate) fn strings<R>(rows: &[R], field: impl Fn(&R) -> Option<&str>) -> ArrayRef {
    Arc::new(rows.iter().map(field).collect::<StringArray>())
}

pub(crate) fn required_strings<R>(rows: &[R], field: impl Fn(&R) -> &str) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(rows.iter().map(field)))
}

pub(crate) fn large_strings<R>(rows: &[R], field: impl Fn(&R) -> Option<&str>) -> ArrayRef {
    Arc::new(rows.iter().map(field).collect::<LargeStringArray>())
}

pub(crate) fn int64s<R>(rows: &[R], field: impl Fn(&R) -> Option<i64>) -> ArrayRef {
    Arc::new(rows.iter().map(field).collect::<Int64Array>())
}

pub(crate) fn int32s<R>(rows: &[R], field: impl Fn(&R) -> Option<i32>) -> ArrayRef {
    Arc::new(rows.iter().map(field).collect::<Int32Array>())
}

pub(crate) fn float32s<R>(rows: &[R], field: impl Fn(&R) -> Option<f32>) -> ArrayRef {
    Arc::new(rows.iter().map(field).collect::<Float32Array>())
}

pub(crate) fn float64s<R>(rows: &[R], field: impl Fn(&R) -> Option<f64>) -> ArrayRef {
    Arc::new(rows.iter().map(field).collect::<Float64Array>())
}

pub(crate) fn timestamps<R>(rows: &[R], field: impl Fn(&R) -> Option<i64>) -> ArrayRef {
    Arc::new(rows.iter().map(field).collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
}

/// A list of strings, empty rather than null.
pub(crate) fn string_lists<R>(rows: &[R], field: impl Fn(&R) -> &[String]) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new()).with_field(element(DataType::Utf8));
    for row in rows {
        builder.append_value(field(row).iter().map(Some));
    }
    Arc::new(builder.finish())
}

/// The type of [`string_lists`].
pub(crate) fn string_list_type() -> DataType {
    DataType::List(Arc::new(element(DataType::Utf8)))
}

fn element(data_type: DataType) -> Field {
    Field::new(LIST_ELEMENT, data_type, true)
}

/// Removed blocks, or null where they were not asked for.
pub(crate) fn removed_lists<R>(rows: &[R], field: impl Fn(&R) -> Option<&[Removed]>) -> ArrayRef {
    let builders: Vec<Box<dyn ArrayBuilder>> = vec![
        Box::new(StringBuilder::new()),
        Box::new(StringBuilder::new()),
        Box::new(Float32Builder::new()),
        Box::new(StringBuilder::new()),
        Box::new(Int64Builder::new()),
        Box::new(Int64Builder::new()),
    ];
    let values = StructBuilder::new(removed_fields(), builders);
    let mut builder = ListBuilder::new(values).with_field(element(DataType::Struct(removed_fields())));
    for row in rows {
        let Some(blocks) = field(row) else {
            builder.append(false);
            continue;
        };
        for block in blocks {
            let values = builder.values();
            for (index, text) in [(0, block.family), (1, block.code), (3, block.text.as_str())] {
                if let Some(column) = values.field_builder::<StringBuilder>(index) {
                    column.append_value(text);
                }
            }
            if let Some(column) = values.field_builder::<Float32Builder>(2) {
                column.append_value(block.probability);
            }
            let source = block.source.as_ref().map(|source| [source.start as i64, source.end as i64]);
            for (index, edge) in [4, 5].into_iter().enumerate() {
                if let Some(column) = values.field_builder::<Int64Builder>(edge) {
                    column.append_option(source.map(|source| source[index]));
                }
            }
            values.append(true);
        }
        builder.append(true);
    }
    Arc::new(builder.finish())
}

/// The type of [`removed_lists`].
pub(crate) fn removed_list_type() -> DataType {
    DataType::List(Arc::new(element(DataType::Struct(removed_fields()))))
}

fn removed_fields() -> Fields {
    Fields::from(vec![
        Field::new("family", DataType::Utf8, true),
        Field::new("code", DataType::Utf8, true),
        Field::new("probability", DataType::Float32, true),
        Field::new("text", DataType::Utf8, true),
        Field::new("source_start", DataType::Int64, true),
        Field::new("source_end", DataType::Int64, true),
    ])
}

/// Reservations of rights, or null where a document cannot carry any.
pub(crate) fn rights<R>(rows: &[R], field: impl Fn(&R) -> Option<&copydesk_extractor::Rights>) -> ArrayRef {
    let flag = |read: fn(&copydesk_extractor::Rights) -> bool| -> ArrayRef {
        Arc::new(rows.iter().map(|row| field(row).map(read)).collect::<BooleanArray>())
    };
    let columns = vec![
        flag(|rights| rights.robots_noindex),
        flag(|rights| rights.robots_noai),
        flag(|rights| rights.tdm_reserved),
        strings(rows, |row| field(row)?.license_url.as_deref()),
    ];
    let valid = rows.iter().map(|row| field(row).is_some()).collect::<Vec<bool>>();
    Arc::new(StructArray::new(rights_fields(), columns, Some(valid.into())))
}

/// The type of [`rights`].
pub(crate) fn rights_type() -> DataType {
    DataType::Struct(rights_fields())
}

fn rights_fields() -> Fields {
    Fields::from(vec![
        Field::new("robots_noindex", DataType::Boolean, true),
        Field::new("robots_noai", DataType::Boolean, true),
        Field::new("tdm_reserved", DataType::Boolean, true),
        Field::new("license_url", DataType::Utf8, true),
    ])
}

/// A map from string to string, empty rather than null.
pub(crate) fn string_maps<R, K, V>(rows: &[R], field: impl Fn(&R) -> Vec<(K, V)>) -> ArrayRef
where
    K: AsRef<str>,
    V: AsRef<str>,
{
    let mut builder = MapBuilder::new(Some(map_names()), StringBuilder::new(), StringBuilder::new());
    for row in rows {
        for (key, value) in field(row) {
            builder.keys().append_value(key);
            builder.values().append_value(value);
        }
        // Keys and values were appended in pairs, the only thing that can be wrong here.
        let _paired = builder.append(true);
    }
    let map: MapArray = builder.finish();
    Arc::new(map)
}

/// The type of [`string_maps`].
pub(crate) fn string_map_type() -> DataType {
    let names = map_names();
    let entries = Fields::from(vec![
        Field::new(names.key, DataType::Utf8, false),
        Field::new(names.value, DataType::Utf8, true),
    ]);
    DataType::Map(Arc::new(Field::new(names.entry, DataType::Struct(entries), false)), false)
}

/// Parquet's own names for the parts of a map.
fn map_names() -> MapFieldNames {
    MapFieldNames { entry: "key_value".into(), key: "key".into(), value: "value".into() }
}
