//! Who may see an item: the strictest that any of its mentions says, and so for each of them.

use std::collections::HashSet;

use super::{
    Item, Ledger,
    find::id_key,
    identity::{beginnings, fold},
};
use crate::domain::{
    note::{
        Content, Note,
        item::{Mention, Visibility},
    },
    path::NotePath,
    roster::PersonKey,
};

impl Ledger {
    /// Where the mentions of confidential items stand, marked or not.
    #[must_use]
    pub fn confidential_lines(&self) -> HashSet<(&NotePath, u32)> {
        let items = self.items.iter().filter(|item| item.visibility == Visibility::Confidential);
        let mentions = items.flat_map(|item| &item.mentions);
        mentions.map(|mentioned| (&mentioned.source.path, mentioned.source.line)).collect()
    }

    /// Marks every mention of a confidential item as confidential: a line may restate, carry on or close what is
    /// marked so in another note only. A line that a digest printed before the item became confidential is one
    /// as well.
    pub fn mark_confidential(&self, notes: &mut [Note]) {
        let items: Vec<&Item> =
            self.items.iter().filter(|item| item.visibility == Visibility::Confidential).collect();
        if items.is_empty() {
            return;
        }
        let lines = self.confidential_lines();
        let printed = Printed::of(&items);
        for note in notes {
            let path = &note.path;
            let stands_in = |mention: &Mention| lines.contains(&(path, mention.source.line));
            match &mut note.content {
                Content::Meetings(meetings) => {
                    for meeting in meetings {
                        mark(&mut meeting.mentions, stands_in);
                    }
                }
                Content::Digest(Some(meeting)) => {
                    mark(&mut meeting.mentions, |mention| stands_in(mention) || printed.has(mention));
                }
                Content::Goal(goal) => mark(std::slice::from_mut(&mut goal.goal), stands_in),
                Content::Digest(None) | Content::Person(_) | Content::Other => {}
            }
        }
    }
}

fn mark(mentions: &mut [Mention], is_it: impl Fn(&Mention) -> bool) {
    for mention in mentions.iter_mut().filter(|mention| is_it(mention)) {
        mention.visibility = Visibility::Confidential;
    }
}

/// How a digest may have printed items.
struct Printed {
    ids: HashSet<String>,
    texts: HashSet<String>,
}

impl Printed {
    fn of(items: &[&Item]) -> Self {
        let ids = items.iter().filter_map(|item| item.id.as_deref()).map(id_key).collect();
        let texts =
            items.iter().flat_map(|item| std::iter::once(fold(&item.text)).chain(beginnings(&item.text)));
        Self { ids, texts: texts.collect() }
    }

    fn has(&self, mention: &Mention) -> bool {
        let known = |text: &str| self.texts.contains(text);
        mention.id.as_deref().is_some_and(|id| self.ids.contains(&id_key(id)))
            || known(&fold(&mention.text))
            || beginnings(&mention.text).iter().any(|text| known(text))
    }
}

/// Takes the name of what is confidential, its id or its words (of which `is_worded` knows the older ones too),
/// out of the fields of what is not.
pub(super) fn leave_unnamed(items: &mut [Item], is_worded: impl Fn(&str, &[PersonKey]) -> bool) {
    let secret = items.iter().filter(|item| item.visibility == Visibility::Confidential);
    let ids: HashSet<String> = secret.filter_map(|item| item.id.as_deref()).map(id_key).collect();
    let is_name = |name: &str, people: &[PersonKey]| {
        ids.contains(&id_key(name.trim().trim_start_matches('^'))) || is_worded(&fold(name), people)
    };
    for item in items.iter_mut().filter(|item| item.visibility != Visibility::Confidential) {
        let fields = &mut item.fields;
        for field in [&mut fields.displaces, &mut fields.supports, &mut fields.goal, &mut fields.about] {
            *field = field.take().filter(|name| !is_name(name, &item.people));
        }
    }
}
