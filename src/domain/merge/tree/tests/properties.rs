use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{
    super::Mode,
    fixture::{Files, Three, origin},
};

const PATHS: [&str; 8] = ["a.md", "b.md", "d/a.md", "d", "d/e/f.txt", "digests/x.md", "x.png", "c.md"];
const TEXTS: [&str; 7] =
    ["one\n1\n", "one\n2\n", "two\n", "", "\0binary", "one\n3\n", "---\nwith: Sam\n---\n"];

/// A folder, in which no name is a file's and a folder's.
fn any_files() -> impl Strategy<Value = Files> {
    let mode = prop_oneof![6 => Just(Mode::Regular), 1 => Just(Mode::Executable), 1 => Just(Mode::Link)];
    prop::collection::btree_map(0..PATHS.len(), (mode, 0..TEXTS.len()), 0..6).prop_map(|all| {
        let paths: BTreeSet<&str> = all.keys().map(|path| PATHS[*path]).collect();
        let is_folder = |path: &str| paths.iter().any(|other| other.starts_with(&format!("{path}/")));
        all.iter()
            .map(|(path, (mode, text))| (PATHS[*path].to_owned(), (*mode, TEXTS[*text].as_bytes().to_vec())))
            .filter(|(path, _)| !is_folder(path))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn it_is_the_same_from_both_sides(base in any_files(), a in any_files(), b in any_files(), same in 0..2) {
        let mut three = Three::new(&base, &a, &b);
        if same == 1 {
            three.a.1 = origin(5, "desk");
        }
        let merged = three.merged();
        prop_assert!(merged.is_ok());
        prop_assert_eq!(merged, three.turned().merged());
    }

    #[test]
    fn what_only_one_side_did_is_what_it_did(base in any_files(), a in any_files()) {
        for (base, a, b) in [(&base, &a, &base), (&base, &a, &a), (&a, &a, &a)] {
            prop_assert_eq!(Three::new(base, a, b).merged(), Ok((a.clone(), Vec::new())));
        }
    }

    #[test]
    fn nothing_new_of_either_side_vanishes(base in any_files(), a in any_files(), b in any_files()) {
        let (merged, _) = Three::new(&base, &a, &b).merged().unwrap();
        let lines = |files: &Files| -> BTreeSet<Vec<u8>> {
            files.values().flat_map(|(_, bytes)| bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec)).collect()
        };
        let (old, held) = (lines(&base), lines(&merged));
        for line in lines(&a).union(&lines(&b)).filter(|line| !old.contains(*line) && !line.is_empty()) {
            prop_assert!(held.contains(line), "{} of {merged:?}", String::from_utf8_lossy(line));
        }
    }

    #[test]
    fn a_file_and_a_folder_never_share_a_name(base in any_files(), a in any_files(), b in any_files()) {
        let (merged, _) = Three::new(&base, &a, &b).merged().unwrap();
        for path in merged.keys() {
            prop_assert!(!merged.keys().any(|other| other.starts_with(&format!("{path}/"))), "{merged:?}");
        }
    }
}
