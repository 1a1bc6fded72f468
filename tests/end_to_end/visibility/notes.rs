//! The texts of the planted notebook; `§` begins a line that is confidential.

pub const PRIYA: &str = r#"---
name: Priya Nair
relation: manager
timezone: Europe/London
meets: {every: 2 weeks, day: tue, time: "10:00", from: 2026-03-03}
prefers: {format: reader}
goals:
  - {id: close5, text: Close month in 5 days, confirmed: 2026-03-01}
§  - {id: zqtheirid, text: zqtheirgoal, visibility: confidential}
dates:
  - {date: 2026-03-31, what: Board review}
§  - {date: 2026-03-30, what: zqfaceddate, visibility: confidential}
---
# Priya

§## Private
§
§zqprofilebody

## Notes

Likes graphs.
"#;

pub const OMAR: &str = "---\nname: Omar Haddad\nrelation: peer\n---\n";

/// A profile that is confidential as a whole: who it is, and when they meet, is known all the same.
pub const LENA: &str = r#"---
name: Lena Brandt
relation: mentor
visibility: confidential
§role: zqprofilerole
§prefers: {format: listener, detail: zqdetail, channel: zqchannel}
§goals: [{id: zqlenaid, text: zqlenagoal}]
§pressures: [zqpressure]
§dates: [{date: 2026-03-20, what: zqlenadate}]
§boundaries: [zqboundary]
§my_aims: [zqaim]
---
§# zqlenatitle
"#;

/// Every mark, on every kind, with every field.
pub const MARKS: &str = r#"---
with: priya
date: 2026-02-17T10:00
§title: ""
§commitments:
§  - text: zqfronttext
§    owner: zqfrontowner
§    due: 2026-02-30
§    visibility: confidential
§  - "zqfrontline visibility:confidential"
wins:
  - Retries shipped
§  - {text: zqfrontwin, visibility: confidential}
§  - {visibility: secret, text: zqfrontodd, evidence: zqfrontevidence}
---
# Monthly

## Mine

- [ ] Send billing plan due:2026-03-06 ^plan
§- [ ] zqmark due:2026-03-01 visibility:confidential
§- [ ] zqdataview [visibility:: confidential] @zqatowner
§- [ ] zqparens (visibility:: confidential) due:2026-03-02
§- [ ] zqquoted visibility:"confidential" ^zqid
§- [ ] zqunreadable visibility:secret
§- [ ] zqbaddate due:2026-02-31 visibility:confidential
§- [ ] zqworddate due:zqnextyear visibility:confidential
§- [ ] zqvague due next friday visibility:confidential
§- [x] zqdone visibility:confidential ✅ 2026-03-02
§- [ ] zqtwice visibility:confidential ^zqtwiceid
§- [ ] zqtwiceagain visibility:confidential ^zqtwiceid
§- zqnobox visibility:confidential
- [ ] Call finance
§  - [ ] zqnestedbox visibility:confidential
§  - zqmarkedremark visibility:confidential
§    - [ ] zqunderremark due:2026-03-01
§- [ ] zqparent visibility:confidential
§  - zqremark
§    - zqdeepremark
§	- zqtabremark
§  - [ ] zqchild due:2026-03-03
§  zqcontinued
§- [ ] zqmany lines that
§  go on with zqsecondline visibility:confidential

## Theirs

- [ ] Ask finance for a reviewer due:2026-02-27
§- [ ] zqtheirs due:2026-02-26 visibility:confidential
§- [ ] zqowned (zqbyname) visibility:confidential
§- [ ] zqarrow → zqarrowname visibility:confidential

## Concerns

- On-call rests on two people decide-by:2026-03-20 decider:@priya
  - Pause features
  - Borrow Ana
§  - zqmarkedoption visibility:confidential
§  - option: zqmarkednamed [visibility:: confidential]
§- zqconcern decide-by:2026-03-18 decider:zqdecider recommend:zqrecommend benefit:zqbenefit evidence:zqevidence visibility:confidential
§  - zqoption (recommended)
§  - option: zqsecondoption
§- zqsettled outcome:zqoutcome visibility:confidential

## Decisions

§- zqdecision visibility:confidential
§- [ ] zqopendecision until:2026-03-10 visibility:confidential

## Requests

- SOC 2 evidence due:2026-03-31 displaces:close5
§- zqrequest due:2026-03-31 displaces:zqdisplaced from:zqfrom visibility:confidential

## Asks

§- zqask to:zqto supports:zqsupports visibility:confidential

## Goals

- Cut failed invoices now:22 target:10 by 2026-06-30
§- zqgoal metric:zqmetric baseline:zqbaseline now:zqnow target:zqtarget goal:zqofgoal horizon:zqhorizon visibility:confidential

## Feedback received

- You stepped in too early
§- zqfeedback about:zqabout visibility:confidential
§  - [ ] zqaction due:2026-03-04

## Feedback to ask

§- zqtoask visibility:confidential

## Wins

- Pipeline is green
§- zqwin evidence:zqproof visibility:confidential
§- [x] zqmark

## FYI

§- zqfyi tell:@priya visibility:confidential

## Ideas

§- zqidea visibility:confidential

## Questions

- What is level 5?
§- [ ] zqquestion visibility:confidential

## Notes

§- zqmarkedprose visibility:confidential
§  - [ ] zqunderprose due:2026-03-01

§ACTION: zqactionline visibility:confidential

TODO tidy the board
"#;

