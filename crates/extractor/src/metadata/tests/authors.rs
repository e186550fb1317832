//! Who wrote a page.

use super::*;

#[test]
fn the_first_post_of_a_thread_is_its_authors() {
    let blocks = ["by rasos » 5 May 2024, 7:14 pm", "by Ida Falk » 6 May 2024, 8:02 am"];
    let metadata = collect_text(&Known { byline_blocks: blocks.to_vec(), ..known(&Hints::default()) });
    assert_eq!(metadata.authors, ["rasos"]);
    assert_eq!(day(metadata.published).as_deref(), Some("2024-05-05"));
}

#[test]
fn a_title_that_begins_like_a_byline_names_nobody() {
    let html = "<title>Par Harbour Reopens - The Quay</title><h1>Par Harbour Reopens</h1>
        <p>The first boat came into the harbour on Monday, after two years of work on its quays.</p>";
    let metadata = collected(html, None);
    assert_eq!((metadata.title.as_deref(), metadata.authors.len()), (Some("Par Harbour Reopens"), 0));
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
fn a_contributor_in_the_byline_is_an_author() {
    let data = r#"{"@type": "Article", "headline": "T", "author": {"@type": "Person", "name": "Ida Falk"},
        "contributor": [{"@type": "Person", "name": "Bo Ek"}, {"@type": "Person", "name": "Max Orr"}]}"#;
    let html = format!(
        "<script type=application/ld+json>{data}</script><h1>T</h1>
        <h4 class=author-name><a href=/author/ida>Ida Falk</a>, <a href=/author/bo>Bo Ek</a></h4>"
    );
    assert_eq!(collected(&html, None).authors, ["Ida Falk", "Bo Ek"]);
}

#[test]
fn a_nickname_yields_to_the_full_name_that_readers_see() {
    let page = |meta: &str, shown: &str| {
        let html = format!(
            r#"<meta name=author content="{meta}"><h1>Ferry sails again</h1><p class=byline>By {shown}</p>"#
        );
        collected(&html, None).authors.join("|")
    };
    assert_eq!(page("idafalk", "Ida Falk"), "Ida Falk");
    assert_eq!(page("MECLABS", "Ida Falk"), "Ida Falk");
    assert_eq!(page("Amanda", "Ida Falk"), "Amanda");
    // Who typed a page in need not have written it.
    assert_eq!(page("Bo Ek", "Ida Falk"), "Ida Falk");
    assert_eq!(page("Bo Ek", "Lindholm Harbour"), "Bo Ek");
    assert_eq!(page("Ida Falk", "Ida Falk and Anna Ek"), "Ida Falk|Anna Ek");
    assert_eq!(page("Ida Falk", "Ida Falk, Lindholm Harbour"), "Ida Falk");
}

#[test]
fn writers_may_be_named_at_the_edges_of_the_text() {
    let authors = |edge: &str| {
        let edges = [edge];
        collect_text(&Known { edges: edges.to_vec(), ..known(&Hints::default()) }).authors.join("|")
    };
    assert_eq!(authors("Von Ida Falk"), "Ida Falk");
    assert_eq!(authors("Autorin: Ida Falk, Leiterin der Werft."), "Ida Falk");
    assert_eq!(authors("Eine Kolumne von Ida Falk"), "Ida Falk");
    assert_eq!(authors("港口星期一重新开放。（本报记者 林达）"), "林达");
    assert_eq!(authors("记者在港口看到，渡轮已经离港。"), "");
    assert_eq!(authors("By the time the ferry left, Ida Falk was on board."), "");
}

#[test]
fn an_aside_beside_the_headline_may_hold_byline_and_day() {
    let html = "<html lang=en><h1>Ferry sails again</h1><aside><p class=date>May 25, 2023</p>
        <p class=author>Written by <span>Ida Falk</span></p></aside><p>Text.</p>";
    let metadata = collected(html, None);
    assert_eq!(metadata.authors, ["Ida Falk"]);
    assert_eq!(day(metadata.published).as_deref(), Some("2023-05-25"));
    let labels = "<html lang=en><h1>Ferry sails again</h1><aside><h3>Published</h3><p>May 25, 2023</p>
        <h3>Author</h3><p>Ida Falk</p><h3>Topic</h3><p>Harbour</p></aside><p>Text.</p>";
    assert_eq!(collected(labels, None).authors, ["Ida Falk"]);
    let links = "<h1>T</h1><aside><h3>A</h3><time datetime=2023-05-25>1</time><h3>B</h3></aside>
        <p>a</p><p>b</p><p>c</p><p>d</p><p>e</p><p>f</p>";
    assert_eq!(collected(links, None).published, None);
}

#[test]
fn a_link_to_a_persons_page_names_the_author() {
    let html = "<h1>T</h1><p><a href=/author/ida-falk>Ida Falk</a></p><p>Text.</p>";
    assert_eq!(collected(html, None).authors, ["Ida Falk"]);
}

#[test]
fn a_heading_author_far_from_the_headline_names_one() {
    let far = "<p>The ferry left the harbour, and the town was there to see it leave after two years.</p>"
        .repeat(60);
    let html = |name: &str| format!("<h1>T</h1>{far}<h3>Author</h3><p>{name}</p>");
    assert_eq!(collected(&html("Harbour Tales"), None).authors, [""; 0]);
    assert_eq!(collected(&html("Lisa Falk"), None).authors, ["Lisa Falk"]);
}

#[test]
fn several_people_far_from_the_headline_count_where_one_value_names_them() {
    let far = |byline: &str| format!("<h1>T</h1>{}{byline}", "<p>x</p>".repeat(200));
    let one = far("<p class=author>Anna Falk and Bo Ek</p>");
    assert_eq!(collected(&one, None).authors, ["Anna Falk", "Bo Ek"]);
    let two = far("<p class=author>Anna Falk</p><p class=author>Bo Ek</p>");
    assert_eq!(collected(&two, None).authors, [""; 0]);
}

