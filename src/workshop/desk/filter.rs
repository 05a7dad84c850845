//! Who is listed when the instructor looks for some.

use super::Desk;
use super::seen::{Known, Seen};
use crate::workshop::status::{Doing, Status};

impl Desk<'_> {
    /// Whether somebody who was ever here is listed.
    pub(super) fn lists(&self, known: &Known) -> bool {
        self.has_to_do_with(&[&known.member.learner.name, &known.member.cohort])
    }

    /// Whether somebody who has a seat is listed: by name, lesson, kind of step, and what goes on.
    pub(super) fn lists_seated(&self, seen: &Seen, id: &str, status: &Status) -> bool {
        if self.filter.is_empty() {
            return true;
        }
        let (lesson, step) = self.place(status.place, self.words);
        let doing = match status.doing {
            _ if seen.asks(id) => "desk-asks-for-help",
            _ if !status.is_there => "desk-away",
            Doing::Failed => "desk-failed",
            Doing::Measuring => "desk-measuring",
            Doing::Answering => "desk-answering",
            Doing::Looking | Doing::Choosing => "desk-looking",
            Doing::Training(..) | Doing::Queued(..) => "kind-train",
        };
        self.has_to_do_with(&[&status.name, &lesson, &step, &self.words.text(doing)])
    }

    /// Whether what is looked for stands in one of these, in capital letters or not.
    fn has_to_do_with(&self, texts: &[&str]) -> bool {
        let wanted = self.filter.to_lowercase();
        texts
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    }
}
