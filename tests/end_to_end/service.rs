//! `headsup service`, with a systemctl that writes down what it is asked.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::support::{Notebook, err, out};

/// A machine whose systemctl does as told, `fails` what has this word in it.
struct Machine {
    notebook: Notebook,
}

impl Machine {
    fn new(fails: &str) -> Self {
        let notebook = Notebook::of(&[("note.md", "A note.\n")]);
        let machine = Self { notebook };
        let script = format!(
            "#!/bin/sh\necho \"$*\" >> {}\ncase \"$*\" in {fails}) echo 'Failed to connect to bus' >&2; exit 1;; *is-active*) echo active;; *is-enabled*) echo enabled;; esac\n",
            machine.outside("asked").display()
        );
        std::fs::create_dir(machine.outside("bin")).unwrap();
        std::fs::write(machine.outside("bin/systemctl"), script).unwrap();
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(machine.outside("bin/systemctl"), mode).unwrap();
        machine
    }

    fn outside(&self, name: &str) -> PathBuf {
        self.notebook.outside().join(name)
    }

    fn unit(&self) -> PathBuf {
        self.outside("home/.config/systemd/user/headsup.service")
    }

    fn service(&self, args: &[&str]) -> Output {
        let mut command: Command = self.notebook.command(&["service"]);
        command.args(args).env("PATH", format!("{}:/usr/bin:/bin", self.outside("bin").display()));
        command.output().unwrap()
    }

    fn asked(&self) -> String {
        std::fs::read_to_string(self.outside("asked")).unwrap_or_default()
    }
}

#[test]
fn it_is_installed_told_about_and_removed() {
    let machine = Machine::new("nothing");
    assert_eq!(machine.service(&["status"]).status.code(), Some(1));
    let said = machine.service(&["install"]);
    assert!(said.status.success(), "{}", err(&said));
    let notes = machine.notebook.root().canonicalize().unwrap();
    let unit = std::fs::read_to_string(machine.unit()).unwrap();
    assert!(unit.contains(&format!(" run \"{}\"\n", notes.display())), "{unit}");
    for step in ["--user daemon-reload", "--user enable headsup.service", "--user restart headsup.service"] {
        assert!(machine.asked().lines().any(|line| line == step), "{step}\n{}", machine.asked());
    }
    // Another notebook joins the first; one that is there already is there once.
    std::fs::create_dir(machine.outside("shared")).unwrap();
    let shared = machine.outside("shared").canonicalize().unwrap();
    machine.service(&["install", shared.to_str().unwrap(), notes.to_str().unwrap()]);
    let said = out(&machine.service(&["status"]));
    assert_eq!(
        said,
        format!(
            "headsup.service is active and enabled. It keeps\n  {}\n  {}\n",
            notes.display(),
            shared.display()
        )
    );
    assert!(machine.service(&["remove"]).status.success());
    assert!(!machine.unit().exists());
    assert!(machine.asked().contains("--user disable --now headsup.service"));
    assert_eq!(out(&machine.service(&["remove"])), "There is no service.\n");
}

#[test]
fn without_systemd_nothing_is_written() {
    let machine = Machine::new("*");
    let said = machine.service(&["install"]);
    assert_eq!(said.status.code(), Some(1));
    assert!(err(&said).contains("headsup run DIR"), "{}", err(&said));
    assert!(!machine.unit().exists());
}

#[test]
fn a_unit_that_a_person_wrote_stays() {
    let machine = Machine::new("nothing");
    std::fs::create_dir_all(machine.unit().parent().unwrap()).unwrap();
    std::fs::write(machine.unit(), "[Service]\nExecStart=/bin/true\n").unwrap();
    for what in ["install", "remove"] {
        let said = machine.service(&[what]);
        assert_eq!(said.status.code(), Some(1));
        assert!(err(&said).contains("not written by headsup"), "{}", err(&said));
    }
    assert_eq!(std::fs::read_to_string(machine.unit()).unwrap(), "[Service]\nExecStart=/bin/true\n");
    assert_eq!(machine.asked(), "");
}
