//! Rows of a Parquet file, a batch at a time: of its columns only those that are asked for are read, and a
//! batch holds so many rows as fit into a few megabytes by what the file says of their size.

use std::{fs, io::Read, path::Path, sync::Arc};

use arrow_array::{
    Array, ArrayRef, RecordBatch,
    cast::AsArray,
    new_null_array,
    types::{Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type},
};
use arrow_schema::{DataType, Fields as ArrowFields, Schema, SchemaRef};
use copydesk_extractor::Hints;
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{
            ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
            ParquetRecordBatchReaderBuilder,
        },
    },
    errors::ParquetError,
    file::metadata::ParquetMetaData,
};

use super::{
    Input, Place, RawDocument,
    fields::{Fields, ID_FIELD, content_of, utf_8},
    file::too_large,
    input::Entries,
    walk::Found,
};
use crate::{
    carry,
    config::OutputSettings,
    extraction::guarded,
    rejects::{Reason, Reject},
    settings::FormatChoice,
};

/// What a Parquet file begins with.
pub(super) const MAGIC: &[u8] = b"PAR1";
/// Extension of Parquet files.
const EXTENSION: &str = "parquet";
/// Rows of a batch have about so many bytes together, decompressed ...
const BATCH_BYTES: u64 = 8 << 20;
/// ... and are no more than this: short rows gain nothing from longer batches.
const MOST_BATCH_ROWS: u64 = 1024;

/// Whether a file is to be read as Parquet.
pub(super) fn is_parquet(path: &Path, format: FormatChoice) -> bool {
    let has_extension = path.extension().is_some_and(|end| end.eq_ignore_ascii_case(EXTENSION));
    let has_magic = || {
        // What is read from a pipe is gone.
        if !fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
            return false;
        }
        let mut head = Vec::with_capacity(MAGIC.len());
        let file = fs::File::open(path);
        file.and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut head)).is_ok() && head == MAGIC
    };
    match format {
        FormatChoice::Parquet => true,
        FormatChoice::Auto => has_extension || has_magic(),
        _ => false,
    }
}

/// The schemas of the Parquet files among the inputs, in their order; files that cannot be read have none.
pub(crate) fn schemas(inputs: &[Input], out: &Path, format: FormatChoice) -> impl Iterator<Item = SchemaRef> {
    let files = Entries::new(inputs, out).filter_map(|found| match found {
        Found::File(file) if file.path != Path::new("-") => Some(file.path),
        _ => None,
    });
    let schemas = files.filter(move |path| is_parquet(path, format)).map(|path| {
        guarded(|| {
            let file = fs::File::open(&path).ok()?;
            let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).ok()?;
            Some(Arc::clone(metadata.schema()))
        })
    });
    schemas.filter_map(|schema| schema.ok().flatten())
}

/// What became of a row.
type Row = Result<RawDocument, Box<Reject>>;

/// An open Parquet file. Its row groups are read one by one, so that a damaged one costs no other.
pub(super) struct Rows {
    file: fs::File,
    metadata: ArrowReaderMetadata,
    mask: ProjectionMask,
    most_at_once: usize,
    /// Of the row group that is being read.
    reader: Option<ParquetRecordBatchReader>,
    /// Row groups that are open or done, and the rows of all of them.
    groups: usize,
    group_end: u64,
    columns: Columns,
    carried: ArrowFields,
    /// The rows that were read last, and how many of them are done.
    batch: Option<RecordBatch>,
    batch_done: usize,
    done: u64,
    all: u64,
}

/// Places of columns in a batch.
struct Columns {
    html: Vec<usize>,
    text: Vec<usize>,
    page: Vec<usize>,
    url: Vec<usize>,
    id: Option<usize>,
    carried: Vec<Option<usize>>,
}

impl Rows {
    /// Opens a file and leaves out the first rows.
    pub(super) fn open(
        path: &Path,
        settings: &OutputSettings,
        carried: &ArrowFields,
        skip: u64,
    ) -> Result<Self, (Reason, String)> {
        let file = fs::File::open(path).map_err(|error| (Reason::Unreadable, error.to_string()))?;
        let opened = guarded(|| {
            let damaged = |error: ParquetError| (Reason::DamagedParquet, error.to_string());
            let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(damaged)?;
            let schema = metadata.schema();
            check_types(schema, carried)?;
            let roots = wanted(schema, settings, carried)?;
            let columns = Columns::of(schema, &roots, settings, carried);
            let mask = ProjectionMask::roots(metadata.parquet_schema(), roots.iter().copied());
            let all = u64::try_from(metadata.metadata().file_metadata().num_rows()).unwrap_or_default();
            let most_at_once = batch_rows(metadata.metadata(), &roots) as usize;
            Ok(Self {
                file,
                metadata,
                mask,
                most_at_once,
                reader: None,
                groups: 0,
                group_end: 0,
                columns,
                carried: carried.clone(),
                batch: None,
                batch_done: 0,
                done: skip,
                all,
            })
        });
        opened.unwrap_or_else(|message| Err((Reason::DamagedParquet, message)))
    }

