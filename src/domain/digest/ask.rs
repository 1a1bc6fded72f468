//! Ask: the questions to put; and, as far as there is room, what the profile gives to ask about.

mod gap;
mod linked;
mod nudges;
mod starters;

use super::{
    Facts, Line, Link, Look, Section, SectionName,
    goals::{danger, has_changed, last_raised},
    section::{never_late, section},
    text,
    view::{Theirs, View, age},
    wording,
};
use crate::domain::{
    goals::Profiled,
    ledger::Item,
    note::{
        item::{Kind, Source},
        profile::{Profile, Standing},
    },
};

/// Goals of these horizons are the writer's own growth.
const GROWTH: [&str; 3] = ["growth", "career", "development"];

/// What the section asks, in order.
pub(super) struct Asking<'a>(Vec<Entry<'a>>);

enum Entry<'a> {
    /// A question of a note's.
    Question(Theirs<'a>),
    /// The growth goal that was silent longest.
    Growth(Theirs<'a>),
    /// A line that no note holds.
    Nudge(Nudge),
}

/// A line that the profile gives rise to.
struct Nudge {
    /// One or more sentences, as markdown.
    text: String,
    /// Where the profile says so.
    source: Source,
}

impl Nudge {
    fn of(profile: &Profile, text: impl Into<String>) -> Self {
        Self { text: text.into(), source: profile.source.clone() }
    }
}

impl<'a> Asking<'a> {
    /// Questions, the meeting's own note's first. Where they leave room, a date that the person faces, and with
    /// a new manager the questions to start with. Where there is no question at all, as many as there is room
    /// for of: the growth goal that was silent longest, a pressure that nothing was offered for, an aim that
    /// was not touched for long; else one gap in the profile. Of somebody who left, the questions alone.
    ///
    /// A growth goal in danger, or one that has changed, is left to the goals.
    pub fn of(view: &View<'a>) -> Self {
        let mut questions: Vec<Theirs> =
            view.items.iter().filter(|theirs| is_question(view, theirs.item)).copied().collect();
        questions.sort_by_key(|theirs| (!view.in_own_note(theirs.item), age(theirs.item)));
        let silent = questions.is_empty();
        let mut asking = Self(questions.into_iter().map(Entry::Question).collect());
        if view.profile.is_some_and(|profile| profile.standing == Standing::Former) {
            return asking;
        }
        let profile = view.profile;
        asking.fill(
            profile.into_iter().flat_map(|profile| nudges::faced_date(view, profile)).map(Entry::Nudge),
        );
        let before = asking.0.len();
        asking.fill(
            profile.into_iter().flat_map(|profile| starters::starters(view, profile)).map(Entry::Nudge),
        );
        if silent {
            let started = asking.0.len() > before;
            asking.fill_silence(view, started);
        }
        asking
    }

    /// Takes in as many entries as the section has room for.
    fn fill(&mut self, entries: impl Iterator<Item = Entry<'a>>) {
        let room = SectionName::Ask.cap().saturating_sub(self.0.len());
        self.0.extend(entries.take(room));
    }

    fn fill_silence(&mut self, view: &View<'a>, started: bool) {
        let profile = view.profile;
        let before = self.0.len();
        self.fill(silent_growth(view).map(Entry::Growth).into_iter());
        self.fill(profile.into_iter().flat_map(|profile| nudges::pressure(view, profile)).map(Entry::Nudge));
        self.fill(profile.into_iter().flat_map(|profile| nudges::aim(view, profile)).map(Entry::Nudge));
        // The questions to start with ask for what a profile lacks.
        if self.0.len() == before && !started {
            let gap = profile.and_then(|profile| Some(Nudge::of(profile, gap::gap(view, profile)?)));
            self.fill(gap.map(Entry::Nudge).into_iter());
        }
    }

    /// Whether the section asks about this goal.
    pub fn is_growth_goal(&self, item: &Item) -> bool {
        let is = |entry: &Entry| matches!(entry, Entry::Growth(theirs) if std::ptr::eq(theirs.item, item));
        self.0.iter().any(is)
    }
}

/// The section.
pub(super) fn ask(view: &View, asking: &Asking) -> Option<Section> {
    section(SectionName::Ask, "Ask", &asking.0, never_late, |entry| match entry {
        Entry::Question(theirs) => question(view, theirs),
        Entry::Growth(theirs) => growth(view, theirs),
        Entry::Nudge(nudge) => Line {
            facts: Facts::nudge(Kind::Question, &nudge.text, None, Some(nudge.source.clone())),
            look: Look::Nudge,
            body: text::sentence(nudge.text.clone()),
            more: None,
            link: Some(Link { label: "profile".to_owned(), path: nudge.source.path.clone() }),
        },
    })
}

fn question(view: &View, theirs: &Theirs) -> Line {
    let mut body = text::opening_whole(&theirs.item.text);
    if let Some(from) = view.elsewhere(theirs) {
        body = format!("{} {}", text::sentence(body), wording::capital(&from));
    }
    let own = view.in_own_note(theirs.item);
    let line = view.told(theirs.item, body);
    Line { look: if own { Look::Own } else { Look::Bullet }, ..line }
}

fn growth(view: &View, theirs: &Theirs) -> Line {
    let raised = match last_raised(view, theirs.item) {
        Some(raised) => format!("last raised {}", wording::day(raised, view.day)),
        None => "not raised yet".to_owned(),
    };
    let body = format!("Growth goal, {raised}: {}", text::words(&theirs.item.text));
    view.line(theirs.item, Look::Bullet, body)
}

fn is_question(view: &View, item: &Item) -> bool {
    item.kind == Kind::Question && item.is_open() && view.is_in_time(item)
}

fn silent_growth<'a>(view: &View<'a>) -> Option<Theirs<'a>> {
    let profiled = Profiled::of(&view.book.roster);
    let mine = view.items.iter().filter(|theirs| profiled.whose(theirs.item).is_none());
    let growth = mine.filter(|theirs| is_growth(theirs.item));
    let quiet = growth.filter(|theirs| danger(theirs.item).is_none() && !has_changed(view, theirs.item));
    quiet.min_by_key(|theirs| (last_raised(view, theirs.item), age(theirs.item))).copied()
}

fn is_growth(item: &Item) -> bool {
    let horizon = item.fields.horizon.as_deref().map(str::trim);
    let growth = horizon.is_some_and(|is| GROWTH.iter().any(|one| one.eq_ignore_ascii_case(is)));
    item.kind == Kind::Goal && item.is_open() && growth
}
