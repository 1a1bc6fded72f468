//! Calling git to talk to a server.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::address::{self, Kind};
use super::error::{Error, Told, lasting};
use super::private::{Private, REMOTE};
use super::said;
use crate::store::history;
use crate::store::program::{self, Limits, Said};

/// What counts whatever a person's configuration says: nothing runs, nothing more than one branch is moved, what
/// comes is looked at, and arrives as packs.
///
/// Of what `fsck` finds only the following passes, which old or odd programs have left in many a sound history: how
/// a mode or a date is written, and how an author's name, address and time zone are.
const SETTINGS: [&str; 38] = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.alternateRefsCommand=true",
    "core.askPass=",
    "core.bigFileThreshold=64m",
    "credential.interactive=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.ext.allow=never",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "fetch.prune=false",
    "fetch.pruneTags=false",
    "fetch.unpackLimit=1",
    "fetch.writeCommitGraph=false",
    "fetch.fsckObjects=true",
    "fetch.fsck.zeroPaddedFilemode=ignore",
    "fetch.fsck.zeroPaddedDate=ignore",
    "fetch.fsck.missingSpaceBeforeDate=ignore",
    "fetch.fsck.missingSpaceBeforeEmail=ignore",
    "fetch.fsck.missingNameBeforeEmail=ignore",
    "fetch.fsck.missingEmail=ignore",
    "fetch.fsck.badEmail=ignore",
    "fetch.fsck.badName=ignore",
    "fetch.fsck.badTimezone=ignore",
    "transfer.fsckObjects=true",
    "transfer.unpackLimit=1",
    "transfer.bundleURI=false",
    "push.recurseSubmodules=no",
    "push.gpgSign=false",
    "push.followTags=false",
    "push.pushOption=",
    "push.negotiate=false",
    "pack.threads=1",
    "pack.windowMemory=256m",
    "pack.writeReverseIndex=true",
    "http.lowSpeedLimit=1",
    "color.ui=false",
];

/// The other end of a repository on this machine: it starts no program of that repository's, and fetches nothing.
const THERE: &str = "GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none git \
    -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.alternateRefsCommand=true \
    -c gc.auto=0 -c maintenance.auto=false -c receive.autogc=false -c receive.updateServerInfo=false \
    -c receive.denyCurrentBranch=refuse";

/// What ssh is told, unless a person said something else first.
const SSH: &str = "-o BatchMode=yes -o ConnectTimeout=20";

/// Which way things go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// From there.
    Fetch,
    /// To there.
    Push,
}

/// A secret without the marks around it.
fn bare(secret: &str) -> String {
    secret.trim_start_matches([':', '?']).trim_end_matches('@').to_owned()
}

/// How people are told of the remote, and how they call git themselves.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) remote: String,
    pub(super) by_hand: String,
}

impl Names {
    pub(super) fn told(&self, said: &str) -> Told {
        Told { remote: self.remote.clone(), said: said::short(said), by_hand: self.by_hand.clone() }
    }
}

/// A call of git on a private repository.
#[derive(Debug)]
pub(super) struct Call<'a> {
    dir: &'a Path,
    limits: Limits,
    stop: &'a AtomicBool,
    names: Names,
    ssh: Option<String>,
    there: Option<String>,
    /// What git's words may not tell of the address.
    secrets: Vec<String>,
}

