//! `headsup.yaml`.

use headsup::domain::config::Config;

use super::common::{diagnostics, path, text};

/// Reads the input as the configuration.
pub fn check(input: &[u8]) {
    let text = text(input);
    let at = path("headsup.yaml");
    let (config, said) = Config::read(&text, &at);
    diagnostics(&said, &at, text.strip_prefix('\u{FEFF}').unwrap_or(&text));
    assert!(!config.lead.is_negative() && !config.quiet.is_negative() && !config.max_wait.is_negative());
    assert!(config.max_file_size > 0);
    for name in &config.me {
        assert!(!name.starts_with('@'), "{name:?}");
    }
    assert_eq!((&config, &said), (&Config::read(&text, &at).0, &Config::read(&text, &at).1), "read twice");
    if !text.contains('\r') {
        let (windows, _) = Config::read(&text.replace('\n', "\r\n"), &at);
        assert_eq!(config, windows, "line ends make a difference: {text:?}");
    }
}