#[test]
fn portraits_and_owners_name_who_wrote_where_nothing_else_does() {
    let portrait = |name: &str| format!("<img alt='{name}'><p>{name}</p>");
    let page = |rest: &str| format!("<title>Old ferry | Anna Falkner</title><h1>Old ferry</h1>{rest}");
    let url = "https://falkner.example/old-ferry";
    let metadata = collected(&page("<p>Text.</p>"), Some(url));
    assert_eq!((metadata.authors, metadata.sources["authors"]), (vec!["Anna Falkner".to_owned()], "owner"));
    let metadata = collected(&page(&portrait("Peter Ek")), Some(url));
    assert_eq!((metadata.authors, metadata.sources["authors"]), (vec!["Peter Ek".to_owned()], "portrait"));
    let several = page(&[portrait("Peter Ek"), portrait("Max Orr")].concat());
    assert_eq!(collected(&several, Some("https://post.example/old-ferry")).authors, [""; 0]);
    assert_eq!(collected(&page("<p>Text.</p>"), Some("https://falkner.example/")).authors, [""; 0]);
}

#[test]
fn outlets_offices_and_placeholders_are_no_authors() {
    let by = |head: &str| {
        collected(&format!("{head}<h1>Ferry sails again</h1>"), Some("https://post.example/f")).authors
    };
    assert_eq!(by("<meta name=author content=渡船网><meta name=copyright content=渡船网版权所有>"), [""; 0]);
    assert_eq!(by("<meta name=author content=林达><meta name=copyright content=渡船网版权所有>"), ["林达"]);
    assert_eq!(by("<meta name=author content='name, mail@post.example'>"), [""; 0]);
    assert_eq!(by("<meta name=author content='Our Foreign Staff'>"), [""; 0]);
    let site = "<meta property=og:site_name content='Tide & Wind'>";
    assert_eq!(by(&format!("{site}<meta name=author content='Tide & Wind'>")), [""; 0]);
    let site = "<meta property=og:site_name content='Lindholm Post'>";
    assert_eq!(by(&format!("{site}<meta name=author content='Ediciones Lindholm Post'>")), [""; 0]);
    assert_eq!(by("<meta name=twitter:creator content='Ida Falk'>"), ["Ida Falk"]);
    assert_eq!(by("<meta name=twitter:creator content='@idafalk'>"), [""; 0]);
}

#[test]
fn editors_and_subjects_are_no_authors() {
    let editor = "<meta name=author content=林达><h1>渡船复航</h1><p class=date>2024-03-05</p><p class=date>责任编辑：林达 5</p>";
    assert_eq!(collected(editor, None).authors, [""; 0]);
    let subject = "<h1>Falk sails again</h1><p>Ida Falk</p><p>5 March 2024</p>";
    assert_eq!(collected(subject, None).authors, [""; 0]);
    let namesake = "<h1>New park opens on the island</h1><p>John Park</p><p>5 March 2024</p>";
    assert_eq!(collected(namesake, None).authors, ["John Park"]);
    let writer = "<h1>The ferry sails again</h1><p>Ida Falk</p><p>5 March 2024</p>";
    assert_eq!(collected(writer, None).authors, ["Ida Falk"]);
    let sentence = format!(
        "<h1>T</h1>{}<p>The book <i>Tides</i> written by <a>Ida Falk</a>.</p>",
        "<p>x</p>".repeat(100)
    );
    assert_eq!(collected(&sentence, None).authors, [""; 0]);
}

#[test]
fn pictures_and_videos_have_writers_and_days_of_their_own() {
    let html = "<div itemscope itemtype=https://schema.org/VideoObject><meta itemprop=datePublished content=2024-03-07>
        </div><div itemscope itemtype=https://schema.org/Article><h1>Ferry sails again</h1>
        <figure><img><span itemprop=creator>Bo Ek</span></figure><p itemprop=author>Ida Falk</p>
        <meta itemprop=datePublished content=2024-03-05></div>";
    let metadata = collected(html, None);
    assert_eq!(metadata.authors, ["Ida Falk"]);
    assert_eq!(day(metadata.published).as_deref(), Some("2024-03-05"));
}

#[test]
fn who_reviewed_or_photographed_does_not_stand_for_who_wrote() {
    let data = r#"{"@type": "Article", "headline": "T", "author": {"@type": "Person", "name": "Ida Falk"}}"#;
    for line in ["Reviewed by Anna Berg", "Fotos von Anna Berg"] {
        let html =
            format!("<script type=application/ld+json>{data}</script><h1>T</h1><p class=byline>{line}</p>");
        assert_eq!(collected(&html, None).authors, ["Ida Falk"], "{line}");
    }
}

#[test]
fn an_outlet_before_a_comma_is_no_family_name() {
    let site = "<meta property=og:site_name content=Podium>";
    for (value, expected) in [
        ("Reuters, Jane Doe", "Jane Doe"),
        ("dpa, Anna Müller", "Anna Müller"),
        ("Staff, Jane Doe", "Jane Doe"),
        ("admin, John", "John"),
        ("Podium, Jane", "Jane"),
        ("Sting, Paul McCartney", "Sting|Paul McCartney"),
        ("Doe, Jane A.", "Jane A. Doe"),
    ] {
        let html =
            format!("{site}<meta name=author content='{value}'><h1>Ferry sails again</h1><p>Text.</p>");
        assert_eq!(collected(&html, None).authors.join("|"), expected, "{value}");
    }
}
