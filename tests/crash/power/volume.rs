//! A file system that promises no more than it must: of a file only what was synced is kept for
//! sure, and a name only if its directory was. What else arrived before the power went is chance.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{
    fate::{Change, Fate, apply, arrived},
    recording::Event,
};
use crate::chance::Chance;

const ROOT: usize = 0;

#[derive(Debug, Clone)]
enum Naming {
    Put(String, usize),
    Remove(String),
}

#[derive(Debug, Clone)]
enum Node {
    File {
        durable: Vec<u8>,
        unsynced: Vec<Change>,
    },
    Dir {
        durable: BTreeMap<String, usize>,
        /// Each element arrives whole, and after those before it.
        unsynced: Vec<Vec<Naming>>,
    },
}

/// Everything below one directory.
#[derive(Debug)]
pub(crate) struct Volume {
    root: PathBuf,
    nodes: Vec<Node>,
    /// Of the process that runs: what is open, and where it writes next.
    open: BTreeMap<u32, (usize, usize)>,
}

impl Volume {
    /// What is below `root` now, all of it durable.
    pub(crate) fn of(root: &Path) -> Self {
        let mut volume = Self {
            root: root.to_path_buf(),
            nodes: Vec::new(),
            open: BTreeMap::new(),
        };
        volume.take_up(root);
        volume
    }

    fn take_up(&mut self, path: &Path) -> usize {
        let at = self.nodes.len();
        if path.is_dir() {
            self.nodes.push(empty_dir());
            let entries = fs::read_dir(path)
                .unwrap()
                .map(|entry| entry.unwrap().path());
            let names: BTreeMap<String, usize> = entries
                .map(|below| (name_of(&below), self.take_up(&below)))
                .collect();
            self.nodes[at] = Node::Dir {
                durable: names,
                unsynced: Vec::new(),
            };
        } else {
            self.nodes.push(Node::File {
                durable: fs::read(path).unwrap(),
                unsynced: Vec::new(),
            });
        }
        at
    }

    /// Another process begins: nothing is open in it.
    pub(crate) fn process_begins(&mut self) {
        self.open.clear();
    }

    /// Takes up what a process did. Whether that changed anything here.
    pub(crate) fn apply(&mut self, event: &Event) -> bool {
        match event {
            Event::Open {
                fd,
                path,
                create,
                truncate,
            } => self.opened(*fd, path, *create, *truncate),
            Event::Close { fd } => {
                self.open.remove(fd);
                false
            }
            Event::Write { fd, at, bytes } => self.written(*fd, *at, bytes),
            Event::Truncate { fd, length } => self.file_changes(*fd, Change::Length(size(*length))),
            Event::Sync { fd } => self.synced(*fd),
            Event::MakeDir { path } => self.made(path, empty_dir()),
            Event::Remove { path } => {
                let removed = self
                    .inside(path)
                    .map(|(_, name)| vec![Naming::Remove(name)]);
                self.renamed(path, removed)
            }
            Event::Rename { from, to } => self.moved(from, to),
            Event::Acknowledge => false,
        }
    }

    fn opened(&mut self, fd: u32, path: &Path, create: bool, truncate: bool) -> bool {
        if !path.starts_with(&self.root) {
            return false;
        }
        let made = create && self.find(path).is_none() && self.made(path, empty_file());
        let at = self
            .find(path)
            .unwrap_or_else(|| panic!("{} is not known", path.display()));
        self.open.insert(fd, (at, 0));
        made | (truncate && self.file_changes(fd, Change::Length(0)))
    }

    fn written(&mut self, fd: u32, at: Option<u64>, bytes: &[u8]) -> bool {
        let Some((_, next)) = self.open.get_mut(&fd) else {
            return false;
        };
        let at = at.map_or(*next, size);
        *next = at + bytes.len();
        let bytes = bytes.to_vec();
        self.file_changes(fd, Change::Write { at, bytes })
    }

    fn file_changes(&mut self, fd: u32, change: Change) -> bool {
        let Some((at, _)) = self.open.get(&fd) else {
            return false;
        };
        let Node::File { unsynced, .. } = &mut self.nodes[*at] else {
            panic!("a directory is no file");
        };
        unsynced.push(change);
        true
    }

