//! With whom figures are counted: those of one cohort are not mixed with those of another, unless all are asked for.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::workshop::roster::Member;
use crate::workshop::status::Status;

/// Which cohort the instructor wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Wanted {
    /// That of most who sit here; if nobody does, that of whoever came last.
    #[default]
    Present,
    /// This one.
    One(String),
    /// All of them together.
    All,
}

/// The learners whose figures are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cohort {
    /// What it is called; none where all are counted.
    pub(super) name: Option<String>,
    /// All cohorts that there are, in the order of their names.
    pub(super) all: Vec<String>,
    /// Who belongs to it, by id.
    pub(super) learners: Arc<HashSet<String>>,
}

impl Cohort {
    pub(super) fn of(wanted: &Wanted, members: &[Member], class: &[(String, Status)]) -> Self {
        let mut all: Vec<String> = members.iter().map(|one| one.cohort.clone()).collect();
        all.sort();
        all.dedup();
        let name = match wanted {
            Wanted::All => None,
            Wanted::One(name) if all.contains(name) => Some(name.clone()),
            Wanted::One(_) | Wanted::Present => present(members, class),
        };
        let belongs = |one: &&Member| name.as_ref().is_none_or(|name| one.cohort == *name);
        let learners = members
            .iter()
            .filter(belongs)
            .map(|one| one.learner.id.clone());
        Self {
            learners: Arc::new(learners.collect()),
            name,
            all,
        }
    }

    /// What comes next: the one after this, and all together after the last.
    pub(super) fn next(&self) -> Wanted {
        let at = match &self.name {
            Some(name) => self.all.iter().position(|one| one == name),
            None => None,
        };
        let next = at.map_or(0, |at| at + 1);
        match self.all.get(next) {
            Some(name) => Wanted::One(name.clone()),
            None => Wanted::All,
        }
    }
}

/// The cohort of most who sit here; of equally many the one whose name comes last, as with days the newest.
fn present(members: &[Member], class: &[(String, Status)]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, _) in class {
        if let Some(one) = members.iter().find(|one| one.learner.id == *id) {
            *counts.entry(&one.cohort).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    match most {
        Some((name, _)) => Some(name.to_owned()),
        None => {
            let last = members.iter().max_by_key(|one| one.seen)?;
            Some(last.cohort.clone())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::workshop::roster::Learner;
    use crate::workshop::status::Doing;

    fn member(id: &str, cohort: &str, seen: u64) -> Member {
        Member {
            learner: Learner {
                id: id.to_owned(),
                name: id.to_owned(),
            },
            is_blocked: false,
            seen,
            cohort: cohort.to_owned(),
        }
    }

    fn seated(id: &str) -> (String, Status) {
        let now = Instant::now();
        let status = Status {
            name: id.to_owned(),
            is_in_browser: false,
            is_there: true,
            place: None,
            doing: Doing::Looking,
            since: now,
            touched: now,
        };
        (id.to_owned(), status)
    }

    #[test]
    fn figures_are_of_the_cohort_that_is_here_or_of_the_one_that_is_chosen() {
        let members = [
            member("ada", "7a", 3),
            member("bo", "7b", 9),
            member("cy", "7b", 2),
        ];
        let of = |wanted: &Wanted, class: &[&str]| {
            let class: Vec<_> = class.iter().map(|id| seated(id)).collect();
            Cohort::of(wanted, &members, &class)
        };
        let names = |cohort: &Cohort| {
            let mut ids: Vec<String> = cohort.learners.iter().cloned().collect();
            ids.sort();
            ids.join(" ")
        };
        let here = of(&Wanted::Present, &["ada", "stranger"]);
        assert_eq!(
            (here.name.as_deref(), names(&here)),
            (Some("7a"), "ada".to_owned())
        );
        let nobody = of(&Wanted::Present, &[]);
        assert_eq!(nobody.name.as_deref(), Some("7b"), "they came last");
        // From one to the next, then all, then from the first.
        let next = of(&here.next(), &["ada"]);
        assert_eq!(names(&next), "bo cy");
        let all = of(&next.next(), &["ada"]);
        assert_eq!(
            (all.name.as_deref(), names(&all)),
            (None, "ada bo cy".to_owned())
        );
        assert_eq!(all.next(), Wanted::One("7a".to_owned()));
        // One that nobody is in any more is none.
        let gone = of(&Wanted::One("6c".to_owned()), &["cy"]);
        assert_eq!(gone.name.as_deref(), Some("7b"));
    }
}
