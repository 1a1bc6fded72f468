//! Who is who: the people a notebook knows, and how a written name finds one of them.

mod names;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fmt,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use names::{Spelling, first_names, fold, initials, local_part, spell, written_initials};
pub use names::{clean_name, slug};

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

/// Whom a written name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// The writer.
    Me,
    /// This person.
    Person(PersonKey),
    /// Any of these, by key; only one where the other is the writer.
    Ambiguous(Vec<PersonKey>),
    /// Nobody the notebook knows.
    Unknown,
}

/// Everyone the notebook knows: those with a profile, and those whom a `with:` names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster {
    people: Vec<Person>,
    index: Index,
    me: Me,
    fingerprint: String,
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
    /// Everyone in `profiles`, and everyone in `with_names` (raw, as `with:` has them) who is none of these.
    ///
    /// The names in `me`, and `me` itself, are the writer, who is never one of the people. A `with:` name of
    /// one word is whoever alone has it as a first name; where several have it, it means none of them and makes
    /// nobody new. Of two profiles with one key the first by path counts. The order of the input plays no part.
    #[must_use]
    pub fn new(profiles: Vec<Profile>, with_names: &BTreeSet<String>, me: &[String]) -> Self {
        let me = Me::new(me);
        let mut people: Vec<Person> = profiles
            .into_iter()
            .filter(|profile| !me.is(&profile.name) && !me.is(profile.key.as_str()))
            .map(|profile| Person {
                key: profile.key.clone(),
                name: profile.name.clone(),
                profile: Some(profile),
            })
            .collect();
        people.sort_by(|a, b| (&a.key, path_of(a)).cmp(&(&b.key, path_of(b))));
        people.dedup_by(|a, b| a.key == b.key);

        let index = Index::new(&people);
        let mut strangers: BTreeMap<String, Stranger> = BTreeMap::new();
        for spelling in with_names.iter().map(|raw| spell(raw)) {
            if !spelling.name.is_empty() && !me.is(&spelling.name) && !index.knows(&spelling) {
                strangers.entry(fold(&spelling.name)).or_default().add(spelling.name);
            }
        }
        let (full, single): (Vec<_>, Vec<_>) =
            strangers.into_iter().partition(|(_, stranger)| stranger.name.contains(char::is_whitespace));
        people.extend(full.into_iter().map(|(_, stranger)| stranger.into_person()));
        let first = Index::new(&people).first;
        let is_new = |folded: &String| !first.contains_key(folded) && !me.first.contains(folded);
        people.extend(
            single.into_iter().filter(|(folded, _)| is_new(folded)).map(|(_, name)| name.into_person()),
        );

        people.sort_by(|a, b| a.key.cmp(&b.key));
        people.dedup_by(|a, b| a.key == b.key);
        let (index, fingerprint) = (Index::new(&people), fingerprint(&people, &me));
        Self { people, index, me, fingerprint }
    }

    /// Everyone, by key.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// The person with this key.
    #[must_use]
    pub fn get(&self, key: &PersonKey) -> Option<&Person> {
        self.people.get(*self.index.key.get(key)?)
    }

    /// A person's name; their key where nobody has it.
    #[must_use]
    pub fn name_of<'a>(&'a self, key: &'a PersonKey) -> &'a str {
        self.get(key).map_or(key.as_str(), |person| &person.name)
    }

    /// A digest, in hexadecimal, of all that decides whom a name means: keys, names, aliases, addresses and the
    /// writer's names. While it stays the same, so does the reading of every note.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Whom a name means in a note with these attendees, in any of the spellings that [`clean_name`] reads.
    ///
    /// The writer's names come first (but `ME`, in capitals, means the one attendee with these initials), then
    /// an id (or a profile's file name), a name, an alias or mail address, and the part of an address before its
    /// `@`, each without case, accents and the way words are joined. Then a first name that one attendee has,
    /// the initials that one attendee has (written with a capital or an `@`; of several, the one whose name has
    /// their case), a first name that one person has. Where several people share a name, the one who attends
    /// is meant.
    #[must_use]
    pub fn resolve(&self, name: &str, attendees: &[PersonKey]) -> Resolved {
        let spelling = spell(name);
        let attending: Vec<usize> =
            attendees.iter().filter_map(|key| self.index.key.get(key).copied()).collect();
        let reach = if name.trim_start().starts_with('@') { Reach::Handle } else { Reach::Bare };
        let pinned = spelling.target.iter().chain(&spelling.email).map(|word| (word, Reach::Exact));
        let mut doubt = Resolved::Unknown;
        for (word, reach) in pinned.chain([(&spelling.name, reach)]) {
            match self.look_up(word, reach, &attending) {
                Resolved::Unknown => {}
                Resolved::Ambiguous(people) if doubt == Resolved::Unknown => {
                    doubt = Resolved::Ambiguous(people);
                }
                Resolved::Ambiguous(_) => {}
                found => return found,
            }
        }
        doubt
    }

    fn look_up(&self, word: &str, reach: Reach, attending: &[usize]) -> Resolved {
        let folded = fold(word);
        if folded.is_empty() {
            return Resolved::Unknown;
        }
        if self.me.names.contains(&folded) {
            let initials = |at: &&usize| {
                self.people.get(**at).is_some_and(|person| written_initials(&person.name) == word)
            };
            return match attending.iter().filter(initials).collect::<Vec<_>>().as_slice() {
                [one] if reach == Reach::Bare && word == "ME" => self.these(&[**one]),
                _ => Resolved::Me,
            };
        }
        let exact = self.index.exact(&folded);
        if let [_, _, ..] = exact.as_slice() {
            let is_key = |at: &&usize| self.people.get(**at).is_some_and(|p| p.key.as_str() == word);
            let present: Vec<usize> = exact.iter().copied().filter(|at| attending.contains(at)).collect();
            return match (exact.iter().find(is_key), present.as_slice()) {
                (Some(one), _) | (None, [one]) => self.these(&[*one]),
                _ => self.these(&exact),
            };
        }
        if !exact.is_empty() || reach == Reach::Exact {
            return self.these(&exact);
        }
        let shared: &[usize] = self.index.first.get(&folded).map_or(&[], Vec::as_slice);
        let present: Vec<usize> = shared.iter().copied().filter(|at| attending.contains(at)).collect();
        if !present.is_empty() {
            return self.these(&present);
        }
        let initials_written = folded.len() < 6
            && !folded.contains(' ')
            && (reach == Reach::Handle || word.contains(char::is_uppercase));
        if initials_written {
            let has = |at: &&usize| self.index.initials.get(**at).is_some_and(|all| all.contains(&folded));
            let written = |at: &usize| self.people.get(*at).map(|person| written_initials(&person.name));
            let mut present: Vec<usize> = attending.iter().filter(has).copied().collect();
            if present.is_empty() {
                let folds = |at: &usize| written(at).is_some_and(|letters| fold(&letters) == folded);
                present = attending.iter().copied().filter(folds).collect();
            }
            let same_case = |at: &usize| written(at).is_some_and(|letters| letters == word);
            match present.iter().filter(|at| same_case(at)).collect::<Vec<_>>().as_slice() {
                [one] => return self.these(&[**one]),
                _ if !present.is_empty() => return self.these(&present),
                _ => {}
            }
        }
        match (shared, self.me.first.contains(&folded)) {
            ([], true) => Resolved::Me,
            ([], false) if initials_written && self.me.initials.contains(&folded) => Resolved::Me,
            ([one], true) => Resolved::Ambiguous(self.keys(&[*one])),
            (shared, _) => self.these(shared),
        }
    }

    fn these(&self, people: &[usize]) -> Resolved {
        let mut keys = self.keys(people);
        match keys.len() {
            0 => Resolved::Unknown,
            1 => Resolved::Person(keys.remove(0)),
            _ => Resolved::Ambiguous(keys),
        }
    }

    fn keys(&self, people: &[usize]) -> Vec<PersonKey> {
        people.iter().filter_map(|at| self.people.get(*at)).map(|person| person.key.clone()).collect()
    }
}

