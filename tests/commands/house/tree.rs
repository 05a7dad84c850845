//! The files of a crate, and which of them import which.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::source::{Import, Source};

/// The files of a crate by their modules.
pub struct Tree {
    files: Vec<(String, Source)>,
    /// Which file a module stands in.
    modules: BTreeMap<Vec<String>, usize>,
}

/// One file imports another.
#[derive(Debug, Clone)]
pub struct Edge {
    pub to: usize,
    /// The line that says so, and the path there.
    pub line: usize,
    pub path: String,
    /// Whether only the tests of the importing file need it.
    pub in_tests: bool,
}

/// Where a path leads.
enum Target {
    Module(Vec<String>),
    /// Something that this file defines.
    Item(usize),
}

impl Tree {
    /// The files of a crate, each with its path below `src` and its text.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let files: Vec<(String, Source)> = files
            .into_iter()
            .map(|(path, text)| {
                let source = Source::read(module(&path), &text);
                (path, source)
            })
            .collect();
        let modules = files.iter().enumerate().flat_map(|(at, (_, source))| {
            source
                .modules
                .iter()
                .map(move |module| (module.clone(), at))
        });
        Self {
            modules: modules.collect(),
            files,
        }
    }

    /// The path of a file below `src`.
    pub fn path(&self, file: usize) -> &str {
        &self.files[file].0
    }

    /// Which files each file imports, once each, and once more if its tests do. The crate's root, which only lists the rooms, imports
    /// nothing and is imported by none; nor does a module import what it only hands on from its own
    /// children.
    pub fn edges(&self) -> Vec<Vec<Edge>> {
        let mut edges: Vec<Vec<Edge>> = Vec::new();
        for (from, (_, source)) in self.files.iter().enumerate() {
            let mut found: BTreeMap<(usize, bool), Edge> = BTreeMap::new();
            let mut add = |target, module: &[String], line, path: &[String]| {
                let to = match target {
                    Some(Target::Item(file)) if file != from => file,
                    _ => return,
                };
                if ![from, to]
                    .map(|file| &self.files[file].1.modules[0])
                    .iter()
                    .any(|it| it.is_empty())
                {
                    let path = path.join("::");
                    let in_tests = module.last().is_some_and(|last| last == "tests");
                    let edge = Edge {
                        to,
                        line,
                        path,
                        in_tests,
                    };
                    found.entry((to, in_tests)).or_insert(edge);
                }
            };
            for import in &source.imports {
                let target = self.resolve(&import.module, &import.path, &mut BTreeSet::new());
                match target {
                    Some(Target::Module(ref module)) if import.glob => {
                        if let Some(&file) = self.modules.get(module)
                            && !self.hands_on(from, import, file)
                        {
                            add(
                                Some(Target::Item(file)),
                                &import.module,
                                import.line,
                                &import.path,
                            );
                        }
                    }
                    Some(Target::Item(file)) if self.hands_on(from, import, file) => (),
                    _ => add(target, &import.module, import.line, &import.path),
                }
            }
            for mention in &source.mentions {
                let target = self.resolve(&mention.module, &mention.path, &mut BTreeSet::new());
                add(target, &mention.module, mention.line, &mention.path);
            }
            edges.push(found.into_values().collect());
        }
        edges
    }

    /// Whether a file's line is `pub use` of something below its own module.
    fn hands_on(&self, from: usize, import: &Import, to: usize) -> bool {
        let module = |file: usize| &self.files[file].1.modules[0];
        import.public && module(to).starts_with(module(from))
    }

    /// Where a path in a module leads, none out of the crate.
    fn resolve<'a>(
        &'a self,
        module: &[String],
        path: &[String],
        asked: &mut BTreeSet<(Vec<String>, &'a str)>,
    ) -> Option<Target> {
        let mut base = module.to_vec();
        let mut rest = path;
        while let Some(first) = rest.first() {
            match first.as_str() {
                "crate" => base.clear(),
                "self" => (),
                "super" => drop(base.pop()),
                _ => break,
            }
            rest = &rest[1..];
        }
        let relative = rest.len() == path.len();
        match self.walk(&base, rest, asked) {
            None if !relative => self.modules.get(&base).map(|file| Target::Item(*file)),
            target => target,
        }
    }

    /// Where a path from a module on leads; none if the module knows nothing of the first name.
    fn walk<'a>(
        &'a self,
        module: &[String],
        path: &[String],
        asked: &mut BTreeSet<(Vec<String>, &'a str)>,
    ) -> Option<Target> {
        let Some((name, rest)) = path.split_first() else {
            return Some(Target::Module(module.to_vec()));
        };
        let child: Vec<String> = module.iter().chain([name]).cloned().collect();
        if self.modules.contains_key(&child) {
            let item = || self.modules.get(&child).map(|file| Target::Item(*file));
            return self.walk(&child, rest, asked).or_else(item);
        }
        let file = *self.modules.get(module)?;
        let (_, source) = &self.files[file];
        if source.defined.contains(&(module.to_vec(), name.clone())) {
            return Some(Target::Item(file));
        }
        let here = source
            .imports
            .iter()
            .filter(|import| import.module == module);
        for import in here.filter(|import| import.glob || import.name.as_ref() == Some(name)) {
            // `use rand::rand` asks for itself.
            let key = if import.glob {
                "*"
            } else {
                import.name.as_deref().unwrap_or("_")
            };
            if !asked.insert((module.to_vec(), key)) {
                continue;
            }
            let mut target = match import.glob {
                false => {
                    let whole: Vec<String> = import.path.iter().chain(rest).cloned().collect();
                    self.resolve(module, &whole, asked)
                }
                true => match self.resolve(module, &import.path, asked) {
                    Some(Target::Module(within)) if within != module => {
                        self.walk(&within, path, asked)
                    }
                    _ => None,
                },
            };
            asked.remove(&(module.to_vec(), key));
            if target.is_some() {
                return target.take();
            }
        }
        None
    }
}

/// The module of a file: `a/b.rs` and `a/b/mod.rs` are `a::b`, `lib.rs` is the root.
fn module(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    match path {
        "lib" => Vec::new(),
        _ => path.split('/').map(str::to_owned).collect(),
    }
}

/// The shortest circle through one file of each knot of files that import each other. A file's own tests
/// may look at whatever builds on it.
pub fn circles(edges: &[Vec<Edge>]) -> Vec<Vec<usize>> {
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut circles = Vec::new();
    for start in 0..edges.len() {
        if told.contains(&start) {
            continue;
        }
        // From each file that is reached, the one that it was reached from.
        let mut from: BTreeMap<usize, usize> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(file) = queue.pop_front() {
            for edge in edges[file].iter().filter(|edge| !edge.in_tests) {
                if let Entry::Vacant(first) = from.entry(edge.to) {
                    first.insert(file);
                    queue.push_back(edge.to);
                }
            }
        }
        let mut circle = Vec::new();
        let mut at = start;
        while let Some(&before) = from.get(&at) {
            circle.insert(0, before);
            at = before;
            if at == start {
                break;
            }
        }
        if circle.first() == Some(&start) {
            told.extend(&circle);
            circles.push(circle);
        }
    }
    circles
}
