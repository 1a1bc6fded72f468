//! Files that keep another version of a file: kept as any other, and nothing is read from them.

use super::*;

const OTHER: &str = "2026-03-03-priya (conflict 2026-03-04 laptop).md";

#[test]
fn they_are_known_until_they_are_deleted() {
    let mut world = World::new(&[("2026-03-03-priya.md", "---\nwith: priya\n---\n- [ ] Send plan\n")]);
    let stamp = |world: &World| world.index.stamp_for(&[PersonKey("priya".to_owned())], date(2026, 3, 1));
    let before = stamp(&world).unwrap();
    world.put(OTHER, "---\nwith: [priya, omar]\n---\n- [ ] Order lamps\n\n## Private\n- leaves\n");
    world.all();
    assert_eq!(world.pending(), [format!("+{OTHER}"), "+2026-03-03-priya.md".to_owned()]);
    world.commit();
    let found = world.index.unsettled().unwrap();
    assert_eq!(found.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), [OTHER]);
    assert_eq!(world.book().unsettled, found);
    assert_ne!(stamp(&world).unwrap(), before, "a digest that names it is made again");

    assert_eq!(paths(&world.book()), ["2026-03-03-priya.md"]);
    assert_eq!(mentions(&world.book()).len(), 1);
    assert_eq!(world.index.roster(&world.config).unwrap().people().len(), 1);
    assert!(world.search("lamps", Confidential::Include).is_empty());
    assert!(world.search("leaves", Confidential::Include).is_empty());
    assert!(world.search("laptop", Confidential::Include).is_empty());
    assert!(world.index.diagnostics(None).unwrap().is_empty());

    fs::remove_file(world.at(OTHER)).unwrap();
    world.all();
    assert!(world.index.unsettled().unwrap().is_empty());
    assert_eq!(world.pending(), [format!("-{OTHER}")]);
    assert_eq!(stamp(&world).unwrap(), before);
}
