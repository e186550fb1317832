//! Whole pages and texts through `collect`.

use copydesk_cleaner::{Interrupt, Limits};

use super::*;

fn collected(html: &str, url: Option<&str>) -> Metadata {
    let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
    collect(&page, None, &[], url)
}

fn day(timestamp: Option<Timestamp>) -> Option<String> {
    let time = jiff::Timestamp::from_microsecond(timestamp?.microseconds).expect("in range");
    Some(time.to_string()[..10].to_owned())
}

#[test]
fn every_filled_field_names_its_source() {
    let html = r#"<html lang="en-GB"><head><title>Ferry sails again | The Lindholm Post</title>
        <link rel="canonical" href="/2024/03/ferry"><meta property="og:image" content="/f.jpg">
        <meta name="description" content="After two years."><meta property="article:tag" content="Ferries">
        <meta name="robots" content="index, noai"><meta name="tdm-reservation" content="1">
        <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry sails again",
        "datePublished": "2024-03-05T07:30:00+01:00", "author": {"@type": "Person", "name": "Ida Falk"},
        "publisher": {"@type": "Organization", "name": "The Lindholm Post"}, "articleSection": "Harbour"}</script></head>
        <body><h1>Ferry sails again</h1><p>Text.</p>
        <a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC</a></body></html>"#;
    let metadata = collected(html, Some("https://post.example/?id=7"));
    assert_eq!(metadata.title.as_deref(), Some("Ferry sails again"));
    assert_eq!(metadata.authors, ["Ida Falk"]);
    assert_eq!(day(metadata.published).as_deref(), Some("2024-03-05"));
    assert_eq!(metadata.site_name.as_deref(), Some("The Lindholm Post"));
    assert_eq!(metadata.url.as_deref(), Some("https://post.example/2024/03/ferry"));
    assert_eq!(metadata.image_url.as_deref(), Some("https://post.example/f.jpg"));
    assert_eq!(metadata.license, metadata.rights.license_url);
    assert!(metadata.rights.robots_noai && metadata.rights.tdm_reserved && !metadata.rights.robots_noindex);
    let sources: Vec<String> =
        metadata.sources.iter().map(|(field, source)| format!("{field}={source}")).collect();
    assert_eq!(
        sources.join(" "),
        "authors=json-ld declared_language=html-lang description=meta image_url=og license=meta \
         published=json-ld section=json-ld site_name=json-ld tags=article-meta title=headline url=canonical"
    );
}

#[test]
fn nothing_is_taken_from_comments_and_related_articles() {
    let html = "<h1>Ferry sails again</h1><p>Text.</p>
        <div class=related-posts><time datetime=2020-01-01>1</time><a rel=author href=/a>Bo Ek</a></div>
        <div id=comments><span class=comment-author>Max Orr</span> <time datetime=2021-01-01>2</time></div>";
    let metadata = collected(html, None);
    assert_eq!(metadata.authors, [""; 0]);
    assert_eq!(metadata.published, None);
    assert_eq!(metadata.title.as_deref(), Some("Ferry sails again"));
}

#[test]
fn a_day_under_the_headline_counts_and_the_day_of_a_change_is_apart() {
    let html =
        "<html lang=de><h1>Fähre fährt wieder</h1><p>5. März 2024</p><p>Aktualisiert am 06.03.2024</p>";
    let metadata = collected(html, None);
    assert_eq!(day(metadata.published).as_deref(), Some("2024-03-05"));
    assert_eq!(day(metadata.modified).as_deref(), Some("2024-03-06"));
}

#[test]
fn the_path_is_the_last_resort_for_a_day() {
    let metadata = collected("<h1>T</h1>", Some("https://a.example/2024/03/05/t"));
    assert_eq!(
        (day(metadata.published).as_deref(), metadata.sources["published"]),
        (Some("2024-03-05"), "url")
    );
}

