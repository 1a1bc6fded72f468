use jiff::{
    SignedDuration,
    civil::{Weekday, date, time},
    tz::TimeZone,
};

use super::{Content, GoalStatus, Meets, Note, Relation, Standing, Unit, Visibility, read, said};
use crate::domain::note::profile::{GoalNote, Profile};

#[track_caller]
fn profile(note: &Note) -> &Profile {
    match &note.content {
        Content::Person(profile) => profile,
        other => panic!("{other:?}"),
    }
}

#[test]
fn of_a_confidential_profile_only_who_and_when_is_kept() {
    let all = "name: Bo Li\naliases: [bo]\nrelation: peer\nmode: remote\nrole: VP\nmeets: {every: week, day: tue}\nprefers: {format: reader}\ngoals: [Hire two]\npressures: [audit]\ndates: [2026-04-15 Board]\ninfluences: [Omar]\nboundaries: [late calls]\nmy_aims: [be brief]\n";
    let kept = "name: Bo Li\naliases: [bo]\nrelation: peer\nmeets: {every: week, day: tue}\n";
    let (all, kept) = (|more: &str| format!("---\n{all}{more}---\n"), format!("---\n{kept}---\n"));
    let kept = read("people/bo.md", &kept);
    for value in ["confidential", "secret"] {
        let hidden = read("people/bo.md", &all(&format!("visibility: {value}\n")));
        assert_eq!(profile(&hidden), profile(&kept), "{value}");
    }
    assert_eq!(profile(&read("people/bo.md", &all("visibility: private\n"))).pressures, ["audit"]);
    let entries = read(
        "people/bo.md",
        "---\ngoals:\n  - {text: a, visibility: confidential}\n  - {text: b, visibility: shared}\ndates:\n  - {date: 2026-04-15, what: c, visibility: confidential}\n  - 2026-04-16 d\n---\n",
    );
    let Profile { goals, dates, .. } = profile(&entries);
    assert_eq!((goals.len(), goals[0].text.as_str()), (1, "b"));
    assert_eq!((dates.len(), dates[0].what.as_str()), (1, "d"));
}

#[test]
fn a_profile_with_every_key() {
    let text = "---\nid: sc\nname: Sarah Chen\naliases: ['@sarah', Sare]\nemail: s@example.com\nrole: VP\nrelation: Dotted-line\nstatus: former\nsince: 2026-01-05\nuntil: 2026-06-30\ntimezone: Europe/London\nmode: remote\nlead: 48h\nprefers: {format: reader, detail: numbers first, channel: mail, lead_days: 1, updates: weekly, feedback: direct}\ngoals:\n  - {id: close, text: Close month in 5 days, by: 2026-06-30, confirmed: 2026-01-10}\n  - Hire two\npressures: [audit, hiring]\ndates:\n  - {date: 2026-03-31, what: Audit}\n  - 2026-04-15 Board\ninfluences: Omar, Bo\nboundaries:\n  - No calls after six, please\nmy_aims: [Be brief]\nreviewed: 2026-03-02\nextra: [1]\n---\n";
    let note = read("people/sarah.md", text);
    let p = profile(&note);
    assert_eq!(said(&note), [""; 0]);
    assert_eq!((p.key.as_str(), p.name.as_str()), ("sc", "Sarah Chen"));
    assert_eq!(p.aliases, ["sarah", "Sare"]);
    assert_eq!((p.email.as_deref(), p.role.as_deref()), (Some("s@example.com"), Some("VP")));
    assert_eq!((p.relation, p.standing), (Some(Relation::DottedLine), Standing::Former));
    assert_eq!((p.since, p.until), (Some(date(2026, 1, 5)), Some(date(2026, 6, 30))));
    assert_eq!(p.timezone, Some(TimeZone::get("Europe/London").unwrap()));
    assert_eq!((p.lead, p.mode.as_deref()), (Some(SignedDuration::from_hours(48)), Some("remote")));
    assert_eq!((p.prefers.format.as_deref(), p.prefers.lead_days), (Some("reader"), Some(1)));
    assert_eq!((p.prefers.channel.as_deref(), p.prefers.feedback.as_deref()), (Some("mail"), Some("direct")));
    let close = &p.goals[0];
    assert_eq!((close.id.as_deref(), close.by, close.line), (Some("close"), Some(date(2026, 6, 30)), 16));
    assert_eq!((p.goals[1].text.as_str(), p.goals[1].line, p.goals.len()), ("Hire two", 17, 2));
    assert_eq!((p.dates[0].what.as_str(), p.dates[1].what.as_str()), ("Audit", "Board"));
    assert_eq!((p.dates[1].date, p.dates[1].line), (date(2026, 4, 15), 21));
    assert_eq!(p.pressures, ["audit", "hiring"]);
    assert_eq!(p.influences, ["Omar", "Bo"]);
    assert_eq!(p.boundaries, ["No calls after six, please"]);
    assert_eq!(p.my_aims, ["Be brief"]);
    assert_eq!(p.reviewed, Some(date(2026, 3, 2)));
}

