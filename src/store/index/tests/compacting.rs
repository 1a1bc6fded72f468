//! What has come and gone leaves no room behind.

use super::*;

fn pages(world: &World, what: &str) -> i64 {
    world.index.db.query_row(&format!("PRAGMA {what}"), [], |row| row.get(0)).unwrap()
}

#[test]
fn room_that_is_not_needed_any_more_is_given_back() {
    let mut world = World::new(&[("kept.md", "a lighthouse\n")]);
    for n in 0..200 {
        world.put(&format!("n{n}.md"), &format!("word{n} ").repeat(2000));
    }
    world.all();
    let full = pages(&world, "page_count");
    for n in 0..200 {
        fs::remove_file(world.at(&format!("n{n}.md"))).unwrap();
    }
    world.all();
    world.commit();
    world.index.compact().unwrap();
    assert_eq!(pages(&world, "freelist_count"), 0);
    assert!(pages(&world, "page_count") < full / 2, "{full} pages before");
    let wal = fs::metadata(world.dir.path().join("state/headsup/index.db-wal")).map_or(0, |meta| meta.len());
    assert_eq!(wal, 0);
    let hits =
        world.index.search(&world.notebook, &world.config, "lighthouse", 5, Confidential::Leave).unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!(world.index.examine().unwrap(), None);
}

#[test]
fn a_damaged_index_is_told_from_a_whole_one() {
    let mut world = World::new(&[]);
    for n in 0..50 {
        world.put(&format!("n{n}.md"), &format!("word{n} ").repeat(500));
    }
    world.all();
    world.index.compact().unwrap();
    assert_eq!(world.index.examine().unwrap(), None);
    world.index.rest();
    let path = world.dir.path().join("state/headsup/index.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 8 / 4096 * 4096;
    bytes[middle..].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    let found = world.index.examine();
    assert!(found.is_err() || found.unwrap().is_some(), "{} bytes", bytes.len());
}
