//! What a network is, what it learned from, and how.

use super::Card;
use crate::dataset::{Selector, Set};
use crate::lesson::Block;
use crate::lesson::tell::{layers, whole};
use crate::model::{Architecture, Classifier, Normalisation};
use crate::report::part::Part;
use crate::report::told::day;
use crate::say;
use crate::shift::Augmentation;
use crate::train::RunRecord;
use crate::train::brought::{Asked, Brought};
use crate::words::Words;

impl Card<'_> {
    pub(super) fn details(&self, words: Words) -> Vec<Part> {
        let fact = |id: &str, value: String| (words.text(id), value);
        let record = self.record;
        let mut facts = vec![fact("fact-run", record.called())];
        if let Some(brought) = record.brought() {
            facts.extend(brought_facts(brought, words));
        }
        facts.push(fact("fact-classes", self.class_names(words)));
        facts.push(fact("fact-inputs", self.input(words)));
        facts.push(fact("card-output", self.output(words)));
        let architecture = record.architecture();
        facts.extend(architecture.map(|one| fact("fact-model", one.to_string())));
        let depth = match self.classifier {
            Classifier::Onnx(model) => model.depth(),
            Classifier::Network(_) => architecture.map(Architecture::depth),
        };
        facts.extend(depth.map(|depth| fact("fact-depth", layers(depth, words))));
        let parameters = words.lang.count(record.parameters);
        facts.push(fact("fact-parameters", parameters));
        let made = day(record.started).map(|day| fact("card-made-on", day));
        facts.extend(made);
        let licence = self.licence.map(str::to_owned);
        let licence = licence.unwrap_or_else(|| say!(words, "card-licence-unsaid"));
        facts.push(fact("card-licence", licence));
        let take_along = match record.brought() {
            Some(brought) => format!("mindgap predict --model {} picture.png", brought.file),
            None => format!(
                "mindgap runs export {0} model.onnx\nmindgap predict --run {0} picture.png",
                record.id
            ),
        };
        // A file's name may be anything; what cannot be typed as it stands is not offered.
        let is_plain = |text: &str| {
            let usual = |one: char| one.is_ascii_alphanumeric() || " .-_\n".contains(one);
            text.chars().all(usual)
        };
        let mut parts = vec![Part::Told(Block::Facts(facts))];
        if is_plain(&take_along) {
            parts.push(Part::text(say!(words, "card-take-along")));
            parts.push(Part::Code(take_along));
        }
        parts
    }

    /// The classes by their names, as this language calls them.
    pub(super) fn class_names(&self, words: Words) -> String {
        words.names(self.classifier.classes()).join(", ")
    }

    /// The shape of what it reads, and what becomes of a byte.
    fn input(&self, words: Words) -> String {
        let shape = self.classifier.shape();
        let size = say!(
            words,
            "card-input",
            width = shape.width,
            height = shape.height,
            channels = shape.channels
        );
        let asked = match (self.classifier, self.record.brought()) {
            (Classifier::Network(network), _) => {
                let Normalisation { mean, std } = &network.config().normalisation;
                let numbers = |numbers: &[f32]| {
                    let told = numbers.iter().map(|n| words.lang.decimal((*n).into(), 4));
                    told.collect::<Vec<_>>().join(", ")
                };
                say!(
                    words,
                    "card-normalised",
                    mean = numbers(mean),
                    std = numbers(std)
                )
            }
            (_, Some(brought)) => match &brought.asked {
                Asked::Onnx { form, .. } => form.to_string(),
                Asked::Weights(_) => return size,
            },
            _ => return size,
        };
        format!("{size}; {asked}")
    }

    fn output(&self, words: Words) -> String {
        let n = self.classifier.classes().len();
        say!(words, "card-logits", n = n)
    }

    pub(super) fn training_data(&self, words: Words) -> Vec<Part> {
        let mut parts = Vec::new();
        if let Some(brought) = self.record.brought() {
            let set = brought.set.as_str();
            parts.push(Part::text(say!(words, "card-brought-data", set = set)));
        }
        let sets = self.learned_from();
        if sets.is_empty() {
            parts.push(Part::text(say!(
                words,
                "card-data-gone",
                set = self.record.set()
            )));
        }
        for set in sets {
            parts.extend(provenance(set, words));
        }
        parts
    }

    /// The sets that it and the runs before it learned from, each once.
    pub(in crate::report) fn learned_from(&self) -> Vec<&Set> {
        let records = [self.record].into_iter().chain(self.ancestors);
        let mut sets: Vec<&Set> = Vec::new();
        for record in records {
            let own = record.learned_from(self.library).ok();
            let own = own.map(|(selector, _)| selector);
            let mixed = record.experiment().map(|one| one.recipe.augment.as_slice());
            let mixed = mixed.unwrap_or_default().iter();
            let mixed = mixed.filter_map(|augmentation| match augmentation {
                Augmentation::Mix(mix) => Some(mix.from.clone()),
                _ => None,
            });
            for selector in own.into_iter().chain(mixed) {
                let set = self.set(&selector);
                let is_known = |set: &&Set| sets.iter().any(|known| std::ptr::eq(*known, *set));
                sets.extend(set.filter(|set| !is_known(set)));
            }
        }
        sets
    }

    pub(in crate::report) fn set(&self, selector: &Selector) -> Option<&Set> {
        self.library.resolve(selector).ok().map(|(set, _)| set)
    }

    pub(super) fn evaluation_data(&self, words: Words) -> Vec<Part> {
        let learned = self.learned_from();
        let mut told: Vec<&Set> = Vec::new();
        let mut parts = Vec::new();
        for slice in self.slices {
            let Some(set) = self.set(&slice.spec.from) else {
                continue;
            };
            let is = |known: &&Set| std::ptr::eq(*known, set);
            if told.iter().any(is) {
                continue;
            }
            told.push(set);
            match learned.iter().any(is) {
                // It stands under what was learned from.
                true => parts.push(Part::text(say!(
                    words,
                    "card-same-set",
                    data = slice.spec.from.to_string(),
                    set = set.title.as_str()
                ))),
                false => parts.extend(provenance(set, words)),
            }
        }
        parts
    }

    pub(super) fn training(&self, words: Words) -> Vec<Part> {
        let mut parts = Vec::new();
        if self.record.brought().is_some() {
            return vec![Part::text(say!(words, "card-brought-recipe"))];
        }
        for record in [self.record].into_iter().chain(self.ancestors) {
            if record.id != self.record.id {
                let run = record.called();
                parts.push(Part::heading(3, say!(words, "card-before", run = run)));
            }
            parts.extend(trained(record, words));
        }
        parts
    }
}