#[test]
fn a_profile_without_keys_is_known_by_its_file() {
    let note = read("people/bo-li.md", "# Bo Li\n\nLikes tea.\n");
    assert_eq!((profile(&note).key.as_str(), profile(&note).name.as_str()), ("bo-li", "Bo Li"));
    let note = read("people/bo-li.md", "");
    assert_eq!(profile(&note).name, "bo-li");
    let text = "---\nname: Bo\nrelation: friend\nsince: once\ntimezone: Nowhere\nmeets: {every: 2 moons}\nlead: soon\ndates: [someday]\nprefers: reader\n---\n";
    let note = read("people/bo.md", text);
    assert_eq!(profile(&note).name, "Bo");
    let expect = [
        "3:11 unknown-value",
        "4:8 bad-value",
        "5:11 bad-value",
        "6:16 bad-value",
        "7:7 bad-value",
        "8:9 bad-value",
        "9:10 bad-value",
    ];
    assert_eq!(said(&note), expect);
}

#[track_caller]
fn meets(yaml: &str, expect: Option<Meets>) {
    let note = read("people/bo.md", &format!("---\nmeets: {yaml}\n---\n"));
    assert_eq!(profile(&note).meets, expect, "{yaml}\n{:?}", note.diagnostics);
    let unread = note.diagnostics.iter().any(|found| found.code != "bad-meets");
    assert_eq!(unread, expect.is_none(), "{:?}", note.diagnostics);
}

#[test]
fn meets_as_a_rhythm() {
    let every = |count, unit, days: &[Weekday]| Meets::Every {
        count,
        unit,
        days: days.to_vec(),
        time: None,
        from: None,
        tz: None,
    };
    meets(
        "{every: 2 weeks, day: tue, time: \"10:00\", from: 2026-03-03}",
        Some(Meets::Every {
            count: 2,
            unit: Unit::Weeks,
            days: vec![Weekday::Tuesday],
            time: Some(time(10, 0, 0, 0)),
            from: Some(date(2026, 3, 3)),
            tz: None,
        }),
    );
    meets(
        "{every: month, time: 9:30, tz: Europe/Madrid}",
        Some(Meets::Every {
            count: 1,
            unit: Unit::Months,
            days: vec![],
            time: Some(time(9, 30, 0, 0)),
            from: None,
            tz: Some(TimeZone::get("Europe/Madrid").unwrap()),
        }),
    );
    let days = [Weekday::Tuesday, Weekday::Thursday];
    meets("{every: week, day: [tue, Thursday]}", Some(every(1, Unit::Weeks, &days)));
    meets("{every: 10 days}", Some(every(10, Unit::Days, &[])));
    meets("{every: other week, day: Mondays}", Some(every(2, Unit::Weeks, &[Weekday::Monday])));
    meets("weekly", Some(every(1, Unit::Weeks, &[])));
    meets("every 2 weeks", Some(every(2, Unit::Weeks, &[])));
    meets("{every: tuesday}", Some(every(1, Unit::Weeks, &[Weekday::Tuesday])));
    for bad in
        ["{every: 0 weeks}", "{every: 2 moons}", "{day: tue}", "sometimes", "[a, b]", "{rrule: weekly}"]
    {
        meets(bad, None);
    }
}

