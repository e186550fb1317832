//! Names of elements and attributes as small enums, so that the hot paths compare bytes, not strings.

macro_rules! names {
    ($(#[$doc:meta])* $enum:ident { $($variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each variant is the name it stands for")]
        #[non_exhaustive]
        pub enum $enum { $($variant,)+ Other }

        impl $enum {
            /// The variant of a lower-case name; `Other` for names that nothing asks about.
            pub fn from_name(name: &str) -> Self {
                match name { $($name => Self::$variant,)+ _ => Self::Other }
            }

            /// The name; `?` for `Other`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ Self::Other => "?" }
            }
        }
    };
}

names! {
    /// An element's name, or `Text` for a text node.
    Tag {
        Text = "#text", A = "a", Abbr = "abbr", Address = "address", Amp = "amp-img", Annotation = "annotation",
        AnnotationXml = "annotation-xml", Article = "article",
        Aside = "aside", Audio = "audio", B = "b", Base = "base", Blockquote = "blockquote", Body = "body",
        Br = "br", Button = "button", Canvas = "canvas", Caption = "caption", Center = "center", Cite = "cite",
        Code = "code", Dd = "dd", Del = "del", Details = "details", Dialog = "dialog", Dir = "dir", Div = "div",
        Dl = "dl", Dt = "dt", Em = "em", Embed = "embed", Fieldset = "fieldset", Figcaption = "figcaption",
        Figure = "figure", Font = "font", Footer = "footer", Form = "form", Frame = "frame",
        Frameset = "frameset", H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Head = "head",
        Header = "header", Hgroup = "hgroup", Hr = "hr", Html = "html", I = "i", Iframe = "iframe", Img = "img",
        Input = "input", Ins = "ins", Kbd = "kbd", Label = "label", Legend = "legend", Li = "li", Link = "link",
        Main = "main", Mark = "mark", Math = "math", Menu = "menu", Meta = "meta", Nav = "nav",
        Noframes = "noframes", Noscript = "noscript", Object = "object", Ol = "ol", Optgroup = "optgroup",
        Option = "option", P = "p", Picture = "picture", Pre = "pre", Q = "q", Rp = "rp", Rt = "rt",
        Ruby = "ruby", S = "s", Samp = "samp", Script = "script", Search = "search", Section = "section",
        Select = "select", Small = "small", Source = "source", Span = "span", Strike = "strike",
        Strong = "strong", Style = "style", Sub = "sub", Summary = "summary", Sup = "sup", Svg = "svg",
        Table = "table", Tbody = "tbody", Td = "td", Template = "template", Textarea = "textarea",
        Tfoot = "tfoot", Th = "th", Thead = "thead", Time = "time", Title = "title", Tr = "tr", Tt = "tt",
        U = "u", Ul = "ul", Video = "video", Wbr = "wbr",
    }
}

names! {
    /// An attribute's name. Attributes that nothing asks about are not stored.
    Attr {
        AriaControls = "aria-controls", AriaExpanded = "aria-expanded", AriaHidden = "aria-hidden", AriaLabel = "aria-label", AriaModal = "aria-modal", Alt = "alt",
        Charset = "charset", Class = "class", Content = "content", DataAuthor = "data-author",
        DataNosnippet = "data-nosnippet", DataPreloaded = "data-preloaded", Datetime = "datetime",
        Encoding = "encoding", Hidden = "hidden", Href = "href", HttpEquiv = "http-equiv", Hreflang = "hreflang", Id = "id",
        Itemid = "itemid", Itemprop = "itemprop", Itemscope = "itemscope", Itemtype = "itemtype",
        Lang = "lang", Language = "data-lang", Name = "name", Open = "open", Property = "property",
        Pubdate = "pubdate", Rel = "rel", Role = "role", Src = "src", Start = "start", Style = "style",
        Title = "title", Type = "type", Typeof = "typeof", Value = "value",
    }
}

impl Tag {
    /// Elements whose start and end break a run of text, as a browser's default style sheet says
    /// (WHATWG HTML, section 15.3), and controls, which are units of their own.
    pub fn breaks_text(self) -> bool {
        use Tag::{
            Address, Article, Aside, Blockquote, Body, Button, Caption, Center, Dd, Details, Dialog, Dir,
            Div, Dl, Dt, Fieldset, Figcaption, Figure, Footer, Form, H1, H2, H3, H4, H5, H6, Header, Hgroup,
            Hr, Html, Iframe, Legend, Li, Main, Menu, Nav, Ol, P, Pre, Search, Section, Select, Summary,
            Table, Tbody, Td, Textarea, Tfoot, Th, Thead, Tr, Ul, Video,
        };
        matches!(
            self,
            Address
                | Article
                | Aside
                | Blockquote
                | Body
                | Button
                | Caption
                | Center
                | Dd
                | Details
                | Dialog
                | Dir
                | Div
                | Dl
                | Dt
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Form
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Header
                | Hgroup
                | Hr
                | Html
                | Iframe
                | Legend
                | Li
                | Main
                | Menu
                | Nav
                | Ol
                | P
                | Pre
                | Search
                | Section
                | Select
                | Summary
                | Table
                | Tbody
                | Td
                | Textarea
                | Tfoot
                | Th
                | Thead
                | Tr
                | Ul
                | Video
        )
    }

    /// Elements whose text is not read: programs, drawings, frames, readings of ruby, and what players and plug-ins hold
    /// for browsers without them.
    pub fn hides_its_text(self) -> bool {
        use Tag::{Audio, Canvas, Iframe, Noframes, Object, Rp, Rt, Script, Style, Svg, Template, Video};
        matches!(
            self,
            Audio | Canvas | Iframe | Noframes | Object | Rp | Rt | Script | Style | Svg | Template | Video
        )
    }

    /// Elements that say which part of a page they are (WHATWG HTML, section 4.3).
    pub(crate) fn names_a_part(self) -> bool {
        use Tag::{Article, Aside, Footer, Header, Main, Nav, Search, Section};
        matches!(self, Article | Aside | Footer | Header | Main | Nav | Search | Section)
    }

    /// The level of a heading element.
    pub fn heading_level(self) -> Option<u8> {
        match self {
            Self::H1 => Some(1),
            Self::H2 => Some(2),
            Self::H3 => Some(3),
            Self::H4 => Some(4),
            Self::H5 => Some(5),
            Self::H6 => Some(6),
            _ => None,
        }
    }
}

impl Attr {
    /// Attributes that say which part of a page an element is.
    pub(crate) fn names_a_part(self) -> bool {
        use Attr::{AriaLabel, Class, Id, Itemid, Itemprop, Itemscope, Itemtype, Property, Role, Typeof};
        matches!(
            self,
            AriaLabel | Class | Id | Itemid | Itemprop | Itemscope | Itemtype | Property | Role | Typeof
        )
    }
}