#[test]
fn a_plain_text_has_what_its_lines_say() {
    let blocks = ["By Ida Falk", "Published 5 March 2024"];
    let metadata = collect_text(Some("Ferry sails again"), &blocks, None);
    assert_eq!(metadata.title.as_deref(), Some("Ferry sails again"));
    assert_eq!(metadata.authors, ["Ida Falk"]);
    assert_eq!(day(metadata.published).as_deref(), Some("2024-03-05"));
    assert_eq!(metadata.sources["authors"], "byline");
    assert_eq!(collect_text(None, &[], None), Metadata::default());
}

#[test]
fn the_first_post_of_a_thread_is_its_authors() {
    let blocks = ["by rasos » 5 May 2024, 7:14 pm", "by Ida Falk » 6 May 2024, 8:02 am"];
    let metadata = collect_text(None, &blocks, None);
    assert_eq!(metadata.authors, ["rasos"]);
    assert_eq!(day(metadata.published).as_deref(), Some("2024-05-05"));
}

#[test]
fn a_line_between_breaks_tells_day_and_author_and_a_text_the_headline() {
    let html = "<title>Лодка - Старый паром снова ходит</title><td><font>Новости</font><br>
        <font><b>Старый паром снова ходит</b></font><br><font>19.10.2009 г., Анна Иванова</font><hr>
        <font>Паром вышел в море.</font> Капитан поблагодарил верфь и город, которые ждали ремонта с весны.
        Первый рейс был полон, и на берегу играл оркестр.</td>";
    let metadata = collected(html, None);
    assert_eq!(metadata.title.as_deref(), Some("Старый паром снова ходит"));
    assert_eq!(metadata.site_name.as_deref(), Some("Лодка"));
    assert_eq!(metadata.authors, ["Анна Иванова"]);
    assert_eq!(day(metadata.published).as_deref(), Some("2009-10-19"));
}

#[test]
fn a_time_of_the_same_day_is_more_exact() {
    let html = "<h1>T</h1><p class=last-updated>Last updated on
        <b><time datetime=2024-06-20T13:05:00Z>Jun 20, 2024</time></b></p>";
    let modified = collected(html, None).modified.map(|timestamp| timestamp.precision);
    assert_eq!(modified, Some(Precision::Second));
}

#[test]
fn a_contributor_in_the_byline_is_an_author() {
    let data = r#"{"@type": "Article", "headline": "T", "author": {"@type": "Person", "name": "Ida Falk"},
        "contributor": [{"@type": "Person", "name": "Bo Ek"}, {"@type": "Person", "name": "Max Orr"}]}"#;
    let html = format!(
        "<script type=application/ld+json>{data}</script><h1>T</h1>
        <h4 class=author-name><a href=/author/ida>Ida Falk</a>, <a href=/author/bo>Bo Ek</a></h4>"
    );
    assert_eq!(collected(&html, None).authors, ["Ida Falk", "Bo Ek"]);
}

/// Random mixtures of tags, attributes and values: nothing may panic.
#[test]
fn no_page_panics() {
    const PIECES: &[&str] = &[
        "<h1>",
        "</h1>",
        "<time datetime=2024-03-05>",
        "<p class=author>",
        "By ",
        "Ida Falk",
        " - ",
        "<title>",
        "</title>",
        "<meta property=og:title content='A | B'>",
        "<link rel=canonical href='http://[::1'>",
        "<a rel=author href=//>",
        "<script type=application/ld+json>",
        "{\"@type\":\"Article\",\"author\":[{}]}",
        "</script>",
        "記者",
        "٥ مارس",
        "<span itemprop=author itemscope>",
        "</span>",
        "<meta name=author content=''>",
        "5/3/2024",
        "é\u{301}",
        "İ",
        "\0",
        "<div id=comments>",
        "</div>",
        "<html lang='x-'>",
        "<meta name=keywords content=',,;'>",
        "Updated: ",
    ];
    let mut state = 11_u64;
    for round in 0..3_000 {
        let mut html = String::new();
        for _ in 0..round % 30 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            html.push_str(PIECES[(state >> 33) as usize % PIECES.len()]);
        }
        collected(&html, [None, Some("https://a.example/2024/03/05"), Some("no address")][round % 3]);
    }
}
