//! The pieces of the merged text in their order, and the text.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{
    Grain,
    align::ascending,
    classes::{BASE, Classes, EARLY, LATE},
    numbering,
    own::Clash,
    rewrite, secret,
    tokens::{Named, Numbers},
    tree::{Kind, ROOT},
};
use crate::domain::note::when::heading_date;
use jiff::civil::Date;

/// Merges three versions, taken apart; `None` where moved pieces would hold each other, or where what is confidential
/// would not be.
pub(super) fn weave(
    versions: [&Named<'_>; 3],
    grain: Grain,
    numbers: &mut Numbers,
) -> Option<(String, Clash)> {
    let mut classes = Classes::new(versions, numbers).ok()?;
    let clash = rewrite::settle(&mut classes).or(classes.parted);
    let mut loom = Loom {
        classes,
        grain,
        clash,
        counted: HashMap::new(),
        out: String::new(),
        last: Kind::Root,
        placed: Vec::new(),
        children: Vec::new(),
    };
    loom.gather();
    loom.write();
    secret::keeps(&loom.classes, &loom.out, &loom.placed).then_some((loom.out, loom.clash))
}

struct Loom<'n, 'a> {
    classes: Classes<'n, 'a>,
    grain: Grain,
    clash: Clash,
    out: String,
    /// The numbers of entries of numbered lists.
    counted: HashMap<usize, u64>,
    /// The kind of the last piece that was written.
    last: Kind,
    /// The pieces that were written, each with where.
    placed: Vec<(usize, Range<usize>)>,
    /// For each piece, those that it holds in the merged text, in no order.
    children: Vec<Vec<usize>>,
}

impl Loom<'_, '_> {
    fn gather(&mut self) {
        self.children = vec![Vec::new(); self.classes.all.len()];
        for class in 0..self.classes.all.len() {
            if class != ROOT {
                self.children[self.classes.all[class].parent].push(class);
            }
        }
    }

    fn write(&mut self) {
        let mut open = vec![ROOT];
        while let Some(class) = open.pop() {
            self.piece(class);
            let children = self.order(class);
            self.counted.extend(numbering::counted(&self.classes, class, &children));
            open.extend(children.into_iter().rev());
        }
        self.close();
    }

    fn piece(&mut self, class: usize) {
        let Some(mut own) = self.classes.own(class, self.grain) else { return };
        self.clash = self.clash.or(own.clash);
        if let Some(number) = self.counted.get(&class) {
            own.text = Cow::Owned(numbering::with(&own.text, *number));
        }
        let kind = self.classes.kind(class);
        if kind == Kind::Root {
            return;
        }
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push_str(self.line_end());
        }
        // Behind a list, a paragraph that follows at once would be taken for the last item's.
        let is_plain =
            kind == Kind::Line && !own.text.trim_start().starts_with(['>', '|', '-', '*', '_', '#']);
        if is_plain && self.last == Kind::Item && !self.follows_item(class) {
            self.out.push_str(self.line_end());
        }
        let is_joined = own.lead.is_empty() && !matches!(self.last, Kind::Root | Kind::Fence);
        let needs_room = kind == Kind::Section && is_joined && self.began_body(class);
        // Behind a paragraph, a heading that is underlined would be the rest of it.
        let is_underlined = kind == Kind::Section && !own.text.trim_start().starts_with('#');
        let would_go_on =
            is_underlined && own.lead.is_empty() && matches!(self.last, Kind::Line | Kind::Item);
        if (needs_room || would_go_on) && !self.out.ends_with("\n\n") {
            self.out.push_str(self.line_end());
        }
        self.out.push_str(own.lead);
        let start = self.out.len();
        self.out.push_str(&own.text);
        self.placed.push((class, start..self.out.len()));
        self.out.push_str(own.end);
        self.last = kind;
    }

    /// Whether a line stands right behind a list item in some version.
    fn follows_item(&self, class: usize) -> bool {
        [EARLY, LATE].into_iter().any(|version| {
            let id = self.classes.all[class].of[version].and_then(|id| id.checked_sub(1));
            id.is_some_and(|id| self.classes.versions[version].node(id).kind == Kind::Item)
        })
    }

    /// Whether nothing stood before a heading, so that no empty line did.
    fn began_body(&self, class: usize) -> bool {
        [EARLY, LATE].into_iter().all(|version| {
            let id = self.classes.all[class].of[version].and_then(|id| id.checked_sub(1));
            id.is_none_or(|id| {
                matches!(self.classes.versions[version].node(id).kind, Kind::Root | Kind::Fence)
            })
        })
    }

    /// How lines end in the text, where a line has no end of its own.
    fn line_end(&self) -> &'static str {
        let [base, early, late] = self
            .classes
            .versions
            .map(|named| named.source.find('\n').map(|at| named.source[..at].ends_with('\r')));
        if late.or(early).or(base) == Some(true) { "\r\n" } else { "\n" }
    }

    /// Ends the text, and all its lines, as the side does that changed that.
    fn close(&mut self) {
        let style = |text: &str| {
            let (all, marked) = (text.matches('\n').count(), text.matches("\r\n").count());
            (all == 0 || marked == 0 || marked == all).then_some(marked > 0)
        };
        if let [Some(base), Some(early), Some(late)] = self.classes.versions.map(|named| style(named.source))
        {
            let wanted = if early == base { late } else { early };
            let of_base = self.classes.versions[BASE].source.contains('\n');
            if of_base && style(&self.out) != Some(wanted) {
                self.out = self.out.replace("\r\n", "\n");
                if wanted {
                    self.out = self.out.replace('\n', "\r\n");
                }
            }
        }
        let ends = |text: &str| (!text.is_empty()).then(|| text.ends_with('\n'));
        let [base, early, late] = self.classes.versions.map(|named| ends(named.source));
        let wanted = if early.is_none() || late.is_some() && early == base { late } else { early };
        let wanted = wanted.or(base).unwrap_or(true);
        if self.out.is_empty() || self.out.ends_with('\n') == wanted {
            return;
        }
        if wanted {
            self.out.push_str(self.line_end());
        } else {
            self.out.pop();
            if self.out.ends_with('\r') {
                self.out.pop();
            }
        }
    }

    /// The pieces that one holds, in order: those that stand in both versions and that neither moved keep theirs,
    /// and what a side added or moved stands between them as it does there, the early side's first.
    fn order(&mut self, parent: usize) -> Vec<usize> {
        let living: Vec<usize> =
            self.children[parent].iter().copied().filter(|class| self.classes.all[*class].lives).collect();
        let places = Places::new(&self.classes, parent);
        let moved = [EARLY, LATE].map(|version| places.moved(&living, version));
        let anchors = self.anchors(&living, &places, &moved);
        let is_anchor: HashSet<usize> = anchors.iter().map(|(_, _, class)| *class).collect();

        let mut gaps: Vec<[Vec<(usize, usize)>; 2]> = vec![Default::default(); anchors.len() + 1];
        for class in living.iter().copied().filter(|class| !is_anchor.contains(class)) {
            let (in_early, in_late) = (places.of(class, EARLY), places.of(class, LATE));
            let by_early = in_late.is_none()
                || in_early.is_some() && moved[0].contains(&class) && !moved[1].contains(&class);
            let gap = match (by_early, in_early, in_late) {
                (true, Some(place), _) => {
                    Some((anchors.partition_point(|(_, early, _)| *early < place), 0, place))
                }
                (_, _, Some(place)) => {
                    Some((anchors.partition_point(|(late, _, _)| *late < place), 1, place))
                }
                _ => None,
            };
            let (gap, side, place) = gap.unwrap_or((anchors.len(), 1, usize::MAX));
            gaps[gap][side].push((place, class));
        }
        let mut out = Vec::with_capacity(living.len());
        for (at, [mut early, mut late]) in gaps.into_iter().enumerate() {
            early.sort_unstable();
            late.sort_unstable();
            out.extend(self.between(parent, &places, [&early, &late]));
            out.extend(anchors.get(at).map(|(_, _, class)| *class));
        }
        // Under a heading what is no heading comes first, and a deeper heading before a higher one.
        out.sort_by_key(|class| self.rank(*class));
        out
    }

    /// What both sides have between two pieces, given with its places in its version, in order: each behind what it
    /// stands behind in the base, and behind the same piece the early side's first.
    fn between(&self, parent: usize, places: &Places, [early, late]: [&[(usize, usize)]; 2]) -> Vec<usize> {
        let classes = |list: &[(usize, usize)]| list.iter().map(|(_, class)| *class).collect::<Vec<_>>();
        if let Some(by_day) = self.by_day(parent, &classes(early), &classes(late)) {
            return by_day;
        }
        let kind = |list: &[(usize, usize)]| list.first().map(|(_, class)| self.classes.kind(*class));
        // A list goes on before an empty line ends it.
        if kind(early) == Some(Kind::Blank) && kind(late) == Some(Kind::Item) {
            return [classes(late), classes(early)].concat();
        }
        let (mut early, mut late) = (early, late);
        let mut out = Vec::with_capacity(early.len() + late.len());
        while let (Some((one, rest)), Some((other, others))) = (early.split_first(), late.split_first()) {
            if places.behind(EARLY, one.0) <= places.behind(LATE, other.0) {
                out.push(one.1);
                early = rest;
            } else {
                out.push(other.1);
                late = others;
            }
        }
        out.extend(classes(early));
        out.extend(classes(late));
        out
    }

    /// The pieces that stand in both versions in one order, as their places in the late one, in the early one, and
    /// themselves. What both added counts only where it stands between the same pieces of the base.
    fn anchors(&self, living: &[usize], places: &Places, moved: &[HashSet<usize>; 2]) -> Vec<Anchor> {
        let common = living
            .iter()
            .filter(|class| moved.iter().all(|moved| !moved.contains(class)))
            .filter_map(|class| Some((places.of(*class, LATE)?, places.of(*class, EARLY)?, *class)));
        let (mut old, new): (Vec<Anchor>, Vec<Anchor>) =
            common.partition(|(_, _, class)| self.classes.all[*class].of[BASE].is_some());
        old.sort_unstable();
        let old = in_both(&old);
        let fits = |(late, early, _): &Anchor| {
            let before = old.partition_point(|(other, _, _)| other < late);
            before == old.partition_point(|(_, other, _)| other < early)
        };
        let mut all: Vec<Anchor> = new.into_iter().filter(fits).chain(old.iter().copied()).collect();
        all.sort_unstable();
        in_both(&all)
    }

    /// Dated headings of both sides in the order that the days of both sides are in; `None` where they are in none.
    fn by_day(&self, parent: usize, early: &[usize], late: &[usize]) -> Option<Vec<usize>> {
        let day = |text: &str| heading_date(text.trim().trim_start_matches('#').trim()).map(|(day, _)| day);
        let of_class = |class: &usize| {
            let node = [LATE, EARLY].into_iter().find_map(|version| self.classes.node(*class, version))?;
            day(node.text).filter(|_| node.kind == Kind::Section)
        };
        if early.is_empty() || late.is_empty() {
            return None;
        }
        let all = early.iter().chain(late);
        let mut days: Vec<(Date, usize)> =
            all.map(|class| Some((of_class(class)?, *class))).collect::<Option<_>>()?;
        let direction = |version: usize| {
            let named = self.classes.versions[version];
            let children = &self.classes.node(parent, version)?.children;
            let days: Vec<Date> = children.iter().filter_map(|id| day(named.node(*id).text)).collect();
            let rises = days.is_sorted();
            (days.len() > 1 && (rises || days.iter().rev().is_sorted())).then_some(rises)
        };
        match (direction(EARLY)?, direction(LATE)?) {
            (true, true) => days.sort_by_key(|(day, _)| *day),
            (false, false) => days.sort_by_key(|(day, _)| std::cmp::Reverse(*day)),
            _ => return None,
        }
        Some(days.into_iter().map(|(_, class)| class).collect())
    }

    fn rank(&self, class: usize) -> usize {
        match self.classes.kind(class) {
            Kind::Section => {
                let node = [LATE, EARLY].into_iter().find_map(|version| self.classes.node(class, version));
                10 - node.map_or(0, |node| node.level.min(9))
            }
            Kind::Front => 0,
            Kind::Fence => 100,
            _ => 1,
        }
    }
}

