use super::{Entry, FrontMatter, Node, Value};
use crate::domain::{note::place::Report, path::NotePath};

fn show(node: &Node) -> String {
    match &node.value {
        Value::Null => "~".to_owned(),
        Value::Text(text) => format!("{text:?}"),
        Value::List(list) => format!("[{}]", list.iter().map(show).collect::<Vec<_>>().join(" ")),
        Value::Map(map) => show_all(map),
    }
}

fn show_all(entries: &[Entry]) -> String {
    let pairs: Vec<String> = entries.iter().map(|e| format!("{}={}", e.key, show(&e.node))).collect();
    format!("{{{}}}", pairs.join(" "))
}

fn read(text: &str) -> (FrontMatter, Vec<String>) {
    let path = NotePath::new("a.md").unwrap();
    let mut report = Report::new(&path, text);
    let front = FrontMatter::read(text, &mut report);
    let said = report.finish().iter().map(|d| format!("{}:{} {}", d.line, d.column, d.message)).collect();
    (front, said)
}

#[track_caller]
fn check(yaml: &str, expect: &str) {
    let text = format!("---\n{yaml}\n---\nbody");
    let (front, said) = read(&text);
    assert_eq!((show_all(&front.entries).as_str(), said.as_slice()), (expect, [].as_slice()), "{yaml:?}");
    assert_eq!(&text[front.body..], "body");
}

/// `said` is the place and the beginning of the one message.
#[track_caller]
fn broken(yaml: &str, expect: &str, said: &str) {
    let text = format!("---\n{yaml}\n---\nbody");
    let (front, messages) = read(&text);
    assert_eq!(show_all(&front.entries), expect, "{yaml:?}");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].starts_with(said), "{messages:?}");
    assert_eq!(&text[front.body..], "body");
}

