//! Reads Parquet files back.

use std::{fs, fs::File, path::Path, sync::Arc};

use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{Int32Type, Int64Type},
};
use arrow_schema::SchemaRef;
use parquet::{
    arrow::arrow_reader::ParquetRecordBatchReaderBuilder,
    file::{metadata::ParquetMetaData, reader::FileReader, serialized_reader::SerializedFileReader},
};

/// All rows of the files of a folder, in the order of the file names.
pub(crate) struct Table {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
}

impl Table {
    pub(crate) fn read(folder: &Path) -> Self {
        let mut paths: Vec<_> =
            fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        let mut schema = None;
        let mut batches = Vec::new();
        for path in paths {
            let file = File::open(&path).expect("a file");
            let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("a Parquet file");
            schema = Some(Arc::clone(builder.schema()));
            let reader = builder.build().expect("a readable file");
            batches.extend(reader.map(|batch| batch.expect("a batch")));
        }
        Self { schema: schema.expect("at least one file"), batches }
    }

    pub(crate) fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn columns<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Arc<dyn Array>> {
        self.batches.iter().map(move |batch| batch.column_by_name(name).expect("a column"))
    }

    /// A column of strings, short or long.
    pub(crate) fn strings(&self, name: &str) -> Vec<Option<String>> {
        let mut values = Vec::new();
        for column in self.columns(name) {
            if let Some(short) = column.as_string_opt::<i32>() {
                values.extend(short.iter().map(|value| value.map(str::to_owned)));
            } else {
                values.extend(column.as_string::<i64>().iter().map(|value| value.map(str::to_owned)));
            }
        }
        values
    }

    /// A column of strings without nulls.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        self.strings(name).into_iter().map(|value| value.expect("a value")).collect()
    }

    pub(crate) fn integers(&self, name: &str) -> Vec<Option<i64>> {
        self.columns(name).flat_map(|column| column.as_primitive::<Int64Type>().iter()).collect()
    }

    /// A column of small integers.
    pub(crate) fn small_integers(&self, name: &str) -> Vec<Option<i32>> {
        self.columns(name).flat_map(|column| column.as_primitive::<Int32Type>().iter()).collect()
    }

    /// Number of nulls in a column.
    pub(crate) fn nulls(&self, name: &str) -> usize {
        self.columns(name).map(Array::null_count).sum()
    }

    /// Stage and reason by source, of a table of rejects.
    pub(crate) fn reasons(&self) -> Vec<(String, String)> {
        let reasons = self.texts("stage").into_iter().zip(self.texts("reason"));
        let reasons = reasons.map(|(stage, reason)| format!("{stage}/{reason}"));
        self.texts("source").into_iter().zip(reasons).collect()
    }
}

/// The footer of one file.
pub(crate) fn footer(path: &Path) -> ParquetMetaData {
    let reader = SerializedFileReader::new(File::open(path).expect("a file")).expect("a Parquet file");
    reader.metadata().clone()
}
