//! What a heading's words say about the list items under it.

use super::{
    confidential,
    item::{FeedbackDirection, Kind},
    meeting::Section,
};

/// How a heading is read: without case, emoji, numbering, markup or trailing colon, by the longest phrase of
/// the format's table that it begins with, or, for commitments, goals and questions, ends with. Length is
/// counted in words; at equal length the phrase at the beginning wins.
///
/// `text` is the heading's text without its markdown marks.
#[must_use]
pub fn classify(text: &str) -> Section {
    let lower = text.to_lowercase();
    let words: Vec<&str> = words(strip_lead(&lower)).collect();
    let words = strip_numbers(&words);
    let (Some(head), Some(tail)) = (words.first(), words.last()) else { return Section::Prose };
    let starts = PHRASES
        .iter()
        .filter(|(phrase, _)| phrase.starts_with(head) && words_of(phrase).eq(prefix(words, phrase)));
    let ends = PHRASES.iter().filter(|(phrase, section)| {
        phrase.ends_with(tail) && may_end(*section) && words_of(phrase).eq(suffix(words, phrase))
    });
    let first = starts.max_by_key(|(phrase, _)| words_of(phrase).count());
    let last = ends.max_by_key(|(phrase, _)| words_of(phrase).count());
    let long = |hit: Option<&(&str, Section)>| hit.map_or(0, |(phrase, _)| words_of(phrase).count());
    match (first, last) {
        (first, Some((_, section))) if long(last) > long(first) => whose(words, *section),
        (Some((_, section)), _) => *section,
        _ => alone(words),
    }
}

/// Whether what lies under a heading is confidential: it is read as such, begins with a word that says so
/// and is read as a kind of items for its other words (`Confidential action items`), or is marked like an item.
#[must_use]
pub fn hides(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> = words(strip_lead(&lower)).collect();
    let first = strip_numbers(&words).first();
    matches!(first, Some(&"confidential" | &"private"))
        || classify(text) == Section::Confidential
        || confidential::marks(text)
}

/// Whether bullets without a box are items under such a heading.
#[must_use]
pub fn holds_items(section: Section) -> bool {
    !matches!(section, Section::Confidential | Section::Attendance | Section::Day | Section::Prose)
}

/// The kind of the items under such a heading; a commitment where it names none.
#[must_use]
pub fn kind_of(section: Section) -> Kind {
    match section {
        Section::Items(kind) => kind,
        Section::Feedback(_) => Kind::Feedback,
        _ => Kind::Commitment,
    }
}

const PHRASES: &[(&str, Section)] = {
    use Kind::{Ask, Commitment, Concern, Decision, Feedback, Fyi, Goal, Idea, Question, Request, Win};
    use Section::Items;
    &[
        ("commitments", Items(Commitment)),
        ("action items", Items(Commitment)),
        ("actions", Items(Commitment)),
        ("to do", Items(Commitment)),
        ("to dos", Items(Commitment)),
        ("to do s", Items(Commitment)),
        ("todo", Items(Commitment)),
        ("todos", Items(Commitment)),
        ("todo s", Items(Commitment)),
        ("tasks", Items(Commitment)),
        ("next steps", Items(Commitment)),
        ("follow ups", Items(Commitment)),
        ("followups", Items(Commitment)),
        ("mine", Section::Mine),
        ("my actions", Section::Mine),
        ("i owe", Section::Mine),
        ("i promised", Section::Mine),
        ("theirs", Section::Theirs),
        ("their actions", Section::Theirs),
        ("they owe", Section::Theirs),
        ("they promised", Section::Theirs),
        ("waiting for", Section::Theirs),
        ("goals", Items(Goal)),
        ("objectives", Items(Goal)),
        ("okrs", Items(Goal)),
        ("feedback", Items(Feedback)),
        ("feedback received", Section::Feedback(FeedbackDirection::Received)),
        ("feedback given", Section::Feedback(FeedbackDirection::Given)),
        ("feedback to ask", Section::Feedback(FeedbackDirection::ToAsk)),
        ("concerns", Items(Concern)),
        ("problems", Items(Concern)),
        ("issues", Items(Concern)),
        ("risks", Items(Concern)),
        ("challenges", Items(Concern)),
        ("blockers", Items(Concern)),
        ("requests", Items(Request)),
        ("new work", Items(Request)),
        ("asked of me", Items(Request)),
        ("decisions", Items(Decision)),
        ("decided", Items(Decision)),
        ("asks", Items(Ask)),
        ("help needed", Items(Ask)),
        ("proposals", Items(Ask)),
        ("questions", Items(Question)),
        ("topics", Items(Question)),
        ("agenda", Items(Question)),
        ("talking points", Items(Question)),
        ("to discuss", Items(Question)),
        ("wins", Items(Win)),
        ("achievements", Items(Win)),
        ("highlights", Items(Win)),
        ("done", Items(Win)),
        ("shipped", Items(Win)),
        ("fyi", Items(Fyi)),
        ("updates", Items(Fyi)),
        ("context", Items(Fyi)),
        ("ideas", Items(Idea)),
        ("suggestions", Items(Idea)),
        ("confidential", Section::Confidential),
        ("private", Section::Confidential),
        ("attendees", Section::Attendance),
        ("participants", Section::Attendance),
        ("present", Section::Attendance),
        ("guests", Section::Attendance),
        ("regrets", Section::Attendance),
        ("apologies", Section::Attendance),
    ]
};