#[test]
fn every_scalar_stays_the_text_it_is() {
    for text in [
        "no",
        "on",
        "14:00",
        "1:1",
        "2026-11-23",
        "017",
        "1.10",
        "0x1F",
        "1e3",
        ".inf",
        "true",
        "+1",
        "12_000",
    ] {
        check(&format!("a: {text}"), &format!("{{a={text:?}}}"));
        check(&format!("a: [{text}]"), &format!("{{a=[{text:?}]}}"));
        check(&format!("{text}: b"), &format!("{{{text}=\"b\"}}"));
    }
    check("a: ~\nb:\nc: null\nd: ''\ne: Null", r#"{a=~ b=~ c=~ d="" e="Null"}"#);
    check("a: !!str 017\nb: !x [1.0]\nc: !y {d: 1.0}", r#"{a="017" b=["1.0"] c={d="1.0"}}"#);
    check("a: &x 1.10\nb: *x", r#"{a="1.10" b="1.10"}"#);
    check("a: |\n  one\n  two\nb: c", r#"{a="one\ntwo\n" b="c"}"#);
    check("with: [[Priya Nair]]", r#"{with=[["Priya Nair"]]}"#);
    check("", "{}");
    check("# only a comment", "{}");
}

#[test]
fn carriage_returns_and_dots_are_fine() {
    let (front, said) = read("---\r\nwith: Priya\r\ndate: 2026-03-03\r\n...\r\nbody");
    assert_eq!(show_all(&front.entries), r#"{with="Priya" date="2026-03-03"}"#);
    assert_eq!(said, [""; 0]);
}

#[test]
fn broken_yaml_keeps_its_plain_lines() {
    let rest = r#"{with="@sarah" date="2026-03-03"}"#;
    broken("with: @sarah\ndate: 2026-03-03", rest, "2:7 a value may not begin with `@`");
    broken(
        "tags: [x]\n\tmode: phone\ndate: 2026-03-03",
        r#"{mode="phone" date="2026-03-03"}"#,
        "3:1 a tab can't indent YAML",
    );
    let rest = r#"{with="Priya" date="2026-03-03"}"#;
    broken("with: Priya\n date: 2026-03-03", rest, "3:1 this line is indented");
    broken("with: Priya\ntags: [#a, b]\ndate: 2026-03-03", rest, "3:8 a `#` begins a comment");
    broken(
        "with: \"Priya\ndate: 2026-03-03",
        rest,
        "2:7 this YAML can't be read from here on: a quote is not",
    );
    broken("date: {{date}}\nwith: Priya", r#"{with="Priya"}"#, "2:7 the template placeholder `{{date}}`");
    broken(
        "title: {{title}} x\nwith: Priya",
        r#"{with="Priya"}"#,
        "2:8 the template placeholder `{{title}}`",
    );
    broken(
        "with: Priya\nwith: Omar\ntags: [a]",
        r#"{with="Priya"}"#,
        "3:1 the key `with` stands here a second",
    );
    broken("title: a: b\nwith: Priya", r#"{title="a: b" with="Priya"}"#, "2:8 a value that holds `: `");
    broken("wins:\n  - [x] Shipped\nwith: Priya", r#"{with="Priya"}"#, "3:5 a checkbox in YAML");
    broken("with: Priya\nmode: \"open", r#"{with="Priya" mode="open"}"#, "3:7 ");
    broken("with: *nobody", "{}", "2:");
}

#[test]
fn bombs_are_refused_and_the_rest_is_kept() {
    let mut nested = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..9 {
        let inner = vec![format!("*a{}", n - 1); 10].join(", ");
        nested.push_str(&format!("a{n}: &a{n} [{inner}]\n"));
    }
    nested.push_str("with: Priya");
    broken(&nested, r#"{with="Priya"}"#, "5:1 ");
    let quadratic = format!("a: &a {}\nb: [{}]\nwith: Priya", "x".repeat(7000), vec!["*a"; 2000].join(", "));
    let long = "x".repeat(7000);
    let text = format!("---\n{quadratic}\n---\nbody");
    let (front, said) = read(&text);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("too large"), "{said:?}");
    assert_eq!(front.get("with").and_then(|e| e.node.text()), Some("Priya"));
    assert!(!show_all(&front.entries).contains(&format!("\"{long}\" \"")));
    broken(&format!("a: {}x{}\nwith: P", "[".repeat(50), "]".repeat(50)), r#"{with="P"}"#, "2:");
    broken(&format!("a: {}x{}\nwith: P", "[".repeat(900), "]".repeat(900)), r#"{with="P"}"#, "2:");
    broken("a: &a [*a]\nwith: P", r#"{with="P"}"#, "2:");
}

#[test]
fn what_is_too_long_or_unclosed_is_said_and_read_by_line() {
    let text = format!("---\nwith: Priya\nnote: {}\n---\nbody", "ä".repeat(9000));
    let (front, said) = read(&text);
    assert_eq!(front.get("with").and_then(|e| e.node.text()), Some("Priya"));
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(&text[front.body..], "body");
    let (front, said) = read("---\nwith: Priya\n\n- [ ] x\n");
    assert_eq!(show_all(&front.entries), r#"{with="Priya"}"#);
    assert_eq!(said, ["1:1 the front matter has no closing `---`"]);
    let (front, said) = read("---\njust prose\n---\nbody");
    assert_eq!((front.body, said.len()), (0, 1));
}

#[test]
fn keys_and_entries_know_their_place() {
    let text = "---\ntitle: Ünï\nwins:\n  - first\n  - \"se\\\"cond\"\n  - folded\n    line\n  - |\n    block\n  - {text: x}\nlast: [a, b]\n---\n";
    let (front, said) = read(text);
    assert_eq!(said, [""; 0]);
    let path = NotePath::new("a.md").unwrap();
    let report = Report::new(&path, text);
    let wins = front.get("wins").unwrap();
    let lines: Vec<u32> = wins.node.list().iter().map(|node| report.lines().line(node.at)).collect();
    assert_eq!(lines, [4, 5, 6, 8, 10]);
    let last = front.get("LAST").unwrap();
    let texts: Vec<&str> = last.node.list().iter().map(|node| &text[node.range()]).collect();
    assert_eq!((texts, report.lines().line(last.at)), (vec!["a", "b"], 11));
}

#[test]
fn an_entry_that_is_not_written_in_one_piece_keeps_to_its_own_list() {
    #[track_caller]
    fn check(yaml: &str, expect: &[u32]) {
        let text = format!("---\n{yaml}\n---\n");
        let (front, said) = read(&text);
        assert_eq!(said, [""; 0], "{yaml:?}");
        let path = NotePath::new("a.md").unwrap();
        let report = Report::new(&path, &text);
        let nodes = front.entries.iter().flat_map(|entry| entry.node.list());
        let lines: Vec<u32> = nodes.map(|node| report.lines().line(node.at)).collect();
        assert_eq!(lines, expect, "{yaml:?}");
    }
    check("a: [\"b\\\"c\"]\nd:\n  - e\n  - \"f\\\"g\"", &[2, 4, 5]);
    check("a: &x [b\n  c, d]\ne:\n- f", &[2, 3, 5]);
    check("a:\n  - |\n    - b\n    - c\n  - >\n    - d\n  - e", &[3, 6, 8]);
    check("a:\n  - b\n  - |\n    - c\n  - |\n    - d", &[3, 4, 6]);
}