/// A piece's place in the late version, in the early one, and the piece.
type Anchor = (usize, usize, usize);

/// As many of these as ascend in both versions.
fn in_both(sorted: &[Anchor]) -> Vec<Anchor> {
    let early: Vec<usize> = sorted.iter().map(|(_, early, _)| *early).collect();
    ascending(&early).into_iter().filter_map(|at| sorted.get(at).copied()).collect()
}

/// Where the pieces stand that one holds, in each version.
struct Places {
    lists: [Vec<usize>; 3],
    of: [HashMap<usize, usize>; 3],
}

impl Places {
    fn new(classes: &Classes<'_, '_>, parent: usize) -> Self {
        let lists = [BASE, EARLY, LATE].map(|version| classes.children(parent, version));
        let of =
            lists.each_ref().map(|list| list.iter().enumerate().map(|(at, class)| (*class, at)).collect());
        Self { lists, of }
    }

    fn of(&self, class: usize, version: usize) -> Option<usize> {
        self.of.get(version)?.get(&class).copied()
    }

    /// Behind which piece of the base, by its place there, something stands in a version.
    fn behind(&self, version: usize, place: usize) -> Option<usize> {
        let list = self.lists.get(version)?.get(..place)?;
        list.iter().rev().find_map(|class| self.of(*class, BASE))
    }

    /// Those that stand in another order, or under something else, than in the base.
    fn moved(&self, classes: &[usize], version: usize) -> HashSet<usize> {
        let mut stay: Vec<(usize, usize, usize)> = classes
            .iter()
            .filter_map(|class| Some((self.of(*class, BASE)?, self.of(*class, version)?, *class)))
            .collect();
        stay.sort_unstable();
        let order: Vec<usize> = stay.iter().map(|(_, place, _)| *place).collect();
        let kept: HashSet<usize> = ascending(&order).into_iter().map(|at| stay[at].2).collect();
        stay.into_iter().map(|(_, _, class)| class).filter(|class| !kept.contains(class)).collect()
    }
}
