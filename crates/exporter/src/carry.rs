//! Columns of the input that go into the output as they are (`--carry`): their types, known before the
//! first row is written, and their values, each an Arrow array of one.

use std::{fmt, str::FromStr, sync::Arc};

use arrow_array::{
    Array, ArrayRef, BooleanArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array,
    LargeStringArray, StringArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array, cast::AsArray,
    new_null_array, types::Float64Type,
};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{DataType, Field, FieldRef, Fields, TimeUnit};
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

use crate::{Error, config::OutputSettings, schema, source};

/// A column that is carried along, as asked for: `NAME`, or `NAME:TYPE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CarriedColumn {
    /// Its name in the input and in the output.
    pub name: String,
    /// Its type, where it is given.
    pub given_type: Option<CarriedType>,
}

/// A type that a carried column can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CarriedType {
    /// Strings; of JSON, other values as they are written there.
    String,
    /// Integers of 64 bits.
    Int,
    /// Numbers of 64 bits.
    Float,
    /// Truth values.
    Bool,
}

impl CarriedType {
    const NAMES: [(Self, &str); 4] =
        [(Self::String, "string"), (Self::Int, "int"), (Self::Float, "float"), (Self::Bool, "bool")];

    fn data_type(self) -> DataType {
        match self {
            Self::String => DataType::Utf8,
            Self::Int => DataType::Int64,
            Self::Float => DataType::Float64,
            Self::Bool => DataType::Boolean,
        }
    }
}

impl FromStr for CarriedColumn {
    type Err = String;

    /// What stands behind the last colon is a type only if it is the name of one.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let given = text.rsplit_once(':').and_then(|(name, end)| {
            let (given, _) = CarriedType::NAMES.into_iter().find(|(_, known)| *known == end)?;
            Some((name, given))
        });
        let (name, given_type) = given.map_or((text, None), |(name, given)| (name, Some(given)));
        if name.is_empty() {
            return Err(format!("`{text}` names no column; write NAME or NAME:string|int|float|bool"));
        }
        Ok(Self { name: name.to_owned(), given_type })
    }
}

impl TryFrom<String> for CarriedColumn {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for CarriedColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        let given = CarriedType::NAMES.into_iter().find(|(known, _)| Some(*known) == self.given_type);
        given.map_or(Ok(()), |(_, name)| write!(f, ":{name}"))
    }
}

impl From<CarriedColumn> for String {
    fn from(column: CarriedColumn) -> Self {
        column.to_string()
    }
}

/// Checks the names: each once, and none that the output has already.
///
/// # Errors
/// [`Error::Config`].
pub(crate) fn check(columns: &[CarriedColumn]) -> Result<(), Error> {
    let own = schema::columns();
    for (index, column) in columns.iter().enumerate() {
        let name = &column.name;
        if own.iter().any(|known| known.name == name) {
            return Err(Error::Config(format!(
                "--carry {name}: the output has a column `{name}` of its own; rename the one of the input"
            )));
        }
        if columns[..index].iter().any(|other| other.name == *name) {
            return Err(Error::Config(format!("--carry {name}: given twice")));
        }
    }
    Ok(())
}

/// The fields of the carried columns: of the given type, else of the type in the first Parquet file that has
/// the column, else strings. Files that cannot be read become rejects later.
pub(crate) fn fields(settings: &OutputSettings, inputs: &[source::Input], out: &std::path::Path) -> Fields {
    let columns = &settings.carry;
    let given = |column: &CarriedColumn| column.given_type.map(CarriedType::data_type);
    let mut types: Vec<Option<DataType>> = columns.iter().map(given).collect();
    if types.contains(&None) {
        for schema in source::parquet_schemas(inputs, out, settings.format) {
            for (column, found) in columns.iter().zip(&mut types) {
                let in_file = schema.field_with_name(&column.name).ok().map(Field::data_type);
                // A column without any value says nothing of its type.
                let in_file = in_file.filter(|data_type| **data_type != DataType::Null);
                *found = found.take().or_else(|| in_file.cloned());
            }
            if !types.contains(&None) {
                break;
            }
        }
    }
    let field = |(column, found): (&CarriedColumn, Option<DataType>)| {
        Field::new(&column.name, found.unwrap_or(DataType::Utf8), true)
    };
    columns.iter().zip(types).map(field).collect()
}

