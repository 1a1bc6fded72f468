//! The signs of Obsidian Tasks, and its Dataview keys.

/// What a sign stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A due date follows.
    Due,
    /// A done date follows.
    Done,
    /// An id follows.
    Id,
    /// A date follows that says nothing here.
    OtherDate,
    /// A rule of recurrence follows.
    Recurrence,
    /// A word follows that says nothing here.
    OtherWord,
    /// It stands alone.
    Alone,
}

/// The sign that a character is.
pub(super) fn sign(c: char) -> Option<Sign> {
    Some(match c {
        '📅' | '📆' | '🗓' => Sign::Due,
        '✅' => Sign::Done,
        '🆔' => Sign::Id,
        '➕' | '⏳' | '⌛' | '🛫' | '❌' => Sign::OtherDate,
        '🔁' => Sign::Recurrence,
        '⛔' | '🏁' => Sign::OtherWord,
        '🔺' | '⏫' | '🔼' | '🔽' | '⏬' => Sign::Alone,
        _ => return None,
    })
}

/// Whether a Dataview key is one of Obsidian Tasks' that say nothing here.
pub(super) fn is_other_key(key: &str) -> bool {
    matches!(
        key,
        "created"
            | "scheduled"
            | "start"
            | "repeat"
            | "recurrence"
            | "priority"
            | "cancelled"
            | "dependson"
            | "oncompletion"
    )
}

/// The length of a rule of recurrence (`every week on Tuesday when done`) at the start of a text: its words
/// up to one that belongs to something else. 0 where there is none.
pub(super) fn recurrence(text: &str) -> usize {
    let mut end = 0;
    for (place, word) in text.split(' ').enumerate() {
        let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || c == ',');
        let first = place > 0 || word.eq_ignore_ascii_case("every");
        if !plain || word.is_empty() || !first || matches!(word, "due" | "by") || place > 11 {
            break;
        }
        end += word.len() + usize::from(place > 0);
    }
    end
}
