//! YAML as a tree of text: no scalar is ever typed, so `no`, `1.10` and `017` stay what a person wrote.
//!
//! The YAML library types untyped scalars when asked for anything, and gives text only when asked for text.
//! So it is read twice: first for the shape of the tree, then along that shape, asking for text at each leaf.

use std::{cell::Cell, cell::RefCell, collections::HashSet, fmt};

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IgnoredAny, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};

/// The most nodes a tree may have, aliases expanded.
const MOST_NODES: usize = 10_000;
/// The most bytes of text it may hold, aliases expanded.
const MOST_BYTES: usize = 256 * 1024;
/// How deep it may be.
const DEEPEST: usize = 32;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its byte offset in the YAML text.
    pub at: usize,
    /// How many bytes the value's own text takes there; 0 where it is not written in one piece.
    pub len: usize,
    /// The value.
    pub value: Value,
}

/// What a key holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A scalar, as written, without its quotes.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in order; no key twice.
    Map(Vec<Entry>),
}

/// A key of a mapping and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Its byte offset in the YAML text.
    pub at: usize,
    /// Its value.
    pub node: Node,
}

/// Why YAML could not be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The byte offset in the YAML text.
    pub at: usize,
    /// What is wrong there.
    pub cause: Cause,
}

/// What can be wrong with YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A key that its mapping already has.
    Duplicate(String),
    /// Too many nodes or too much text, once its aliases are expanded.
    TooLarge,
    /// Nested too deeply.
    TooDeep,
    /// A key that is no text: `{{title}}`.
    OddKey,
    /// Not a mapping at the top.
    NoMapping,
    /// Anything else, in the YAML library's words.
    Syntax(String),
}

/// Reads YAML whose top is a mapping, or nothing.
///
/// # Errors
/// The first thing that can't be read.
pub fn read(yaml: &str) -> Result<Vec<Entry>, Broken> {
    let limits = Limits::default();
    let shape = run(yaml, &limits, Shaped { yaml, limits: &limits, depth: 0 })?;
    match shape {
        Shape::Null => return Ok(Vec::new()),
        Shape::Map(_) => {}
        Shape::Text | Shape::List(_) => return Err(Broken { at: 0, cause: Cause::NoMapping }),
    }
    let origin = Origin { yaml, cursor: Cell::new(0) };
    match run(yaml, &limits, Built { shape: &shape, origin: &origin, outer: Style::Block })?.value {
        Value::Map(entries) => Ok(entries),
        _ => Ok(Vec::new()),
    }
}

fn run<'de, S: DeserializeSeed<'de>>(yaml: &'de str, limits: &Limits, seed: S) -> Result<S::Value, Broken> {
    let mut documents = serde_yaml::Deserializer::from_str(yaml);
    let Some(document) = documents.next() else {
        return Err(Broken { at: 0, cause: Cause::Syntax("no document".to_owned()) });
    };
    let value = seed.deserialize(document).map_err(|error| {
        let text = error.to_string();
        let at = opening(yaml, &text).or_else(|| error.location().map(|location| location.index()));
        let cause = limits.cause.take().unwrap_or_else(|| match text.as_str() {
            t if t.contains("recursion limit") => Cause::TooDeep,
            t if t.contains("repetition limit") => Cause::TooLarge,
            _ => Cause::Syntax(text),
        });
        let at = match cause {
            // Inside an alias the library tells the anchor's place, which is innocent.
            Cause::TooLarge | Cause::TooDeep => limits.top.get(),
            _ => at.unwrap_or(0),
        };
        Broken { at: floor(yaml, at), cause }
    })?;
    match documents.next() {
        None => Ok(value),
        Some(_) => {
            let cause = Cause::Syntax("a second document begins inside the front matter".to_owned());
            Err(Broken { at: 0, cause })
        }
    }
}

