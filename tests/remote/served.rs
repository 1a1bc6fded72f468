//! Through real servers: git's own protocol, smart HTTP with a password, ssh with a key.

use std::path::Path;

use crate::servers::{self, Ssh, closed_port};
use crate::support::World;

/// A notebook pushes to and fetches from a bare repository that is reached at this address.
#[track_caller]
fn goes_through(world: &World, bare: &Path, address: &str) {
    let one = world.notebook("one", address);
    world.act("fetch", &one).done("");
    world.act("push", &one).done("taken");
    let two = world.second("two", bare, address);
    let tip = world.commit(&two, "two.md", "x".repeat(100_000));
    world.act("push", &two).done("taken");
    world.act("fetch", &one).done(&tip);
    world.act("default branch", address).done("main");
    for repository in [&one, &two, bare] {
        world.assert_sound(repository);
    }
}

#[test]
fn gits_own_protocol() {
    let world = World::new();
    let bare = world.bare("srv/notes.git");
    let Some(daemon) = servers::git_daemon(&world, &world.path("srv")) else { return };
    goes_through(&world, &bare, &format!("git://127.0.0.1:{}/notes.git", daemon.port));
    let gone = world.notebook("gone", format!("git://127.0.0.1:{}/none.git", daemon.port));
    world.act("fetch", &gone).failed("denied", "access denied or repository not exported");
    let off = world.notebook("off", format!("git://127.0.0.1:{}/notes.git", closed_port()));
    world.act("fetch", &off).failed("unreachable (passing)", "Connection refused");
    world.act("push", &off).failed("unreachable (passing)", "Connection refused");
}

const LOGIN: &str = "writer:s3cret";

/// A credential helper that knows a password, as a line of configuration.
fn helper(password: &str) -> String {
    format!("!f() {{ test \"$1\" = get && echo username=writer && echo password={password}; }}; f")
}

#[test]
fn smart_http_with_a_password_that_a_helper_knows() {
    let world = World::new();
    let bare = world.bare("srv/notes.git");
    let Some(server) = servers::http(&world, &world.path("srv"), Some(LOGIN)) else { return };
    world.set("credential.helper", &helper("s3cret"));
    goes_through(&world, &bare, &format!("http://127.0.0.1:{}/notes.git", server.port));
}

#[test]
fn smart_http_with_a_password_in_the_address() {
    let world = World::new();
    let bare = world.bare("srv/notes.git");
    let Some(server) = servers::http(&world, &world.path("srv"), Some(LOGIN)) else { return };
    world.set("credential.helper", &helper("wrong"));
    world.set("credential.useHttpPath", "true");
    goes_through(&world, &bare, &format!("http://{LOGIN}@127.0.0.1:{}/notes.git", server.port));
}

#[test]
fn smart_http_with_a_password_that_a_persons_settings_put_into_the_address() {
    let world = World::new();
    let bare = world.bare("srv/notes.git");
    let Some(server) = servers::http(&world, &world.path("srv"), Some(LOGIN)) else { return };
    let host = format!("127.0.0.1:{}/", server.port);
    world.set("credential.helper", &helper("wrong"));
    world.set(&format!("url.http://{LOGIN}@{host}.insteadOf"), &format!("http://{host}"));
    world.set(
        &format!("url.http://{LOGIN}@{host}notes.git.pushInsteadOf"),
        &format!("http://{host}notes.git"),
    );
    goes_through(&world, &bare, &format!("http://{host}notes.git"));
}