    fn synced(&mut self, fd: u32) -> bool {
        let Some((at, _)) = self.open.get(&fd) else {
            return false;
        };
        match &mut self.nodes[*at] {
            Node::File { durable, unsynced } => {
                unsynced.drain(..).for_each(|change| apply(durable, change));
            }
            Node::Dir { durable, unsynced } => {
                unsynced
                    .drain(..)
                    .flatten()
                    .for_each(|naming| name(durable, naming));
            }
        }
        true
    }

    fn made(&mut self, path: &Path, node: Node) -> bool {
        let Some((_, name)) = self.inside(path) else {
            return false;
        };
        let at = self.nodes.len();
        self.nodes.push(node);
        self.renamed(path, Some(vec![Naming::Put(name, at)]))
    }

    fn moved(&mut self, from: &Path, to: &Path) -> bool {
        let (Some((dir, old)), Some((to_dir, new))) = (self.inside(from), self.inside(to)) else {
            return false;
        };
        assert_eq!(dir, to_dir, "the model knows no move between directories");
        let at = self.find(from).unwrap();
        self.renamed(to, Some(vec![Naming::Put(new, at), Naming::Remove(old)]))
    }

    /// Notes new names in the directory of `path`, which come together or not at all.
    fn renamed(&mut self, path: &Path, namings: Option<Vec<Naming>>) -> bool {
        let (Some(namings), Some((dir, _))) = (namings, self.inside(path)) else {
            return false;
        };
        let Node::Dir { unsynced, .. } = &mut self.nodes[dir] else {
            panic!("a file is no directory");
        };
        unsynced.push(namings);
        true
    }

    /// The directory of a path here, and the name in it.
    fn inside(&self, path: &Path) -> Option<(usize, String)> {
        let dir = path.parent().filter(|_| path.starts_with(&self.root))?;
        Some((self.find(dir)?, name_of(path)))
    }

    /// What a process finds at this path.
    fn find(&self, path: &Path) -> Option<usize> {
        let below = path.strip_prefix(&self.root).ok()?;
        below
            .iter()
            .try_fold(ROOT, |at, part| match &self.nodes[at] {
                Node::Dir { durable, unsynced } => {
                    let mut names = durable.clone();
                    let all = unsynced.iter().flatten().cloned();
                    all.for_each(|naming| name(&mut names, naming));
                    names.get(part.to_str()?).copied()
                }
                Node::File { .. } => None,
            })
    }

    /// Writes into `to` what is there once the power is back.
    pub(crate) fn after_power_loss(&self, fate: Fate, chance: &mut Chance, to: &Path) {
        self.write_out(ROOT, fate, chance, to);
    }

    fn write_out(&self, at: usize, fate: Fate, chance: &mut Chance, to: &Path) {
        match &self.nodes[at] {
            Node::File { durable, unsynced } => {
                fs::write(to, arrived(durable, unsynced, fate, chance)).unwrap();
            }
            Node::Dir { durable, unsynced } => {
                if !to.exists() {
                    fs::create_dir(to).unwrap();
                }
                let mut names = durable.clone();
                let arrived = match fate {
                    Fate::Lost => 0,
                    Fate::Kept | Fate::OnlyTheLast => unsynced.len(),
                    Fate::Torn => size(chance.below(count(unsynced) + 1).into()),
                };
                let namings = unsynced.iter().take(arrived).flatten().cloned();
                namings.for_each(|naming| name(&mut names, naming));
                for (name, node) in names {
                    self.write_out(node, fate, chance, &to.join(name));
                }
            }
        }
    }
}

const fn empty_dir() -> Node {
    Node::Dir {
        durable: BTreeMap::new(),
        unsynced: Vec::new(),
    }
}

const fn empty_file() -> Node {
    Node::File {
        durable: Vec::new(),
        unsynced: Vec::new(),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap()
}

fn count<T>(of: &[T]) -> u32 {
    u32::try_from(of.len()).unwrap()
}

fn name(names: &mut BTreeMap<String, usize>, naming: Naming) {
    match naming {
        Naming::Put(name, at) => names.insert(name, at),
        Naming::Remove(name) => names.remove(&name),
    };
}
