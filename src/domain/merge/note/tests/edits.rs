//! What people do to one note on two machines, and what becomes of it, in `edits.txt`.

use super::super::merge;
use super::merged;

/// `=== title`, the base, `@@ early`, `@@ late`, `@@ merged`: with `, early beside` where something of the early one
/// is not in it. `\r` stands for a carriage return.
const CASES: &str = include_str!("edits.txt");

#[test]
fn each_is_what_a_careful_person_would_have_made() {
    let cases: Vec<&str> = CASES.split("=== ").skip(1).collect();
    assert!(cases.len() > 60, "{}", cases.len());
    for case in cases {
        let (title, rest) = case.split_once('\n').unwrap();
        let rest = rest.replace("\\r", "\r");
        let (base, rest) = rest.split_once("@@ early\n").unwrap();
        let (early, rest) = rest.split_once("@@ late\n").unwrap();
        let (late, rest) = rest.split_once("@@ merged").unwrap();
        let (beside, expect) = rest.split_once('\n').unwrap();
        let (text, lost) = merged(merge, base, early, late);
        assert_eq!(text, expect, "{title}");
        assert_eq!(lost.is_some(), !beside.is_empty(), "{title}");
    }
}