/// One null for each carried column: what documents have that are files of their own.
pub(crate) fn nulls(fields: &Fields) -> Vec<ArrayRef> {
    fields.iter().map(|field| new_null_array(field.data_type(), 1)).collect()
}

/// Whether values of one type are to become values of another: where nothing of them is lost, or where a value that
/// does not fit is told.
pub(crate) fn fits(found: &DataType, wanted: &DataType) -> bool {
    let kind = |data_type: &DataType| match data_type {
        DataType::Dictionary(_, values) => Kind::of(values),
        other => Kind::of(other),
    };
    match (kind(found), kind(wanted)) {
        _ if found == wanted || *found == DataType::Null => true,
        (_, Kind::Other) => false,
        // Anything plain is written as a string.
        (found, Kind::String) => !matches!(found, Kind::Bytes | Kind::Other),
        (Kind::Integer | Kind::Float, Kind::Float) => *wanted == DataType::Float64,
        // As pandas writes integers where some are missing.
        (Kind::Float, Kind::Integer) => true,
        (Kind::Time(found), Kind::Time(wanted)) => found <= wanted,
        (found, wanted) => found == wanted,
    }
}

/// Types whose values are the same but for their size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    String,
    Bytes,
    Integer,
    Float,
    Bool,
    /// With its unit.
    Time(TimeUnit),
    Other,
}

impl Kind {
    fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::String,
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Self::Bytes,
            DataType::Float32 | DataType::Float64 => Self::Float,
            DataType::Boolean => Self::Bool,
            DataType::Timestamp(unit, _) => Self::Time(*unit),
            other if other.is_integer() => Self::Integer,
            _ => Self::Other,
        }
    }
}

/// A value of another file's column as one of the output's.
///
/// # Errors
/// A message, when it does not fit.
pub(crate) fn from_column(field: &FieldRef, value: ArrayRef) -> Result<ArrayRef, String> {
    if value.data_type() == field.data_type() {
        return Ok(value);
    }
    if let DataType::Dictionary(_, values) = value.data_type() {
        return from_column(field, cast_to(field, &value, values)?);
    }
    let cast = |wanted: &DataType| cast_to(field, &value, wanted);
    if Kind::of(value.data_type()) == Kind::Float && field.data_type().is_integer() && value.is_valid(0) {
        // The cast would cut a fraction off.
        let number = cast(&DataType::Float64)?.as_primitive::<Float64Type>().value(0);
        if number.is_nan() {
            return Ok(new_null_array(field.data_type(), 1));
        }
        if number.fract() != 0.0 {
            return Err(format!("column {}: {number} is no {}", field.name(), field.data_type()));
        }
    }
    cast(field.data_type())
}

/// A value in another type; a message where it does not fit.
fn cast_to(field: &FieldRef, value: &ArrayRef, wanted: &DataType) -> Result<ArrayRef, String> {
    let options = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(value, wanted, &options).map_err(|error| format!("column {}: {error}", field.name()))
}

/// Largest number up to which floats hold every integer, 2^53.
const MOST_EXACT: f64 = (1_u64 << f64::MANTISSA_DIGITS) as f64;

/// An integer, or a number without fraction, as pandas writes integers where some are missing.
fn whole(value: &Value) -> Option<i64> {
    let is_whole = |number: &f64| number.fract() == 0.0 && number.abs() <= MOST_EXACT;
    value.as_i64().or_else(|| value.as_f64().filter(is_whole).map(|number| number as i64))
}

