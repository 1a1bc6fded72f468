//! From the items that enter a section to what it shows.

use super::{Line, Section, SectionName};

/// A section of the first of these, in their order, up to its cap; `None` where nothing enters. What is left
/// out is counted, and so is what of it the writer is late on.
pub(super) fn section<T>(
    name: SectionName,
    heading: impl Into<String>,
    enter: &[T],
    is_late: impl Fn(&T) -> bool,
    line: impl Fn(&T) -> Line,
) -> Option<Section> {
    if enter.is_empty() {
        return None;
    }
    let (shown, hidden) = enter.split_at(name.cap().min(enter.len()));
    Some(Section {
        items: shown.iter().map(line).collect(),
        hidden: hidden.len(),
        hidden_late: hidden.iter().filter(|item| is_late(item)).count(),
        ..Section::empty(name, heading)
    })
}

impl Section {
    /// A section that holds no item.
    pub(super) fn empty(name: SectionName, heading: impl Into<String>) -> Self {
        let heading = heading.into();
        Self { name, heading, items: Vec::new(), hidden: 0, hidden_late: 0, elsewhere: None }
    }
}

/// For [`section`], where the writer owes nothing.
pub(super) fn never_late<T>(_: &T) -> bool {
    false
}

impl SectionName {
    /// How many items the section shows.
    #[must_use]
    pub fn cap(self) -> usize {
        match self {
            Self::YouOwe => 5,
            Self::TheyOwe | Self::Goals | Self::Tell => 4,
            Self::Decide | Self::Unowned | Self::Feedback | Self::Ask => 3,
        }
    }
}