/// Singular forms and other spellings that count only as the whole heading.
const ALONE: &[(&str, &str)] = &[
    ("commitment", "commitments"),
    ("action", "actions"),
    ("action item", "actions"),
    ("task", "tasks"),
    ("next step", "next steps"),
    ("follow up", "follow ups"),
    ("followup", "follow ups"),
    ("waiting on", "waiting for"),
    ("goal", "goals"),
    ("objective", "objectives"),
    ("okr", "okrs"),
    ("concern", "concerns"),
    ("problem", "problems"),
    ("issue", "issues"),
    ("risk", "risks"),
    ("challenge", "challenges"),
    ("blocker", "blockers"),
    ("request", "requests"),
    ("decision", "decisions"),
    ("ask", "asks"),
    ("proposal", "proposals"),
    ("question", "questions"),
    ("topic", "topics"),
    ("win", "wins"),
    ("achievement", "achievements"),
    ("highlight", "highlights"),
    ("idea", "ideas"),
    ("suggestion", "suggestions"),
];

fn alone(words: &[&str]) -> Section {
    let plural = ALONE
        .iter()
        .find(|(single, _)| words_of(single).eq(words.iter().copied()))
        .map(|(_, plural)| *plural);
    plural
        .and_then(|plural| PHRASES.iter().find(|(phrase, _)| *phrase == plural))
        .map_or(Section::Prose, |(_, section)| *section)
}

fn may_end(section: Section) -> bool {
    matches!(
        section,
        Section::Items(Kind::Commitment | Kind::Goal | Kind::Question) | Section::Mine | Section::Theirs
    )
}