#[test]
fn a_login_that_would_be_asked_for_is_named_and_never_asked_for() {
    let mut world = World::new();
    world.bare("srv/notes.git");
    let Some(server) = servers::http(&world, &world.path("srv"), Some(LOGIN)) else { return };
    let one = world.notebook("one", format!("http://127.0.0.1:{}/notes.git", server.port));
    for name in ["GIT_ASKPASS", "SSH_ASKPASS"] {
        let program = world.marker(name);
        world.environment.push((name.to_owned(), program.to_str().unwrap().to_owned()));
    }
    world.environment.push(("DISPLAY".to_owned(), ":0".to_owned()));
    world.set("core.askPass", world.marker("core.askPass").to_str().unwrap());
    let by_hand = format!("git -C {} fetch origin", one.display());
    world.act("fetch", &one).failed("needs_login", &by_hand);
    world.act("push", &one).failed("needs_login", "git -C");
    world
        .act("default branch", format!("http://127.0.0.1:{}/notes.git", server.port))
        .failed("needs_login", "ls-remote");
    world.set("credential.helper", &helper("wrong"));
    world.act("fetch", &one).failed("needs_login", "Authentication failed");
    // A wrong password in the address is not shown.
    world.git(
        &one,
        &["remote", "set-url", "origin", &format!("http://me:hidden@127.0.0.1:{}/notes.git", server.port)],
    );
    let told = world.act("fetch", &one);
    told.failed("needs_login", "http://127.0.0.1");
    assert!(!told.text.contains("hidden") && !told.text.contains("me:"), "{}", told.text);
    assert_eq!(world.marks(), Vec::<String>::new());
}

#[test]
fn what_an_http_server_answers_is_told_apart() {
    let world = World::new();
    world.bare("srv/notes.git");
    let Some(server) = servers::http(&world, &world.path("srv"), None) else { return };
    let one = world.notebook("one", "unset");
    for (path, word, text) in [
        ("status/403/x", "denied", "403"),
        ("status/404/x", "missing", "not found"),
        ("status/500/x", "unreachable (passing)", "500"),
        ("status/503/x", "unreachable (passing)", "503"),
        ("none.git", "missing", "not found"),
    ] {
        let address = format!("http://127.0.0.1:{}/{path}", server.port);
        world.git(&one, &["remote", "set-url", "origin", &address]);
        world.act("fetch", &one).failed(word, text);
    }
    for address in [
        format!("http://127.0.0.1:{}/x", closed_port()),
        "https://nobody.invalid/x".to_owned(),
        "ssh://nobody.invalid/x".to_owned(),
        "git://nobody.invalid/x".to_owned(),
    ] {
        world.git(&one, &["remote", "set-url", "origin", &address]);
        world.act("fetch", &one).failed("unreachable (passing)", "sent once it can be");
    }
}

#[test]
fn ssh_with_a_key() {
    let world = World::new();
    let bare = world.bare("notes.git");
    let Some(ssh) = Ssh::start(&world) else { return };
    world.set("core.sshCommand", &Ssh::command(&ssh.key, &ssh.known));
    goes_through(&world, &bare, &ssh.address(&bare));
    world.git(&world.path("one"), &["remote", "set-url", "origin", &ssh.address(Path::new("/none.git"))]);
    world.act("fetch", world.path("one")).failed("unreachable (passing)", "/none.git");
}

#[test]
fn ssh_without_a_key_or_to_an_unknown_host() {
    let mut world = World::new();
    let bare = world.bare("notes.git");
    let Some(ssh) = Ssh::start(&world) else { return };
    let one = world.notebook("one", ssh.address(&bare));
    let asked = world.marker("SSH_ASKPASS");
    for (name, value) in
        [("SSH_ASKPASS", asked.to_str().unwrap()), ("DISPLAY", ":0"), ("SSH_ASKPASS_REQUIRE", "force")]
    {
        world.environment.push((name.to_owned(), value.to_owned()));
    }
    let nothing = Path::new("/dev/null");
    world.environment.push(("GIT_SSH_COMMAND".to_owned(), Ssh::command(&ssh.key, nothing)));
    world.act("fetch", &one).failed("unknown_host", "by hand");
    world.environment.pop();
    world.environment.push(("GIT_SSH_COMMAND".to_owned(), Ssh::command(nothing, &ssh.known)));
    world.act("fetch", &one).failed("needs_login", "Permission denied");
    world.act("push", &one).failed("needs_login", "Permission denied");
    assert_eq!(world.marks(), Vec::<String>::new());
}
