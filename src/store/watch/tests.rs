//! Watching a folder of one's own, awaited by what it names.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, mpsc::sync_channel},
    time::Duration,
};

use notify::{
    Event, EventKind,
    event::{CreateKind, ModifyKind, RenameMode},
};
use tempfile::TempDir;

use super::{
    Hint, MOST_PATHS, Watcher,
    heard::{Concern, concern, heard},
    pending::Shared,
    watch,
};
use crate::store::notebook::Notebook;

/// Far longer than any hint takes: reaching it is a failure.
const LONG: Duration = Duration::from_secs(30);

struct World {
    dir: TempDir,
    watcher: Watcher,
}

impl World {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        fs::create_dir_all(dir.path().join("notes/.git")).unwrap();
        fs::create_dir_all(dir.path().join("notes/sub")).unwrap();
        fs::create_dir_all(dir.path().join("notes/build/deep")).unwrap();
        fs::write(dir.path().join("notes/.gitignore"), "build/\n").unwrap();
        let notebook = Notebook::open(&dir.path().join("notes")).unwrap();
        let watcher = watch(Arc::new(notebook)).unwrap();
        Self { dir, watcher }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join("notes").join(path)
    }

    fn write(&self, path: &str) {
        fs::write(self.at(path), "x").unwrap();
    }

    /// Waits until a path, or everything, has been named; gives all that was named until then.
    #[track_caller]
    fn until(&self, path: &str) -> BTreeSet<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let mut named = BTreeSet::new();
        runtime.block_on(async {
            while !named.contains(path) {
                match tokio::time::timeout(LONG, self.watcher.next()).await.expect("a hint comes") {
                    Hint::Paths(paths) => {
                        named.extend(paths.iter().map(|path| String::from_utf8_lossy(path).into_owned()));
                    }
                    Hint::Everywhere => drop(named.insert("everywhere".to_owned())),
                    Hint::Degraded(reason) => panic!("{reason}"),
                }
            }
        });
        named
    }
}

#[track_caller]
fn named(world: &World, path: &str, expect: &[&str]) {
    let expect: BTreeSet<String> = expect.iter().map(|path| (*path).to_owned()).collect();
    assert_eq!(world.until(path), expect);
}

#[test]
fn a_changed_file_is_named_and_what_is_not_kept_is_not() {
    let world = World::new();
    world.write(".a.md.swp");
    world.write(".git/index");
    world.write("build/x.md");
    world.write("build/deep/x.md");
    world.write("sub/4913");
    fs::read(world.at(".gitignore")).unwrap();
    world.write("sub/a b.md");
    named(&world, "sub/a b.md", &["sub/a b.md"]);
    fs::rename(world.at("sub/a b.md"), world.at("c.md")).unwrap();
    named(&world, "c.md", &["c.md", "sub/a b.md"]);
    fs::remove_file(world.at("c.md")).unwrap();
    named(&world, "c.md", &["c.md"]);
}

#[test]
fn a_new_folder_is_looked_into_and_watched() {
    let world = World::new();
    fs::create_dir_all(world.at("d/e/f")).unwrap();
    world.write("d/e/f/at-once.md");
    world.until("d");
    until_watched(&world, "d/e/f/later.md");
    fs::rename(world.at("d/e"), world.at("moved")).unwrap();
    world.until("moved");
    until_watched(&world, "moved/f/x.md");
    fs::create_dir(world.at("sub/.git")).unwrap();
    world.until("sub");
}

#[test]
fn changed_rules_mean_everywhere() {
    let world = World::new();
    fs::write(world.at(".gitignore"), "").unwrap();
    world.until("everywhere");
    world.write("build/deep/x.md");
    world.until("build/deep/x.md");
}

/// Writes a path after every hint until it is named: what is written before the watch is back is covered
/// by a hint that names everything, after which another write is named.
#[track_caller]
fn until_watched(world: &World, path: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        loop {
            world.write(path);
            let hint = tokio::time::timeout(LONG, world.watcher.next()).await.expect("a hint comes");
            if hint == Hint::Paths(vec![path.as_bytes().to_vec()]) {
                break;
            }
        }
    });
}

#[test]
fn a_root_that_went_away_is_watched_again_when_it_is_back() {
    let world = World::new();
    fs::remove_dir_all(world.at("")).unwrap();
    world.until("everywhere");
    fs::create_dir(world.at("")).unwrap();
    until_watched(&world, "a.md");
    fs::rename(world.at(""), world.dir.path().join("away")).unwrap();
    world.until("everywhere");
    fs::rename(world.dir.path().join("away"), world.at("")).unwrap();
    world.watcher.rearm();
    world.until("everywhere");
    until_watched(&world, "b.md");
}

#[test]
fn too_many_paths_mean_everywhere() {
    let shared = Shared::default();
    for n in 0..=MOST_PATHS {
        shared.path(n.to_string().into_bytes());
    }
    shared.path(b"one more".to_vec());
    assert_eq!(shared.pending().take(), Some(Hint::Everywhere));
    assert_eq!(shared.pending().take(), None);
    shared.degraded("why".to_owned());
    assert_eq!(shared.pending().take(), Some(Hint::Degraded("why".to_owned())));
    assert_eq!(shared.pending().take(), Some(Hint::Everywhere));
}

/// A queue that is full makes no folder go unwatched for good.
#[test]
fn what_the_keeper_cannot_be_told_is_looked_for() {
    let dir = TempDir::new().unwrap();
    let root = dir.path();
    let shared = Shared::default();
    let (orders, inbox) = sync_channel(1);
    for name in ["a", "b"] {
        fs::create_dir(root.join(name)).unwrap();
        let event = Event::new(EventKind::Create(CreateKind::Folder)).add_path(root.join(name));
        heard(root, &shared, &orders, Ok(event));
    }
    assert_eq!(inbox.try_iter().count(), 1);
    assert_eq!(shared.pending().take(), Some(Hint::Everywhere));
    assert!(shared.has_missed());
    assert!(!shared.has_missed());
}

/// However long the keeper takes, both ends of a rename are named at once.
#[test]
fn a_renamed_folder_is_named_before_it_is_watched() {
    let dir = TempDir::new().unwrap();
    let root = dir.path();
    fs::create_dir(root.join("to")).unwrap();
    let shared = Shared::default();
    let (orders, _inbox) = sync_channel(1);
    for (mode, path) in [(RenameMode::From, "from"), (RenameMode::To, "to")] {
        let event = Event::new(EventKind::Modify(ModifyKind::Name(mode))).add_path(root.join(path));
        heard(root, &shared, &orders, Ok(event));
    }
    let expect = vec![b"from".to_vec(), b"to".to_vec()];
    assert_eq!(shared.pending().take(), Some(Hint::Paths(expect)));
}

#[test]
fn what_a_path_concerns() {
    for (path, expect) in [
        ("a.md", Concern::Path),
        ("a/b.md", Concern::Path),
        (".git", Concern::None),
        (".git/index.lock", Concern::None),
        ("sub/.git", Concern::Folder),
        ("sub/.git/HEAD", Concern::None),
        ("sub/.gitignore", Concern::Rules),
        ("a/.b.swp", Concern::None),
    ] {
        assert_eq!(concern(path.as_bytes()), expect, "{path}");
    }
    assert_eq!(super::relative(Path::new("/a"), Path::new("/b")), None);
}
