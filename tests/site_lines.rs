//! What the documents of one site have in common goes, in a language that no phrase is known of.

use std::collections::{BTreeMap, HashMap};

use crate::{pages, parquet_files::Table, workplace::Workplace};

const SITES: usize = 6;
const PAGES: usize = 40;
/// Titles of other articles under each article.
const LINKS: usize = 6;

/// Invented words: the same for the same number, of another language for each site.
fn words(site: usize, number: usize, count: usize) -> String {
    const ONSETS: [&str; 8] = ["kr", "zv", "m", "tl", "b", "sh", "v", "dz"];
    const RHYMES: [&str; 7] = ["ulo", "ek", "ash", "imba", "or", "yx", "ente"];
    let word = |at: usize| {
        let seed = (site * 31 + number * 7 + at * 13 + 5) * 2_654_435_761;
        let part = |shift: usize| {
            let bits = seed >> shift;
            format!("{}{}", ONSETS[(bits + site) % 8], RHYMES[(bits >> 3) % 7])
        };
        format!("{}{}", part(7), part(13))
    };
    let text = (0..count).map(word).collect::<Vec<_>>().join(" ");
    text[..1].to_uppercase() + &text[1..]
}

/// Residue above and below the article: menus, a sentence about a newsletter, other titles, notices.
fn residue(site: usize, page: usize) -> (Vec<String>, Vec<String>) {
    let label = |number: usize| words(site, number, 1 + number % 2);
    let above = (0..7).map(label).collect();
    let mut below = vec![label(7), format!("{}.", words(site, 8, 16)), label(9)];
    below.extend((1..=LINKS).map(|next| pages::title(number(site, (page + next) % PAGES))));
    below.extend((10..14).map(label));
    below.push(format!("© {}", words(site, 15, 4)));
    (above, below)
}

fn number(site: usize, page: usize) -> usize {
    site * PAGES + page
}

fn article(site: usize, page: usize) -> Vec<String> {
    pages::text(number(site, page)).lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A line of JSON: text of even sites, HTML without names of the others.
fn row(site: usize, page: usize) -> String {
    let (above, below) = residue(site, page);
    let title = pages::title(number(site, page));
    let lines = [above, vec![title], article(site, page), below].concat();
    let url = format!("https://www.site-{site}.example/{page}");
    let id = format!("{site}/{page}");
    if site.is_multiple_of(2) {
        serde_json::json!({"id": id, "url": url, "text": lines.join("\n\n")}).to_string()
    } else {
        let html = format!("<html><body><div>{}</div></body></html>", lines.join("</div><div>"));
        serde_json::json!({"id": id, "url": url, "html": html}).to_string()
    }
}

fn export(place: &Workplace, input: &str, out: &str, more: &[&str]) -> BTreeMap<String, (String, i32)> {
    let fixed = ["export", input, "--out", out, "--filters", "none", "--dedup", "none"];
    place.run(&[&fixed[..], more].concat()).expect_code(0);
    let data = Table::read(&place.path(&format!("{out}/data")));
    let removed = data.small_integers("site_lines_removed").into_iter().map(Option::unwrap_or_default);
    let ids = data.texts("record_id");
    ids.into_iter().zip(data.texts("text").into_iter().zip(removed)).collect()
}

#[test]
fn lines_of_a_site_go_and_lines_of_an_article_stay() {
    let place = Workplace::new();
    let rows: Vec<String> = (0..SITES).flat_map(|site| (0..PAGES).map(move |page| row(site, page))).collect();
    place.write("in.jsonl", rows.join("\n"));
    let reversed: Vec<&str> = rows.iter().rev().map(String::as_str).collect();
    place.write("reversed.jsonl", reversed.join("\n"));
    let on = ["--site-templates", "on"];
    let found = export(&place, "in.jsonl", "one", &[&on[..], &["--threads", "1"]].concat());
    assert_eq!(found.len(), SITES * PAGES);
    assert_eq!(found, export(&place, "in.jsonl", "two", &[&on[..], &["--threads", "2"]].concat()));
    assert_eq!(found, export(&place, "reversed.jsonl", "three", &on));

    let (mut residue_lines, mut left, mut lost) = (0, Vec::new(), Vec::new());
    for site in 0..SITES {
        for page in 0..PAGES {
            let (text, removed) = &found[&format!("{site}/{page}")];
            let mut count: HashMap<&str, usize> = HashMap::new();
            text.lines().for_each(|line| *count.entry(line).or_default() += 1);
            let (above, below) = residue(site, page);
            residue_lines += above.len() + below.len();
            left.extend(above.into_iter().chain(below).filter(|line| count.contains_key(line.as_str())));
            lost.extend(article(site, page).into_iter().filter(|line| !count.contains_key(line.as_str())));
            assert!(*removed > 0, "{site}/{page}");
        }
    }
    assert!(lost.is_empty(), "{} lines of articles are lost, such as {:?}", lost.len(), lost.first());
    assert!(
        left.len() * 50 <= residue_lines,
        "{} of {residue_lines} are left: {:?}",
        left.len(),
        left.first()
    );
}

#[test]
fn a_line_of_one_document_is_never_a_line_of_the_site() {
    let place = Workplace::new();
    let lines = pages::json_lines(0..40);
    place.write("in.jsonl", lines);
    let found = export(&place, "in.jsonl", "out", &["--site-templates", "on"]);
    let without = export(&place, "in.jsonl", "without", &[]);
    assert!(found.values().all(|(_, removed)| *removed == 0));
    let texts = |rows: &BTreeMap<String, (String, i32)>| {
        rows.values().map(|(text, _)| text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(texts(&found), texts(&without));
}

#[test]
fn standard_input_cannot_be_read_twice() {
    let place = Workplace::new();
    let arguments = ["export", "-", "--out", "out", "--site-templates", "on", "--format", "text"];
    let finished = place.run_with_input(&arguments, b"text").expect_code(2);
    assert!(finished.stderr.contains("--site-templates"), "{}", finished.stderr);
}
