//! Between the tree builder and the caller's sink: counts nodes, and tells an observer which token they
//! come from.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, LocalName, QualName};

/// Sees each node that the tree builder makes.
pub(crate) trait Observer<S: TreeSink> {
    /// Whether it looks at all.
    const LOOKS: bool = true;

    fn element_created(&self, _sink: &S, _name: &QualName, _element: &S::Handle) {}
    /// Text has become the last child of `parent`, or the child before `sibling`.
    fn text_appended(&self, _sink: &S, _place: TextPlace<'_, S::Handle>) {}
}

/// Where text has gone.
#[derive(Debug, Clone, Copy)]
pub enum TextPlace<'a, H> {
    /// To the end of an element.
    LastChildOf(&'a H),
    /// Before a sibling.
    Before(&'a H),
    /// Before the first where that has a parent, else at the end of the second.
    BeforeOrLastChildOf(&'a H, &'a H),
}

/// Nobody looks.
pub(crate) struct Unobserved;

impl<S: TreeSink> Observer<S> for Unobserved {
    const LOOKS: bool = false;
}

/// A sink that counts.
pub(crate) struct Watch<S: TreeSink, O> {
    pub(crate) sink: S,
    pub(crate) observer: O,
    elements: Cell<usize>,
    /// Comments and runs of text, those too that join one before them.
    others: Cell<usize>,
    /// Names of the elements made since they were asked for, where somebody wants to know.
    pub(crate) made: RefCell<Option<Vec<LocalName>>>,
    /// What the next comment is made into instead.
    pub(crate) instead_of_comment: RefCell<Option<(QualName, Vec<Attribute>)>>,
}

impl<S: TreeSink, O: Observer<S>> Watch<S, O> {
    pub(crate) fn new(sink: S, observer: O) -> Self {
        Self {
            sink,
            observer,
            elements: Cell::new(0),
            others: Cell::new(0),
            made: RefCell::new(None),
            instead_of_comment: RefCell::new(None),
        }
    }

    /// Elements made so far.
    pub(crate) fn elements(&self) -> usize {
        self.elements.get()
    }

    /// Nodes made so far.
    pub(crate) fn nodes(&self) -> usize {
        self.elements.get() + self.others.get()
    }

    fn count_other(&self) {
        self.others.set(self.others.get() + 1);
    }

    fn see_text(&self, child: &NodeOrText<S::Handle>) -> bool {
        let is_text = matches!(child, NodeOrText::AppendText(_));
        if is_text {
            self.count_other();
        }
        is_text
    }
}

impl<S: TreeSink, O: Observer<S>> TreeSink for Watch<S, O> {
    type Handle = S::Handle;
    type Output = (S::Output, O);
    type ElemName<'a>
        = S::ElemName<'a>
    where
        Self: 'a;

    fn finish(self) -> Self::Output {
        (self.sink.finish(), self.observer)
    }

    fn parse_error(&self, message: Cow<'static, str>) {
        self.sink.parse_error(message);
    }

    fn get_document(&self) -> S::Handle {
        self.sink.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a S::Handle) -> S::ElemName<'a> {
        self.sink.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> S::Handle {
        self.elements.set(self.elements.get() + 1);
        if let Some(made) = &mut *self.made.borrow_mut() {
            made.push(name.local.clone());
        }
        if !O::LOOKS {
            return self.sink.create_element(name, attributes, flags);
        }
        let seen = name.clone();
        let element = self.sink.create_element(name, attributes, flags);
        self.observer.element_created(&self.sink, &seen, &element);
        element
    }

    fn create_comment(&self, text: StrTendril) -> S::Handle {
        if let Some((name, attributes)) = self.instead_of_comment.take() {
            return html5ever::tree_builder::create_element(self, name, attributes);
        }
        self.count_other();
        self.sink.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> S::Handle {
        self.count_other();
        self.sink.create_pi(target, data)
    }

    fn append(&self, parent: &S::Handle, child: NodeOrText<S::Handle>) {
        let is_text = self.see_text(&child);
        self.sink.append(parent, child);
        if is_text {
            self.observer.text_appended(&self.sink, TextPlace::LastChildOf(parent));
        }
    }

    fn append_based_on_parent_node(
        &self,
        element: &S::Handle,
        previous: &S::Handle,
        child: NodeOrText<S::Handle>,
    ) {
        let is_text = self.see_text(&child);
        self.sink.append_based_on_parent_node(element, previous, child);
        if is_text {
            self.observer.text_appended(&self.sink, TextPlace::BeforeOrLastChildOf(element, previous));
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.count_other();
        self.sink.append_doctype_to_document(name, public_id, system_id);
    }

    fn mark_script_already_started(&self, node: &S::Handle) {
        self.sink.mark_script_already_started(node);
    }

    fn pop(&self, node: &S::Handle) {
        self.sink.pop(node);
    }

    fn get_template_contents(&self, target: &S::Handle) -> S::Handle {
        self.sink.get_template_contents(target)
    }

    fn same_node(&self, left: &S::Handle, right: &S::Handle) -> bool {
        self.sink.same_node(left, right)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.sink.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &S::Handle, child: NodeOrText<S::Handle>) {
        let is_text = self.see_text(&child);
        self.sink.append_before_sibling(sibling, child);
        if is_text {
            self.observer.text_appended(&self.sink, TextPlace::Before(sibling));
        }
    }

    fn add_attrs_if_missing(&self, target: &S::Handle, attributes: Vec<Attribute>) {
        self.sink.add_attrs_if_missing(target, attributes);
    }

    fn associate_with_form(
        &self,
        target: &S::Handle,
        form: &S::Handle,
        nodes: (&S::Handle, Option<&S::Handle>),
    ) {
        self.sink.associate_with_form(target, form, nodes);
    }

    fn remove_from_parent(&self, target: &S::Handle) {
        self.sink.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &S::Handle, new_parent: &S::Handle) {
        self.sink.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &S::Handle) -> bool {
        self.sink.is_mathml_annotation_xml_integration_point(handle)
    }

    fn set_current_line(&self, line: u64) {
        self.sink.set_current_line(line);
    }

    fn allow_declarative_shadow_roots(&self, parent: &S::Handle) -> bool {
        self.sink.allow_declarative_shadow_roots(parent)
    }

    fn attach_declarative_shadow(
        &self,
        location: &S::Handle,
        template: &S::Handle,
        attributes: &[Attribute],
    ) -> bool {
        self.sink.attach_declarative_shadow(location, template, attributes)
    }

    fn maybe_clone_an_option_into_selectedcontent(&self, option: &S::Handle) {
        self.sink.maybe_clone_an_option_into_selectedcontent(option);
    }
}