/// `My action items` are the writer's, `Their next steps` the other's.
fn whose(words: &[&str], section: Section) -> Section {
    match (words.first(), section) {
        (Some(&"my"), Section::Items(Kind::Commitment)) => Section::Mine,
        (Some(&"their"), Section::Items(Kind::Commitment)) => Section::Theirs,
        _ => section,
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn words_of(phrase: &str) -> impl Iterator<Item = &str> {
    phrase.split(' ')
}

fn prefix<'a>(words: &'a [&'a str], phrase: &str) -> impl Iterator<Item = &'a str> {
    let n = words_of(phrase).count().min(words.len());
    words.iter().take(n).copied()
}

fn suffix<'a>(words: &'a [&'a str], phrase: &str) -> impl Iterator<Item = &'a str> {
    let n = words_of(phrase).count().min(words.len());
    words.iter().skip(words.len() - n).copied()
}

/// Takes off a leading emoji shortcode (`:dart:`) and a leading letter or Roman number with its point (`A.`).
fn strip_lead(text: &str) -> &str {
    let text = text.trim();
    if let Some((code, rest)) = text.strip_prefix(':').and_then(|rest| rest.split_once(':'))
        && !code.is_empty()
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+'))
    {
        return rest.trim_start();
    }
    let bare = text.trim_start_matches(['(', '[']);
    match bare.split_once(['.', ')']) {
        Some((number, rest))
            if rest.starts_with(' ')
                && (number.len() == 1 && number.bytes().all(|b| b.is_ascii_lowercase())
                    || !number.is_empty() && number.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'))) =>
        {
            rest.trim_start()
        }
        _ => text,
    }
}

fn strip_numbers<'a, 'b>(words: &'b [&'a str]) -> &'b [&'a str] {
    let numbers = words.iter().take_while(|word| word.chars().all(char::is_numeric)).count();
    if numbers == words.len() { words } else { &words[numbers..] }
}

#[cfg(test)]
mod tests {
    use super::{FeedbackDirection, Kind, PHRASES, Section, classify, hides};

    #[track_caller]
    fn check(section: Section, headings: &[&str]) {
        for heading in headings {
            assert_eq!(classify(heading), section, "{heading:?}");
        }
    }

    #[test]
    fn every_phrase_of_the_table_names_its_section() {
        for (phrase, section) in PHRASES {
            assert_eq!(classify(phrase), *section, "{phrase:?}");
            assert_eq!(classify(&format!("1. {}:", phrase.to_uppercase())), *section, "{phrase:?}");
            assert_eq!(classify(&format!("🎯 {phrase} of the quarter")), *section, "{phrase:?}");
        }
    }

    #[test]
    fn commitments_and_whose() {
        check(
            Section::Items(Kind::Commitment),
            &[
                "Commitments",
                "ACTION ITEMS:",
                "✅ Actions",
                "2) To do",
                "To-do",
                "To-dos",
                "TODO",
                "Todos",
                "Todo(s)",
                "2.1 Next steps",
                "(3) Tasks",
                "b) Tasks",
                "iv. Tasks",
                ":pushpin: Tasks",
                "Follow-ups",
                "Follow ups",
                "Followups",
                "Follow-up",
                "Action items from last week",
                "Review action items",
                "Actions Review",
                "Action",
                "Open to-dos",
                "Questions about next steps",
            ],
        );
        check(
            Section::Mine,
            &["Mine", "My actions", "I owe Priya", "I promised", "My action items", "My todos"],
        );
        check(
            Section::Theirs,
            &[
                "Theirs",
                "Their actions",
                "They owe me",
                "Waiting for Priya",
                "Their next steps",
                "Waiting on",
            ],
        );
    }

    #[test]
    fn kinds_at_the_end_and_ties() {
        check(
            Section::Items(Kind::Goal),
            &["Goals for Q3", "Q3 goals", "Team OKRs", "Goals and questions", "Goal"],
        );
        check(
            Section::Items(Kind::Question),
            &["Open questions", "Discussion topics", "Agenda", "To discuss"],
        );
        check(Section::Items(Kind::Feedback), &["Feedback questions", "Feedback on my goals"]);
        check(Section::Feedback(FeedbackDirection::Received), &["Feedback received"]);
        check(Section::Feedback(FeedbackDirection::Given), &["Feedback given to Omar"]);
        check(Section::Feedback(FeedbackDirection::ToAsk), &["Feedback to ask"]);
        check(Section::Items(Kind::Decision), &["Decided", "Decisions made", "Decision"]);
        check(Section::Items(Kind::Win), &["Done ✓", "Shipped this week"]);
        check(Section::Confidential, &["Confidential", "🔒 Private notes"]);
        check(Section::Attendance, &["Present:", "Attendees (5)"]);
    }

    #[test]
    fn what_is_hidden_is_hidden_whatever_its_kind() {
        for heading in [
            "Confidential",
            "🔒 2. PRIVATE:",
            "Private to do",
            "iv. **Confidential** goals",
            ":x: Private",
            "Ideas visibility:confidential",
        ] {
            assert!(hides(heading), "{heading:?}");
        }
        for heading in ["", "Privateer", "Goals (private)", "Not confidential", "Notes"] {
            assert!(!hides(heading), "{heading:?}");
        }
        check(Section::Items(Kind::Commitment), &["Confidential action items"]);
    }

    #[test]
    fn other_headings_name_nothing() {
        check(
            Section::Prose,
            &[
                "",
                "Notes",
                "1:1 with Priya",
                "Presentation",
                "Not done",
                "Recent wins",
                "Big risks",
                "Taskforce",
                "2026",
                "Decision log",
                "Action plan",
                "Tasked",
                "::",
            ],
        );
    }
}
