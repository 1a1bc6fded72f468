//! Objects as git keeps them one by one (gitformat-loose): `zlib("blob <size>\0" + bytes)` in
//! `objects/ab/cdef…`, named by its SHA-1.
//!
//! libgit2 writes the same file, but looks through the folder of packs for each new object: with thousands of
//! them that is most of the time a first commit takes. And it takes an object for stored where a file has its name:
//! after a power cut, an empty one.

use std::{
    fs,
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use git2::{Commit, ObjectType, Odb, OdbLookupFlags, Oid, Repository, Signature};
use rustix::fs::OFlags;

use super::{Error, History, durable::Unsynced};

/// Where loose objects go.
pub(super) struct Loose<'a> {
    odb: Odb<'a>,
    objects: PathBuf,
    unsynced: &'a Unsynced,
}

/// What a commit is to hold.
pub(super) struct Content<'a> {
    pub(super) author: &'a Signature<'a>,
    pub(super) committer: &'a Signature<'a>,
    pub(super) message: &'a str,
    pub(super) tree: Oid,
    pub(super) parents: &'a [Oid],
}

impl<'a> Loose<'a> {
    /// The objects of a repository.
    pub(super) fn new(history: &'a History, repo: &'a Repository) -> Result<Self, git2::Error> {
        let objects = history.common_dir().join("objects");
        Ok(Self { odb: repo.odb()?, objects, unsynced: history.unsynced() })
    }

    /// Stores an object, unless the repository has it. The file appears under its name whole or not at all; it is on
    /// disk once [`Unsynced::flush`] was called.
    pub(super) fn write(&self, kind: ObjectType, bytes: &[u8]) -> Result<Oid, Error> {
        let id = Oid::hash_object(kind, bytes).map_err(Error::git("store a file"))?;
        let name = id.to_string();
        let (fan, rest) = name.split_at(2);
        let folder = self.objects.join(fan);
        let place = folder.join(rest);
        let head = format!("{} {}\0", kind.str(), bytes.len());
        let stored = match is_whole(&place, head.as_bytes(), bytes) {
            Some(true) => true,
            Some(false) => false,
            None if self.odb.exists_ext(id, OdbLookupFlags::NO_REFRESH) => return Ok(id),
            None => false,
        };
        if !stored {
            put(&folder, &place, head.as_bytes(), bytes).map_err(Error::io("write to", &self.objects))?;
        }
        self.unsynced.add(place);
        Ok(id)
    }
}

/// Stores a commit.
pub(super) fn write_commit(
    history: &History,
    repo: &Repository,
    content: &Content<'_>,
) -> Result<Oid, Error> {
    let make = || {
        let tree = repo.find_tree(content.tree)?;
        let parents =
            content.parents.iter().map(|id| repo.find_commit(*id)).collect::<Result<Vec<_>, _>>()?;
        let parents: Vec<&Commit<'_>> = parents.iter().collect();
        // A NUL ends a message in git's eyes.
        let message = content.message.replace('\0', " ");
        let bytes =
            repo.commit_create_buffer(content.author, content.committer, &message, &tree, &parents)?;
        Ok((bytes, Loose::new(history, repo)?))
    };
    let (bytes, loose) = make().map_err(Error::git("write the commit"))?;
    loose.write(ObjectType::Commit, &bytes)
}

/// Whether the file at `place` holds this object; `None` where there is none.
fn is_whole(place: &Path, head: &[u8], bytes: &[u8]) -> Option<bool> {
    // Nothing that is no file is waited for or followed.
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    let mut options = fs::OpenOptions::new();
    options.read(true).custom_flags(i32::try_from(flags).unwrap_or_default());
    let file = match options.open(place) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(_) => return Some(false),
    };
    let mut found = Vec::with_capacity(head.len() + bytes.len());
    // One byte more, so that the checksum at the end is read too.
    let most = (head.len() + bytes.len()) as u64 + 1;
    let read = ZlibDecoder::new(io::BufReader::new(file)).take(most).read_to_end(&mut found);
    Some(read.is_ok() && found.strip_prefix(head) == Some(bytes))
}

fn put(folder: &Path, place: &Path, head: &[u8], bytes: &[u8]) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    // Read-only, and for whom the person's umask says: as git does, so that a shared repository stays one.
    builder.prefix("tmp_obj_").permissions(fs::Permissions::from_mode(0o444));
    let file = match builder.tempfile_in(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::DirBuilder::new().recursive(true).mode(0o777).create(folder)?;
            builder.tempfile_in(folder)?
        }
        file => file?,
    };
    let mut packed = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2 + 64), Compression::fast());
    packed.write_all(head)?;
    packed.write_all(bytes)?;
    file.as_file().write_all(&packed.finish()?)?;
    file.persist(place)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::history::testing::Place;

    #[test]
    fn git_reads_what_is_written_and_nothing_is_written_twice() {
        let place = Place::new();
        let history = place.open();
        let repo = history.repo().unwrap();
        let loose = Loose::new(&history, &repo).unwrap();
        for bytes in [b"".as_slice(), b"one\r\n", &[0xff; 100_000]] {
            let id = loose.write(ObjectType::Blob, bytes).unwrap();
            assert_eq!(loose.write(ObjectType::Blob, bytes).unwrap(), id);
            assert_eq!(repo.find_blob(id).unwrap().content(), bytes);
        }
        place.git(&["fsck", "--strict"]);
        let left = fs::read_dir(history.common_dir().join("objects")).unwrap().count();
        assert_eq!(left, 2 + 3, "three blobs beside `info` and `pack`, and no temporary file");
    }

    /// What a power cut leaves of an object does not stand for it.
    #[test]
    fn a_damaged_object_is_written_again() {
        let place = Place::new();
        let history = place.open();
        let repo = history.repo().unwrap();
        let loose = Loose::new(&history, &repo).unwrap();
        let bytes = "the same text again and again\n".repeat(50);
        let id = loose.write(ObjectType::Blob, bytes.as_bytes()).unwrap().to_string();
        let file = history.common_dir().join("objects").join(&id[..2]).join(&id[2..]);
        let whole = fs::read(&file).unwrap();
        let other = loose.write(ObjectType::Blob, b"other").unwrap().to_string();
        let other = fs::read(history.common_dir().join("objects").join(&other[..2]).join(&other[2..]));
        let cut = whole[..whole.len() - 1].to_vec();
        for damaged in [Vec::new(), whole[..9].to_vec(), cut, vec![0; whole.len()], other.unwrap()] {
            fs::remove_file(&file).unwrap();
            fs::write(&file, &damaged).unwrap();
            loose.write(ObjectType::Blob, bytes.as_bytes()).unwrap();
            assert_eq!(fs::read(&file).unwrap(), whole, "{damaged:?}");
        }
        place.git(&["fsck", "--strict"]);
    }

    #[test]
    fn what_is_packed_is_not_written_again() {
        let place = Place::new();
        place.write("a.md", "a\n");
        place.commit_clean();
        place.git(&["repack", "-a", "-d", "-q"]);
        let history = place.open();
        let repo = history.repo().unwrap();
        let loose = Loose::new(&history, &repo).unwrap();
        let id = loose.write(ObjectType::Blob, b"a\n").unwrap();
        let name = id.to_string();
        assert!(!history.common_dir().join("objects").join(&name[..2]).join(&name[2..]).exists());
    }
}
