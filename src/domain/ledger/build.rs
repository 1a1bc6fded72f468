//! The ledger itself: each mention in order finds its item, and changes it.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use jiff::{Timestamp, Zoned, civil::Date};

use super::{
    Doubt, Evidence, Item, Ledger, Mentioned, Origin, State,
    apply::{measure, say, settle, state_due},
    find::{Index, id_key},
    findings::{self, Finding},
    identity::fold,
    matching::Found,
    order::{Act, Event, Held, Setting, order},
    state::{self, Actions, Cause, Closing, Facts, closing},
    visibility,
};
use crate::domain::{
    book::Book,
    config::DefaultOwner,
    note::{
        item::{Fields, Kind, Mark, Mention, Source, Visibility},
        profile::GoalStatus,
    },
    roster::{Owner, PersonKey},
    schedule::{Calendar, Progress},
};

/// An item while its mentions are read.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub(super) item: Item,
    pub(super) closing: Option<Closing>,
    /// How far the goal's own file says it is.
    pub(super) goal: Option<GoalStatus>,
    /// Whether a meeting that mentions it was held.
    pub(super) raised: Held,
    /// The setting of its latest mention.
    pub(super) setting: usize,
    /// The people and folded texts of its wordings, the latest few.
    pub(super) wordings: Vec<(u32, u32)>,
    /// What a pointer to a later note says is due: it counts once that later note is read.
    pointed_due: Option<Date>,
    /// The tick that an open mention came after, and that mention.
    pub(super) doubt: Option<(Closing, Doubt)>,
    /// The tick of an older item, without id and worded alike, of which this one may be a copy.
    pub(super) copy_of: Option<Source>,
    /// That tick with each mention that may have been a copy.
    pub(super) copies: Vec<Doubt>,
    /// What history has answered with yes.
    pub(super) answered: Vec<Doubt>,
}

/// The ledger being built.
pub(super) struct Builder<'a> {
    pub(super) settings: Vec<Setting<'a>>,
    pub(super) people: Vec<u32>,
    pub(super) evidence: &'a Evidence,
    pub(super) works: Vec<Work>,
    pub(super) index: Index<'a>,
    default_owner: DefaultOwner,
    /// For each person, the meetings with them that were held, in order.
    held: HashMap<PersonKey, Vec<(Timestamp, Date)>>,
    /// For mentions that are led back to (feedback, and what is done later than its note): their item, and
    /// which of its mentions they are.
    of_mention: HashMap<(usize, usize), (usize, usize)>,
    /// The ids of each setting, their kind, and the item and line where they stand first.
    ids_here: HashMap<(usize, String, Kind), (usize, u32)>,
    findings: Vec<Finding>,
}

/// A mention in its setting, with what is computed of it once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read<'a, 'f> {
    pub(super) setting: usize,
    pub(super) mention: &'a Mention,
    /// What the mention closes, be it on a later day.
    pub(super) cause: Option<Cause>,
    /// Its text, folded.
    pub(super) folded: &'f str,
}

impl Ledger {
    /// The state of every item at a moment: the coming meeting's start for a digest, else now.
    ///
    /// `calendar` holds every noted meeting in order, its progress as seen from the same moment; a note that
    /// is not in it is dated by itself, and is not held. Only the day of `at`, in the notebook's zone, counts.
    ///
    /// `evidence` is what history says of the [`Ledger::doubts`] of the same book; a first build is given none.
    /// A build with evidence lists the doubts that it answered, too.
    #[must_use]
    pub fn build(book: &Book, calendar: &Calendar, at: &Zoned, evidence: &Evidence) -> Self {
        let (settings, events) = order(book, calendar);
        let mut index = Index::new();
        let people = settings.iter().map(|setting| index.people.put(Arc::clone(&setting.with))).collect();
        let mut builder = Builder {
            settings,
            people,
            evidence,
            works: Vec::new(),
            index,
            default_owner: book.config.default_owner,
            held: held(calendar),
            of_mention: HashMap::new(),
            ids_here: HashMap::new(),
            findings: Vec::new(),
        };
        for event in &events {
            builder.step(event);
        }
        builder.finish(at.timestamp().to_zoned(book.zone.clone()).date())
    }
}

fn held(calendar: &Calendar) -> HashMap<PersonKey, Vec<(Timestamp, Date)>> {
    let mut held: HashMap<PersonKey, Vec<(Timestamp, Date)>> = HashMap::new();
    for meeting in calendar.meetings.iter().filter(|meeting| meeting.progress == Progress::Held) {
        for person in &meeting.with {
            let day = (meeting.start.timestamp(), meeting.start.date());
            held.entry(person.clone()).or_default().push(day);
        }
    }
    for days in held.values_mut() {
        days.sort_unstable();
    }
    held
}

