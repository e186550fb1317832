//! Whole pages and texts through `collect`.

mod authors;

use copydesk_cleaner::{Interrupt, Limits};

use super::*;

fn collected(html: &str, url: Option<&str>) -> Metadata {
    let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
    let hints = Hints { url: url.map(str::to_owned), ..Hints::default() };
    collect(&page, &crate::json_ld::values(&page), &known(&hints))
}

fn known(hints: &Hints) -> Known<'_> {
    Known {
        headline: None,
        byline_blocks: Vec::new(),
        edges: Vec::new(),
        page_type: None,
        hints,
        explain: false,
    }
}

fn day(timestamp: Option<Timestamp>) -> Option<String> {
    let time = jiff::Timestamp::from_microsecond(timestamp?.microseconds).expect("in range");
    Some(time.to_string()[..10].to_owned())
}

fn title(html: &str, url: &str) -> Option<String> {
    collected(html, Some(url)).title
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
fn a_byline_is_no_title_of_a_plain_text() {
    let hints = Hints::default();
    let of = |headline| {
        let metadata = collect_text(&Known { headline: Some(headline), ..known(&hints) });
        (metadata.title, metadata.authors.join(", "))
    };
    for line in ["By Jane Falk", "Von Jane Falk", "By Jane Falk, 5 March 2024"] {
        assert_eq!(of(line), (None, "Jane Falk".to_owned()), "{line}");
    }
    for line in ["By Jane Falk on the night ferry", "By night ferry to Lindholm", "Jane Falk sails again"] {
        assert_eq!(of(line), (Some(line.to_owned()), String::new()), "{line}");
    }
}

#[test]
fn a_plain_text_has_what_its_lines_say() {
    let blocks = ["By Ida Falk", "Published 5 March 2024"];
    let metadata = collect_text(&Known {
        headline: Some("Ferry sails again"),
        byline_blocks: blocks.to_vec(),
        ..known(&Hints::default())
    });
    assert_eq!(metadata.title.as_deref(), Some("Ferry sails again"));
    assert_eq!(metadata.authors, ["Ida Falk"]);
    assert_eq!(day(metadata.published).as_deref(), Some("2024-03-05"));
    assert_eq!(metadata.sources["authors"], "byline");
    assert_eq!(collect_text(&known(&Hints::default())), Metadata::default());
}

#[test]
fn a_time_of_the_same_day_is_more_exact() {
    let html = "<h1>T</h1><p class=last-updated>Last updated on
        <b><time datetime=2024-06-20T13:05:00Z>Jun 20, 2024</time></b></p>";
    let modified = collected(html, None).modified.map(|timestamp| timestamp.precision);
    assert_eq!(modified, Some(Precision::Second));
}

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

#[test]
fn candidates_say_why_they_won_or_lost() {
    let html = r#"<html lang=en><title>Ferry sails again | Post</title><meta property="og:title" content="Ferry sails again">
        <meta property="og:site_name" content="Post"><meta name="author" content="Post">
        <meta property="article:published_time" content="2024-03-05T07:30:00+01:00"><meta name="date" content="2024-03-06">
        <h1>Ferry sails again</h1><p class="byline">By Ida Falk</p>"#;
    let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
    let metadata =
        collect(&page, &crate::json_ld::values(&page), &Known { explain: true, ..known(&Hints::default()) });
    let outcome = |field: &str, source: &str| {
        let mut all = metadata.candidates.iter();
        all.find(|candidate| candidate.field == field && candidate.source == source)
            .map(|found| found.outcome)
    };
    assert_eq!(outcome("title", "headline"), Some("chosen"));
    assert_eq!(outcome("title", "og"), Some("agrees"));
    assert_eq!(outcome("authors", "byline"), Some("chosen"));
    assert_eq!(outcome("authors", "meta"), Some("overruled by what readers see"));
    assert_eq!(outcome("published", "article-meta"), Some("chosen"));
    assert_eq!(outcome("published", "meta"), Some("a source before it was chosen"));
    assert!(metadata.candidates.iter().any(|candidate| candidate.position.is_some()));
    assert!(collected(html, None).candidates.is_empty());
}

#[test]
fn a_fetch_time_bounds_dates_and_gives_relative_ones_a_meaning() {
    let at = |html: &str, fetched: Option<i64>| {
        let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
        let hints = Hints { fetched, ..Hints::default() };
        day(collect(&page, &crate::json_ld::values(&page), &known(&hints)).published)
    };
    let noon = Some(1_709_640_000_000_000); // 2024-03-05T12:00:00Z
    let later = r#"<h1>Ferry sails again</h1><meta property="article:published_time" content="2024-03-09T07:30:00Z">"#;
    assert_eq!(at(later, None).as_deref(), Some("2024-03-09"));
    assert_eq!(at(later, noon), None);
    for (line, expected) in [
        ("3 hours ago", Some("2024-03-05")),
        ("14 hours ago", Some("2024-03-04")),
        ("vor 2 Tagen", Some("2024-03-03")),
        ("2 дня назад", Some("2024-03-03")),
        ("il y a 3 jours", Some("2024-03-02")),
        ("3日前", Some("2024-03-02")),
        ("3 hours of sailing", None),
    ] {
        let html = format!("<h1>Ferry sails again</h1><span class=date>{line}</span>");
        assert_eq!(at(&html, noon).as_deref(), expected, "{line}");
        assert_eq!(at(&html, None), None, "{line}");
    }
}

#[test]
fn headers_reserve_rights_too() {
    let page = Page::parse("<p>x", &Limits::default(), Interrupt::default()).expect("within limits");
    for (robots, noindex, noai) in [
        ("noindex, noai", true, true),
        ("otherbot: nofollow, noindex\nnoai", false, true),
        ("noai\notherbot: noindex", false, true),
        ("noindex, otherbot: nofollow, noai", true, false),
        ("Unavailable_After: Wed, 25 Jun 2031 15:00:00 PST, noindex", true, false),
        ("max-snippet:20, none\n", true, false),
        ("otherbot: max-snippet: 5, noindex", false, false),
        ("", false, false),
    ] {
        let hints =
            Hints { robots: Some(robots.to_owned()), tdm_reservation: Some("1".into()), ..Hints::default() };
        let rights = collect(&page, &crate::json_ld::values(&page), &known(&hints)).rights;
        let found = (rights.robots_noindex, rights.robots_noai, rights.tdm_reserved);
        assert_eq!(found, (noindex, noai, true), "{robots}");
        assert_eq!(collect_text(&known(&hints)).rights, rights);
    }
}

#[test]
fn headers_link_too() {
    let links = Some("<https://b.example/ferry>; rel=canonical, </terms>; rel=license".to_owned());
    let language = Some("deu".to_owned());
    let url = Some("https://a.example/x".to_owned());
    let hints = Hints { url, language, links, ..Hints::default() };
    let of_html = |html: &str| {
        let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
        collect(&page, &crate::json_ld::values(&page), &known(&hints))
    };
    for metadata in [of_html("<p>x"), collect_text(&known(&hints))] {
        assert_eq!(metadata.url.as_deref(), Some("https://b.example/ferry"));
        assert_eq!(metadata.license.as_deref(), Some("https://a.example/terms"));
        assert_eq!(metadata.rights.license_url, metadata.license);
        assert_eq!(metadata.declared_language.as_deref(), Some("deu"));
        assert_eq!((metadata.sources["url"], metadata.sources["license"]), ("http", "http"));
    }
    let own = of_html("<link rel=canonical href=/own><p>x");
    assert_eq!(own.url.as_deref(), Some("https://a.example/own"));
}

#[test]
fn the_clock_of_the_page_comes_from_another_source_of_the_same_moment() {
    let html = r#"<h1>Ferry sails again</h1><meta property="article:published_time" content="2023-11-09T02:11:03+00:00">
        <time datetime="2023-11-08T21:11:03-05:00">November 8</time>"#;
    let published = collected(html, None).published.expect("a date");
    assert_eq!(published.utc_offset, Some(-5 * 3600));
    assert_eq!(day(Some(published)).as_deref(), Some("2023-11-09"), "the moment itself stays in UTC");
}

#[test]
fn a_day_that_readers_see_goes_before_a_later_one_in_the_data() {
    let page = |machine: &str, shown: &str| {
        let html = format!(
            r#"<html lang=en><meta property="article:published_time" content="{machine}">
            <h1>Ferry sails again</h1><p class=date>{shown}</p>"#
        );
        day(collected(&html, None).published)
    };
    assert_eq!(page("2022-11-17T10:33:13Z", "9 March 2022").as_deref(), Some("2022-03-09"));
    assert_eq!(page("2022-03-09T10:33:13Z", "17 November 2022").as_deref(), Some("2022-03-09"));
    assert_eq!(page("2022-11-17T10:33:13Z", "Updated 9 March 2022").as_deref(), Some("2022-11-17"));
}

#[test]
fn a_front_page_is_called_as_it_calls_itself() {
    let html =
        "<title>Lindholm: the town of ferries - Lindholm</title><meta property=og:site_name content=Lindholm>
        <h1>One ferry is worth a thousand bridges</h1>";
    assert_eq!(title(html, "https://lindholm.example/").as_deref(), Some("Lindholm: the town of ferries"));
    let html =
        "<title>Home - The Lindholm Post</title><meta property=og:site_name content='The Lindholm Post'>";
    assert_eq!(title(html, "https://post.example/").as_deref(), Some("The Lindholm Post"));
}

#[test]
fn a_heading_that_is_the_sites_name_gives_way_to_the_part_that_the_address_names() {
    let html = "<title>Plan and audience | Introduction to Ferries</title><h1>Introduction to Ferries</h1>";
    let metadata = collected(html, Some("https://guide.example/plan-and-audience"));
    assert_eq!(metadata.title.as_deref(), Some("Plan and audience"));
    assert_eq!(metadata.site_name, None);
    let html = "<title>Plan and audience — Ferry Guide</title><h1>Ferry Guide</h1>";
    let whole = title(html, "https://guide.example/planandaudience.html");
    assert_eq!(whole.as_deref(), Some("Plan and audience"));
    let html = "<title>Harbour — View topic</title><h1>View topic</h1>";
    let script = title(html, "https://harbour.example/viewtopic.php?t=7");
    assert_eq!(script.as_deref(), Some("View topic"));
    let html = "<title>The Lindholm Post | Ferry sails again</title><h1>Ferry sails again</h1>";
    assert_eq!(title(html, "https://post.example/ferry-again").as_deref(), Some("Ferry sails again"));
}

#[test]
fn a_heading_keeps_what_only_resembles_the_sites_name() {
    let html =
        "<title>Lindholm Letters: On tides - Lindholm</title><meta property=og:site_name content=Lindholm>
        <h1>Lindholm Letters: On tides</h1>";
    assert_eq!(
        title(html, "https://lindholm.example/p/tides").as_deref(),
        Some("Lindholm Letters: On tides")
    );
}

#[test]
fn a_section_is_no_site() {
    let html = "<title>Ferry sails again | Harbour</title><meta property=article:section content=Harbour>
        <h1>Ferry sails again</h1>";
    assert_eq!(collected(html, None).site_name, None);
}

#[test]
fn a_day_labelled_as_a_change_elsewhere_is_no_publication() {
    let html =
        "<html lang=en><h1>T</h1><p>Last updated: January 12, 2026</p><time datetime=2026-01-12></time>";
    let metadata = collected(html, None);
    assert_eq!(metadata.published, None);
    assert_eq!(day(metadata.modified).as_deref(), Some("2026-01-12"));
}

#[test]
fn a_first_post_edited_on_its_day_keeps_the_day() {
    let html = "<html lang=en><h1>Old ferry</h1><p class=post-date>2024-03-05</p><p>Text.</p>
        <p class=post-meta>Last edited by rasos (2024-03-05)</p>";
    let page = Page::parse(html, &Limits::default(), Interrupt::default()).expect("within limits");
    let published = |page_type| {
        let hints = Hints::default();
        day(collect(
            &page,
            &crate::json_ld::values(&page),
            &Known { page_type: Some(page_type), ..known(&hints) },
        )
        .published)
    };
    assert_eq!(published(PageType::Forum).as_deref(), Some("2024-03-05"));
    assert_eq!(published(PageType::Article), None);
}

#[test]
fn a_sections_name_above_the_article_is_not_its_title() {
    let page = |element: &str| {
        format!(
            "<title>{element}</title><meta property=og:title content='The old ferry sails again'>
            <meta property=og:site_name content=Lindholm><h1>News</h1><p>Text.</p>"
        )
    };
    for element in ["News - Lindholm", "The old ferry sails again"] {
        let metadata = collected(&page(element), Some("https://lindholm.example/news/old-ferry"));
        assert_eq!(metadata.title.as_deref(), Some("The old ferry sails again"), "{element}");
    }
    let blog = "<title>The ferry | Ferry Blog</title><meta property=og:title content='Why the old ferry sails again'>
        <h1>Ferry Blog</h1><p>Text.</p>";
    let metadata = collected(blog, Some("https://lindholm.example/old-ferry"));
    assert_eq!(metadata.title.as_deref(), Some("Why the old ferry sails again"));
    let called_site = "<script type='application/ld+json'>{\"@type\": \"WebSite\",
        \"name\": \"The very old ferry sails once again\"}</script><title>The very old ferry sails once again</title>
        <meta property=og:title content='The very old ferry sails once again'><h1>Ferries</h1>";
    let metadata = collected(called_site, Some("https://lindholm.example/old-ferry"));
    assert_eq!(metadata.title.as_deref(), Some("The very old ferry sails once again"));
}

#[test]
fn a_company_gives_way_to_the_site_and_old_themes_name_both() {
    let html = r#"<title>Ferry sails again - TideWiki</title><h1>Ferry sails again</h1><script type="application/ld+json">
        {"@type": "Article", "publisher": {"@type": "Organization", "name": "Tide Foundation, Inc."}}</script>"#;
    assert_eq!(collected(html, None).site_name.as_deref(), Some("TideWiki"));
    let old =
        "<title>Tide Blog &raquo; Blog Archive &raquo; Old Ferry</title><h1>Tide Blog</h1><h2>Old Ferry</h2>";
    let metadata = collected(old, None);
    assert_eq!(metadata.title.as_deref(), Some("Old Ferry"));
    assert_eq!(metadata.site_name.as_deref(), Some("Tide Blog"));
    let authority =
        "<meta name=SiteName content=林岛市政府><meta name=ColumnName content=海港><h1>渡船复航</h1>";
    let metadata = collected(authority, None);
    assert_eq!(
        (metadata.site_name.as_deref(), metadata.section.as_deref()),
        (Some("林岛市政府"), Some("海港"))
    );
}

#[test]
fn two_times_of_one_day_are_two_moments_and_data_keep_the_day_of_a_change() {
    let twice =
        "<html lang=zh><h1>渡船复航</h1><p>2024-03-05 07:30:00</p><p>最后更新: 2024-03-05 08:15:00</p>";
    assert_eq!(day(collected(twice, None).published).as_deref(), Some("2024-03-05"));
    let bare = "<h1>Ferry sails</h1><p class=date>Updated <span class=date>5 March 2024 18:58</span></p>";
    assert_eq!(collected(bare, None).published, None);
    let data = format!("<meta name=DC.date content=2024-03-05>{bare}");
    assert_eq!(day(collected(&data, None).published).as_deref(), Some("2024-03-05"));
}

#[test]
fn the_earlier_day_of_the_address_counts_where_the_page_says_it_too() {
    let html = r#"<script type="application/ld+json">{"@type": "Article", "datePublished": "2024-03-06T10:00:00Z"}</script>
        <h1>Ferry sails again</h1><time datetime="2024-03-05T14:15Z">5 March</time>"#;
    let of = |url: &str| day(collected(html, Some(url)).published);
    assert_eq!(of("https://post.example/2024/03/05/ferry").as_deref(), Some("2024-03-05"));
    assert_eq!(of("https://post.example/ferry").as_deref(), Some("2024-03-06"));
}

#[test]
fn founding_days_are_none_of_publication() {
    let facts = "<h1>Ferries</h1><table><tr><th>Founded</th><td>5 May 1998 (<span class='bday dtstart'>1998-05-05</span>)</td></table>";
    assert_eq!(collected(facts, None).published, None);
}

#[test]
fn an_address_without_its_scheme_is_no_path() {
    let html = "<meta property=og:url content=www.post.example/ferry><h1>T</h1>";
    let url = collected(html, Some("https://www.post.example/harbour/f")).url;
    assert_eq!(url.as_deref(), Some("https://www.post.example/ferry"));
}

#[test]
fn descriptions_that_repeat_the_headline_are_none() {
    let html = "<meta property=og:description content='Ferry sails again'><meta name=description content='After two years.'>
        <h1>Ferry sails again</h1>";
    assert_eq!(collected(html, None).description.as_deref(), Some("After two years."));
}

#[test]
fn a_labelled_day_goes_before_those_of_other_lines() {
    let hints = Hints::default();
    let page = Page::parse("<html lang=zh><p>T</p>", &Limits::default(), Interrupt::default())
        .expect("within limits");
    let byline_blocks = vec!["上一篇：渡船--2024年2月19日", "发布时间： 2024-03-05 10:09"];
    let metadata = collect(&page, &crate::json_ld::values(&page), &Known { byline_blocks, ..known(&hints) });
    assert_eq!(day(metadata.published).as_deref(), Some("2024-03-05"));
}

#[test]
fn signatures_on_lists_are_those_of_other_pages() {
    let page =
        Page::parse("<h1>Harbour</h1>", &Limits::default(), Interrupt::default()).expect("within limits");
    let hints = Hints::default();
    let authors = |page_type| {
        let edges = vec!["By Ida Falk"];
        collect(
            &page,
            &crate::json_ld::values(&page),
            &Known { edges, page_type: Some(page_type), ..known(&hints) },
        )
        .authors
    };
    assert_eq!(authors(PageType::Article), ["Ida Falk"]);
    assert_eq!(authors(PageType::Listing), [""; 0]);
}

#[test]
fn the_day_that_readers_see_settles_between_two_in_the_data() {
    let page = |json: &str, meta: &str, shown: &str| {
        let html = format!(
            r#"<html lang=en><meta property="article:published_time" content="{meta}">
            <script type=application/ld+json>{{"@type":"NewsArticle","datePublished":"{json}"}}</script>
            <h1>Ferry sails again</h1><p class=date>{shown}</p>"#
        );
        day(collected(&html, None).published)
    };
    let (earlier, later) = ("2024-03-05T07:00:00Z", "2024-03-07T07:00:00Z");
    assert_eq!(page(earlier, later, "7 March 2024").as_deref(), Some("2024-03-07"));
    assert_eq!(page(earlier, later, "5 March 2024").as_deref(), Some("2024-03-05"));
    assert_eq!(page(earlier, earlier, "7 March 2024").as_deref(), Some("2024-03-05"));
}

#[test]
fn a_line_with_both_days_gives_each_its_own() {
    for line in [
        "Published March 3, 2024 | Updated March 9, 2024",
        "March 3, 2024 (updated March 9, 2024)",
        "Veröffentlicht am 03.03.2024, aktualisiert am 09.03.2024",
        "Publié le 3 mars 2024, mis à jour le 9 mars 2024",
        "2024年3月9日更新 2024年3月3日公開",
        "March 9, 2024 last updated March 3, 2024",
    ] {
        let html = format!("<h1>Ferry sails again</h1><p class=date>{line}</p><p>Text.</p>");
        let metadata = collected(&html, None);
        let days = [day(metadata.published), day(metadata.modified)];
        assert_eq!(days.map(Option::unwrap_or_default), ["2024-03-03", "2024-03-09"], "{line}");
    }
}

#[test]
fn licences_of_pictures_and_programs_are_not_those_of_the_text() {
    let link = r#"<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>"#;
    let license =
        |line: &str| collected(&format!("<h1>Ferry sails again</h1><p>Text.</p>{line}"), None).license;
    for line in [
        format!("<figure><figcaption>Max Roe, {link}</figcaption></figure>"),
        format!("<p>Photo: Max Roe, {link}</p>"),
        format!("<p class=wp-caption-text>Max Roe, {link}</p>"),
        format!("<footer><p>Fonts under {link}. All rights reserved.</p></footer>"),
    ] {
        assert_eq!(license(&line), None, "{line}");
    }
    for line in [
        link.to_owned(),
        format!("<footer><p>This work is licensed under a {link} licence.</p></footer>"),
        format!("<p>Text is available under {link} unless otherwise noted.</p>"),
    ] {
        assert!(license(&line).is_some(), "{line}");
    }
}

#[test]
fn a_short_name_of_a_page_does_not_give_way_to_the_site_before_it() {
    for (site, name) in [
        ("The Society for the History of Northern Ferries - ", "Contact"),
        ("Ministry of Transport of the Republic of Lindholm | ", "News"),
        ("Ihr Partner für Bauen und Wohnen in Lindholm | ", "Impressum"),
        ("林岛大学计算机科学与技术学院 | ", "招生"),
    ] {
        let html = format!("<title>{site}{name}</title><h1>{name}</h1><p>Text.</p>");
        for url in
            [None, Some("https://lindholm.example/node/17"), Some("https://lindholm.example/page?id=4")]
        {
            assert_eq!(collected(&html, url).title.as_deref(), Some(name), "{site} {url:?}");
        }
    }
    let society = "The Society for the History of Northern Ferries";
    let html = format!(
        "<title>{society} - Contact</title><meta property=og:title content=Contact>
        <meta property=og:site_name content='{society}'><h1>Contact</h1><p>Text.</p>"
    );
    for url in [None, Some("https://contact.example/node/17")] {
        assert_eq!(collected(&html, url).title.as_deref(), Some("Contact"), "{url:?}");
    }
}

#[test]
fn a_logo_as_heading_is_not_the_title_and_words_stay_apart() {
    let long = "Night ferry sails again after two years";
    let html = format!("<title>{long} | Lindholm Post</title><h1>Lindholm Post</h1><p>Text.</p>");
    for url in ["https://lindholm-news.example/a/17", "https://lindholm-news.example/a?id=4"] {
        assert_eq!(title(&html, url).as_deref(), Some(long), "{url}");
    }
    let glued = "<h1><span>Night ferry sails</span><span>again after two years</span></h1>";
    let html = format!("<title>{long} | Lindholm Post</title>{glued}<p>Text.</p>");
    assert_eq!(collected(&html, None).title.as_deref(), Some(long));
    let kicker = format!("<h1><span>Harbour</span><span>{long}</span></h1>");
    let html = format!("<title>{long} | Lindholm Post</title>{kicker}<p>Text.</p>");
    assert_eq!(collected(&html, None).title.as_deref(), Some(long));
}
