//! Who is who: the people a notebook knows, and how a written name finds one of them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::note::profile::Profile;

/// A person's key: the profile's `id:`, else its file's stem; without a profile, the slug of the name that
/// `with:` gives (`Sarah Chen` → `sarah-chen`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonKey(pub String);

impl PersonKey {
    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who owns an item.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// The writer.
    Me,
    /// A known person.
    Person(PersonKey),
    /// A name that resolves to nobody, or to several people, as written.
    Named(String),
}

/// Everyone the notebook knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster {
    people: Vec<Person>,
}

/// Someone the notebook knows: from a profile, or only from a `with:`.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Their key.
    pub key: PersonKey,
    /// Their name, as a person would write it.
    pub name: String,
    /// Their profile, where there is one.
    pub profile: Option<Profile>,
}

impl Roster {
    /// Everyone, by key.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// The person with this key.
    #[must_use]
    pub fn get(&self, key: &PersonKey) -> Option<&Person> {
        self.people.iter().find(|person| person.key == *key)
    }
}
