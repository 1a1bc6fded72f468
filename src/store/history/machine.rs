//! What this machine is called: in a commit's committer, and in the name of a version that lost.

/// The longest name that is kept, in characters.
const LONGEST: usize = 40;

/// The name: git's setting `headsup.machine`, else the first label of the host's name.
pub(super) fn name(config: &git2::Config) -> String {
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
    use super::{name, tidy};
    use crate::store::history::testing::Place;

    #[test]
    fn a_set_name_is_taken_before_the_hosts() {
        let place = Place::new();
        let named = || name(&place.open().repo().unwrap().config().unwrap());
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
