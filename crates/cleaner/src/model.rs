//! The learned block classifier: what kind of page it is, how probably each block is article text, and
//! how good the result will be. Data, not code: `model/html.bin`, made by `cargo xtask train`.
//!
//! Gradient-boosted trees over the features of `features/vector`. The format and the model card are in
//! `docs/model.md`.

mod bytes;
mod coded_tree;
mod forest;
pub(crate) mod text;

use std::sync::LazyLock;

use crate::features::vector::{self, Feature, View};
use bytes::Reader;
use forest::Forest;

/// What the file begins with: its name and version.
const MAGIC: &[u8] = b"copydesk model 2";

static EMBEDDED: LazyLock<Model> = LazyLock::new(|| {
    Model::from_bytes(Model::EMBEDDED_BYTES).expect("the embedded model is checked by a test")
});

/// Why bytes are not a model for this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The bytes are not a model file, or a damaged one.
    #[error("not a model of copydesk: {0}")]
    Malformed(&'static str),
    /// The model was trained on other features than this version computes.
    #[error("the model was trained on other features")]
    OtherFeatures,
}

/// What kind of page it is, after the classes of WCXB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PageType {
    /// News, blog posts, essays.
    Article,
    /// Pages that gather items with texts of their own.
    Collection,
    /// Manuals, references, help.
    Documentation,
    /// Threads, questions and answers.
    Forum,
    /// Lists of links to other pages, with or without teasers.
    Listing,
    /// One product.
    Product,
    /// What an organisation offers; its front page.
    Service,
}

impl PageType {
    /// Every type, in the order of the model's outputs.
    pub const ALL: [Self; 7] = [
        Self::Article,
        Self::Collection,
        Self::Documentation,
        Self::Forum,
        Self::Listing,
        Self::Product,
        Self::Service,
    ];

    /// The stable name, as written to Parquet.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Collection => "collection",
            Self::Documentation => "documentation",
            Self::Forum => "forum",
            Self::Listing => "listing",
            Self::Product => "product",
            Self::Service => "service",
        }
    }
}

type TypeProbabilities = [f32; PageType::ALL.len()];

/// A trained model. [`Options::model`](crate::Options::model) takes one in place of the embedded.
#[derive(Debug, Clone)]
pub struct Model {
    /// Page types as the text and its markup tell them.
    page: Forest,
    /// Page types as everything in the page tells them.
    kind: Forest,
    /// Blocks of articles and of pages of an unknown kind, from their features and the types of `page`.
    of_articles: Forest,
    /// Blocks of other pages, from their features and the types of `kind`.
    of_others: Forest,
    /// Columns of a row that these look at.
    columns: usize,
    /// The first of these, which differ from block to block; those of the page stand behind them.
    own_columns: usize,
    /// Column of a page's row that says whether the page gives its address.
    address: usize,
    thresholds: [Threshold; PageType::ALL.len()],
    /// Expected and observed word F1, increasing.
    reliability: Vec<(f32, f32)>,
}

/// Of a page type.
#[derive(Debug, Clone, Copy, Default)]
struct Threshold {
    /// The probability from which a block is kept.
    probability: f32,
    /// How many times more frequent the type is than the forest believes, where the page gives its address …
    prior: f32,
    /// … and where it does not.
    prior_without_address: f32,
}

impl Threshold {
    /// Whether a mean of thresholds, weighted by priors, is a threshold.
    fn is_sound(&self) -> bool {
        let priors = [self.prior, self.prior_without_address];
        (0.0..=1.0).contains(&self.probability)
            && priors.iter().all(|prior| prior.is_finite() && *prior > 0.0)
    }
}

/// What the model says of a page.
#[derive(Debug, Clone)]
pub(crate) struct Prediction {
    pub(crate) page_type: PageType,
    /// The probability from which a block of this page is kept.
    pub(crate) threshold: f32,
    /// The probability that the page is an article, priors counted in.
    pub(crate) article: f32,
    /// For each block.
    pub(crate) probabilities: Vec<f32>,
}

/// Probability from which on a page is judged as an article, priors counted in.
const MIN_ARTICLE: f32 = 0.5;

impl Prediction {
    /// Whether the page is judged as an article.
    pub(crate) fn is_article(&self) -> bool {
        self.article >= MIN_ARTICLE
    }
}

/// Rows that are written before the model looks at them: they stay in the cache.
const SLAB: usize = 128;