impl<'a> Call<'a> {
    /// Looks at where git would really go, by the person's own configuration.
    pub(super) fn new(
        private: &'a Private,
        way: Way,
        (limits, stop): (Limits, &'a AtomicBool),
        names: Names,
    ) -> Result<Self, Error> {
        let mut call =
            Self { dir: private.dir(), limits, stop, names, ssh: None, there: None, secrets: Vec::new() };
        let (asked, program) = match way {
            Way::Fetch => (&["ls-remote", "--get-url", REMOTE][..], "upload-pack"),
            Way::Push => (&["remote", "get-url", "--push", REMOTE][..], "receive-pack"),
        };
        let address = call.run(asked)?;
        if !address.status.success() {
            return Err(call.meant(&address));
        }
        let address = address.out.trim_end_matches('\n');
        let kind = address::kind(address)?;
        call.secrets =
            address::secrets(address).into_iter().map(bare).filter(|secret| secret.len() > 2).collect();
        if address::parted(address).is_some() {
            // It would be among the arguments of a program that git starts.
            private.lead_to(address).map_err(|error| {
                Error::from(history::Error::Io {
                    doing: "write",
                    path: private.dir().to_owned(),
                    source: error,
                })
            })?;
        }
        match kind {
            Kind::Local => call.there = Some(format!("--{program}={THERE} {program}")),
            Kind::Ssh => call.ssh = ssh(call.run(&["config", "--get", "core.sshCommand"])?.out.trim()),
            Kind::Http | Kind::Git => {}
        }
        Ok(call)
    }

    /// The option that says how the other end is run, where that is on this machine.
    pub(super) fn there(&self) -> Option<&str> {
        self.there.as_deref()
    }

    /// Runs git; that it failed is for the caller to see.
    pub(super) fn run(&self, args: &[&str]) -> Result<Said, Error> {
        let slow = format!("http.lowSpeedTime={}", self.limits.still.as_secs().max(1));
        let settings = SETTINGS.iter().copied().chain([slow.as_str()]);
        let args: Vec<&str> = settings.flat_map(|set| ["-c", set]).chain(args.iter().copied()).collect();
        let mut environment = vec![("GIT_ALLOW_PROTOCOL", "file:git:http:https:ssh")];
        environment.extend(self.ssh.as_deref().map(|ssh| ("GIT_SSH_COMMAND", ssh)));
        program::talk(self.dir, &args, &environment, &self.limits, self.stop)
            .map_err(|error| self.ended(error))
    }

    /// What it was that failed.
    pub(super) fn meant(&self, said: &Said) -> Error {
        let complaint = self.secrets.iter().fold(said.complaint.clone(), |complaint, secret| {
            // git may take an address apart in another way, and tell a piece of it.
            complaint.replace(secret.as_str(), "…")
        });
        said::meant(&complaint, self.names.remote.clone(), self.names.by_hand.clone())
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    fn ended(&self, error: program::Error) -> Error {
        match error {
            program::Error::NotInstalled => Error::NotInstalled,
            program::Error::Stopped => Error::Stopped,
            program::Error::Still(limit) => {
                Error::TooLong(self.names.told(&format!("nothing moved for {}", lasting(limit))))
            }
            program::Error::TooLong(limit) => {
                Error::TooLong(self.names.told(&format!("it was not done after {}", lasting(limit))))
            }
            program::Error::Talkative => Error::Broken(self.names.told("more words than anybody reads")),
            error => Error::Other(self.names.told(&error.to_string())),
        }
    }
}

/// The command that ssh is run by, where it is not for git to find: what a person has chosen, if that is ssh itself,
/// else nothing but ssh, and each so that it asks nothing.
fn ssh(configured: &str) -> Option<String> {
    let chosen = match (std::env::var("GIT_SSH_COMMAND"), std::env::var_os("GIT_SSH")) {
        (Ok(command), _) if !command.trim().is_empty() => command,
        (_, Some(_)) => return None,
        _ if configured.is_empty() => "ssh".to_owned(),
        _ => configured.to_owned(),
    };
    quiet(&chosen)
}

/// With our options behind it, where they cannot come to mean something else.
fn quiet(command: &str) -> Option<String> {
    let program = command.split_whitespace().next()?.trim_matches(['"', '\'']);
    let is_ssh = program.rsplit('/').next() == Some("ssh");
    let plain = !command.contains(['#', ';', '|', '&', '\n']);
    (is_ssh && plain).then(|| format!("{command} {SSH}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ssh_asks_nothing_and_another_program_is_left_as_it_is() {
        for (command, expect) in [
            ("ssh", Some(format!("ssh {SSH}"))),
            ("/usr/bin/ssh -i ~/.ssh/notes", Some(format!("/usr/bin/ssh -i ~/.ssh/notes {SSH}"))),
            ("\"/opt/my/ssh\" -v", Some(format!("\"/opt/my/ssh\" -v {SSH}"))),
            ("plink -batch", None),
            ("my-ssh", None),
            ("ssh -i key #", None),
            ("A=1 ssh", None),
        ] {
            assert_eq!(quiet(command), expect, "{command}");
        }
    }
}