/// Where a quote or bracket that is never closed was opened: the library tells it only in words.
fn opening(yaml: &str, error: &str) -> Option<usize> {
    let (_, context) = error.split_once("while ").filter(|(_, context)| {
        ["scanning a quoted scalar", "parsing a flow sequence", "parsing a flow mapping"]
            .iter()
            .any(|unclosed| context.starts_with(unclosed))
    })?;
    let (_, place) = context.split_once("at line ")?;
    let (line, column) = place.split_once(" column ")?;
    let digits = column.find(|c: char| !c.is_ascii_digit()).map_or(column, |end| &column[..end]);
    let (line, column): (usize, usize) = (line.parse().ok()?, digits.parse().ok()?);
    let start: usize = yaml.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let within = yaml.get(start..)?.char_indices().nth(column.checked_sub(1)?)?;
    Some(start + within.0)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[derive(Default)]
struct Limits {
    nodes: Cell<usize>,
    bytes: Cell<usize>,
    cause: RefCell<Option<Cause>>,
    /// Where the top-level key stands that is being read.
    top: Cell<usize>,
}

impl Limits {
    fn refuse<E: serde::de::Error>(&self, cause: Cause) -> E {
        self.cause.borrow_mut().get_or_insert(cause);
        E::custom("refused")
    }

    fn count<E: serde::de::Error>(&self, bytes: usize) -> Result<(), E> {
        self.nodes.set(self.nodes.get() + 1);
        self.bytes.set(self.bytes.get() + bytes);
        if self.nodes.get() > MOST_NODES || self.bytes.get() > MOST_BYTES {
            return Err(self.refuse(Cause::TooLarge));
        }
        Ok(())
    }
}

enum Shape {
    Null,
    Text,
    List(Vec<Shape>),
    Map(Vec<Shape>),
}

/// The first reading: the tree's shape, with its limits and its keys checked.
#[derive(Clone, Copy)]
struct Shaped<'a> {
    yaml: &'a str,
    limits: &'a Limits,
    depth: usize,
}