/// All that decided a run's numbers, and how its training went.
fn trained(record: &RunRecord, words: Words) -> Vec<Part> {
    let mut facts = whole(record, words);
    let seconds = words.lang.decimal(record.seconds, 1);
    facts.push((
        say!(words, "fact-time"),
        say!(words, "card-seconds", n = seconds),
    ));
    let curve = Block::curve(record, words);
    let facts = Block::Facts(facts);
    [facts].into_iter().chain(curve).map(Part::Told).collect()
}

/// What is known of a file that was brought.
fn brought_facts(brought: &Brought, words: Words) -> Vec<(String, String)> {
    let mut facts = vec![
        (say!(words, "fact-file"), brought.file.clone()),
        ("SHA-256".to_owned(), brought.sha256.clone()),
    ];
    let producer = brought.producer.clone();
    facts.extend(producer.map(|producer| (say!(words, "fact-producer"), producer)));
    facts
}

/// Where a set comes from and on what terms.
fn provenance(set: &Set, words: Words) -> Vec<Part> {
    let facts = [
        ("fact-shows", &set.about),
        ("fact-origin", &set.origin),
        ("card-licence", &set.licence),
        ("fact-citation", &set.citation),
        ("fact-changes", &set.changes),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    let facts = facts.map(|(id, value)| (words.text(id), plain(value)));
    let mut parts = vec![
        Part::heading(3, format!("{} ({})", set.title, set.name)),
        Part::Told(Block::Facts(facts.collect())),
    ];
    let caveats: Vec<String> = set.caveats.iter().map(|caveat| plain(caveat)).collect();
    if !caveats.is_empty() {
        parts.push(Part::text(say!(words, "card-to-know")));
        parts.push(Part::Told(Block::Items(caveats)));
    }
    parts
}

/// The catalogue writes Markdown, of which a card has no use: marks of code and of weight.
pub(super) fn plain(text: &str) -> String {
    text.replace('`', "").replace("**", "")
}
