use jiff::{SignedDuration, civil::Date};

use super::{Outcome, date_in_name, date_time, day, duration, heading_date, heading_moment, span, time};

/// A Tuesday.
const ANCHOR: &str = "2026-03-03";

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// What is read at the start of a text, and what is left: `2026-03-06|, then`, `a?b|…` for two days, `bad|…`,
/// `vague|…`, `-` for nothing.
fn reading(text: &str, anchor: &str) -> String {
    let Some(reading) = day(text, date(anchor)) else { return "-".to_owned() };
    let what = match reading.outcome {
        Outcome::Day(day) => day.to_string(),
        Outcome::Ambiguous { earlier, later } => format!("{earlier}?{later}"),
        Outcome::NotADate(_) => "bad".to_owned(),
        Outcome::Vague => "vague".to_owned(),
    };
    format!("{what}|{}", &text[reading.len..])
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expect) in cases {
        assert_eq!(reading(text, ANCHOR), *expect, "{text:?}");
    }
}

#[test]
fn written_out_dates() {
    check(&[
        ("2026-03-13", "2026-03-13|"),
        ("2026-03-13, then", "2026-03-13|, then"),
        ("2026-3-5)", "2026-03-05|)"),
        ("2026/03/13", "2026-03-13|"),
        ("2026-03-13T17:00 x", "2026-03-13| x"),
        ("2026-03-13T17:00Z", "2026-03-13|"),
        ("28 Nov", "2026-11-28|"),
        ("Nov 28", "2026-11-28|"),
        ("28 November.", "2026-11-28|."),
        ("28th of November", "2026-11-28|"),
        ("28 Nov 2027 x", "2027-11-28| x"),
        ("Nov 28, 2026", "2026-11-28|"),
        ("Nov 28, 20 people", "2026-11-28|, 20 people"),
        ("Nov. 28th 2026: x", "2026-11-28|: x"),
        ("the 28th of November", "2026-11-28|"),
        ("13 Mar 17:00, then", "2026-03-13|, then"),
        ("13 Mar at 5pm", "2026-03-13|"),
        ("Fri EOD", "2026-03-06|"),
        ("2026-03-13, 9:30 am x", "2026-03-13| x"),
        ("13 Mar 1:1 notes", "2026-03-13| 1:1 notes"),
        ("13 Mar 10.50 EUR", "2026-03-13| 10.50 EUR"),
        ("13 Mar 5 people", "2026-03-13| 5 people"),
        ("13 Mar at home", "2026-03-13| at home"),
        ("NOVEMBER 28", "2026-11-28|"),
        ("3 March", "2026-03-03|"),
        ("sept 1", "2026-09-01|"),
        ("Fri 20 Mar", "2026-03-20|"),
        ("Friday, 20 March 2026", "2026-03-20|"),
        ("Friday the 20th of March", "2026-03-20|"),
        ("29 Feb 2028", "2028-02-29|"),
    ]);
}

#[test]
fn what_is_no_date() {
    check(&[
        ("2026-02-30", "bad|"),
        ("2026-13-01 x", "bad| x"),
        ("30 Feb", "bad|"),
        ("31 Nov 2026", "bad|"),
        ("45 Mar", "bad|"),
        ("29 Feb", "bad|"),
        ("13/03/2026", "bad|"),
        ("13.03.26 x", "bad| x"),
        ("May", "-"),
        ("March 2026", "-"),
        ("2026", "-"),
        ("Q2", "-"),
        ("email", "-"),
        ("the way", "-"),
        ("the 28 people", "-"),
        ("10 marketers", "-"),
        ("10 people", "-"),
        ("5pm", "-"),
        ("2026-03-13-priya", "-"),
        ("12026-03-13", "-"),
        ("2026-03-13/2026-03-15", "-"),
        ("fridays", "-"),
        ("Friday's team", "-"),
        ("today’s standards", "-"),
        ("mon-fri", "-"),
        ("fridayé", "-"),
        ("in", "-"),
        ("in 3", "-"),
        ("in March", "-"),
        ("in 3 working days", "-"),
        ("in 99999 days", "-"),
        ("in 9999 years", "bad|"),
        ("next", "-"),
        ("next release", "-"),
        ("this week", "-"),
        ("end", "-"),
        ("end of the project", "-"),
        ("", "-"),
        ("é", "-"),
    ]);
}

