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
        "\nBehind them stand the probabilities of the seven page types: for articles those that a forest gives from \
         the `page_` features,\nfor other pages those of a forest that also sees what tells the kind of page beside its text:\n\n| feature | meaning |\n|---|---|\n",
    );
    let of_blocks = FeatureTable::columns();
    for column in FeatureTable::page_columns().iter().filter(|column| !of_blocks.contains(column)) {
        let _ = writeln!(text, "| `{}` | {} |", column.name, column.meaning);
    }
    text.push_str(
        "\n## Plain text\n\nWhat the text model sees of each line of a text.\n\n\
         | feature | meaning |\n|---|---|\n",
    );
    for column in TextTable::columns() {
        let _ = writeln!(text, "| `{}` | {} |", column.name, column.meaning);
    }
    text.push_str("\nOf a line that may be the headline it also sees:\n\n| feature | meaning |\n|---|---|\n");
    for column in TextTable::headline_columns() {
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
    let of_headlines = TextTable::headline_columns();
    let table = text_table(text, &Options::default());
    assert_eq!(table.candidates, [0, 2]);
    assert_eq!(table.headline_values.len(), table.candidates.len() * of_headlines.len());
    let mut names: Vec<_> = columns.iter().chain(&of_headlines).map(|column| column.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), columns.len() + of_headlines.len());
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

#[test]
fn the_address_that_a_page_was_fetched_from_counts_where_it_gives_none() {
    let fetched = |html: &str| {
        let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
        page.with_url("https://example.org/forum/ferry-sails-again")
    };
    let measured = |page: &Page| {
        let table = feature_table(page, &Options::default()).expect("not interrupted");
        ["kind_address", "kind_address_depth", "kind_address_forum"].map(|name| of_page(&table, name) as u32)
    };
    let silent = fetched("<p>The ferry left the harbour.");
    assert_eq!(measured(&silent), [0, 2, 2]);
    assert_eq!(measured(&silent.without_names()), [0, 0, 0]);
    let own = fetched("<link rel=canonical href=/a><p>The ferry left the harbour.");
    assert_eq!(measured(&own), [1, 1, 0]);
}

/// The value of a feature of the page.
fn of_page(table: &FeatureTable, name: &str) -> f32 {
    let columns = FeatureTable::page_columns();
    table.page[columns.iter().position(|column| column.name == name).expect(name)]
}

#[test]
fn addresses_tell_kinds() {
    let head = |link: &str| table(&format!("<head>{link}</head><p>The ferry left the harbour."));
    let shop =
        head("<link rel=Canonical href='https://shop.example.org/de/products/oak-table_2019.html?a=/b'>");
    for (name, wanted) in [
        ("kind_address", 1.0),
        ("kind_address_depth", 3.0),
        ("kind_address_last_words", 3.0),
        ("kind_address_last_length", 14.0),
        ("kind_address_last_digits", 4.0),
        ("kind_address_year", 0.0),
        ("kind_address_extension", 1.0),
        ("kind_address_slash", 0.0),
        ("kind_address_query", 1.0),
        ("kind_address_labels", 3.0),
        ("kind_address_product", 2.0),
        ("kind_address_collection", 2.0),
        ("kind_address_forum", 0.0),
    ] {
        assert!((of_page(&shop, name) - wanted).abs() < 1e-6, "{name}: {}", of_page(&shop, name));
    }
    let thread = head("<meta property=og:url content='//bbs.example.org/2021/forum/viewtopic.php#p7'>");
    assert!((of_page(&thread, "kind_address_forum") - 3.0).abs() < 1e-6);
    assert!((of_page(&thread, "kind_address_year") - 1.0).abs() < 1e-6);
    for odd in
        ["", "<link rel=canonical>", "<link rel=canonical href=''>", "<link rel=canonical href='http://'>"]
    {
        assert!(of_page(&head(odd), "kind_address_depth").abs() < 1e-6, "{odd}");
    }
    assert!(of_page(&head("<link rel=canonical href=' '>"), "kind_address").abs() < 1e-6);
}

#[test]
fn shops_are_told_by_names_and_prices() {
    let shop = table(
        "<meta property=product:price:amount content=5><div class='item addToCart'><select><option>one</select>
        <input><p>Oak table<p>€ 5,00<p>5 zł or $5</div><div id=mini-cart class=addToCart><p>12</p></div>",
    );
    for (name, wanted) in [
        ("kind_named_cart", 3.0),
        ("kind_named_hero", 0.0),
        ("kind_prices", 2.0),
        ("kind_choices", 1.0),
        ("kind_inputs", 1.0),
        ("kind_declared_price", 1.0),
        ("kind_declared_published", 0.0),
    ] {
        assert!((of_page(&shop, name) - wanted).abs() < 1e-6, "{name}: {}", of_page(&shop, name));
    }
}

#[test]
fn comments_are_seen_where_they_are_the_page() {
    let comment = "<p class=comment-body>Nobody had told the harbour master that the ropes were gone.</p>";
    let page = |head: &str, story: &str| {
        let comments = comment.repeat(9);
        table(&format!(
            "{head}<h1>Ropes</h1>{story}<div class=comments><p class=share>Send it.</p>{comments}</div>"
        ))
    };
    let story = "<p>The ropes of the old ferry are gone, and so is the ferry.</p>";
    let article = "<meta property=og:type content=article>";
    for (head, story, of_rules) in [("", story, 0.0), (article, story, 1.0), (article, "", 0.0)] {
        let table = page(head, story);
        let columns = FeatureTable::columns();
        let value = |name: &str| {
            let block =
                table.blocks.iter().position(|block| block.text.contains("harbour")).expect("a comment");
            table.values
                [block * columns.len() + columns.iter().position(|column| column.name == name).expect(name)]
        };
        // What the rules take for a thread is named comments all the same.
        assert!((value("in_comments") - 1.0).abs() < 1e-6);
        assert!(value("name_around") > 0.0 && value("name_share") > 0.05);
        assert!((f32::from(value("class_mark") > 0.0) - of_rules).abs() < 1e-6, "{head}{story}");
        assert!(of_page(&table, "page_comments") > 0.8);
    }
}
