use std::collections::BTreeSet;

use super::{PersonKey, Resolved, Roster};
use crate::domain::{
    note::{item::Source, profile::Profile},
    path::NotePath,
};

fn profile(key: &str, name: &str, aliases: &[&str]) -> Profile {
    let path = NotePath::new(format!("people/{key}.md")).unwrap();
    let mut profile = Profile::new(PersonKey(key.to_owned()), name.to_owned(), Source { path, line: 1 });
    profile.aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
    profile
}

fn roster(profiles: &[Profile], with: &[&str], me: &[&str]) -> Roster {
    let with: BTreeSet<String> = with.iter().map(|name| (*name).to_owned()).collect();
    let me: Vec<String> = me.iter().map(|name| (*name).to_owned()).collect();
    Roster::new(profiles.to_vec(), &with, &me)
}

/// What a name means, in short: `me`, a key, `a|b` for several, `-` for nobody.
fn means(roster: &Roster, name: &str, attendees: &[&str]) -> String {
    let attendees: Vec<PersonKey> = attendees.iter().map(|key| PersonKey((*key).to_owned())).collect();
    match roster.resolve(name, &attendees) {
        Resolved::Me => "me".to_owned(),
        Resolved::Person(key) => key.0,
        Resolved::Ambiguous(keys) => keys.iter().map(PersonKey::as_str).collect::<Vec<_>>().join("|") + "?",
        Resolved::Unknown => "-".to_owned(),
    }
}

#[track_caller]
fn check(roster: &Roster, attendees: &[&str], cases: &[(&str, &str)]) {
    for (name, expect) in cases {
        assert_eq!(means(roster, name, attendees), *expect, "{name:?}");
    }
}

#[track_caller]
fn people(roster: &Roster, expect: &[(&str, &str)]) {
    let people: Vec<_> = roster.people().iter().map(|p| (p.key.as_str(), p.name.as_str())).collect();
    assert_eq!(people, expect);
}

#[test]
fn a_name_is_found_through_id_name_alias_and_address() {
    let mut priya = profile("pn", "Priya Nair", &["Pri", "@pnair"]);
    priya.email = Some("priya.k@x.org".to_owned());
    let roster = roster(&[priya, profile("jose", "José Díaz", &[])], &[], &["Alex Kim", "@akim"]);
    check(
        &roster,
        &[],
        &[
            ("pn", "pn"),
            ("@PN", "pn"),
            ("priya nair", "pn"),
            ("PRIYA  NAIR:", "pn"),
            ("@priya-nair", "pn"),
            ("priya_nair", "pn"),
            ("[[Priya Nair]]", "pn"),
            ("[[people/pn|the boss]]", "pn"),
            ("pri", "pn"),
            ("pnair", "pn"),
            ("priya.k@x.org", "pn"),
            ("P. Nair <priya.k@x.org>", "pn"),
            ("@priya.k", "pn"),
            ("Priya", "pn"),
            ("**Priya**", "pn"),
            ("Priya Nair (she/her)", "pn"),
            ("Jose Diaz", "jose"),
            ("Jose\u{301} Di\u{301}az", "jose"),
            ("me", "me"),
            ("Me:", "me"),
            ("alex kim", "me"),
            ("akim", "me"),
            ("Alex", "me"),
            ("Nair", "-"),
            ("Priya Shah", "-"),
            ("Note", "-"),
            ("PN", "pn"),
            ("JD", "-"),
            ("", "-"),
            ("🎉", "-"),
        ],
    );
}

#[test]
fn attendees_decide_between_people_of_one_first_name() {
    let roster = roster(
        &[
            profile("p1", "Priya Nair", &[]),
            profile("p2", "Priya Shah", &[]),
            profile("o", "Omar Haddad", &[]),
        ],
        &[],
        &[],
    );
    check(&roster, &[], &[("Priya", "p1|p2?"), ("Omar", "o"), ("PS", "-")]);
    check(&roster, &["p2"], &[("Priya", "p2"), ("@priya", "p2"), ("PS", "p2"), ("PN", "-"), ("Omar", "o")]);
    check(&roster, &["p1", "p2"], &[("Priya", "p1|p2?"), ("PN", "p1"), ("ps", "-"), ("@ps", "p2")]);
}

#[test]
fn initials_in_a_names_own_case_and_of_hyphenated_names() {
    let people = [
        profile("p1", "joss Grey", &[]),
        profile("p2", "Jo Pike-Grant", &[]),
        profile("p3", "Jana Green", &[]),
    ];
    let roster = roster(&people, &[], &[]);
    let all = ["p1", "p2", "p3"];
    check(&roster, &all, &[("jG", "p1"), ("JG", "p3"), ("Jg", "p1|p2|p3?"), ("JPG", "p2"), ("JP", "p2")]);
    check(&roster, &["p1", "p3"], &[("JP", "-"), ("Jg", "p1|p3?")]);
    check(&roster, &["p1"], &[("JG", "p1")]);
}

#[test]
fn in_capitals_me_is_an_attendee_with_these_initials() {
    let roster = roster(&[profile("mia", "Mia Evans", &[])], &[], &["Alex Kim"]);
    check(&roster, &["mia"], &[("ME", "mia"), ("me", "me"), ("Me", "me"), ("@ME", "me")]);
    check(&roster, &[], &[("ME", "me")]);
}