impl<'a> Builder<'a> {
    fn step(&mut self, event: &Event) {
        let Some(setting) = self.settings.get(event.setting) else { return };
        let Some(mention) = setting.mentions.get(event.mention) else { return };
        let (origin, held) = (setting.origin, setting.held);
        if let Act::Close(day) = event.act {
            self.close_later(event, mention, day);
            return;
        }
        let read = Read {
            setting: event.setting,
            mention,
            cause: closing(mention.kind, mention, held),
            folded: &fold(&mention.text),
        };
        if origin == Origin::Digest && self.read_own_line(read) {
            return;
        }
        let won = if mention.mark == Mark::Done && mention.kind == Kind::Win { self.won(read) } else { None };
        let item = match won.map_or_else(|| self.find(read), Found::Known) {
            Found::Known(item) => {
                self.update(item, read, event.act);
                item
            }
            Found::New { .. } if mention.text.trim().is_empty() => return,
            Found::New { copy_of } => self.create(read, event.act, copy_of),
        };
        if mention.kind == Kind::Feedback || event.act == Act::StateOpen {
            let latest = self.works.get(item).map_or(0, |work| work.item.mentions.len().saturating_sub(1));
            self.of_mention.insert((event.setting, event.mention), (item, latest));
        }
        let feedback = mention.action_on.and_then(|on| self.of_mention.get(&(event.setting, on)));
        if let Some(feedback) = feedback.and_then(|(feedback, _)| self.works.get_mut(*feedback))
            && feedback.item.kind == Kind::Feedback
        {
            feedback.item.actions.push(item);
        }
    }

    fn close_later(&mut self, event: &Event, mention: &Mention, day: Date) {
        let Some((item, at)) = self.of_mention.get(&(event.setting, event.mention)).copied() else { return };
        let held = self.settings.get(event.setting).map_or(Held::No, |setting| setting.held);
        let Some(work) = self.works.get_mut(item) else { return };
        let Some(cause) = closing(work.item.kind, mention, held) else { return };
        work.closing = Some(Closing { cause, on: Some(day), mention: at });
        work.doubt = None;
        work.item.changed_on = work.item.changed_on.max(Some(day));
    }

    /// Reads a line of a digest that headsup wrote: a tick closes its item, everything else is a copy. `false`
    /// where a person added the line.
    fn read_own_line(&mut self, read: Read<'a, '_>) -> bool {
        let mention = read.mention;
        let Some(item) = self.find_printed(read) else { return mention.refers.is_some() };
        let cause = match mention.mark {
            Mark::Done => Cause::Ticked,
            Mark::Dropped => Cause::Dropped,
            Mark::Bare | Mark::Open | Mark::UnderWay | Mark::Carried => return true,
        };
        let mentioned = self.mentioned(read, Origin::Digest);
        let Some(work) = self.works.get_mut(item) else { return true };
        if work.closing.is_none() {
            let on = mention.done_on.or(mentioned.date);
            work.closing = Some(Closing { cause, on, mention: work.item.mentions.len() });
            work.doubt = None;
            work.item.changed_on = work.item.changed_on.max(on);
            work.item.mentions.push(mentioned);
        }
        true
    }

    fn mentioned(&self, read: Read<'_, '_>, origin: Origin) -> Mentioned {
        let setting = self.settings.get(read.setting);
        Mentioned {
            source: read.mention.source.clone(),
            date: setting.and_then(|setting| setting.date),
            start: setting.and_then(|setting| setting.start),
            with: setting.map_or_else(|| Arc::from([]), |setting| Arc::clone(&setting.with)),
            mark: read.mention.mark,
            origin,
        }
    }

    /// The owner of a mention that is not known to be about an older item.
    pub(super) fn owner(&self, mention: &Mention) -> Option<Owner> {
        let default = match (mention.kind, self.default_owner) {
            (Kind::Commitment, DefaultOwner::Me) => Some(Owner::Me),
            _ => None,
        };
        mention.owner.clone().or(default)
    }

    fn create(&mut self, read: Read<'a, '_>, act: Act, copy_of: Option<Source>) -> usize {
        let Read { mention, .. } = read;
        let at = self.works.len();
        let id = mention.id.clone().filter(|id| self.claim_id(id, mention, read.setting, at));
        let item = Item {
            kind: mention.kind,
            text: mention.text.clone(),
            owner: self.owner(mention),
            state: State::Open,
            due: None,
            due_history: Vec::new(),
            id,
            fields: Fields::default(),
            options: Vec::new(),
            visibility: Visibility::Shared,
            people: Vec::new(),
            mentions: Vec::with_capacity(1),
            closed_on: None,
            ticked_in: None,
            actions: Vec::new(),
            direction: mention.direction,
            changed_on: None,
            values: Vec::new(),
            began: None,
        };
        self.works.push(Work {
            item,
            closing: None,
            goal: None,
            raised: Held::No,
            setting: read.setting,
            wordings: Vec::new(),
            pointed_due: None,
            doubt: None,
            copy_of,
            copies: Vec::new(),
            answered: Vec::new(),
        });
        self.update(at, read, act);
        at
    }