impl<'a> Shaped<'a> {
    fn inner<E: serde::de::Error>(self) -> Result<Shaped<'a>, E> {
        if self.depth >= DEEPEST {
            return Err(self.limits.refuse(Cause::TooDeep));
        }
        Ok(Shaped { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Shaped<'_> {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Shape, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Shaped<'_> {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Shape, E> {
        self.limits.count(1).map(|()| Shape::Text)
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Shape, E> {
        self.limits.count(8).map(|()| Shape::Text)
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Shape, E> {
        self.limits.count(8).map(|()| Shape::Text)
    }

    fn visit_i128<E: serde::de::Error>(self, _: i128) -> Result<Shape, E> {
        self.limits.count(8).map(|()| Shape::Text)
    }

    fn visit_u128<E: serde::de::Error>(self, _: u128) -> Result<Shape, E> {
        self.limits.count(8).map(|()| Shape::Text)
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Shape, E> {
        self.limits.count(8).map(|()| Shape::Text)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Shape, E> {
        self.limits.count(text.len()).map(|()| Shape::Text)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Shape, E> {
        self.limits.count(1).map(|()| Shape::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Shape, E> {
        self.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Shape, A::Error> {
        self.limits.count(1)?;
        let inner = self.inner()?;
        let mut list = Vec::new();
        while let Some(shape) = from.next_element_seed(inner)? {
            list.push(shape);
        }
        Ok(Shape::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Shape, A::Error> {
        self.limits.count(1)?;
        let inner = self.inner()?;
        let mut keys = HashSet::new();
        let mut map = Vec::new();
        while from.next_key_seed(FreshKey { outer: self, keys: &mut keys })?.is_some() {
            map.push(from.next_value_seed(inner)?);
        }
        Ok(Shape::Map(map))
    }

    /// A tag (`!x value`) says nothing to us.
    fn visit_enum<A: EnumAccess<'de>>(self, from: A) -> Result<Shape, A::Error> {
        let (_, tagged) = from.variant::<IgnoredAny>()?;
        tagged.newtype_variant_seed(self)
    }
}

/// A key that its mapping does not have yet.
struct FreshKey<'a> {
    outer: Shaped<'a>,
    keys: &'a mut HashSet<String>,
}

impl<'de> DeserializeSeed<'de> for FreshKey<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        let limits = self.outer.limits;
        from.deserialize_str(self).inspect_err(|_| {
            limits.cause.borrow_mut().get_or_insert(Cause::OddKey);
        })
    }
}

impl Visitor<'_> for FreshKey<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<(), E> {
        let limits = self.outer.limits;
        if self.outer.depth == 0
            && let Some(at) = place_in(self.outer.yaml, key)
        {
            limits.top.set(at);
        }
        limits.count::<E>(key.len())?;
        if self.keys.insert(key.to_owned()) {
            Ok(())
        } else {
            Err(limits.refuse(Cause::Duplicate(key.to_owned())))
        }
    }
}

/// The place of a text that the library borrowed from the source.
fn place_in(yaml: &str, part: &str) -> Option<usize> {
    let at = (part.as_ptr() as usize).checked_sub(yaml.as_ptr() as usize)?;
    (yaml.get(at..at + part.len())? == part).then_some(at)
}

/// Where the second reading is, to tell the place of a value that is not a slice of the source.
struct Origin<'a> {
    yaml: &'a str,
    cursor: Cell<usize>,
}

impl Origin<'_> {
    /// The place of a text that the library borrowed from the source, and moves on past it.
    fn of(&self, part: &str) -> Option<usize> {
        let at = place_in(self.yaml, part)?;
        self.cursor.set(at + part.len());
        Some(at)
    }

    /// How the list that follows is written.
    fn style(&self) -> Style {
        let rest = self.yaml.get(self.cursor.get()..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default().trim_start_matches(['"', '\'', ':', ' ', '\t']);
        let mut words = line.split_ascii_whitespace().skip_while(|word| word.starts_with(['&', '!']));
        if words.next().is_some_and(|word| word.starts_with('[')) { Style::Flow } else { Style::Block }
    }

    /// The next entry of a block list, whose dashes stand in the column `indent` where that is known: what
    /// follows the next line's `- `, else where we are. And the column of its dash.
    fn next_entry(&self, indent: Option<usize>) -> (usize, Option<usize>) {
        let here = self.cursor.get();
        let rest = self.yaml.get(here..).unwrap_or_default();
        let mut at = here;
        for (n, line) in rest.split_inclusive('\n').enumerate() {
            let bare = line.trim_start();
            let column = line.len() - bare.len();
            let fits = n > 0 && indent.is_none_or(|indent| indent == column);
            if let Some(entry) = bare.strip_prefix('-').filter(|e| fits && e.starts_with([' ', '\n', '\r'])) {
                let gap = entry.len() - entry.trim_start_matches(' ').len();
                let found = at + column + 1 + gap;
                self.cursor.set(found);
                return (found, Some(column));
            }
            at += line.len();
        }
        (here, indent)
    }

    /// The column of the dash that begins the line of an entry.
    fn dash(&self, entry: usize) -> Option<usize> {
        let before = self.yaml.get(..entry)?;
        let line = before.get(before.rfind('\n').map_or(0, |at| at + 1)..)?;
        let bare = line.trim_start();
        bare.starts_with('-').then(|| line.len() - bare.len())
    }
}

/// How a list is written.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// An entry a line, behind a dash.
    Block,
    /// Between brackets.
    Flow,
}

/// The second reading: along the shape, with text at each leaf.
#[derive(Clone, Copy)]
struct Built<'a> {
    shape: &'a Shape,
    origin: &'a Origin<'a>,
    /// How the list is written that this lies in, if in one.
    outer: Style,
}

impl<'de> DeserializeSeed<'de> for Built<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        match self.shape {
            Shape::Null | Shape::Text => from.deserialize_str(self),
            Shape::List(_) => from.deserialize_seq(self),
            Shape::Map(_) => from.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for Built<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value that was there before")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'de str) -> Result<Node, E> {
        let (at, len) = match self.origin.of(text) {
            Some(at) => (at, text.len()),
            None => (self.origin.cursor.get(), 0),
        };
        let value = match (self.shape, text) {
            (Shape::Null, "" | "~" | "null") => Value::Null,
            _ => Value::Text(text.to_owned()),
        };
        Ok(Node { at, len, value })
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Node, E> {
        let value =
            if matches!(self.shape, Shape::Null) { Value::Null } else { Value::Text(text.to_owned()) };
        Ok(Node { at: usize::MAX, len: 0, value })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let Shape::List(shapes) = self.shape else {
            return Err(A::Error::custom("a list where none was"));
        };
        let start = self.origin.cursor.get();
        let outer = if self.outer == Style::Flow { Style::Flow } else { self.origin.style() };
        let mut indent = None;
        let mut list = Vec::new();
        for shape in shapes {
            let Some(mut node) = from.next_element_seed(Built { shape, outer, ..self })? else { break };
            match (node.at, outer) {
                (usize::MAX, Style::Flow) => node.at = self.origin.cursor.get(),
                (usize::MAX, Style::Block) => (node.at, indent) = self.origin.next_entry(indent),
                (at, _) => indent = indent.or_else(|| self.origin.dash(at)),
            }
            list.push(node);
        }
        let at = list.first().map_or(start, |node| node.at);
        Ok(Node { at, len: 0, value: Value::List(list) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let Shape::Map(shapes) = self.shape else {
            return Err(A::Error::custom("a mapping where none was"));
        };
        let mut map = Vec::new();
        for shape in shapes {
            let text = Built { shape: &Shape::Text, ..self };
            let Some(key) = from.next_key_seed(text)? else { break };
            let at = if key.at == usize::MAX { self.origin.cursor.get() } else { key.at };
            let mut node = from.next_value_seed(Built { shape, ..self })?;
            if node.at == usize::MAX {
                node.at = at;
            }
            if let Value::Text(key) = key.value {
                map.push(Entry { key, at, node });
            }
        }
        let at = map.first().map_or(self.origin.cursor.get(), |entry| entry.at);
        Ok(Node { at, len: 0, value: Value::Map(map) })
    }
}
