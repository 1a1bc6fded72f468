//! Who makes a commit: the person, on this machine. The committer's name tells the machine, after which a version
//! that loses a conflict is named.

use git2::{Repository, Signature, Time};
use jiff::Zoned;

use super::Error;

/// What a committer's name begins with, before the machine's.
pub(super) const BY: &str = "headsup on ";

/// The longest name that is kept, in characters.
const LONGEST: usize = 40;

/// Who writes a commit, and when, as git would take it from the repository's settings;
/// but the committer is headsup on this machine.
pub(super) fn author_and_committer(
    repo: &Repository,
    when: &Zoned,
) -> Result<(Signature<'static>, Signature<'static>), Error> {
    let doing = "write the commit";
    let config = repo.config().and_then(|mut config| config.snapshot()).map_err(Error::git(doing))?;
    let time = Time::new(when.timestamp().as_second(), when.offset().seconds() / 60);
    let author = signature(&config, "author", &time).map_err(Error::git(doing))?;
    let committer = signature(&config, "committer", &time).map_err(Error::git(doing))?;
    let email = String::from_utf8_lossy(committer.email_bytes()).into_owned();
    let machine = machine(&config);
    let committer = Signature::new(&format!("{BY}{machine}"), &email, &time).map_err(Error::git(doing))?;
    Ok((author, committer))
}

/// The person's name and mail address, as git would take them from its settings; else headsup's own.
pub(super) fn signature(
    config: &git2::Config,
    role: &str,
    time: &Time,
) -> Result<Signature<'static>, git2::Error> {
    let setting = |key: &str| {
        let text = config
            .get_string(&format!("{role}.{key}"))
            .or_else(|_| config.get_string(&format!("user.{key}")));
        text.ok().filter(|text| !text.trim().is_empty())
    };
    let name = setting("name").unwrap_or_else(|| "headsup".to_owned());
    let email = setting("email").unwrap_or_else(|| "headsup@localhost".to_owned());
    Signature::new(&name, &email, time).or_else(|_| Signature::new("headsup", "headsup@localhost", time))
}

/// The machine's name: git's setting `headsup.machine`, else the first label of the host's name.
fn machine(config: &git2::Config) -> String {
    let set = config.get_string("headsup.machine").ok().map(|name| tidy(&name));
    let host = || {
        let host = rustix::system::uname();
        let name = host.nodename().to_string_lossy().into_owned();
        tidy(name.split('.').next().unwrap_or_default())
    };
    let named = set.filter(|name| !name.is_empty()).unwrap_or_else(host);
    if named.is_empty() { "unknown".to_owned() } else { named }
}

/// As git can keep it in a commit: no angle brackets, on one line.
fn tidy(name: &str) -> String {
    let plain = |c: char| if c.is_control() || matches!(c, '<' | '>') { '-' } else { c };
    let name: String = name.trim().chars().take(LONGEST).map(plain).collect();
    name.trim_matches(['.', ',', ':', ';', '"', '\\', '\'', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{machine, tidy};
    use crate::store::history::testing::Place;

    #[test]
    fn a_set_name_is_taken_before_the_hosts() {
        let place = Place::new();
        let named = || machine(&place.open().repo().unwrap().config().unwrap());
        let host = named();
        assert!(!host.is_empty() && !host.contains('.'), "{host}");
        place.git(&["config", "headsup.machine", " Ana's laptop "]);
        assert_eq!(named(), "Ana's laptop");
        place.git(&["config", "headsup.machine", " . "]);
        assert_eq!(named(), host);
    }

    #[test]
    fn a_name_is_as_git_can_keep_it() {
        for (name, expect) in
            [("a<b>\nc", "a-b--c"), ("\u{2003}", ""), (&"x".repeat(99), &"x".repeat(40)), ("'q'", "q")]
        {
            assert_eq!(tidy(name), expect);
        }
    }
}