#[test]
fn meets_as_a_rule() {
    let rule = |rrule: &str, from, time, tz| Meets::Rule {
        rrule: rrule.to_owned(),
        from,
        time,
        tz,
        except: Vec::new(),
    };
    let (day, ten) = (date(2026, 3, 3), time(10, 0, 0, 0));
    let madrid = TimeZone::get("Europe/Madrid").unwrap();
    meets(
        "{rrule: FREQ=WEEKLY;BYDAY=TU, time: 10:00, from: 2026-03-03, tz: Europe/Madrid}",
        Some(rule("FREQ=WEEKLY;BYDAY=TU", Some(day), Some(ten), Some(madrid.clone()))),
    );
    meets("FREQ=MONTHLY;BYDAY=1TU", Some(rule("FREQ=MONTHLY;BYDAY=1TU", None, None, None)));
    meets(
        "|\n  DTSTART;TZID=Europe/Madrid:20260303T100000\n  RRULE:FREQ=WEEKLY;INTERVAL=2\n  EXDATE;TZID=Europe/Madrid:20260317T100000,20260331T100000",
        Some(Meets::Rule {
            rrule: "FREQ=WEEKLY;INTERVAL=2".to_owned(),
            from: Some(day),
            time: Some(ten),
            tz: Some(madrid),
            except: vec![date(2026, 3, 17), date(2026, 3, 31)],
        }),
    );
    meets(
        "\"DTSTART:20260303T100000Z\\nRRULE:FREQ=DAILY;COUNT=3\"",
        Some(rule("FREQ=DAILY;COUNT=3", Some(day), Some(ten), Some(TimeZone::UTC))),
    );
    meets("\"DTSTART:20260303\\nRRULE:FREQ=YEARLY\"", Some(rule("FREQ=YEARLY", Some(day), None, None)));
    for bad in ["\"RRULE:FREQ=NEVER\"", "\"DTSTART:2026\\nRRULE:FREQ=DAILY\"", "\"RRULE:FREQ=DAILY;COUNT=0\""]
    {
        meets(bad, None);
    }
}

#[test]
fn a_meets_that_gives_no_meetings_is_an_error() {
    let bad = ["weekly", "FREQ=WEEKLY", "\"RRULE:FREQ=WEEKLY;BYDAY=XX\"", "{every: 2 weeks, time: 10:00}"];
    for meets in bad {
        let note = read("people/zoe.md", &format!("---\nname: Zoe\nmeets: {meets}\n---\n"));
        assert_eq!(said(&note), ["3:1 bad-meets"], "{meets}");
    }
    for meets in ["{every: week, day: tue}", "{every: week, from: 2026-03-03}", "FREQ=WEEKLY;BYDAY=TU"] {
        let note = read("people/zoe.md", &format!("---\nname: Zoe\nmeets: {meets}\n---\n"));
        assert_eq!(said(&note), [""; 0], "{meets}");
    }
}

#[track_caller]
fn goal(note: &Note) -> &GoalNote {
    match &note.content {
        Content::Goal(goal) => goal,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_goal_with_every_key() {
    let text = "---\nid: inv\ntext: Cut failed invoices\nwith: Priya\nmetric: failed/week\nby: 2026-06-30\nstatus: agreed\nvisibility: shared\n---\n# Other\n";
    let note = read("goals/x.md", text);
    let g = goal(&note);
    assert_eq!(said(&note), [""; 0]);
    assert_eq!((g.key.as_str(), g.with[0].as_str(), g.status), ("inv", "priya", GoalStatus::Agreed));
    assert_eq!((g.goal.text.as_str(), g.goal.id.as_deref()), ("Cut failed invoices", Some("inv")));
    assert_eq!((g.goal.due, g.goal.visibility), (Some(date(2026, 6, 30)), Visibility::Shared));
    assert_eq!((g.goal.fields.metric.as_deref(), g.goal.source.line), (Some("failed/week"), 1));
}

#[test]
fn what_a_goal_supports_is_one_text_or_a_list() {
    #[track_caller]
    fn check(yaml: &str, expect: Option<&str>) {
        let note = read("goals/x.md", &format!("---\n{yaml}\n---\n"));
        assert_eq!(
            (goal(&note).goal.fields.supports.as_deref(), said(&note)),
            (expect, Vec::new()),
            "{yaml}"
        );
    }
    check("supports: launch, team", Some("launch, team"));
    check("supports: [launch, team]", Some("launch; team"));
    check("supports:\n  - launch\n  - Grow, and keep, the team", Some("launch; Grow, and keep, the team"));
    check("supports: []", None);
    check("supports: [launch, ]", Some("launch"));
}

#[test]
fn a_goal_without_keys_is_known_by_its_heading_and_file() {
    let note = read("goals/level-5.md", "# Reach level 5\n- [ ] not an item\n");
    assert_eq!((goal(&note).key.as_str(), goal(&note).goal.text.as_str()), ("level-5", "Reach level 5"));
    let note = read("goals/level-5.md", "---\nstatus: met\n---\n");
    assert_eq!((goal(&note).goal.text.as_str(), goal(&note).status), ("level-5", GoalStatus::Met));
}