#[test]
fn day_words_count_from_the_anchor() {
    check(&[
        ("today", "2026-03-03|"),
        ("Tomorrow, then", "2026-03-04|, then"),
        ("yesterday", "2026-03-02|"),
        ("friday", "2026-03-06|"),
        ("Fri.", "2026-03-06|."),
        ("tuesday", "2026-03-10|"),
        ("tues", "2026-03-10|"),
        ("this Friday", "2026-03-06|"),
        ("this tuesday", "2026-03-03|"),
        ("friday next week", "2026-03-13|"),
        ("Monday of next week", "2026-03-09|"),
        ("friday this week", "2026-03-06|"),
        ("in 3 days", "2026-03-06|"),
        ("in 2 weeks", "2026-03-17|"),
        ("in two weeks", "2026-03-17|"),
        ("in a month", "2026-04-03|"),
        ("end of week", "2026-03-06|"),
        ("the end of the week", "2026-03-06|"),
        ("end of next week", "2026-03-13|"),
        ("end of month", "2026-03-31|"),
        ("end of the month", "2026-03-31|"),
        ("end of next month", "2026-04-30|"),
        ("end of quarter", "2026-03-31|"),
        ("end of next quarter", "2026-06-30|"),
        ("end of year", "2026-12-31|"),
        ("end of June", "2026-06-30|"),
        ("end of February 2028", "2028-02-29|"),
        ("end of day", "2026-03-03|"),
        ("end of day Friday", "2026-03-06|"),
        ("EOD", "2026-03-03|"),
        ("COB tomorrow x", "2026-03-04| x"),
        ("eod with Omar", "2026-03-03| with Omar"),
        ("EOW", "2026-03-06|"),
        ("eom", "2026-03-31|"),
    ]);
    for (text, anchor, expect) in [
        ("end of week", "2026-03-06", "2026-03-06|"),
        ("end of week", "2026-03-07", "2026-03-13|"),
        ("friday", "2026-03-06", "2026-03-13|"),
        ("end of month", "2028-02-03", "2028-02-29|"),
        ("in 1 month", "2026-01-31", "2026-02-28|"),
    ] {
        assert_eq!(reading(text, anchor), expect, "{text:?} from {anchor}");
    }
}

#[test]
fn what_can_be_read_in_two_ways() {
    check(&[
        ("next friday", "2026-03-06?2026-03-13|"),
        ("next tue", "2026-03-10?2026-03-17|"),
        ("27 Feb", "2026-02-27?2027-02-27|"),
        ("Jan 2", "2026-01-02?2027-01-02|"),
        ("Jan 1", "2027-01-01|"),
        ("end of February", "2026-02-28?2027-02-28|"),
        ("next week", "vague|"),
        ("next meeting.", "vague|."),
        ("the next meeting", "vague|"),
        ("next 1:1", "vague|"),
        ("next one-on-one", "vague|"),
    ]);
}

#[test]
fn a_wrong_weekday_is_doubted() {
    let reading = day("Thu 20 Mar", date(ANCHOR)).unwrap();
    assert_eq!(reading.outcome, Outcome::Day(date("2026-03-20")));
    assert_eq!(reading.doubt.as_deref(), Some("2026-03-20 is a Friday, not a Thursday"));
    assert_eq!(day("Fri 20 Mar", date(ANCHOR)).unwrap().doubt, None);
}