    /// Whether a new item may have its id: not where another one of its kind has it.
    fn claim_id(&mut self, id: &str, mention: &Mention, setting: usize, item: usize) -> bool {
        let origin = self.settings.get(setting).map_or(Origin::Note, |setting| setting.origin);
        let known = self.index.with_id(id).iter().find(|(kind, _)| *kind == mention.kind);
        let Some((kind, other)) = known.copied() else { return true };
        let at = mention.source.clone();
        if origin == Origin::Goal {
            self.findings.push(Finding::IdOfTwoGoals { first: other, second: item, at });
        } else if let Some((first, first_line)) = self.ids_here.get(&(setting, id_key(id), kind)).copied() {
            self.findings.push(Finding::IdTwice { first, first_line, second: item, at });
        }
        false
    }

    fn update(&mut self, at: usize, read: Read<'a, '_>, act: Act) {
        let Read { setting: here, mention, .. } = read;
        let (held, origin, goal) = match self.settings.get(here) {
            Some(setting) => (setting.held, setting.origin, setting.goal),
            None => return,
        };
        let origin = if origin == Origin::Digest { Origin::Note } else { origin };
        let mentioned = self.mentioned(read, origin);
        self.note_id(at, read);
        let Some(work) = self.works.get_mut(at) else { return };
        let fresh = work.item.mentions.is_empty();
        let day = mentioned.date;
        let won = work.item.kind != Kind::Win && mention.kind == Kind::Win;
        let owner_before = work.item.owner.clone();
        let mut changed = fresh;
        if held == Held::Yes {
            work.raised = Held::Yes;
        }
        work.goal = goal.or(work.goal);
        work.setting = here;
        work.item.visibility = work.item.visibility.max(mention.visibility);
        for person in mentioned.with.iter() {
            if let Err(place) = work.item.people.binary_search(person) {
                work.item.people.insert(place, person.clone());
            }
        }
        work.item.mentions.push(mentioned);
        // A pointer changes nothing, but where it comes first it is where the item was asked.
        if mention.mark == Mark::Carried && !fresh {
            work.pointed_due = mention.due.or(work.pointed_due);
        } else {
            if let Some(due) = work.pointed_due.take() {
                changed |= state_due(&mut work.item, due);
            }
            if !won {
                changed |= say(&mut work.item, mention);
                measure(&mut work.item, mention, day);
            }
            if mention.mark != Mark::Carried {
                let cause = if act == Act::StateOpen { None } else { closing(work.item.kind, mention, held) };
                changed |= settle(work, mention, cause, day, self.evidence);
                if let Some(ticked) = work.copy_of.clone().filter(|_| cause.is_none()) {
                    work.copies.push(Doubt { ticked, open: mention.source.clone() });
                }
            }
        }
        if changed {
            work.item.changed_on = day.or(work.item.changed_on);
        }
        let owner_changed = owner_before != work.item.owner;
        if !won {
            self.remember(at, read, owner_changed);
        }
    }

    /// Gives an item the id that a mention has, and reports one that is taken.
    fn note_id(&mut self, at: usize, read: Read<'_, '_>) {
        let Read { setting, mention, .. } = read;
        let (Some(id), Some(work)) = (&mention.id, self.works.get_mut(at)) else { return };
        let fresh = work.item.mentions.is_empty();
        let gained = if fresh { work.item.id.is_some() } else { work.item.id.is_none() };
        if gained {
            work.item.id = Some(id.clone());
            let apart = |kind: Kind| kind == Kind::Win || kind == work.item.kind;
            let other = self.index.with_id(id).iter().find(|(kind, _)| !apart(*kind));
            if let Some((_, first)) = other.copied().filter(|_| work.item.kind != Kind::Win) {
                let source = mention.source.clone();
                self.findings.push(Finding::IdOnTwoKinds { first, second: at, at: source });
            }
            self.index.add_id(id, work.item.kind, at);
        }
        let own = work.item.id.as_deref().is_some_and(|own| id_key(own) == id_key(id));
        if !own || mention.mark == Mark::Carried {
            return;
        }
        let here = (setting, id_key(id), mention.kind);
        if let Some((first, first_line)) = self.ids_here.get(&here).copied() {
            let source = mention.source.clone();
            self.findings.push(Finding::IdTwice { first, first_line, second: at, at: source });
        } else {
            self.ids_here.insert(here, (at, mention.source.line));
        }
    }