/// How far a look-up goes beyond ids, names, aliases and addresses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// No further.
    Exact,
    /// First names, and initials that hold a capital.
    Bare,
    /// First names, and initials in any case.
    Handle,
}

/// What a folded word is to the person it leads to, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    Id,
    Stem,
    Name,
    Alias,
    LocalPart,
}

/// From folded words to places in the list of people.
#[derive(Clone, Debug, Default, PartialEq)]
struct Index {
    key: HashMap<PersonKey, usize>,
    words: HashMap<String, Vec<(Tier, usize)>>,
    first: HashMap<String, Vec<usize>>,
    initials: Vec<Vec<String>>,
}

impl Index {
    fn new(people: &[Person]) -> Self {
        let mut index = Self::default();
        for (at, person) in people.iter().enumerate() {
            index.key.insert(person.key.clone(), at);
            index.initials.push(initials(&person.name));
            let mut firsts = first_names(&person.name);
            index.add(person.key.as_str(), Tier::Id, at);
            index.add(&person.name, Tier::Name, at);
            if let Some(profile) = &person.profile {
                index.add(profile.source.path.stem(), Tier::Stem, at);
                for alias in &profile.aliases {
                    index.add(&clean_name(alias), Tier::Alias, at);
                    firsts.extend(first_names(alias));
                }
                if let Some(email) = &profile.email {
                    index.add(email, Tier::Alias, at);
                    index.add(local_part(email), Tier::LocalPart, at);
                }
            }
            firsts.sort();
            firsts.dedup();
            for first in firsts {
                index.first.entry(first).or_default().push(at);
            }
        }
        index
    }