    /// Opens the next row group that has rows to read; false when there is none.
    fn open_group(&mut self) -> Result<bool, String> {
        while let Some(group) = self.metadata.metadata().row_groups().get(self.groups) {
            let (number, start) = (self.groups, self.group_end);
            self.groups += 1;
            self.group_end = start.saturating_add(u64::try_from(group.num_rows()).unwrap_or_default());
            if self.group_end <= self.done {
                continue;
            }
            let skip = usize::try_from(self.done.saturating_sub(start)).unwrap_or(usize::MAX);
            let file = self.file.try_clone().map_err(|error| error.to_string())?;
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
                .with_row_groups(vec![number])
                .with_projection(self.mask.clone())
                .with_batch_size(self.most_at_once)
                .with_offset(skip);
            self.reader = Some(builder.build().map_err(|error| error.to_string())?);
            return Ok(true);
        }
        Ok(false)
    }

    /// Rows that are done.
    pub(super) fn done(&self) -> u64 {
        self.done
    }

    /// The same as a share of all rows.
    pub(super) fn share_done(&self) -> f64 {
        self.done as f64 / self.all.max(1) as f64
    }

    /// The next row; none at the end.
    pub(super) fn next(&mut self, source: &str, settings: &OutputSettings) -> Option<Row> {
        let place = |row: u64| Place { source: source.to_owned(), row: Some(row), ..Place::default() };
        while self.batch.as_ref().is_none_or(|batch| self.batch_done >= batch.num_rows()) {
            self.batch_done = 0;
            self.batch = None;
            let next = guarded(|| match &mut self.reader {
                Some(reader) => reader.next().transpose().map_err(|error| error.to_string()),
                None => Ok(None),
            });
            match next.and_then(|next| next) {
                Ok(Some(batch)) => self.batch = Some(batch),
                Ok(None) => {
                    // A row group may have fewer rows than it says.
                    self.done = self.done.max(self.group_end);
                    self.reader = None;
                    let opened = guarded(|| self.open_group());
                    match opened.and_then(|opened| opened) {
                        Ok(true) => {}
                        Ok(false) => return None,
                        Err(error) => return Some(Err(self.give_group_up(place(self.done), &error))),
                    }
                }
                Err(error) => return Some(Err(self.give_group_up(place(self.done), &error))),
            }
        }
        let batch = self.batch.as_ref()?;
        let document =
            self.columns.document(batch, self.batch_done, place(self.done), &self.carried, settings);
        self.batch_done += 1;
        self.done += 1;
        Some(document)
    }

    /// Leaves out the rest of a row group that cannot be read.
    fn give_group_up(&mut self, place: Place, error: &str) -> Box<Reject> {
        let lost = self.group_end.saturating_sub(self.done);
        self.reader = None;
        self.done = self.done.max(self.group_end);
        let detail = format!("{error}; the next {lost} rows, the rest of a row group, are lost");
        Box::new(Reject::read(place, Reason::DamagedParquet, detail))
    }
}

/// Refuses a file in which a carried column has a type that does not fit that in the output.
fn check_types(schema: &Schema, carried: &ArrowFields) -> Result<(), (Reason, String)> {
    for field in carried {
        let found = schema.field_with_name(field.name()).map(arrow_schema::Field::data_type);
        if let Ok(found) = found
            && !carry::fits(found, field.data_type())
        {
            let (name, wanted) = (field.name(), field.data_type());
            return Err((Reason::CarriedValue, format!("column {name} is {found} here and {wanted} before")));
        }
    }
    Ok(())
}