#[test]
fn a_shared_name_means_the_one_who_attends() {
    let roster = roster(&[profile("s1", "Sam Lee", &[]), profile("s2", "Sam Lee", &[])], &[], &[]);
    check(&roster, &[], &[("Sam Lee", "s1|s2?"), ("s2", "s2")]);
    check(&roster, &["s2"], &[("Sam Lee", "s2")]);
}

#[test]
fn the_writer_shares_a_first_name() {
    let roster = roster(&[profile("ac", "Alex Chen", &[])], &[], &["Alex Kim"]);
    check(&roster, &[], &[("Alex", "ac?"), ("Alex Kim", "me"), ("AK", "me")]);
    check(&roster, &["ac"], &[("Alex", "ac")]);
}

#[test]
fn with_makes_people_of_strangers() {
    let with = [
        "Sarah Chen",
        "[[sarah-chen]]",
        "@sarah",
        "SARAH CHEN",
        "Zoë",
        "alex",
        "Priya",
        "[[people/pn|P.]]",
        "?",
    ];
    let roster = roster(&[profile("pn", "Priya Nair", &[])], &with, &["alex"]);
    people(&roster, &[("pn", "Priya Nair"), ("sarah-chen", "Sarah Chen"), ("zoë", "Zoë")]);
    check(&roster, &[], &[("Sarah", "sarah-chen"), ("zoe", "zoë"), ("alex", "me"), ("Priya", "pn")]);
    check(&roster, &["sarah-chen"], &[("SC", "sarah-chen")]);
}

#[test]
fn of_a_strangers_spellings_the_fullest_is_the_name() {
    let roster = roster(&[], &["Jo Pike Grant", "Jo Pike-Grant", "jo pike-grant", "jo-pike-grant"], &[]);
    people(&roster, &[("jo-pike-grant", "Jo Pike-Grant")]);
}

#[test]
fn a_first_name_that_several_have_makes_nobody_new() {
    let roster = roster(&[], &["Sarah", "Sarah Chen", "Sarah Lee"], &[]);
    people(&roster, &[("sarah-chen", "Sarah Chen"), ("sarah-lee", "Sarah Lee")]);
    check(&roster, &[], &[("Sarah", "sarah-chen|sarah-lee?")]);
}

#[test]
fn a_mail_address_in_with_is_one_person() {
    let mut priya = profile("pn", "Priya Nair", &[]);
    priya.email = Some("p.n@x.org".to_owned());
    let roster = roster(&[priya], &["P.N@X.org", "sarah.chen@x.org", "Sarah Chen"], &[]);
    people(&roster, &[("pn", "Priya Nair"), ("sarah-chen", "Sarah Chen")]);
    check(&roster, &[], &[("sarah.chen@x.org", "sarah-chen")]);
}

#[test]
fn the_order_of_profiles_plays_no_part() {
    let profiles = [
        profile("b", "Sam Lee", &["sam"]),
        profile("a", "Ana Ruiz", &[]),
        Profile::new(PersonKey("a".to_owned()), "Other Ana".to_owned(), {
            Source { path: NotePath::new("people/z.md").unwrap(), line: 1 }
        }),
    ];
    let mut turned = profiles.to_vec();
    turned.reverse();
    let with = ["Kai", "Kai Moe", "ana"];
    assert_eq!(roster(&profiles, &with, &[]), roster(&turned, &with, &[]));
    people(&roster(&turned, &with, &[]), &[("a", "Ana Ruiz"), ("b", "Sam Lee"), ("kai-moe", "Kai Moe")]);
}

#[test]
fn the_writers_own_profile_is_nobody_else() {
    let roster = roster(&[profile("alex", "Alex Kim", &[])], &["Alex Kim"], &["Alex Kim"]);
    people(&roster, &[]);
    check(&roster, &[], &[("Alex Kim", "me")]);
}

#[test]
fn names_of_people_and_of_nobody() {
    let roster = roster(&[profile("pn", "Priya Nair", &[])], &[], &[]);
    assert_eq!(roster.name_of(&PersonKey("pn".to_owned())), "Priya Nair");
    assert_eq!(roster.name_of(&PersonKey("x".to_owned())), "x");
    assert!(roster.get(&PersonKey("pn".to_owned())).is_some());
}

#[test]
fn the_fingerprint_changes_with_names_alone() {
    let plain = roster(&[profile("pn", "Priya Nair", &[])], &["Sam"], &["alex"]);
    let mut busy = profile("pn", "Priya Nair", &[]);
    busy.pressures.push("hiring".to_owned());
    assert_eq!(plain.fingerprint(), roster(&[busy], &["sam", "Sam"], &["alex"]).fingerprint());
    for other in [
        roster(&[profile("pn", "Priya N", &[])], &["Sam"], &["alex"]),
        roster(&[profile("pn", "Priya Nair", &["P"])], &["Sam"], &["alex"]),
        roster(&[profile("pn", "Priya Nair", &[])], &["Sam", "Kai"], &["alex"]),
        roster(&[profile("pn", "Priya Nair", &[])], &["Sam"], &["alexk"]),
        roster(&[profile("pn", "Priya Nair", &[])], &["Sam"], &[]),
    ] {
        assert_ne!(plain.fingerprint(), other.fingerprint());
    }
}