impl Model {
    /// The file of the embedded model.
    pub const EMBEDDED_BYTES: &'static [u8] = include_bytes!("model/html.bin");

    /// The model that is part of this version.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut reader = Reader::new(bytes);
        reader.header(MAGIC, columns_hash())?;
        let mut thresholds = [Threshold::default(); PageType::ALL.len()];
        for threshold in &mut thresholds {
            *threshold = Threshold {
                probability: reader.f32()?,
                prior: reader.f32()?,
                prior_without_address: reader.f32()?,
            };
        }
        let points = reader.u16()?;
        let mut reliability = Vec::with_capacity(usize::from(points));
        for _ in 0..points {
            reliability.push((reader.f32()?, reader.f32()?));
        }
        if !thresholds.iter().all(Threshold::is_sound) {
            return Err(ModelError::Malformed("thresholds"));
        }
        if !reliability.is_sorted_by(|(before, _), (after, _)| before < after) {
            return Err(ModelError::Malformed("points"));
        }
        let page = Forest::read(&mut reader, vector::shared_page_columns())?;
        let kind = Forest::read(&mut reader, vector::page_columns().count())?;
        let columns = vector::columns().count() + PageType::ALL.len();
        let own_columns = vector::columns().count() - vector::shared_page_columns();
        let of_articles = Forest::read(&mut reader, columns)?;
        let of_others = Forest::read(&mut reader, columns)?;
        let outputs = [&page, &kind, &of_articles, &of_others].map(Forest::outputs);
        if outputs != [PageType::ALL.len(), PageType::ALL.len(), 1, 1] || !reader.is_empty() {
            return Err(ModelError::Malformed("outputs"));
        }
        let address = vector::page_columns().position(|column| column.name == "kind_address");
        let address = address.ok_or(ModelError::OtherFeatures)?;
        Ok(Self {
            page,
            kind,
            of_articles,
            of_others,
            columns,
            own_columns,
            address,
            thresholds,
            reliability,
        })
    }

    /// Judges every block of a page.
    pub(crate) fn predict(&self, view: &View) -> Prediction {
        let kinds = type_probabilities(&self.kind, &view.page_row);
        let best = (0..kinds.len()).fold(0, |best, at| if kinds[at] > kinds[best] { at } else { best });
        let shares = self.with_priors(kinds, view.page_row[self.address] > 0.0);
        let threshold = shares.iter().zip(&self.thresholds).map(|(share, of)| share * of.probability).sum();
        let article = shares[PageType::Article as usize];
        let (blocks, types) = if article < MIN_ARTICLE {
            (&self.of_others, kinds)
        } else {
            let row = &view.page_row[..vector::shared_page_columns()];
            (&self.of_articles, type_probabilities(&self.page, row))
        };
        let width = self.columns;
        let mut table = Vec::with_capacity(width * SLAB.min(view.blocks.len()));
        let mut probabilities = Vec::with_capacity(view.blocks.len());
        for start in (0..view.blocks.len()).step_by(SLAB) {
            table.clear();
            for index in start..(start + SLAB).min(view.blocks.len()) {
                view.write(index, &mut table);
                table.extend_from_slice(&types);
            }
            probabilities.extend(blocks.sums(&table, self.own_columns).into_iter().map(logistic));
        }
        Prediction { page_type: PageType::ALL[best], threshold, article, probabilities }
    }

    /// Probabilities of the page types, given how frequent the types are.
    fn with_priors(&self, mut kinds: TypeProbabilities, has_address: bool) -> TypeProbabilities {
        for (share, of) in kinds.iter_mut().zip(&self.thresholds) {
            *share *= if has_address { of.prior } else { of.prior_without_address };
        }
        let total: f32 = kinds.iter().sum();
        kinds.map(|share| share / total)
    }

    /// The word F1 to be expected of a text: what pages scored, out of fold, on which the probabilities
    /// promised as much.
    pub(crate) fn confidence(&self, probabilities: &[f32], weights: &[usize], kept: &[bool]) -> f32 {
        let (mut overlap, mut kept_weight, mut expected) = (0.0, 0.0, 0.0);
        for ((probability, weight), is_kept) in probabilities.iter().zip(weights).zip(kept) {
            let weight = *weight as f32;
            expected += probability * weight;
            if *is_kept {
                overlap += probability * weight;
                kept_weight += weight;
            }
        }
        calibrate(&self.reliability, expected_f1(overlap, kept_weight, expected))
    }
}