    fn add(&mut self, word: &str, tier: Tier, at: usize) {
        let folded = fold(word);
        if !folded.is_empty() {
            let places = self.words.entry(folded).or_default();
            if !places.iter().any(|(_, other)| *other == at) {
                places.push((tier, at));
            }
        }
    }

    /// The people whom the folded word names most strongly.
    fn exact(&self, folded: &str) -> Vec<usize> {
        let places: &[(Tier, usize)] = self.words.get(folded).map_or(&[], Vec::as_slice);
        let best = places.iter().map(|(tier, _)| *tier).min();
        places.iter().filter(|(tier, _)| Some(*tier) == best).map(|(_, at)| *at).collect()
    }

    fn knows(&self, spelling: &Spelling) -> bool {
        let pinned = spelling.target.iter().chain(&spelling.email);
        pinned.chain([&spelling.name]).any(|word| self.words.contains_key(&fold(word)))
    }
}

/// The writer's names, folded.
#[derive(Clone, Debug, Default, PartialEq)]
struct Me {
    names: BTreeSet<String>,
    first: HashSet<String>,
    initials: HashSet<String>,
}

impl Me {
    fn new(names: &[String]) -> Self {
        let mut me = Self { names: BTreeSet::from(["me".to_owned()]), ..Self::default() };
        for spelling in names.iter().map(|name| spell(name)) {
            me.first.extend(first_names(&spelling.name));
            me.initials.extend(initials(&spelling.name));
            let words = [Some(spelling.name), spelling.target, spelling.email];
            me.names.extend(words.into_iter().flatten().map(|word| fold(&word)));
        }
        me.names.remove("");
        me
    }

    fn is(&self, name: &str) -> bool {
        self.names.contains(&fold(name))
    }
}

/// Someone without a profile: the best of the spellings that mean them.
#[derive(Default)]
struct Stranger {
    name: String,
}

impl Stranger {
    fn add(&mut self, name: String) {
        let rank = |name: &str| {
            let words = name.split(|c: char| c.is_whitespace() || c == '-');
            let capitals = words.filter(|w| w.starts_with(char::is_uppercase)).count();
            let shouted = name.chars().filter(|c| c.is_uppercase()).count();
            let joined = name.matches('-').count();
            (name.contains(' '), capitals, std::cmp::Reverse(shouted), joined, !name.is_ascii())
        };
        let better =
            (rank(&name), std::cmp::Reverse(&name)) > (rank(&self.name), std::cmp::Reverse(&self.name));
        if self.name.is_empty() || better {
            self.name = name;
        }
    }

    fn into_person(self) -> Person {
        Person { key: PersonKey(slug(&self.name)), name: self.name, profile: None }
    }
}

fn path_of(person: &Person) -> Option<&str> {
    person.profile.as_ref().map(|profile| profile.source.path.as_str())
}

fn fingerprint(people: &[Person], me: &Me) -> String {
    let mut hash = Sha256::new();
    let mut word = |word: &str| {
        hash.update(word.len().to_le_bytes());
        hash.update(word);
    };
    word(&me.names.len().to_string());
    me.names.iter().for_each(|name| word(name));
    let mut spread: Vec<&String> = me.first.iter().chain(&me.initials).collect();
    spread.sort();
    spread.into_iter().for_each(|name| word(name));
    for person in people {
        word("person");
        word(person.key.as_str());
        word(&person.name);
        if let Some(profile) = &person.profile {
            word(profile.source.path.stem());
            word(profile.email.as_deref().unwrap_or_default());
            profile.aliases.iter().for_each(|alias| word(alias));
        }
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
