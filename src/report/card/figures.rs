//! What was measured of a network: every figure with its interval, of how many pictures, and which seeds.

use super::{Card, CardSlice};
use crate::eval::{Evaluation, by_group, wilson};
use crate::lesson::Block;
use crate::lesson::results::{mean_confidence, mistaken};
use crate::lesson::seen::seen_of;
use crate::lesson::spread::sentence;
use crate::report::bars::{bar, bars};
use crate::report::part::{Headline, Part, Table};
use crate::report::slices::{named, what_it_is};
use crate::say;
use crate::words::Words;

/// Groups that are told of a slice, the worst first.
const WORST_GROUPS: usize = 5;
/// Mistakes that are shown of a slice.
const MISTAKES: usize = 4;

impl Card<'_> {
    /// The first slice, which is the test of what it learned from, beside the one that it reads worst.
    pub(super) fn headline(&self, words: Words) -> Option<Headline> {
        let first = self.slices.first()?;
        let worst = self.slices.iter().min_by(|one, other| {
            let (one, other) = (&one.evaluation, &other.evaluation);
            one.accuracy.total_cmp(&other.accuracy)
        })?;
        let told = |slice: &CardSlice| {
            let result = &slice.evaluation;
            say!(
                words,
                "card-reads",
                slice = named(&slice.spec, self.library),
                percent = words.lang.percent(result.accuracy),
                interval = result.interval.percent(words.lang),
                n = words.lang.count(result.n)
            )
        };
        let is_one = first.evaluation.slice == worst.evaluation.slice;
        let about = (!is_one).then(|| told(worst));
        Some(Headline {
            text: told(first),
            about: about.into_iter().collect(),
            picture: mistaken(&worst.evaluation, words).next(),
        })
    }

    pub(super) fn analyses(&self, words: Words) -> Vec<Part> {
        let mut told = bars(say!(words, "bars-caption"), false, words);
        told.rows.extend(self.slices.iter().map(|slice| {
            let result = &slice.evaluation;
            let (accuracy, counts) = (
                (result.accuracy, result.interval),
                (result.correct, result.n),
            );
            let mut row = bar(result.title.clone(), accuracy, counts, words);
            row.about = self.about(slice, words);
            row
        }));
        let mut parts = vec![Part::Bars(told)];
        if let Some(first) = self.slices.first() {
            parts.push(Part::Table(by_class(&first.evaluation, words)));
        }
        let groups = self.slices.iter();
        parts.extend(groups.filter_map(|slice| Some(Part::Table(worst_groups(slice, words)?))));
        for slice in self.slices {
            let pictures: Vec<_> = mistaken(&slice.evaluation, words).take(MISTAKES).collect();
            if pictures.is_empty() {
                continue;
            }
            let n = words.lang.count(slice.evaluation.n);
            let title = slice.evaluation.title.as_str();
            parts.push(Part::text(say!(
                words,
                "card-mistakes",
                slice = title,
                n = n
            )));
            parts.push(Part::Told(Block::Pictures(pictures)));
        }
        parts
    }

    /// What a slice is, the seeds, and how sure the network was.
    fn about(&self, slice: &CardSlice, words: Words) -> Vec<String> {
        let result = &slice.evaluation;
        let mut about = vec![what_it_is(&slice.spec, self.library, words)];
        about.extend(slice.spec.note.clone());
        about.extend(seen_of([result], words));
        let experiment = self.record.experiment();
        about.extend(experiment.map(|experiment| {
            let seed = experiment.recipe.seed.to_string();
            say!(words, "card-seed", seed = seed)
        }));
        let spread = slice.spread.as_ref();
        about.extend(spread.map(|spread| sentence(spread, words)));
        let sure = mean_confidence(result, words);
        about.push(format!("{} {sure}", say!(words, "confidence")));
        let digest: String = result.digest.chars().take(12).collect();
        about.push(format!("{} {digest}", say!(words, "digest")));
        about
    }
}

/// Of the pictures of each class, how many were read correctly.
fn by_class(result: &Evaluation, words: Words) -> Table {
    let dataset = result.pictures.dataset();
    let classes = (0_u8..).zip(dataset.classes());
    let rows = classes.filter_map(|(label, name)| {
        let of_it = result.predictions.iter().filter(|one| one.label == label);
        let (n, correct) = (
            of_it.clone().count(),
            of_it.filter(|one| one.is_correct()).count(),
        );
        (n > 0).then(|| row(words.name(name).into_owned(), correct, n, words))
    });
    let title = result.title.as_str();
    Table {
        caption: say!(words, "card-by-class", slice = title),
        head: head("card-class", words),
        rows: rows.collect(),
        is_prose: false,
    }
}

/// The groups of a slice that were read worst; none where its pictures come in fewer than two.
fn worst_groups(slice: &CardSlice, words: Words) -> Option<Table> {
    let groups = by_group(&slice.evaluation);
    if groups.len() < 2 {
        return None;
    }
    let all = words.lang.count(groups.len());
    let rows = groups.into_iter().take(WORST_GROUPS);
    let rows = rows.map(|group| row(group.name, group.accuracy.count, group.accuracy.n, words));
    let title = slice.evaluation.title.as_str();
    Some(Table {
        caption: say!(words, "card-by-group", slice = title, n = all),
        head: head("card-group", words),
        rows: rows.collect(),
        is_prose: false,
    })
}

fn head(first: &str, words: Words) -> Vec<String> {
    [first, "bars-accuracy", "bars-interval", "bars-right"]
        .map(|id| words.text(id))
        .into()
}

fn row(name: String, correct: usize, n: usize, words: Words) -> Vec<String> {
    let share = correct as f64 / n.max(1) as f64;
    let told = bar(name, (share, wilson(correct, n)), (correct, n), words);
    [told.name].into_iter().chain(told.told).collect()
}