    /// Whether an id stands in a meeting already.
    pub(super) fn stands_here(&self, here: &(usize, String, Kind)) -> bool {
        self.ids_here.contains_key(here)
    }

    /// Whether the item was told to all its people before this moment, whose it is and who is to be told among
    /// them; only news is ever told.
    pub(super) fn told(&self, work: &Work) -> Option<(Timestamp, Date)> {
        if !work.item.is_news() {
            return None;
        }
        let named = [&work.item.fields.tell, &work.item.owner].into_iter().filter_map(|owner| match owner {
            Some(Owner::Person(person)) => Some(person),
            _ => None,
        });
        let mut last = None;
        for person in work.item.people.iter().chain(named) {
            let mut written = work.item.mentions.iter();
            let first = match work.item.people.binary_search(person) {
                Ok(_) => written.find(|mentioned| mentioned.with.contains(person)),
                Err(_) => written.next(),
            };
            let start = first.and_then(|mentioned| mentioned.start);
            let days = self.held.get(person)?;
            let after = days.partition_point(|(day, _)| start.is_some_and(|start| *day <= start));
            last = last.max(Some(*days.get(after)?));
        }
        last
    }

    fn finish(mut self, today: Date) -> Ledger {
        let mut states: Vec<(State, Option<Owner>)> = Vec::with_capacity(self.works.len());
        let told: Vec<_> = self.works.iter().map(|work| self.told(work)).collect();
        let facts = |told: &Option<(Timestamp, Date)>, actions| Facts { today, told: *told, actions };
        for (work, told) in self.works.iter().zip(&told) {
            states.push((state::conclude(work, facts(told, Actions::None)), state::owner(work)));
        }
        for (at, (work, told)) in self.works.iter().zip(&told).enumerate() {
            if !work.item.actions.is_empty() {
                let mut actions = Actions::None;
                for action in work.item.actions.iter().filter_map(|action| states.get(*action)) {
                    actions = match (action.0, actions) {
                        (State::Dropped, actions) => actions,
                        (State::Done, Actions::None | Actions::AllDone) => Actions::AllDone,
                        _ => Actions::SomeOpen,
                    };
                }
                let state = state::conclude(work, facts(told, actions));
                if let Some(known) = states.get_mut(at) {
                    known.0 = state;
                }
            }
        }
        let secret = self.works.iter().filter(|work| work.item.visibility == Visibility::Confidential);
        let worded =
            secret.flat_map(|work| work.wordings.iter().map(|(_, text)| (*text, work.item.people.clone())));
        let mut secret: HashMap<u32, Vec<Vec<PersonKey>>> = HashMap::new();
        for (text, people) in worded {
            secret.entry(text).or_default().push(people);
        }
        let mut items = Vec::with_capacity(self.works.len());
        let mut doubts = BTreeSet::new();
        for ((work, (state, owner)), told) in self.works.into_iter().zip(states).zip(told) {
            let Work { mut item, closing, doubt, copies, answered, .. } = work;
            doubts.extend(answered.iter().cloned());
            item.actions.sort_unstable();
            item.actions.dedup();
            item.state = state;
            item.owner = owner;
            if state.is_open() {
                doubts.extend(copies);
            } else {
                let told = told.map(|(_, day)| day);
                item.closed_on = closing.map_or(told, |closing| closing.on);
                if !answered.is_empty() {
                    item.closed_on = item.closed_on.map(|day| day.min(today));
                }
            }
            if let Some((tick, doubt)) = doubt {
                if closing.is_none() {
                    let ticked = item.mentions.get(tick.mention);
                    item.ticked_in = ticked.and_then(|mentioned| mentioned.date);
                    self.findings.push(Finding::TickedEarlier {
                        ticked: doubt.ticked.clone(),
                        on: item.ticked_in,
                        at: doubt.open.clone(),
                    });
                }
                doubts.insert(doubt);
            }
            items.push(item);
        }
        let texts = &self.index.texts;
        // Words mean what is confidential only where it concerns everyone whom the naming item concerns: so a book
        // of one person's notes says the same as one of all.
        visibility::leave_unnamed(&mut items, |text, people| {
            let meant = texts.get(text).and_then(|text| secret.get(&text));
            meant
                .is_some_and(|all| all.iter().any(|known| people.iter().all(|person| known.contains(person))))
        });
        let diagnostics = findings::diagnostics(&self.findings, &items);
        Ledger { items, diagnostics, doubts: doubts.into_iter().collect() }
    }
}