/// The columns to read, in the order of the file.
fn wanted(
    schema: &Schema,
    settings: &OutputSettings,
    carried: &ArrowFields,
) -> Result<Vec<usize>, (Reason, String)> {
    let fields = Fields::new(settings);
    let all: Vec<(&str, &DataType)> =
        schema.fields().iter().map(|field| (field.name().as_str(), field.data_type())).collect();
    let is_content = |name: &str, data_type: &DataType| {
        (fields.html.contains(&name) || fields.text.contains(&name)) && is_string(data_type)
    };
    if !all.iter().any(|(name, data_type)| is_content(name, data_type)) {
        let found: Vec<String> =
            all.iter().map(|(name, data_type)| format!("{name} ({data_type})")).collect();
        let detail =
            format!("no column {} with strings; the file has {}", fields.content_names(), found.join(", "));
        return Err((Reason::NoContentField, detail));
    }
    let is_wanted = |name: &str, data_type: &DataType| {
        is_content(name, data_type)
            || name == ID_FIELD
            || fields.url.contains(&name)
            || carried.iter().any(|field| field.name() == name)
    };
    let places = all.iter().enumerate().filter(|(_, (name, data_type))| is_wanted(name, data_type));
    Ok(places.map(|(place, _)| place).collect())
}

/// Rows of a batch, from the largest mean size in a row group.
fn batch_rows(metadata: &ParquetMetaData, roots: &[usize]) -> u64 {
    let schema = metadata.file_metadata().schema_descr();
    let is_read = |leaf: &usize| roots.contains(&schema.get_column_root_idx(*leaf));
    let row_bytes = metadata.row_groups().iter().map(|group| {
        let sizes =
            (0..group.num_columns()).filter(is_read).map(|leaf| group.column(leaf).uncompressed_size());
        let bytes = u64::try_from(sizes.sum::<i64>()).unwrap_or(u64::MAX);
        bytes / u64::try_from(group.num_rows()).unwrap_or_default().max(1)
    });
    (BATCH_BYTES / row_bytes.max().unwrap_or_default().max(1)).clamp(1, MOST_BATCH_ROWS)
}

impl Columns {
    fn of(schema: &Schema, roots: &[usize], settings: &OutputSettings, carried: &ArrowFields) -> Self {
        let fields = Fields::new(settings);
        let place = |name: &str| roots.iter().position(|root| schema.field(*root).name() == name);
        let strings = |names: &[&str]| -> Vec<usize> {
            let is_text = |place: &usize| is_string(schema.field(roots[*place]).data_type());
            names.iter().filter_map(|name| place(name)).filter(is_text).collect()
        };
        Self {
            html: strings(&fields.html),
            text: strings(&fields.text),
            page: strings(fields.page.as_slice()),
            url: strings(&fields.url),
            id: place(ID_FIELD),
            carried: carried.iter().map(|field| place(field.name())).collect(),
        }
    }

    fn document(
        &self,
        batch: &RecordBatch,
        row: usize,
        mut place: Place,
        carried: &ArrowFields,
        settings: &OutputSettings,
    ) -> Row {
        // Strings with something in them first.
        let first = |places: &[usize]| {
            let strings = || places.iter().filter_map(|at| string(batch.column(*at), row));
            strings().find(|content| !content.bytes().is_empty()).or_else(|| strings().next())
        };
        place.record = self.id.and_then(|at| name(batch.column(at), row));
        let url = first(&self.url).and_then(Content::into_text).filter(|url| !url.is_empty());
        let (html, page, text) = (first(&self.html), first(&self.page), first(&self.text));
        let Some((format, content)) = content_of(html, page, text, settings) else {
            let detail = format!("no string in {}", Fields::new(settings).content_names());
            let reject = Reject::read(place, Reason::NoContentField, detail);
            return Err(Box::new(Reject { url, ..reject }));
        };
        let length = content.bytes().len() as u64;
        if length > settings.max_bytes.0 {
            let mut reject = too_large(place, Some(length), settings.max_bytes.0);
            reject.url = url;
            return Err(reject);
        }
        let value = |(at, field): (&Option<usize>, &arrow_schema::FieldRef)| match at {
            Some(at) => carry::from_column(field, batch.column(*at).slice(row, 1)),
            None => Ok(new_null_array(field.data_type(), 1)),
        };
        let carried = match self.carried.iter().zip(carried).map(value).collect() {
            Ok(carried) => carried,
            Err(detail) => {
                let reject = Reject::read(place, Reason::CarriedValue, detail);
                return Err(Box::new(Reject { url, ..reject }));
            }
        };
        let hints = match content {
            Content::Text(_) => utf_8(url),
            Content::Bytes(_) => Hints { url, ..Hints::default() },
        };
        Ok(RawDocument { place, hints, format, bytes: content.bytes().to_vec(), carried })
    }
}