/// A value of a JSON object as an array of one; a missing value is null. Columns of strings take every
/// value: strings as they are, others as they are written in JSON.
///
/// # Errors
/// A message, when the column has another type than the value.
pub(crate) fn from_json(field: &FieldRef, value: Option<&RawValue>) -> Result<ArrayRef, String> {
    let Some(written) = value.map(RawValue::get).filter(|written| *written != "null") else {
        return Ok(new_null_array(field.data_type(), 1));
    };
    let refused = || format!("field {} is no {}: {written}", field.name(), field.data_type());
    let is_text = matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8);
    let value: Value = if is_text && !written.starts_with('"') {
        // Read as a number it would lose digits.
        Value::String(written.to_owned())
    } else if is_text {
        Value::String(source::json_string(written).map_err(|_| refused())?)
    } else {
        serde_json::from_str(written).map_err(|_| refused())?
    };
    macro_rules! integer {
        ($array:ty) => {
            whole(&value)
                .map(TryFrom::try_from)
                .and_then(Result::ok)
                .map(|number| -> ArrayRef { Arc::new(<$array>::from(vec![Some(number)])) })
        };
    }
    let array: Option<ArrayRef> = match field.data_type() {
        DataType::Utf8 => Some(Arc::new(StringArray::from(vec![value.as_str()]))),
        DataType::LargeUtf8 => Some(Arc::new(LargeStringArray::from(vec![value.as_str()]))),
        DataType::Boolean => {
            value.as_bool().map(|truth| -> ArrayRef { Arc::new(BooleanArray::from(vec![truth])) })
        }
        DataType::Float64 => {
            value.as_f64().map(|number| -> ArrayRef { Arc::new(Float64Array::from(vec![number])) })
        }
        DataType::Float32 => {
            value.as_f64().map(|number| -> ArrayRef { Arc::new(Float32Array::from(vec![number as f32])) })
        }
        DataType::Int8 => integer!(Int8Array),
        DataType::Int16 => integer!(Int16Array),
        DataType::Int32 => integer!(Int32Array),
        DataType::Int64 => integer!(Int64Array),
        DataType::UInt8 => integer!(UInt8Array),
        DataType::UInt16 => integer!(UInt16Array),
        DataType::UInt32 => integer!(UInt32Array),
        DataType::UInt64 => {
            let number = value.as_u64().or_else(|| whole(&value)?.try_into().ok());
            number.map(|number| -> ArrayRef { Arc::new(UInt64Array::from(vec![number])) })
        }
        _ => None,
    };
    array.ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use arrow_array::{DictionaryArray, Int16Array as Shorts, types::Int64Type};
    use serde_json::json;

    use super::*;

    fn column(text: &str) -> Result<CarriedColumn, String> {
        text.parse()
    }

    #[test]
    fn names_may_have_a_type() {
        for text in ["topic", "score:float", "n:int", "is_new:bool", "x:string", "dc:title"] {
            assert_eq!(column(text).map(|column| column.to_string()), Ok(text.to_owned()));
        }
        assert_eq!(column("dc:title").map(|column| column.given_type), Ok(None));
        assert!(column(" ").is_err() && column(":int").is_err());
        assert_eq!(column(" score:int ").map(|column| column.to_string()), Ok("score:int".to_owned()));
    }

    #[test]
    fn names_of_the_output_and_doubles_are_refused() {
        let refused = |names: &[&str]| {
            let columns: Vec<_> = names.iter().map(|name| column(name).expect("a name")).collect();
            check(&columns).err().map(|error| error.to_string())
        };
        assert_eq!(refused(&["topic", "score"]), None);
        assert!(refused(&["topic", "text"]).is_some_and(|error| error.contains("column `text` of its own")));
        assert!(refused(&["a", "a:int"]).is_some_and(|error| error.contains("given twice")));
    }

    #[test]
    fn columns_of_one_kind_fit_each_other() {
        let dictionary = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
        let (seconds, nanos) =
            (DataType::Timestamp(TimeUnit::Second, None), DataType::Timestamp(TimeUnit::Nanosecond, None));
        for (found, wanted) in [
            (&DataType::LargeUtf8, &DataType::Utf8),
            (&DataType::Utf8View, &DataType::Utf8),
            (&dictionary, &DataType::Utf8),
            (&DataType::Null, &DataType::Date32),
            (&DataType::Int64, &DataType::Int16),
            (&DataType::Float64, &DataType::Int64),
            (&DataType::UInt8, &DataType::Float64),
            (&DataType::Boolean, &DataType::Utf8),
            (&seconds, &nanos),
        ] {
            assert!(fits(found, wanted), "{found} {wanted}");
        }
        for (found, wanted) in [
            (&DataType::Utf8, &DataType::Int64),
            (&DataType::Float64, &DataType::Float32),
            (&DataType::Binary, &DataType::Utf8),
            (&nanos, &seconds),
            (&DataType::Utf8, &DataType::Date32),
        ] {
            assert!(!fits(found, wanted), "{found} {wanted}");
        }
        let field = |data_type| Arc::new(Field::new("k", data_type, true));
        let whole = |number| from_column(&field(DataType::Int64), Arc::new(Float64Array::from(vec![number])));
        assert_eq!(whole(Some(7.0)).expect("fits").as_primitive::<Int64Type>().value(0), 7);
        assert!(whole(Some(f64::NAN)).expect("fits").is_null(0) && whole(None).expect("fits").is_null(0));
        assert!(whole(Some(7.5)).is_err_and(|message| message.contains("7.5 is no Int64")));
        let packed = |number| {
            let values = Arc::new(Float64Array::from(vec![1.5, 2.0]));
            from_column(
                &field(DataType::Int64),
                Arc::new(DictionaryArray::new(Int8Array::from(vec![number]), values)),
            )
        };
        assert!(packed(0).is_err_and(|message| message.contains("1.5 is no Int64")));
        assert_eq!(packed(1).expect("fits").as_primitive::<Int64Type>().value(0), 2);
        let long = from_column(&field(DataType::Int64), Arc::new(Shorts::from(vec![-7]))).expect("fits");
        assert_eq!(long.as_primitive::<Int64Type>().value(0), -7);
        let message = from_column(&field(DataType::Int8), Arc::new(Shorts::from(vec![300])));
        assert!(message.is_err_and(|message| message.contains("column k")));
    }

    #[test]
    fn json_becomes_what_the_column_is() {
        let written = |data_type: DataType, json: &str| {
            let value = RawValue::from_string(json.to_owned()).expect("JSON");
            from_json(&Arc::new(Field::new("x", data_type, true)), Some(&value))
        };
        let value = |data_type: DataType, value: Value| written(data_type, &value.to_string());
        for json in ["123456789012345678901234567890", "1.10", "1e400", "{ \"b\" : 1.0, \"a\":\"\\u00e9\" }"]
        {
            let array = written(DataType::Utf8, json).expect("all become strings");
            assert_eq!(array.as_string::<i32>().value(0), json);
        }
        assert!(written(DataType::Float64, "1e400").is_err());
        for (given, expected) in
            [(json!("a"), "a"), (json!(7), "7"), (json!(true), "true"), (json!({"a": [1]}), "{\"a\":[1]}")]
        {
            let array = value(DataType::Utf8, given).expect("all become strings");
            assert_eq!(array.as_string::<i32>().value(0), expected);
        }
        let number = value(DataType::Int64, json!(-5)).expect("an integer");
        assert_eq!(number.as_primitive::<Int64Type>().value(0), -5);
        let number = value(DataType::Int64, json!(7.0)).expect("an integer, as pandas writes it");
        assert_eq!(number.as_primitive::<Int64Type>().value(0), 7);
        assert!(value(DataType::UInt64, json!(7.0)).is_ok() && value(DataType::UInt64, json!(-7.0)).is_err());
        assert!(written(DataType::Int64, "1e300").is_err());
        assert!(value(DataType::Int64, json!(1.5)).is_err_and(|error| error.contains("field x is no Int64")));
        assert!(value(DataType::Int8, json!(300)).is_err());
        assert!(value(DataType::Boolean, json!("yes")).is_err());
        assert!(value(DataType::Date32, json!("2024-01-01")).is_err());
        for missing in [None, Some(RawValue::NULL)] {
            let field = Arc::new(Field::new("x", DataType::Date32, true));
            assert!(from_json(&field, missing).expect("a null").is_null(0));
        }
    }
}
