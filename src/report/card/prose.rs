//! What a card says in sentences: what a network is for and what not, what was varied, what one has to know, and what
//! nobody measured.

use super::Card;
use super::details::plain;
use crate::dataset::Inputs;
use crate::eval::by_group;
use crate::lesson::Block;
use crate::report::part::Part;
use crate::report::slices::what_it_is;
use crate::say;
use crate::words::Words;

impl Card<'_> {
    pub(super) fn intended_use(&self, words: Words) -> Vec<Part> {
        let (classes, set) = (self.class_names(words), self.set_title());
        let is = say!(words, "card-use-is", set = set, classes = classes);
        let out = ["card-out-none", "card-out-other", "card-out-people"].map(|id| words.text(id));
        vec![
            Part::text(is),
            Part::text(match self.record.brought() {
                Some(_) => say!(words, "card-use-brought"),
                None => say!(words, "card-use-by"),
            }),
            Part::text(say!(words, "card-out")),
            Part::Told(Block::Items(out.into())),
        ]
    }

    /// What people call the set that it learned from.
    fn set_title(&self) -> String {
        let learned = self.record.learned_from(self.library).ok();
        let set = learned.and_then(|(selector, _)| self.set(&selector));
        set.map_or_else(|| self.record.set().to_owned(), |set| set.title.clone())
    }

    pub(super) fn factors(&self, words: Words) -> Vec<Part> {
        let slices = self.slices.iter().map(|slice| {
            let what = what_it_is(&slice.spec, self.library, words);
            let set = self.set(&slice.spec.from);
            let about = set.map(|set| set.about.as_str()).unwrap_or_default();
            format!("{what}. {about}").trim_end().to_owned()
        });
        vec![
            Part::text(say!(words, "card-factors-are")),
            Part::Told(Block::Items(slices.collect())),
        ]
    }

    pub(super) fn metrics(&self, words: Words) -> Vec<Part> {
        let told = [
            "card-metric-accuracy",
            "card-metric-interval",
            "card-metric-confidence",
        ];
        let told = told.map(|id| words.text(id));
        vec![Part::Told(Block::Items(told.into()))]
    }

    pub(super) fn ethics(&self, words: Words) -> Vec<Part> {
        let mut told = vec![say!(words, "card-ethics-people")];
        let sets = self.learned_from().into_iter();
        told.extend(sets.map(|set| {
            let (title, licence) = (set.title.as_str(), plain(&set.licence));
            say!(words, "card-ethics-licence", set = title, licence = licence)
        }));
        told.push(say!(words, "card-ethics-groups"));
        vec![Part::Told(Block::Items(told))]
    }

    pub(super) fn caveats(&self, words: Words) -> Vec<Part> {
        let mut told = Vec::new();
        let experiment = self.record.experiment();
        let spread = self.slices.iter().any(|slice| slice.spread.is_some());
        if let Some(experiment) = experiment
            && !spread
        {
            let seed = experiment.recipe.seed.to_string();
            told.push(say!(words, "card-one-seed", seed = seed));
        }
        let mut overlaps = self
            .slices
            .iter()
            .filter_map(|slice| slice.evaluation.overlap);
        if overlaps.any(|overlap| !overlap.is_clean()) {
            told.push(say!(words, "card-learned-caveat"));
        }
        if let Some(tried) = self
            .record
            .brought()
            .and_then(|brought| brought.tried.as_ref())
        {
            let (correct, n) = (words.lang.count(tried.correct), words.lang.count(tried.n));
            told.push(say!(words, "card-tried", correct = correct, n = n));
        }
        told.push(say!(words, "card-day"));
        told.extend(self.looked.iter().cloned());
        vec![Part::Told(Block::Items(told))]
    }

    pub(super) fn not_measured(&self, words: Words) -> Vec<Part> {
        let measured = |inputs: Inputs| {
            let mut slices = self.slices.iter();
            slices.any(|slice| slice.evaluation.inputs == inputs)
        };
        let spread = self.slices.iter().any(|slice| slice.spread.is_some());
        let grouped = self
            .slices
            .iter()
            .any(|slice| by_group(&slice.evaluation).len() > 1);
        let unknown = self
            .slices
            .iter()
            .any(|slice| !slice.evaluation.knows_classes());
        let brought = self.record.brought().is_some();
        let candidates = [
            ("card-not-seeds", spread || brought),
            ("card-not-training", !brought),
            ("card-not-altered", measured(Inputs::Simulated)),
            ("card-not-attack", measured(Inputs::Attack)),
            ("card-not-none", unknown),
            ("card-not-groups", grouped),
            ("card-not-own", false),
            ("card-not-time", false),
        ];
        let missing = candidates
            .into_iter()
            .filter(|(_, is_measured)| !is_measured);
        let mut told: Vec<String> = missing.map(|(id, _)| words.text(id)).collect();
        if self.unmeasured_seeds > 0 {
            told.push(say!(
                words,
                "card-not-kept-seeds",
                n = self.unmeasured_seeds
            ));
        }
        let of_lesson = self.written.map(|written| written.not_measured.as_slice());
        told.extend(of_lesson.unwrap_or_default().iter().cloned());
        told.push(say!(words, "card-everything-else"));
        vec![Part::Told(Block::Items(told))]
    }
}
