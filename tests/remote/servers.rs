//! Real servers on this machine, each on a port of its own, ended with the test.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{Running, World};

/// A server, and the port of 127.0.0.1 that it listens on.
pub struct Server {
    _running: Running,
    pub port: u16,
}

/// `git daemon` for the repositories of a folder, open for pushing; `None` where git came without it.
pub fn git_daemon(world: &World, folder: &Path) -> Option<Server> {
    let program = exec_path().join("git-daemon");
    if !program.exists() {
        println!("not run: git came without git-daemon");
        return None;
    }
    Some(on_free_port(|port| {
        let mut command = world.isolated(&program);
        command.args(["--listen=127.0.0.1", "--export-all", "--enable=receive-pack", "--reuseaddr"]);
        command.arg(format!("--port={port}")).arg(format!("--base-path={}", folder.display()));
        command.arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }))
}

/// `git http-backend` behind a small server, with a password if there is one; `None` without Python.
pub fn http(world: &World, folder: &Path, login: Option<&str>) -> Option<Server> {
    if !exec_path().join("git-http-backend").exists() || !runs("python3", "--version") {
        println!("not run: there is no python3 or no git-http-backend");
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/http_backend.py");
    let mut command = world.isolated("python3");
    command.arg(script).arg(folder).args(login).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut running = Running::start(command);
    let mut line = String::new();
    BufReader::new(running.child().stdout.take().unwrap()).read_line(&mut line).unwrap();
    Some(Server { port: line.trim().parse().unwrap(), _running: running })
}

/// sshd with a host key and a user's key that were made for it.
pub struct Ssh {
    server: Server,
    pub key: PathBuf,
    pub known: PathBuf,
}

impl Ssh {
    /// `None` where there is no sshd.
    pub fn start(world: &World) -> Option<Self> {
        let sshd = Path::new("/usr/sbin/sshd");
        if !sshd.exists() || !runs("ssh", "-V") {
            println!("not run: there is no sshd");
            return None;
        }
        if rustix::process::geteuid().is_root() {
            // As the system does before it starts sshd.
            fs::create_dir_all("/run/sshd").unwrap();
        }
        let (host, key) = (world.path("host-key"), world.path("user-key"));
        for key in [&host, &key] {
            let mut command = world.isolated("ssh-keygen");
            let made = command.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(key).status().unwrap();
            assert!(made.success());
        }
        let config = world.path("sshd_config");
        let server = on_free_port(|port| {
            let text = format!(
                "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}.pub\nStrictModes no\n\
                 UsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n\
                 PidFile none\n",
                host.display(),
                key.display()
            );
            fs::write(&config, text).unwrap();
            let mut command = world.isolated(sshd);
            command.arg("-D").arg("-e").arg("-f").arg(&config).stdout(Stdio::null()).stderr(Stdio::null());
            command
        });
        let known = world.path("known_hosts");
        let public = fs::read_to_string(host.with_extension("pub")).unwrap();
        fs::write(&known, format!("[127.0.0.1]:{} {public}", server.port)).unwrap();
        Some(Self { server, key, known })
    }

    pub fn address(&self, path: &Path) -> String {
        let user = Command::new("id").arg("-un").output().unwrap().stdout;
        let user = String::from_utf8(user).unwrap();
        format!("ssh://{}@127.0.0.1:{}{}", user.trim(), self.server.port, path.display())
    }

    /// How a person would have ssh called, with this key and these known hosts.
    pub fn command(key: &Path, known: &Path) -> String {
        format!(
            "ssh -F /dev/null -o IdentitiesOnly=yes -o IdentityAgent=none -i {} -o UserKnownHostsFile={} -o GlobalKnownHostsFile=/dev/null",
            key.display(),
            known.display()
        )
    }
}

/// A port at which somebody answers, and says no word.
pub struct Silent {
    listener: Arc<TcpListener>,
    accepted: Arc<AtomicUsize>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Silent {
    pub fn start() -> Self {
        let listener = Arc::new(TcpListener::bind("127.0.0.1:0").unwrap());
        let accepted = Arc::new(AtomicUsize::new(0));
        let (listening, count) = (Arc::clone(&listener), Arc::clone(&accepted));
        let thread = std::thread::spawn(move || {
            let mut held = Vec::new();
            for stream in listening.incoming() {
                held.push(stream.unwrap());
                if count.fetch_add(1, Ordering::SeqCst) >= END {
                    return;
                }
            }
        });
        Self { listener, accepted, thread: Some(thread) }
    }

    pub fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }

    pub fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }
}

/// From this count on, the next connection ends a thread.
const END: usize = 1 << 20;

impl Drop for Silent {
    fn drop(&mut self) {
        self.accepted.store(END, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port()));
        let _ = self.thread.take().unwrap().join();
    }
}

/// Answers one connection: passes on what comes and goes, until it has passed on so many bytes of the answer.
pub fn cutting(to: u16, after: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut server = TcpStream::connect(("127.0.0.1", to)).unwrap();
        let (mut ask, mut asked) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        let asking = std::thread::spawn(move || std::io::copy(&mut ask, &mut asked));
        let (mut left, mut bytes) = (after, [0; 512]);
        while left > 0 {
            let Ok(count @ 1..) = server.read(&mut bytes) else { break };
            let count = count.min(left);
            left -= count;
            if client.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
        let _ = asking.join();
    });
    port
}

/// Lists branches to one client, without an end.
pub fn endless() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        for number in 0_u64.. {
            let line = format!("{} refs/heads/{number:032}\n", "1".repeat(40));
            if client.write_all(format!("{:04x}{line}", line.len() + 4).as_bytes()).is_err() {
                return;
            }
        }
    });
    port
}

/// A port at which nobody listens.
pub fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Starts a server on a port that was free just now, and waits until it answers; on another one, where somebody was
/// faster.
fn on_free_port(command: impl Fn(u16) -> Command) -> Server {
    for _ in 0..20 {
        let port = closed_port();
        let mut running = Running::start(command(port));
        while running.child().try_wait().unwrap().is_none() {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Server { _running: running, port };
            }
            std::thread::yield_now();
        }
    }
    panic!("the server does not start");
}

fn exec_path() -> PathBuf {
    let output = Command::new("git").arg("--exec-path").output().unwrap();
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim())
}

fn runs(program: &str, argument: &str) -> bool {
    Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