#[test]
fn only_full_dates_stand_alone() {
    for (text, expect) in [
        ("2026-03-13", false),
        ("13 Mar 2026", false),
        ("end of March 2026", false),
        ("2026-02-30", false),
        ("13 Mar", true),
        ("friday", true),
        ("next week", true),
    ] {
        assert_eq!(day(text, date(ANCHOR)).unwrap().needs_anchor, expect, "{text:?}");
    }
}

#[test]
fn the_ends_of_time_are_no_dates() {
    for anchor in ["9999-12-31", "-009999-01-01"] {
        for text in
            ["tomorrow", "yesterday", "friday", "in 9 weeks", "end of next month", "next fri", "1 Jan"]
        {
            let _ = reading(text, anchor);
        }
    }
    assert_eq!(reading("tomorrow", "9999-12-31"), "bad|");
}

#[track_caller]
fn moment(text: &str, expect: &str) {
    let got = match date_time(text) {
        Err(reason) => {
            assert!(!reason.is_empty());
            "-".to_owned()
        }
        Ok(m) => {
            let part = |text: Option<String>| text.map(|text| format!(" {text}")).unwrap_or_default();
            format!(
                "{}{}{}",
                m.date,
                part(m.time.map(|t| t.to_string())),
                part(m.offset.map(|o| o.seconds().to_string()))
            )
        }
    };
    assert_eq!(got, expect, "{text:?}");
}

#[test]
fn moments() {
    moment("2026-03-03", "2026-03-03");
    moment(" 2026-03-03T10:00 ", "2026-03-03 10:00:00");
    moment("2026-03-03 10:00", "2026-03-03 10:00:00");
    moment("2026-03-03 10:00:30", "2026-03-03 10:00:30");
    moment("2026-03-03T10:00:30.5Z", "2026-03-03 10:00:30 0");
    moment("2026-03-03T10:00+01:00", "2026-03-03 10:00:00 3600");
    moment("2026-03-03 10:00 -0530", "2026-03-03 10:00:00 -19800");
    moment("2026-03-03T10:00:00+01:00[Europe/Madrid]", "2026-03-03 10:00:00 3600");
    moment("2026-03-03T10:00+01", "2026-03-03 10:00:00 3600");
    moment("2026-03-03t9:05", "2026-03-03 09:05:00");
    moment("2026-03-03 10am", "2026-03-03 10:00:00");
    moment("[[2026-03-03]]", "2026-03-03");
    moment("3 March 2026", "2026-03-03");
    moment("3 October 2026, 14:00", "2026-10-03 14:00:00");
    moment("March 3, 2026 10:00", "2026-03-03 10:00:00");
    for bad in [
        "",
        "2026-02-30",
        "tomorrow",
        "3 March",
        "2026-03-03 soon",
        "2026-03-03T25:00",
        "2026-03-03é",
        "T",
        "{{date}}",
    ] {
        moment(bad, "-");
    }
}

#[test]
fn times_of_day() {
    for (text, expect) in [
        ("14:00", Some("14:00:00")),
        ("9:30", Some("09:30:00")),
        ("10:00:05", Some("10:00:05")),
        ("10am", Some("10:00:00")),
        ("12 am", Some("00:00:00")),
        ("12pm", Some("12:00:00")),
        ("9:30 PM", Some("21:30:00")),
        ("14.30", Some("14:30:00")),
        ("14h30", Some("14:30:00")),
        ("noon", Some("12:00:00")),
        ("10", None),
        ("24:00", None),
        ("13pm", None),
        ("10:5", None),
        ("10:00 CET", None),
        ("1:1", None),
        ("", None),
        ("é", None),
    ] {
        assert_eq!(time(text).map(|t| t.to_string()).as_deref(), expect, "{text:?}");
    }
}

