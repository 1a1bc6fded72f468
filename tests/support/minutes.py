#!/usr/bin/env python3
"""Give minutes of public meetings the front matter of a meeting note.

    minutes.py SOURCE TARGET

Copies SOURCE, a folder of markdown minutes named by their date (`2026-03-03.md`, `2026-03-03T14_00_00Z.md`),
to the new folder TARGET. A file whose name holds a date gets `with:`, the people under its headings Present
and Chair, and `date:`, from its name. Every other byte, and every other file, is copied as it is.
Prints how many files got which. Only the standard library is used.
"""

import json
import re
import shutil
import sys
from pathlib import Path

NAMED = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:T(\d{2})_(\d{2})_(\d{2})Z)?$")
HEADING = re.compile(r"^#+\s+(.*?)[\s:#]*$")
BULLET = re.compile(r"^\s*[-*+]\s+(.*)$")
LISTS = {"present", "attendees", "participants", "chair", "chairs"}
# Entries that a template leaves behind where nobody filled it in.
NOBODY = {"", "name", "none", "a", "n/a", "tbd"}


def main(source: Path, target: Path) -> int:
    if not source.is_dir() or target.exists():
        print(f"{source} must be a folder, and {target} must not exist yet", file=sys.stderr)
        return 2
    dressed = plain = nobody = 0
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        name = NAMED.match(file.stem) if file.suffix == ".md" else None
        if name is None:
            shutil.copyfile(file, copy)
            plain += 1
            continue
        body = file.read_bytes()
        people = attendees(body.decode("utf-8", "replace"))
        nobody += not people
        copy.write_bytes(front_matter(people, name).encode() + body)
        dressed += 1
    print(f"{dressed} minutes with front matter ({nobody} of them name nobody), {plain} other files copied")
    return 0


def front_matter(people: list[str], name: re.Match) -> str:
    day, hour, minute, second = name.groups()
    date = day if hour is None else f"{day}T{hour}:{minute}:{second}Z"
    # A JSON string is a YAML string.
    names = ", ".join(json.dumps(person, ensure_ascii=False) for person in people)
    return f"---\nwith: [{names}]\ndate: {date}\n---\n\n"


def attendees(text: str) -> list[str]:
    """The people in the lists under Present and Chair, each once, in order."""
    people: list[str] = []
    listed = False
    for line in text.splitlines():
        heading = HEADING.match(line)
        bullet = BULLET.match(line)
        if heading:
            listed = line.startswith("## ") and heading.group(1).lower() in LISTS
        elif line.startswith("---"):
            listed = False
        elif listed and bullet:
            person = clean(bullet.group(1))
            if person and person.lower() not in {known.lower() for known in people}:
                people.append(person)
    return people


def clean(entry: str) -> str:
    """A person's name without links, markup, handles, addresses and remarks."""
    entry = re.sub(r"<[^>]*>", "", entry)
    entry = re.sub(r"!?\[([^\]]*)\](\([^)]*\))?", r"\1", entry)
    entry = re.sub(r"\([^)]*\)?", " ", entry)
    entry = re.sub(r"[*_`]", "", entry)
    entry = " ".join(word for word in entry.split() if "@" not in word and "://" not in word)
    # `Nick // Given Family`, `Given Family - nick`: the part with the most words is the name.
    parts = re.split(r"\s*//\s*|\s+[-–—|]\s+|[/,;:]", entry)
    name = max(parts, key=lambda part: min(len(part.split()), 2)).strip(" .")
    # Under a heading Chair there are whole sentences too, about the chair.
    return "" if name.lower() in NOBODY or len(name.split()) > 4 else name


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
