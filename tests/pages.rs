//! Invented articles for the tests: pages with navigation, a footer and related links around them, and
//! texts. Each number gives another article, always the same.

const PLACES: [&str; 7] = ["Arlen", "Bexford", "Corvale", "Dunmere", "Eastmoor", "Fallow", "Grantley"];
const THINGS: [&str; 8] =
    ["bridge", "library", "harbour", "orchard", "tramway", "museum", "reservoir", "bakery"];
const PEOPLE: [&str; 6] =
    ["Mara Quill", "Joss Fenwick", "Ada Brandt", "Ivo Larkin", "Nell Sorrel", "Tobias Reed"];
const SENTENCES: [&str; 9] = [
    "The council of {place} decided on Tuesday evening that the old {thing} will be repaired before the next winter begins.",
    "According to {person}, who has worked there for {number} years, nobody had expected the decision to come so soon.",
    "Residents had collected {number} signatures and brought them to the town hall in the pouring rain.",
    "The work is expected to cost about {number} thousand crowns, most of which will be paid by the region.",
    "A first plan for the {thing} was drawn up long ago, but it was never carried out because the money was missing.",
    "Visitors from {place} told our reporter that they still remember the day when the {thing} was opened.",
    "{person} said that the engineers would begin with the foundations and leave the roof for the spring.",
    "For the time being a narrow path along the river leads around the building site, past {number} lime trees.",
    "The next meeting will be held in {place}, where the architects want to show their drawings to the public.",
];

/// Numbers that look random and are always the same (Knuth's multiplicative congruential generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// The title of article `number`.
pub(crate) fn title(number: usize) -> String {
    format!("{} argues about its {}, part {number}", PLACES[number % 7], THINGS[number % 8])
}

/// The paragraphs of article `number`, about 200 words.
pub(crate) fn paragraphs(number: usize) -> Vec<String> {
    let mut numbers = Numbers(number as u64 + 1);
    let mut paragraph = || {
        let sentences = (0..3).map(|_| {
            let template = SENTENCES[numbers.below(SENTENCES.len())];
            template
                .replace("{place}", PLACES[numbers.below(PLACES.len())])
                .replace("{thing}", THINGS[numbers.below(THINGS.len())])
                .replace("{person}", PEOPLE[numbers.below(PEOPLE.len())])
                .replace("{number}", &(numbers.below(900) + 20).to_string())
        });
        sentences.collect::<Vec<String>>().join(" ")
    };
    (0..4).map(|_| paragraph()).collect()
}

/// A sentence that no other article has.
pub(crate) fn first_sentence(number: usize) -> String {
    format!("This is report number {number} of the local paper about the matter.")
}

/// Article `number` as plain text without headline.
pub(crate) fn text(number: usize) -> String {
    format!("{}\n\n{}\n", first_sentence(number), paragraphs(number).join("\n\n"))
}

/// Article `number` as a page of a small news site.
pub(crate) fn page(number: usize) -> String {
    let title = title(number);
    let body = format!("<p>{}</p>", paragraphs(number).join("</p>\n<p>"));
    format!(
        r#"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | The Arlen Courier</title>
<meta property="og:title" content="{title}">
<meta property="og:site_name" content="The Arlen Courier">
<meta property="article:published_time" content="2024-03-{day:02}T10:20:30+00:00">
<link rel="canonical" href="https://news.arlen-courier.example.co.uk/{number}">
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li><li><a href="/arts">Arts</a></li></ul></nav>
<main><article><h1>{title}</h1>
<p>{first}</p>
{body}
</article></main>
<aside><h2>Related articles</h2><ul><li><a href="/a">Mayor opens market</a></li><li><a href="/b">Rain expected</a></li></ul></aside>
<footer><p>© 2024 The Arlen Courier. All rights reserved. <a href="/imprint">Imprint</a></p></footer>
</body></html>
"#,
        day = number % 28 + 1,
        first = first_sentence(number),
    )
}

/// Articles as lines of JSON with the fields `id` and `text`.
pub(crate) fn json_lines(numbers: std::ops::Range<usize>) -> String {
    let lines = numbers.map(|number| serde_json::json!({"id": number, "text": text(number)}).to_string());
    lines.collect::<Vec<String>>().join("\n") + "\n"
}

/// A page with one short sentence.
pub(crate) fn short_page() -> &'static str {
    "<!DOCTYPE html><html lang=en><title>Note</title><body><p>There is hardly anything to read here.</p></body></html>"
}
