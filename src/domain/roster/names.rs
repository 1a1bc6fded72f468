//! How a person's name is written, and what stays the same between two spellings of it.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// One way of writing a person down, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spelling {
    /// The name to show and to look up: `Priya` of `[[people/priya|Priya]]`.
    pub(super) name: String,
    /// The file that a link leads to, without folder and extension: `priya`.
    pub(super) target: Option<String>,
    /// A mail address that stands with the name, or in place of one.
    pub(super) email: Option<String>,
}

/// A person's name as a person would say it: without `@`, `[[…]]` (the alias of `[[link|alias]]`, else the
/// last part of its path), emphasis, a mail address behind it, pronouns in brackets, and punctuation around it.
/// Empty where no letter or digit is left.
#[must_use]
pub fn clean_name(raw: &str) -> String {
    spell(raw).name
}

/// The key of a person without a profile: lower-cased words joined by `-` (`Sarah Chen` → `sarah-chen`), the
/// letters of every script kept, apostrophes left out.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfc().filter(|c| !is_apostrophe(*c)) {
        if c.is_alphanumeric() || is_combining_mark(c) {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// What two spellings of a name share: case, Latin accents, and the way words are joined (`José Díaz`,
/// `jose-diaz`, `jose.diaz`) folded away.
pub(super) fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfkd().filter(|c| !is_apostrophe(*c) && !('\u{300}'..='\u{36f}').contains(c)) {
        if c.is_alphanumeric() || is_combining_mark(c) {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    out
}

/// The folded first names that a name gives: its first word; of a handle such as `sarah-chen`, also its first
/// part. Empty for a name of one plain word.
pub(super) fn first_names(name: &str) -> Vec<String> {
    let mut out = Vec::new();
    let first = name.split_whitespace().next().unwrap_or_default();
    if first.len() < name.trim().len() {
        out.push(fold(first));
    }
    if name.chars().all(|c| !c.is_uppercase() && !c.is_whitespace()) {
        let part = name.split(['-', '_', '.']).next().unwrap_or_default();
        if part.len() < name.len() {
            out.push(fold(part));
        }
    }
    out.retain(|first| !first.is_empty());
    out
}

/// The folded initials of a name of two words or more: of all its words, and of the first and the last.
pub(super) fn initials(name: &str) -> Vec<String> {
    let folded = fold(name);
    let letters: Vec<char> = folded.split(' ').filter_map(|word| word.chars().next()).collect();
    let (Some(first), Some(last), true) = (letters.first(), letters.last(), letters.len() > 1) else {
        return Vec::new();
    };
    let mut out = vec![letters.iter().collect(), String::from_iter([*first, *last])];
    out.dedup();
    out
}

/// The first letters of a name's words as they are written, a hyphenated word being one: `eP` of `elf Pavlik`.
/// Empty for a name of one word.
pub(super) fn written_initials(name: &str) -> String {
    let letters: String = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
    if letters.chars().nth(1).is_some() { letters } else { String::new() }
}

/// Takes one written name apart.
pub(super) fn spell(raw: &str) -> Spelling {
    let text = peel(raw);
    let whole = |rest: &str| peel(rest).is_empty();
    if let Some((inner, rest)) = text.strip_prefix("[[").and_then(|rest| rest.split_once("]]"))
        && whole(rest)
    {
        let (target, alias) = inner.split_once('|').unwrap_or((inner, ""));
        let target = stem(target);
        let name = if peel(alias).is_empty() { target } else { alias };
        return Spelling { name: bare(name), target: Some(bare(target)), email: None };
    }
    if let Some((label, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once("]("))
        && let Some((target, rest)) = rest.split_once(')')
        && whole(rest)
    {
        let target = stem(target);
        return Spelling { name: bare(label), target: Some(bare(target)), email: None };
    }
    if let Some((name, address)) = text.split_once('<') {
        let (address, rest) = address.split_once('>').unwrap_or((address, ""));
        let address = address.trim();
        if is_email(address) && whole(rest) {
            let name = if peel(name).is_empty() { local_part(address) } else { name };
            return Spelling { name: bare(name), target: None, email: Some(address.to_owned()) };
        }
    }
    if is_email(text) {
        return Spelling { name: bare(local_part(text)), target: None, email: Some(text.to_owned()) };
    }
    Spelling { name: bare(text), target: None, email: None }
}

/// The part of a mail address before its `@`.
pub(super) fn local_part(address: &str) -> &str {
    address.split('@').next().unwrap_or_default()
}

/// A name without pronouns in brackets behind it and punctuation around it, white space collapsed.
fn bare(name: &str) -> String {
    let mut text = peel(name);
    if let Some((before, inside)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('('))
        && inside.contains('/')
        && !peel(before).is_empty()
    {
        text = peel(before);
    }
    if !text.contains(char::is_alphanumeric) {
        return String::new();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn peel(text: &str) -> &str {
    let around = |c: char| {
        c.is_whitespace() || "*_~=\"'“”‘’,;:.!?-–—".contains(c) || c == '\u{fe0f}' || c.is_control()
    };
    let text = text.trim_matches(around);
    let text = text.strip_prefix('@').unwrap_or(text);
    text.trim_matches(around)
}

/// A link target's last part, without a heading and the extension.
fn stem(target: &str) -> &str {
    let target = target.split(['#', '^']).next().unwrap_or_default();
    let last = target.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    last.strip_suffix(".md").unwrap_or(last)
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && !host.is_empty() && !text.contains(char::is_whitespace) && !host.contains('@')
    })
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

#[cfg(test)]
mod tests {
    use super::{clean_name, first_names, fold, initials, slug, spell};

    #[track_caller]
    fn cleaned(raw: &str, expect: &str) {
        assert_eq!(clean_name(raw), expect, "{raw:?}");
    }

    #[test]
    fn every_spelling_gives_the_name_a_person_would_say() {
        cleaned("Priya Nair", "Priya Nair");
        cleaned("  Priya\t Nair ", "Priya Nair");
        cleaned("[[Priya Nair]]", "Priya Nair");
        cleaned("[[people/priya|Priya]]", "Priya");
        cleaned("[[people/priya.md]]", "priya");
        cleaned("[[people/priya#Goals]]", "priya");
        cleaned("[[people/priya|]]", "priya");
        cleaned("[Priya Nair](people/priya.md)", "Priya Nair");
        cleaned("@priya", "priya");
        cleaned("@[[Priya Nair]]", "Priya Nair");
        cleaned("**Priya**:", "Priya");
        cleaned("Priya Nair <p@x.org>", "Priya Nair");
        cleaned("<p.nair@x.org>", "p.nair");
        cleaned("priya@x.org", "priya");
        cleaned("Priya Nair (she/her)", "Priya Nair");
        cleaned("Sam (Platform)", "Sam (Platform)");
        cleaned("\"O'Brien\"", "O'Brien");
        for nobody in ["", "  ", "?", "[[]]", "@", "🎉", "[[|]]", "<>", "\0"] {
            cleaned(nobody, "");
        }
    }

    #[test]
    fn slugs_keep_the_letters_of_every_script() {
        for (name, expect) in [
            ("Sarah Chen", "sarah-chen"),
            ("@sarah", "sarah"),
            ("José Díaz", "josé-díaz"),
            ("Jose\u{301}", "josé"),
            ("O’Brien, Pat", "obrien-pat"),
            ("प्रिया", "प्रिया"),
            ("a/../b", "a-b"),
            ("--", ""),
        ] {
            assert_eq!(slug(name), expect, "{name:?}");
            assert_eq!(fold(&slug(name)), fold(name), "{name:?}");
        }
    }

    #[test]
    fn folding_leaves_what_two_spellings_share() {
        for same in
            ["José Díaz", "jose diaz", "JOSE-DIAZ", "jose.diaz", "Jose\u{301}  Di\u{301}az", "jose_diaz"]
        {
            assert_eq!(fold(same), "jose diaz", "{same:?}");
        }
        assert_ne!(fold("परय"), fold("प्रिया"));
    }

    #[test]
    fn first_names_and_initials() {
        assert_eq!(first_names("Priya Nair"), ["priya"]);
        assert_eq!(first_names("Jean-Luc Picard"), ["jean luc"]);
        assert_eq!(first_names("sarah-chen"), ["sarah"]);
        assert!(first_names("Priya").is_empty());
        assert_eq!(initials("elf Pavlik"), ["ep"]);
        assert_eq!(initials("Maria del Carmen"), ["mdc", "mc"]);
        assert!(initials("Priya").is_empty());
    }

    #[test]
    fn links_and_addresses_keep_what_they_lead_to() {
        assert_eq!(spell("[[people/priya|P]]").target.as_deref(), Some("priya"));
        assert_eq!(spell("Priya <p@x.org>").email.as_deref(), Some("p@x.org"));
        assert_eq!(spell("a@b@c").email, None);
        for more in ["[[Priya]] sends it", "[Priya](p.md) sends it", "Priya <p@x.org> sends it"] {
            assert_eq!((spell(more).target, spell(more).email), (None, None), "{more:?}");
        }
    }
}
