//! The file beside a note that keeps the version which was not chosen:
//! `2026-03-03-priya (conflict 2026-03-04 laptop).md`.

use jiff::civil::Date;

use super::Origin;

const OPEN: &str = " (conflict ";
/// The longest machine's name that is kept, in characters.
const LONGEST: usize = 40;

/// The path of the file that keeps the version of `path` from this origin; the `n`-th of that name, from 1. Every
/// machine names it alike. `/`-separated bytes, as the path is.
#[must_use]
pub fn path(path: &[u8], losing: &Origin, n: usize) -> Vec<u8> {
    let name = path.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    let dot = path.get(name..).and_then(|name| name.iter().rposition(|byte| *byte == b'.'));
    let end = dot.filter(|dot| *dot > 0).map_or(path.len(), |dot| name + dot);
    let (stem, extension) = path.split_at(end);
    let again = if n > 1 { format!(" {n}") } else { String::new() };
    let mark = format!("{OPEN}{} {}{again})", losing.time.date(), machine(&losing.machine));
    [stem, mark.as_bytes(), extension].concat()
}

/// The path of the file that this one is a conflicting version of; `None` where it is no such file.
#[must_use]
pub fn original(path: &str) -> Option<String> {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let open = name + path.get(name..)?.rfind(OPEN)?;
    let mark = path.get(open + OPEN.len()..)?;
    let (inside, extension) = mark.rsplit_once(')')?;
    let (date, machine) = inside.split_once(' ')?;
    let is_extension = extension.is_empty() || extension.starts_with('.') && !extension.contains(' ');
    let fits = open > name && date.len() == 10 && date.parse::<Date>().is_ok() && !machine.is_empty();
    (fits && is_extension).then(|| format!("{}{extension}", path.get(..open).unwrap_or_default()))
}

/// A machine's name as a file's name may hold it.
fn machine(name: &str) -> String {
    let fit = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ') { c } else { '-' };
    let name: String = name.trim().chars().take(LONGEST).map(fit).collect();
    let name = name.trim_matches(['.', ' ', '-']);
    if name.is_empty() { "unknown".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Origin, original, path};

    #[track_caller]
    fn check(of: &str, machine: &str, n: usize, expect: &str) {
        let time = "2026-03-04T00:30+01:00[Europe/Madrid]".parse().unwrap();
        let named = path(of.as_bytes(), &Origin { time, machine: machine.to_owned() }, n);
        let named = String::from_utf8(named).unwrap();
        assert_eq!(named, expect);
        assert_eq!(original(&named).as_deref(), Some(of));
    }

    #[test]
    fn the_name_says_which_note_when_and_where() {
        check("priya.md", "laptop", 1, "priya (conflict 2026-03-04 laptop).md");
        check("a b/2026-03-03-priya.md", "x", 2, "a b/2026-03-03-priya (conflict 2026-03-04 x 2).md");
        check("a.b/Makefile", "x", 1, "a.b/Makefile (conflict 2026-03-04 x)");
        check(".hidden", "x", 1, ".hidden (conflict 2026-03-04 x)");
        check("n.tar.gz", "../a)(b\n", 1, "n.tar (conflict 2026-03-04 a--b).gz");
        check("n.md", " / ", 1, "n (conflict 2026-03-04 unknown).md");
        check("n.md", "Ana’s Mac", 1, "n (conflict 2026-03-04 Ana-s Mac).md");
        check("n (conflict 2026-03-04 x).md", "y", 1, "n (conflict 2026-03-04 x) (conflict 2026-03-04 y).md");
    }

    #[test]
    fn other_names_are_no_conflicts() {
        for other in [
            "priya.md",
            "a (conflict).md",
            "a (conflict 2026-03-04).md",
            "a (conflict soon laptop).md",
            " (conflict 2026-03-04 laptop).md",
            "a (conflict 2026-03-04 laptop) and more.md",
            "a (conflict 2026-03-04 laptop)/b.md",
        ] {
            assert_eq!(original(other), None, "{other}");
        }
    }
}
