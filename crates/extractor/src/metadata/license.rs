//! Whose licence a link in the page leads to: that of its text, or that of a picture, a font or a plug-in.

use copydesk_cleaner::{Attr, NodeId, Page, Tag};

use super::outline::Outline;
use super::text;

/// Characters before a link that tell what the licence is for: a dozen words.
const REACH: usize = 100;
/// Characters behind a link that may say where a picture is from.
const REACH_BEHIND: usize = 40;
/// Characters of one text that are read for them: texts may hold any number of blanks.
const MAX_READ: usize = 400;
/// Bytes of an element's class in which a word for captions is looked for.
const MAX_CLASS: usize = 1000;
/// Links to licences that are looked at; pages with more are galleries, whose texts have few.
const MAX_LINKS: usize = 1000;

/// The links to licences of one page. What is read for each of them does not depend on the length of the page.
pub(super) struct Licenses<'a> {
    page: &'a Page,
    outline: &'a Outline,
    looked_at: usize,
}

impl<'a> Licenses<'a> {
    pub(super) fn of(page: &'a Page, outline: &'a Outline) -> Self {
        Self { page, outline, looked_at: 0 }
    }

    /// Whether a link to a licence is for the text: it stands in no caption or credit, and not behind words about
    /// something else on the page.
    pub(super) fn is_of_text(&mut self, id: NodeId) -> bool {
        self.looked_at += 1;
        let is_figure = |above: NodeId| matches!(self.page.tag(above), Tag::Figure | Tag::Figcaption);
        if self.looked_at > MAX_LINKS || self.page.ancestors(id).any(is_figure) {
            return false;
        }
        let Some(line) = line_of(self.page, id) else { return true };
        let inside = self.page.ancestors(id).take_while(|above| *above != line);
        let mut near = inside.chain([line]).chain(self.page.parent(line));
        !near.any(|above| is_caption(self.page, above))
            && !names_part(&self.before(line, id))
            && !names_source(&self.behind(line, id))
    }

    /// The end of what the line says before the link, and the link's own text.
    fn before(&self, line: NodeId, id: NodeId) -> String {
        let texts = &self.outline.texts;
        let start = texts.partition_point(|text| text.index() < id.index());
        let mut words = self.first_of(&texts[start..], REACH, |text| text.index() < self.page.end(id));
        let mut left = REACH;
        for before in texts[..start].iter().rev() {
            if left == 0 || line_of(self.page, *before) != Some(line) {
                break;
            }
            let shown = self.page.text(*before);
            let from = shown.char_indices().rev().take(MAX_READ).last().map_or(0, |(at, _)| at);
            let folded = text::fold_space(&shown[from..]);
            let from = folded.char_indices().rev().take(left).last().map_or(0, |(at, _)| at);
            words = format!("{} {words}", &folded[from..]);
            left -= folded[from..].chars().count().max(1);
        }
        words
    }

    /// The start of what the line says behind the link.
    fn behind(&self, line: NodeId, id: NodeId) -> String {
        let texts = &self.outline.texts;
        let end = texts.partition_point(|text| text.index() < self.page.end(id));
        self.first_of(&texts[end..], REACH_BEHIND, |text| line_of(self.page, text) == Some(line))
    }

    /// The first characters of texts that belong there.
    fn first_of(&self, texts: &[NodeId], most: usize, belongs: impl Fn(NodeId) -> bool) -> String {
        let mut words = String::new();
        let mut left = most;
        for id in texts.iter().take_while(|id| belongs(**id)) {
            let start: String = self.page.text(*id).chars().take(MAX_READ).collect();
            let start: String = text::fold_space(&start).chars().take(left).collect();
            words.extend([start.as_str(), " "]);
            left -= start.chars().count().max(1);
            if left == 0 {
                break;
            }
        }
        words
    }
}

/// The element whose text is the line that a node stands in.
fn line_of(page: &Page, id: NodeId) -> Option<NodeId> {
    page.ancestors(id).find(|above| page.tag(*above).breaks_text())
}

/// Whether an element's class is that of the caption or the credit of a picture.
fn is_caption(page: &Page, id: NodeId) -> bool {
    let names = page.attr(id, Attr::Class).filter(|names| names.len() <= MAX_CLASS).unwrap_or_default();
    names.to_ascii_lowercase().split_ascii_whitespace().any(|name| {
        // Classes of whole articles name their categories ("category-credit-cards").
        let is_category = ["category-", "tag-"].iter().any(|start| name.starts_with(start));
        let name = name.strip_suffix("-text").unwrap_or(name);
        let of_picture = PICTURES.iter().any(|word| name.contains(word));
        let credits = name.ends_with("credit") || name.ends_with("credits");
        let is_one = name == "credit" || name == "copyright-image" || credits && of_picture;
        !is_category && (is_one || name.ends_with("caption"))
    })
}

