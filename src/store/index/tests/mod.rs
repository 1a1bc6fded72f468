mod compacting;
mod digests;
mod queries;
mod refreshing;
mod unsettled;

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use jiff::{civil::date, tz::TimeZone};
use tempfile::TempDir;

use super::{Change, Confidential, Error, Index, Refresh, Scope, Window};
use crate::{
    domain::{
        book::Book,
        config::Config,
        note::{Content, item::Mention},
        path::NotePath,
        roster::{Owner, PersonKey},
    },
    store::notebook::{Kind, Notebook, Reason},
};

/// A notebook and its index in a temporary folder.
struct World {
    dir: TempDir,
    notebook: Notebook,
    index: Index,
    config: Config,
}

impl World {
    fn new(files: &[(&str, &str)]) -> Self {
        let dir = TempDir::new().unwrap();
        fs::create_dir(dir.path().join("notes")).unwrap();
        let notebook = Notebook::open(&dir.path().join("notes")).unwrap();
        let index = Index::open(&dir.path().join("state/headsup")).unwrap();
        let mut world = Self { dir, notebook, index, config: Config::default() };
        for (path, text) in files {
            world.put(path, text);
        }
        world.all();
        world
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join("notes").join(path)
    }

    fn put(&self, path: &str, text: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), text).unwrap();
    }

    fn try_refresh(&mut self, scope: &Scope) -> Result<Refresh, Error> {
        self.index.refresh(&self.notebook, &self.config, scope, &())
    }

    #[track_caller]
    fn all(&mut self) -> Refresh {
        self.try_refresh(&Scope::All).unwrap()
    }

    #[track_caller]
    fn only(&mut self, paths: &[&str]) -> Refresh {
        self.try_refresh(&Scope::Paths(paths.iter().map(|p| p.as_bytes().to_vec()).collect())).unwrap()
    }

    fn commit(&mut self) {
        let pending = self.index.pending().unwrap();
        self.index.mark_committed(&pending, "c1").unwrap();
    }

    fn pending(&self) -> Vec<String> {
        let sign = |change: Change| {
            format!("{}{}", if change.now.is_some() { "+" } else { "-" }, text(&change.path))
        };
        self.index.pending().unwrap().into_iter().map(sign).collect()
    }

    fn book(&self) -> Book {
        self.index.book(&self.config, TimeZone::UTC).unwrap()
    }

    fn search(&self, query: &str, include: Confidential) -> Vec<String> {
        let hits = self.index.search(&self.notebook, &self.config, query, 10, include).unwrap();
        hits.iter().map(|hit| format!("{}:{} {}", hit.path, hit.line, hit.snippet)).collect()
    }

    fn state(&self) -> PathBuf {
        self.dir.path().join("state/headsup/index.db")
    }
}

fn text(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

fn names(paths: &[Vec<u8>]) -> Vec<String> {
    paths.iter().map(|path| text(path)).collect()
}

fn mentions(book: &Book) -> Vec<Mention> {
    let meetings = book.notes.iter().filter_map(|note| match &note.content {
        Content::Meetings(meetings) => Some(meetings),
        _ => None,
    });
    meetings.flatten().flat_map(|meeting| meeting.mentions.clone()).collect()
}

fn paths(book: &Book) -> Vec<&str> {
    book.notes.iter().map(|note| note.path.as_str()).collect()
}