/// Every spelling of the headings, and everything that can stand under them.
pub const HEADINGS: &str = r#"---
with: priya
date: 2026-03-03T10:00
tags: [one-on-one]
---

§## Confidential
§
§zqprose with **zqbold** and `zqcode`
§
§- [ ] zqplainbox due:2026-03-04 @zqboxowner
§- zqplainbullet
§ACTION: zqsecretaction
§> zqquote
§
§<!-- zqcomment -->
§
§| zqcolumn | b |
§|---|---|
§| zqcell | 2 |
§
§    # zqindented
§
§```yaml
§# zqcodeblock
§## Mine
§```
§
§````
§```
§# zqfence
§````
§
§zqafterfence
§
§- listed
§
§      ## zqlistcode
§
§- [ ] zqafterlist
§
§### Concerns
§
§- zqnestedconcern decide-by:2026-03-18
§  - zqnestedoption
§
§#### zqdeepheading wins
§
§- [x] zqdeepwin
§
§### Mine
§
§- [ ] zqnestedmine due:2026-03-05 ^zqnestedid
§
§![zqimage](zqimage.png) [zqlink](zqlink.md) [[zqwiki]]

## Mine

- [ ] Book the room due:2026-03-09

§## Confidential action items
§
§- zqactionsof due:2026-03-02

## Other

§## PRIVATE:
§
§- [ ] zqupper
§
## Topics

§## 🔒 Private notes zqemoji
§
§- [ ] zqemojibox
§
## Next steps

- [ ] Tidy the board

§## 3. Confidential - zqheadingtail
§
§- [ ] zqnumbered
§
## Wins

- Docs are out

§## :lock: Confidential
§
§- zqshortcode
§
## FYI

- Platform freezes deploys

§# (b) **Private**
§
§- [ ] zqletter
§## Deeper zqdeeper
§- [ ] zqbelow
§
# More

§Confidential
§------------
§
§- [ ] zqunderlined
§
## Ideas

- A reading group

§###### Private
§
§zqsixth
"#;

/// A note with a heading for each day.
pub const RUNNING: &str = r#"---
with: omar
---

§## Confidential zqabovedays
§
§- [ ] zqbeforedays

## 2026-02-24

- [ ] Share the draft due:2026-03-02

§### Confidential
§
§- [ ] zqrunning due:2026-03-01
§
§#### Wins
§
§- zqrunningwin

## 2026-03-09

- [ ] Review the draft

§### Private: zqrunningheading
§
§zqrunningprose
"#;

pub const GROUP: &str = r#"---
with: [priya, omar]
date: 2026-03-05
---

## Actions

- [ ] @omar Write the runbook due:2026-03-08
§- [ ] @omar zqgroup due:2026-03-07 visibility:confidential
§- [ ] zqgrouptell tell:@priya visibility:confidential
§- [ ] zqfirst
§- [ ] zqlater visibility:confidential
§- [ ] zqrestated ^zqid
§- [>] zqpointer ^zqnestedid

## Wins

§- [x] zqwonbyid ^zqid
"#;

/// What it restates is confidential here only.
pub const GROUP_AGAIN: &str = r#"---
with: [omar, priya]
date: 2026-03-12
---

§## Private
§
§- [ ] zqfirst — zqgoeson

## Actions

§- [ ] zqlater — update: zqupdate
§- [ ] zqrestatedbad due:2026-02-30 ^zqid
§- [ ] zqrestatedowner @zqrestatedname ^zqnestedid
"#;

pub const PLANNED: &str = r#"---
with: priya
date: 2026-03-17T10:00
---

## Questions

- How is the budget?
§- zqplanned visibility:confidential

§## Confidential
§
§- [ ] zqplannedbox
"#;

/// A note that is confidential as a whole. That a meeting was held that day is not.
pub const WHOLE: &str = r#"---
with: lena
date: 2026-03-10T09:00
visibility: confidential
§title: zqtitle
§mode: zqmode
§tags: [zqtag]
§wins: [zqwholewin]
---
§# zqfirstheading
§
§- [ ] zqwhole due:2026-03-11 ^zqwholeid
§- [ ] zqwholetwo @zqwholeowner due:2026-02-30
§
§## Concerns zqwholeheading
§
§- zqwholeconcern
§
§zqwholeprose
"#;

pub const GOAL: &str = r#"---
id: retries
text: Retry every invoice
with: priya
metric: retried
now: 3
target: 5
---

§## Confidential
§
§zqgoalbody
"#;

pub const SECRET_GOAL: &str = r#"---
with: priya
visibility: confidential
health: at-risk
§text: zqgoaltext
§metric: zqgoalmetric
§supports: zqgoalsupports
---
§zqgoalprose
"#;

/// A note of no kind.
pub const ESSAY: &str = r#"§# Confidential zqessaytitle
§
§zqessay

# Thoughts

Plans for the year.

§- [ ] zqessayitem that goes on
§  over zqessaysecond visibility:confidential

§## Private
§
§zqessayprivate
"#;

pub const SECRET_ESSAY: &str = "---\n\"Visibility\": confidential\n---\n§# zqessayhead\n§\n§zqsecretessay\n";

/// Written with a byte order mark and CRLF line ends.
pub const WINDOWS: &str = r#"---
with: omar
date: 2026-03-11
§commitments: [{text: zqwinfront, visibility: confidential}]
---

## Mine

- [ ] Order chairs due:2026-03-12
§- [ ] zqwinmark due:2026-03-12 visibility:confidential

§## Confidential
§
§- [ ] zqwinbox due:2026-02-30
"#;
