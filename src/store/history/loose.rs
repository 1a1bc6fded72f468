//! Blobs as git keeps them one by one (gitformat-loose): `zlib("blob <size>\0" + bytes)` in
//! `objects/ab/cdef…`, named by its SHA-1.
//!
//! libgit2 writes the same file, but looks through the folder of packs for each new object: with thousands of
//! them that is most of the time a first commit takes.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::PathBuf,
};

use flate2::{Compression, write::ZlibEncoder};
use git2::{ObjectType, Odb, OdbLookupFlags, Oid};

use super::{Error, History};

/// Where loose blobs go.
pub(super) struct Loose<'a> {
    odb: Odb<'a>,
    objects: PathBuf,
}

impl<'a> Loose<'a> {
    /// The blobs of a repository whose objects `odb` knows.
    pub(super) fn new(history: &History, odb: Odb<'a>) -> Self {
        Self { odb, objects: history.common_dir().join("objects") }
    }

    /// Stores a blob, unless the repository has it. The file appears under its name whole or not at all.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<Oid, Error> {
        let id = Oid::hash_object(ObjectType::Blob, bytes).map_err(Error::git("store a file"))?;
        if !self.odb.exists_ext(id, OdbLookupFlags::NO_REFRESH) {
            self.place(id, bytes).map_err(Error::io("write to", &self.objects))?;
        }
        Ok(id)
    }

    fn place(&self, id: Oid, bytes: &[u8]) -> io::Result<()> {
        let name = id.to_string();
        let (fan, rest) = name.split_at(2);
        let folder = self.objects.join(fan);
        let mut builder = tempfile::Builder::new();
        // Read-only, and for whom the person's umask says: as git does, so that a shared repository stays one.
        builder.prefix("tmp_obj_").permissions(fs::Permissions::from_mode(0o444));
        let file = match builder.tempfile_in(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::DirBuilder::new().recursive(true).mode(0o777).create(&folder)?;
                builder.tempfile_in(&folder)?
            }
            file => file?,
        };
        let mut packed = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2 + 64), Compression::fast());
        write!(packed, "blob {}\0", bytes.len())?;
        packed.write_all(bytes)?;
        file.as_file().write_all(&packed.finish()?)?;
        file.persist(folder.join(rest))?;
        Ok(())
    }
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
        let loose = Loose::new(&history, repo.odb().unwrap());
        for bytes in [b"".as_slice(), b"one\r\n", &[0xff; 100_000]] {
            let id = loose.write(bytes).unwrap();
            assert_eq!(loose.write(bytes).unwrap(), id);
            assert_eq!(repo.find_blob(id).unwrap().content(), bytes);
        }
        place.git(&["fsck", "--strict"]);
        let left = fs::read_dir(history.common_dir().join("objects")).unwrap().count();
        assert_eq!(left, 2 + 3, "three blobs beside `info` and `pack`, and no temporary file");
    }
}