/// The expectation of F1 of Lewis (SIGIR 1995): twice the expected overlap over the sum of both lengths, that of what
/// is kept and the expected one of what is wanted.
pub(crate) fn expected_f1(overlap: f32, kept: f32, wanted: f32) -> f32 {
    let sum = kept + wanted;
    if sum > 0.0 { 2.0 * overlap / sum } else { 0.0 }
}

/// Probabilities of the page types (softmax).
fn type_probabilities(forest: &Forest, row: &[f32]) -> TypeProbabilities {
    let sums = forest.sums(row, 0);
    let mut types = std::array::from_fn(|output| sums[output]);
    let highest = types.iter().copied().fold(f32::MIN, f32::max);
    types = types.map(|sum| (sum - highest).exp());
    let total: f32 = types.iter().sum();
    types.map(|part| part / total)
}

fn logistic(value: f32) -> f32 {
    1.0 / (1.0 + (-value).exp())
}

/// Between the points of a table, straight lines.
fn calibrate(table: &[(f32, f32)], value: f32) -> f32 {
    let after = table.partition_point(|(expected, _)| *expected <= value);
    match (after.checked_sub(1).and_then(|at| table.get(at)), table.get(after)) {
        (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (value - x0) / (x1 - x0),
        (Some((_, y)), None) | (None, Some((_, y))) => *y,
        (None, None) => value,
    }
}

/// Identifies the features that a model is for (FNV-1a over their names).
pub fn columns_hash() -> u64 {
    hash_of(vector::columns().chain(vector::page_columns()))
}

fn hash_of(columns: impl Iterator<Item = Feature>) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    columns
        .map(|column| column.name)
        .flat_map(|name| name.bytes().chain([0]))
        .fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a program can carry without its users noticing.
    const MAX_BYTES: usize = 1_500_000;

    #[test]
    fn the_embedded_model_reads() {
        assert!(Model::from_bytes(Model::EMBEDDED_BYTES).is_ok());
        assert!(Model::EMBEDDED_BYTES.len() <= MAX_BYTES);
    }

    #[test]
    fn damaged_models_are_refused() {
        let bytes = Model::EMBEDDED_BYTES;
        assert_eq!(Model::from_bytes(b"").err(), Some(ModelError::Malformed("cut off")));
        assert_eq!(
            Model::from_bytes(&bytes[..bytes.len() - 1]).err(),
            Some(ModelError::Malformed("cut off"))
        );
        let mut other = bytes.to_vec();
        other[MAGIC.len()] ^= 1;
        assert_eq!(Model::from_bytes(&other).err(), Some(ModelError::OtherFeatures));
        let mut no_prior = bytes.to_vec();
        no_prior[MAGIC.len() + 12..][..4].copy_from_slice(&0_f32.to_le_bytes());
        assert_eq!(Model::from_bytes(&no_prior).err(), Some(ModelError::Malformed("thresholds")));
        let points = MAGIC.len() + 8 + 12 * PageType::ALL.len() + 2;
        let mut constant = bytes.to_vec();
        constant.copy_within(points..points + 8, points + 8);
        assert_eq!(Model::from_bytes(&constant).err(), Some(ModelError::Malformed("points")));
        let mut longer = bytes.to_vec();
        longer.push(0);
        assert_eq!(Model::from_bytes(&longer).err(), Some(ModelError::Malformed("outputs")));
    }

    #[test]
    fn articles_are_more_frequent_where_no_address_is_given() {
        let model = Model::embedded();
        let kinds = [1.0 / PageType::ALL.len() as f32; PageType::ALL.len()];
        let article = |has_address| model.with_priors(kinds, has_address)[PageType::Article as usize];
        assert!(article(false) > article(true) && article(true) > kinds[0]);
        assert!((model.with_priors(kinds, true).iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }

    #[test]
    fn calibration_follows_its_table() {
        let table = [(0.2, 0.1), (0.6, 0.5), (1.0, 0.9)];
        assert!((calibrate(&table, 0.4) - 0.3).abs() < 1e-6);
        assert!((calibrate(&table, 0.0) - 0.1).abs() < 1e-6);
        assert!((calibrate(&table, 2.0) - 0.9).abs() < 1e-6);
    }
}