/// Words for pictures in names of classes; other credits ("site-credits") are those of the page.
const PICTURES: &[&str] = &["photo", "image", "img", "picture", "media", "figure", "foto", "bild"];

/// Whether a line says that the licence is for a part of the page which is not its text.
fn names_part(line: &str) -> bool {
    let words = text::words(line).join(" ");
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| has_phrase(&words, phrase));
    let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
    (says(PARTS) || has(UNSPACED_PARTS)) && !says(TEXTS) && !has(UNSPACED_TEXTS)
}

/// Whether a line says that what is under the licence was taken from elsewhere ("via Flickr").
fn names_source(line: &str) -> bool {
    let words = text::words(line);
    words.windows(2).any(|pair| pair[0] == "via" && SOURCES.contains(&pair[1].as_str()))
}

/// Whether words in lower case with a blank between them hold others in a row.
fn has_phrase(words: &str, phrase: &str) -> bool {
    words.match_indices(phrase).any(|(at, _)| {
        let (before, behind) = (&words[..at], &words[at + phrase.len()..]);
        (before.is_empty() || before.ends_with(' ')) && (behind.is_empty() || behind.starts_with(' '))
    })
}

/// Where people take pictures from.
const SOURCES: &[&str] = &["flickr", "wikimedia", "unsplash", "pixabay"];
/// What a licence is for where it is not for the text, and where people take pictures from.
const PARTS: &[&str] = &[
    "photo",
    "photos",
    "photograph",
    "photographs",
    "photographer",
    "photography by",
    "picture",
    "pictures",
    "image",
    "images",
    "illustration",
    "illustrations",
    "icon",
    "icons",
    "logo",
    "font",
    "fonts",
    "map data",
    "map tiles",
    "video",
    "videos",
    "music",
    "plugin",
    "plugins",
    "own work",
    "flickr",
    "wikimedia commons",
    "unsplash",
    "pixabay",
    "openstreetmap",
    "foto",
    "fotos",
    "fotografie",
    "fotograf",
    "bild",
    "bilder",
    "titelbild",
    "beitragsbild",
    "bildnachweis",
    "bildquelle",
    "grafik",
    "schriften",
    "eigenes werk",
    "imagen",
    "imágenes",
    "fotografía",
    "fotografías",
    "imagem",
    "imagens",
    "fotografia",
    "fotografias",
    "immagine",
    "immagini",
    "crédit",
    "crédits",
    "iconographie",
    "afbeelding",
    "afbeeldingen",
    "zdjęcie",
    "zdjęcia",
    "фото",
    "фотография",
    "фотографии",
    "изображение",
    "изображения",
    "иллюстрация",
    "иллюстрации",
    "사진",
    "이미지",
];
/// The same in scripts without blanks.
const UNSPACED_PARTS: &[&str] = &["写真", "画像", "撮影", "图片", "圖片", "照片", "摄影", "攝影"];
/// What a line has that speaks of the text, too, or of the page but for its pictures.
const TEXTS: &[&str] = &[
    "text",
    "texts",
    "content",
    "contents",
    "article",
    "articles",
    "posts",
    "this post",
    "this work",
    "this page",
    "this blog",
    "this site",
    "the site",
    "this website",
    "everything",
    "except",
    "excluding",
    "texte",
    "inhalt",
    "inhalte",
    "artikel",
    "beitrag",
    "beiträge",
    "dieses werk",
    "dieser seite",
    "diese seite",
    "dieser website",
    "ausgenommen",
    "außer",
    "textes",
    "contenu",
    "contenus",
    "ce site",
    "cette œuvre",
    "sauf",
    "texto",
    "textos",
    "contenido",
    "contenidos",
    "artículo",
    "artículos",
    "este sitio",
    "esta obra",
    "excepto",
    "salvo",
    "conteúdo",
    "artigo",
    "testo",
    "testi",
    "contenuti",
    "articolo",
    "tekst",
    "teksten",
    "teksty",
    "inhoud",
    "treść",
    "treści",
    "artykuł",
    "текст",
    "тексты",
    "материалы",
    "статья",
];
/// The same in scripts without blanks.
const UNSPACED_TEXTS: &[&str] =
    &["文章", "文字", "内容", "內容", "本文", "記事", "本站", "作品", "テキスト", "コンテンツ"];

#[cfg(test)]
mod tests;
