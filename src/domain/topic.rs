//! Whether a text speaks of a topic: a pressure, a boundary, a date that somebody faces.
//!
//! People do not repeat such a phrase word for word, so its telling words are looked for: those of three letters
//! or more that are not among the commonest, without their endings.

use std::collections::BTreeSet;

use super::ledger::identity::fold;

/// Words that tell nothing of what a phrase is about.
const COMMON: [&str; 76] = [
    "about", "after", "again", "all", "also", "and", "another", "any", "are", "around", "because", "been",
    "before", "being", "but", "can", "could", "did", "does", "doing", "done", "each", "early", "for", "from",
    "get", "has", "have", "her", "here", "him", "his", "how", "into", "its", "itself", "just", "late",
    "more", "most", "much", "new", "not", "now", "off", "one", "only", "our", "out", "over", "own", "per",
    "she", "should", "since", "some", "than", "that", "the", "their", "them", "then", "there", "they",
    "this", "too", "until", "want", "wants", "was", "were", "what", "when", "who", "will", "with",
];

/// The shortest word that can tell something, in characters.
const SHORTEST: usize = 3;

/// What a phrase is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The phrase, folded.
    phrase: String,
    /// Its telling words, without endings.
    words: BTreeSet<String>,
}

impl Topic {
    /// The topic of a phrase.
    #[must_use]
    pub fn of(phrase: &str) -> Self {
        let phrase = fold(phrase);
        let words = telling(&phrase);
        Self { phrase, words }
    }

    /// Whether a text speaks of the topic: it holds the whole phrase, or is a part of it of two words or more, or
    /// shares at least half of its telling words, and at least two where there are two.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        let text = fold(text);
        if self.phrase.is_empty() || text.is_empty() {
            return false;
        }
        let part = text.contains(' ') && holds(&self.phrase, &text);
        if part || holds(&text, &self.phrase) {
            return true;
        }
        let shared = self.words.intersection(&telling(&text)).count();
        shared > 0 && shared >= self.words.len().div_ceil(2).max(self.words.len().min(2))
    }

    /// Whether a text shares any telling word with the topic.
    #[must_use]
    pub fn touches(&self, text: &str) -> bool {
        !self.words.is_disjoint(&telling(&fold(text)))
    }
}

/// Whether a folded text holds a folded phrase as whole words; a script without spaces has no whole words.
fn holds(text: &str, phrase: &str) -> bool {
    if phrase.is_ascii() {
        format!(" {text} ").contains(&format!(" {phrase} "))
    } else {
        text.contains(phrase)
    }
}

fn telling(folded: &str) -> BTreeSet<String> {
    let words = folded.split(' ').filter(|word| word.chars().count() >= SHORTEST && !COMMON.contains(word));
    words.map(|word| stem(word).to_owned()).collect()
}

/// An English word without the ending of its plural, past or participle; any other word as it is.
fn stem(word: &str) -> &str {
    let endings = ["ings", "ing", "ies", "ied", "ed", "es", "s", "y", "e"];
    let long = |stem: &&str| stem.chars().count() >= SHORTEST;
    endings.iter().find_map(|ending| word.strip_suffix(ending).filter(long)).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::{COMMON, Topic};

    #[test]
    fn a_text_speaks_of_a_topic() {
        for (phrase, text) in [
            ("The islands contract", "Offer: draft the contract for the islands"),
            ("She announces team changes herself", "Announce the team change on Monday"),
            ("Finance wants the tender papers early", "Tender papers: collect them for finance"),
            ("on-call", "Take two weeks of on-call"),
            ("Hiring", "Hiring: screen the first twenty CVs"),
            ("Budget", "Show where the budget goes"),
            ("予算", "来期の予算について"),
            ("presents the launch to the board", "Slides for the board: the launch in three numbers"),
        ] {
            assert!(Topic::of(phrase).is_in(text), "{phrase}: {text}");
        }
    }

    #[test]
    fn a_text_does_not() {
        for (phrase, text) in [
            ("The islands contract", "Sign the contract with the caterer's agency for spring"),
            ("She announces team changes herself", "Ask the team about lunch"),
            ("Three teams since the re-org", "Write up how we test refunds"),
            ("Budget round closes", "Close the ticket"),
            ("the", "the"),
            ("", "anything"),
            ("Hiring", ""),
        ] {
            let is_in = Topic::of(phrase).is_in(text);
            assert_eq!(is_in, phrase == text && !phrase.is_empty(), "{phrase}: {text}");
        }
    }

    #[test]
    fn one_word_is_enough_to_touch() {
        let topic = Topic::of("presents the launch to the board");
        assert!(topic.touches("Slides for the board"));
        assert!(!topic.touches("Slides for the team"));
    }

    #[test]
    fn common_words_are_sorted_and_folded() {
        assert!(COMMON.is_sorted());
        assert!(COMMON.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase())));
    }
}