/// A value that may be a document: a string, or bytes in an encoding that is not known.
#[derive(Clone, Copy)]
enum Content<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl AsRef<[u8]> for Content<'_> {
    fn as_ref(&self) -> &[u8] {
        self.bytes()
    }
}

impl<'a> Content<'a> {
    fn bytes(self) -> &'a [u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.to_owned()),
            Self::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        }
    }
}

fn is_string(data_type: &DataType) -> bool {
    use DataType::{Binary, BinaryView, Dictionary, LargeBinary, LargeUtf8, Utf8, Utf8View};
    match data_type {
        Dictionary(_, values) => is_string(values),
        other => matches!(other, Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView),
    }
}

/// The string of a row; none for null and for columns of other types.
fn string(column: &ArrayRef, row: usize) -> Option<Content<'_>> {
    if column.is_null(row) {
        return None;
    }
    Some(match column.data_type() {
        DataType::Utf8 => Content::Text(column.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Content::Text(column.as_string::<i64>().value(row)),
        DataType::Utf8View => Content::Text(column.as_string_view().value(row)),
        DataType::Binary => Content::Bytes(column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Content::Bytes(column.as_binary::<i64>().value(row)),
        DataType::BinaryView => Content::Bytes(column.as_binary_view().value(row)),
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary();
            let key = dictionary_key(dictionary.keys(), row)?;
            return string(dictionary.values(), key);
        }
        _ => return None,
    })
}

fn dictionary_key(keys: &dyn Array, row: usize) -> Option<usize> {
    integer(keys, row).and_then(|key| usize::try_from(key).ok())
}

/// The integer of a row, null aside.
fn integer(column: &dyn Array, row: usize) -> Option<i128> {
    Some(match column.data_type() {
        DataType::Int8 => column.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int16 => column.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into(),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => column.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).into(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).into(),
        _ => return None,
    })
}

/// The record's own name: a string or an integer.
fn name(column: &ArrayRef, row: usize) -> Option<String> {
    if column.is_null(row) {
        return None;
    }
    let text = string(column, row).and_then(Content::into_text);
    text.or_else(|| integer(column, row).map(|number| number.to_string()))
}

#[cfg(test)]
mod tests {
    use arrow_array::{BinaryArray, Int32Array, Int64Array, StringArray};
    use arrow_schema::Field;
    use parquet::{arrow::ArrowWriter, file::properties::WriterProperties};

    use super::*;
    use crate::scratch::Scratch;
    use crate::source::Format;