#[test]
fn lengths() {
    let minutes = |text| duration(text).map(|length| length.as_mins());
    for (text, expect) in [
        ("30 min", Some(30)),
        ("1h", Some(60)),
        ("45m", Some(45)),
        ("1:30", Some(90)),
        ("90", Some(90)),
        ("1 hour", Some(60)),
        ("1h30", Some(90)),
        ("1 hour, 15 minutes", Some(75)),
        ("1.5h", Some(90)),
        ("PT45M", Some(45)),
        ("30 parsecs", None),
        ("-30", None),
        ("999999999999999999 h", None),
        ("999999999 weeks", Some(999_999_999 * 7 * 24 * 60)),
        ("", None),
        ("min", None),
    ] {
        assert_eq!(minutes(text), expect, "{text:?}");
    }
    for (text, expect) in [
        ("2 s", Some(2_000)),
        ("500ms", Some(500)),
        ("24h", Some(24 * 3_600_000)),
        ("2 days", Some(48 * 3_600_000)),
        ("1w", Some(7 * 24 * 3_600_000)),
        ("0", Some(0)),
        ("30", None),
        ("soon", None),
    ] {
        assert_eq!(span(text), expect.map(SignedDuration::from_millis), "{text:?}");
    }
}

#[track_caller]
fn heading(text: &str, expect: Option<(&str, Option<&str>, &str)>) {
    let got = heading_moment(text).map(|h| (h.date.to_string(), h.time.map(|t| t.to_string()), h.len));
    let got = got.as_ref().map(|(day, time, len)| (day.as_str(), time.as_deref(), &text[*len..]));
    assert_eq!(got, expect, "{text:?}");
    assert_eq!(heading_date(text).is_some(), expect.is_some());
}

#[test]
fn headings_that_begin_with_a_date() {
    heading("2026-03-03", Some(("2026-03-03", None, "")));
    heading("2026/03/03 Priya", Some(("2026-03-03", None, " Priya")));
    heading("3 March 2026: planning", Some(("2026-03-03", None, ": planning")));
    heading("March 3, 2026", Some(("2026-03-03", None, "")));
    heading("Mar 3rd, 2026", Some(("2026-03-03", None, "")));
    heading("Tue 3 March 2026", Some(("2026-03-03", None, "")));
    heading("Tuesday, 2026-03-03", Some(("2026-03-03", None, "")));
    heading("2026-03-03 10:00", Some(("2026-03-03", Some("10:00:00"), "")));
    heading("2026-03-03T10:00 sync", Some(("2026-03-03", Some("10:00:00"), " sync")));
    heading("2026-03-03, 10:30: sync", Some(("2026-03-03", Some("10:30:00"), ": sync")));
    heading("3 March 2026 at 10 am", Some(("2026-03-03", Some("10:00:00"), "")));
    heading("2026-03-03 1:1 with Priya", Some(("2026-03-03", None, " 1:1 with Priya")));
    heading("2026-03-03 3 topics", Some(("2026-03-03", None, " 3 topics")));
    heading("[[2026-03-03]] Priya", Some(("2026-03-03", None, " Priya")));
    heading("**2026-03-03**", Some(("2026-03-03", None, "")));
    for none in ["3 March", "2026-02-30", "Notes 2026-03-03", "2026", "", "Tuesday", "1. Goals", "March 2026"]
    {
        heading(none, None);
    }
}

#[test]
fn dates_in_file_names() {
    for (stem, expect) in [
        ("2026-03-03-priya", Some(("2026-03-03", 0..10))),
        ("priya 2026-03-03", Some(("2026-03-03", 6..16))),
        ("é2026-03-03", Some(("2026-03-03", 2..12))),
        ("2026_03_03", Some(("2026-03-03", 0..10))),
        ("2026-02-30 2026-03-03", Some(("2026-03-03", 11..21))),
        ("12026-03-03", None),
        ("2026-03-031", None),
        ("2026-03", None),
        ("20260303", None),
        ("", None),
    ] {
        assert_eq!(date_in_name(stem), expect.map(|(day, range)| (date(day), range)), "{stem:?}");
    }
}
