//! The list of features in the documentation is the list in the code, and values are as documented.

use std::fmt::Write as _;

use copydesk_cleaner::{
    FeatureTable, Interrupt, Limits, Options, Page, Phrases, TextTable, feature_table, text_table,
};

const PAGE: &str = "<title>Ferry sails again</title><nav><a href=/>Home</a></nav>
    <article class=entry-content><h1>Ferry sails again</h1><p>The old ferry left the harbour on Monday, for
    the first time in two years.</p><ul><li>one<li>two</ul></article><footer>© 2024 Post</footer>";

fn table(html: &str) -> FeatureTable {
    let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
    feature_table(&page, &Options::default()).expect("not interrupted")
}

/// The page of the documentation, from the code.
fn listed() -> String {
    let mut text = String::from(
        "# Features\n\nWhat the model sees of each block of a page, in this order. Lengths are weights: \
         characters of Latin text, white\nspace aside, so that scripts compare. This page is written by \
         `UPDATE_DOCS=1 cargo test -p copydesk-cleaner --test features`.\n\n| feature | meaning |\n|---|---|\n",
    );
    for column in FeatureTable::columns() {
        let _ = writeln!(text, "| `{}` | {} |", column.name, column.meaning);
    }
    text.push_str(
        "\nBehind them stand the probabilities of the seven page types, which a forest of its own gives from \
         the `page_` features.\n\n## Plain text\n\nWhat the text model sees of each line of a text.\n\n\
         | feature | meaning |\n|---|---|\n",
    );
    for column in TextTable::columns() {
        let _ = writeln!(text, "| `{}` | {} |", column.name, column.meaning);
    }
    text
}

#[test]
fn the_documentation_lists_every_feature() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/features.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, listed()).expect("the folder of the documentation");
    }
    let written = std::fs::read_to_string(path).expect("the list of features");
    assert!(written == listed(), "docs/features.md is not what the code says; see its second paragraph");
}

#[test]
fn names_are_unique_and_rows_are_as_long() {
    let columns = FeatureTable::columns();
    let mut names: Vec<_> = columns.iter().map(|column| column.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), columns.len());
    let table = table(PAGE);
    assert_eq!(table.values.len(), table.blocks.len() * columns.len());
    assert_eq!(table.page.len(), FeatureTable::page_columns().len());
    assert!(table.values.iter().all(|value| value.is_finite()));
}

#[test]
fn values_mean_what_their_names_say() {
    let table = table(PAGE);
    let columns = FeatureTable::columns();
    let value = |text: &str, name: &str| {
        let block = table.blocks.iter().position(|block| block.text.contains(text)).expect(text);
        let column = columns.iter().position(|column| column.name == name).expect(name);
        table.values[block * columns.len() + column]
    };
    let is = |text, name, wanted: f32| {
        let found = value(text, name);
        assert!((found - wanted).abs() < 1e-4, "{name} of {text}: {found}, wanted {wanted}");
    };
    is("Home", "weight", 4.0);
    is("Home", "link_density", 1.0);
    is("Home", "landmark", 1.0);
    is("The old", "landmark", 0.0);
    is("The old", "ends_sentence", 1.0);
    is("The old", "punctuation", 2.0);
    is("The old", "text_name", 1.0);
    is("The old", "from_headline", 1.0);
    is("one", "is_list", 1.0);
    is("one", "lines", 2.0);
    is("2024", "in_footer", 1.0);
    is("2024", "digits", 0.5);
    is("Ferry sails", "heading_level", 1.0);
}

#[test]
fn features_of_a_text_mean_what_their_names_say() {
    let text = "Ferry sails again\n\nThe old ferry left the harbour on Monday, for the first time in two years.\n\n\
                Related Articles\n\n12 May\n\n13 May";
    let columns = TextTable::columns();
    let value = |phrases: Phrases, line: usize, name: &str| {
        let table = text_table(text, &Options { phrases, ..Options::default() });
        let column = columns.iter().position(|column| column.name == name).expect(name);
        table.values[line * columns.len() + column]
    };
    let is = |line, name, wanted: f32| {
        let found = value(Phrases::Use, line, name);
        assert!((found - wanted).abs() < 1e-4, "{name} of line {line}: {found}, wanted {wanted}");
    };
    is(0, "word_runs", 3.0);
    is(0, "index_from_end", 4.0);
    is(1, "ends_sentence", 1.0);
    is(1, "shape", 6.0);
    is(1, "weight", 60.0);
    is(2, "phrase_section", 1.0);
    is(2, "since_prose", 1.0);
    is(2, "run_lines", 3.0);
    is(3, "phrase_since", 1.0);
    is(3, "digits", 0.4);
    is(3, "patterns", 1.0);
    is(3, "repeats", 0.0);
    assert!(value(Phrases::Ignore, 2, "phrase") < 0.5);
    let mut names: Vec<_> = columns.iter().map(|column| column.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), columns.len());
}

#[test]
fn pages_without_names_have_no_names() {
    let page = Page::parse(PAGE, &Limits::default(), Interrupt::default()).expect("within limits");
    let bare = feature_table(&page.without_names(), &Options::default()).expect("not interrupted");
    let named = table(PAGE);
    assert_eq!(bare.blocks.len(), named.blocks.len());
    let columns = FeatureTable::columns();
    for name in ["landmark", "in_main", "in_footer", "text_name", "class_mark"] {
        let column = columns.iter().position(|column| column.name == name).expect(name);
        let set = |table: &FeatureTable| {
            table.values.iter().skip(column).step_by(columns.len()).any(|value| *value > 0.0)
        };
        assert!(!set(&bare), "{name}");
    }
}

#[test]
fn scripts_without_blanks_weigh_like_others() {
    let chinese = table("<p>海港的老渡轮星期一离开了码头，这是两年来的第一次。</p>");
    let column =
        FeatureTable::columns().iter().position(|column| column.name == "page_prose").expect("a feature");
    assert!(chinese.values[column] > 0.0);
}