    fn write(path: &Path, columns: Vec<(&str, ArrayRef)>, group_rows: usize) {
        let batch = RecordBatch::try_from_iter_with_nullable(
            columns.into_iter().map(|(name, column)| (name, column, true)),
        );
        let batch = batch.expect("columns of one length");
        let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group_rows)).build();
        let file = fs::File::create(path).expect("file made");
        let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
    }

    fn strings(values: &[Option<&str>]) -> ArrayRef {
        Arc::new(StringArray::from(values.to_vec()))
    }

    fn all(rows: &mut Rows, settings: &OutputSettings) -> Vec<Row> {
        std::iter::from_fn(|| rows.next("x.parquet", settings)).collect()
    }

    #[test]
    fn rows_have_content_address_name_and_number() {
        let folder = Scratch::new();
        let path = folder.path().join("x.parquet");
        let columns = vec![
            ("id", Arc::new(Int32Array::from(vec![Some(5), None, Some(7)])) as ArrayRef),
            ("link", strings(&[Some("http://a.b/"), None, None])),
            ("body", strings(&[Some("one"), Some("<p>two</p>"), None])),
            ("score", Arc::new(Int64Array::from(vec![1, 2, 3]))),
        ];
        write(&path, columns, 2);
        let settings = OutputSettings::usual();
        let carried: ArrowFields =
            vec![Field::new("score", DataType::Int64, true), Field::new("absent", DataType::Utf8, true)]
                .into();
        let mut rows = Rows::open(&path, &settings, &carried, 0).expect("opened");
        let found = all(&mut rows, &settings);
        let (first, second) = (found[0].as_ref().expect("a row"), found[1].as_ref().expect("a row"));
        assert_eq!((first.bytes.as_slice(), first.format), (&b"one"[..], Format::Text));
        assert_eq!((second.bytes.as_slice(), second.format), (&b"<p>two</p>"[..], Format::Html));
        assert_eq!(
            (first.hints.url.as_deref(), first.place.record.as_deref()),
            (Some("http://a.b/"), Some("5"))
        );
        assert_eq!((second.place.row, second.hints.charset.as_deref()), (Some(1), Some("utf-8")));
        assert_eq!(second.carried[0].as_primitive::<Int64Type>().value(0), 2);
        assert!(second.carried[1].is_null(0));
        assert_eq!(found[2].as_ref().map_err(|reject| reject.reason).err(), Some(Reason::NoContentField));
        assert_eq!(found.len(), 3);
        for skip in 0..4 {
            let mut rows = Rows::open(&path, &settings, &carried, skip).expect("opened");
            assert_eq!(all(&mut rows, &settings).len() as u64, 3 - skip, "a run can go on at row {skip}");
        }
    }

    #[test]
    fn bytes_have_no_encoding_and_dictionaries_are_seen_through() {
        let folder = Scratch::new();
        let path = folder.path().join("x.parquet");
        let html: ArrayRef = Arc::new(BinaryArray::from(vec![&b"<p>\xe9</p>"[..]]));
        let keys = Int32Array::from(vec![1]);
        let values = strings(&[Some("a"), Some("http://c.d/")]);
        let url = arrow_array::DictionaryArray::try_new(keys, values).expect("keys fit");
        write(&path, vec![("html", html), ("url", Arc::new(url))], 10);
        let settings = OutputSettings::usual();
        let mut rows = Rows::open(&path, &settings, &ArrowFields::empty(), 0).expect("opened");
        let row = all(&mut rows, &settings).remove(0).expect("a row");
        assert_eq!((row.hints.charset, row.hints.url.as_deref()), (None, Some("http://c.d/")));
    }

    #[test]
    fn files_that_do_not_fit_have_reasons() {
        let folder = Scratch::new();
        let path = folder.path().join("x.parquet");
        write(&path, vec![("score", Arc::new(Int64Array::from(vec![1])) as ArrayRef)], 10);
        let settings = OutputSettings::usual();
        let refused = |carried: ArrowFields| Rows::open(&path, &settings, &carried, 0).err();
        let (reason, detail) = refused(ArrowFields::empty()).expect("refused");
        assert_eq!(reason, Reason::NoContentField);
        assert!(detail.contains("the file has score (Int64)"), "{detail}");
        let other = vec![Field::new("score", DataType::Boolean, true)].into();
        assert_eq!(refused(other).map(|(reason, _)| reason), Some(Reason::CarriedValue));
        fs::write(&path, b"PAR1 and no more").expect("file written");
        assert_eq!(refused(ArrowFields::empty()).map(|(reason, _)| reason), Some(Reason::DamagedParquet));
    }

    #[test]
    fn a_damaged_row_group_costs_no_other() {
        let folder = Scratch::new();
        let path = folder.path().join("x.parquet");
        // Six small rows would fit into one batch.
        let texts: Vec<String> = (0..6).map(|row| format!("text {row}")).collect();
        let texts: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_str())).collect();
        write(&path, vec![("text", strings(&texts))], 2);
        let metadata = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(&path).expect("the file"));
        let (start, length) = metadata.expect("Parquet").metadata().row_group(1).column(0).byte_range();
        let mut bytes = fs::read(&path).expect("the file");
        bytes[start as usize..][..length as usize].fill(0xff);
        fs::write(&path, bytes).expect("file written");
        let settings = OutputSettings::usual();
        let read = |skip: u64| {
            let mut rows = Rows::open(&path, &settings, &ArrowFields::empty(), skip).expect("opened");
            let found = all(&mut rows, &settings);
            assert_eq!(rows.done(), 6);
            found
        };
        let found = read(0);
        let place =
            |row: &Row| row.as_ref().map_or_else(|reject| reject.place.row, |document| document.place.row);
        assert_eq!(found.iter().map(place).collect::<Vec<_>>(), [0, 1, 2, 4, 5].map(Some));
        let rejects: Vec<&Reject> =
            found.iter().filter_map(|row| row.as_ref().err()).map(AsRef::as_ref).collect();
        assert_eq!(rejects.iter().map(|reject| reject.reason).collect::<Vec<_>>(), [Reason::DamagedParquet]);
        assert!(rejects[0].detail.contains("the next 2 rows"), "{}", rejects[0].detail);
        assert_eq!(read(3).iter().map(place).collect::<Vec<_>>(), [3, 4, 5].map(Some));
        assert_eq!(read(5).iter().map(place).collect::<Vec<_>>(), [Some(5)]);
    }
}
