//! What the system tells of a change, and whom it concerns.

use std::{fs, path::Path, sync::mpsc::SyncSender};

use notify::{
    Event, EventKind,
    event::{ModifyKind, RenameMode},
};

use super::{keeper::Order, pending::Shared, relative};
use crate::store::notebook::is_temporary;

/// What the system tells, on its own thread, which must never wait.
pub(super) fn heard(root: &Path, shared: &Shared, orders: &SyncSender<Order>, event: notify::Result<Event>) {
    let order = |order| {
        if orders.try_send(order).is_err() {
            shared.miss();
            // Where this does not fit either, the keeper has an order before it, after which it learns of the miss.
            let _ = orders.try_send(Order::All);
        }
    };
    let event = match event {
        Ok(event) => event,
        Err(error) => {
            tracing::debug!("watching: {error}");
            return order(Order::All);
        }
    };
    if event.need_rescan() {
        return order(Order::All);
    }
    // Inotify tells of a rename as `From`, as `To`, and then of `Both` once more.
    let again = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
    if matches!(event.kind, EventKind::Access(_)) || event.kind == again {
        return;
    }
    let moved = matches!(event.kind, EventKind::Modify(ModifyKind::Name(RenameMode::From)));
    let appeared = matches!(event.kind, EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)));
    for path in &event.paths {
        let Some(inside) = relative(root, path) else { continue };
        if inside.is_empty() {
            if moved || matches!(event.kind, EventKind::Remove(_)) {
                order(Order::Lost);
            }
            continue;
        }
        match concern(&inside) {
            Concern::None => {}
            Concern::Rules => order(Order::All),
            Concern::Folder => shared.path(folder_of(&inside).to_vec()),
            Concern::Path if appeared && fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir()) => {
                // Named at once, lest a folder that was renamed be taken for one that is gone; and again when
                // it is watched.
                shared.path(inside);
                order(Order::Folder(path.clone()));
            }
            Concern::Path => shared.path(inside),
        }
    }
}

/// What a change of a path may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Concern {
    /// Nothing: git's own, or an editor's file for a moment.
    None,
    /// That path.
    Path,
    /// All that lies in the path's folder: it has become a repository of its own, or is none any more.
    Folder,
    /// Any path: what is ignored has changed.
    Rules,
}

pub(super) fn concern(path: &[u8]) -> Concern {
    let mut segments = path.split(|byte| *byte == b'/').rev();
    let name = segments.next().unwrap_or_default();
    let is_git = |segment: &[u8]| segment == b".git";
    match name {
        _ if segments.any(is_git) => Concern::None,
        b".git" if path.len() > name.len() => Concern::Folder,
        b".git" => Concern::None,
        b".gitignore" => Concern::Rules,
        _ if is_temporary(name) => Concern::None,
        _ => Concern::Path,
    }
}

fn folder_of(path: &[u8]) -> &[u8] {
    path.iter().rposition(|byte| *byte == b'/').map_or(&[], |slash| &path[..slash])
}
