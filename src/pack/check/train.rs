//! What a `train` step can get wrong.

use super::checking::{Checking, Run};
use crate::dataset::{DataError, Library, Part, Selector};
use crate::model::Architecture;
use crate::pack::schema::Train;
use crate::shift::Augmentation;
use crate::train::{DataChoice, seeds};

pub(super) fn check<'a>(train: &'a Train, checking: &mut Checking<'a>) {
    for error in train.recipe.faults() {
        checking.problem(recipe_key(&error.to_string()), error.to_string());
    }
    check_seeds(train, checking);
    let parent = (train.from.as_deref()).and_then(|from| checking.run("from", from));
    let find = learned_from(train.from.as_deref());
    let part = material(&train.data, &train.model, checking, find);
    if let Some(parent) = parent {
        check_parent(&train.model, parent, part, checking);
    }
    if let Some(part) = part {
        check_mixes("recipe.augment", &train.recipe.augment, part, checking);
    }
    for (prediction, number) in train.predict.iter().zip(1..) {
        if !(1..=train.recipe.epochs).contains(&prediction.after) {
            checking.problem(
                format!("predict {number}.after"),
                format!(
                    "{} is not an epoch of this recipe, which has {}",
                    prediction.after, train.recipe.epochs
                ),
            );
        }
    }
    if !train.predict.is_empty() && train.data.validation == 0 {
        checking.problem(
            "predict",
            "what is predicted is the validation accuracy; set data: validation above 0",
        );
    }
    checking.add_run(Run {
        name: &train.name,
        seeds: train.seeds,
        model: &train.model,
        part,
        validation: train.data.validation,
    });
}

/// Whether what pictures are swapped for can be mixed with those of the part that is learned from.
pub(super) fn check_mixes(
    key: &str,
    augment: &[Augmentation],
    part: &Part,
    checking: &mut Checking<'_>,
) {
    for (augmentation, number) in augment.iter().zip(1..) {
        if let Augmentation::Mix(mix) = augmentation
            && let Err(error) = mix.check(checking.library, part)
        {
            checking.problem(format!("{key} {number}.mix.from"), error.to_string());
        }
    }
}

/// Networks of a step at most: each but the first is a row on the smallest screen.
const MAX_NETWORKS: u64 = 10;

/// Whether there are so many seeds, and room for a row of each.
fn check_seeds(train: &Train, checking: &mut Checking<'_>) {
    let (first, networks) = (train.recipe.seed, train.seeds);
    if !(1..=MAX_NETWORKS).contains(&networks) {
        checking.problem(
            "seeds",
            format!("{networks} networks; let there be 1 to {MAX_NETWORKS}"),
        );
    } else if seeds(first, networks).is_none() {
        checking.problem(
            "seeds",
            format!(
                "from seed {first} on there are not {networks} seeds; begin with a smaller one"
            ),
        );
    }
}

/// Whether the run can go on from an earlier one: the same layers, the same pictures, the same classes.
pub(super) fn check_parent<'a>(
    model: &Architecture,
    parent: Run<'a>,
    part: Option<&'a Part>,
    checking: &mut Checking<'a>,
) {
    if parent.model != model {
        checking.problem(
            "model",
            format!(
                "it is {}, but {} is {}; a network that goes on keeps its layers: write {}",
                model, parent.name, parent.model, parent.model
            ),
        );
    }
    let (Some(old), Some(new)) = (parent.part, part) else {
        return;
    };
    if (old.shape, &old.classes) != (new.shape, &new.classes) {
        checking.problem(
            "data.set",
            format!(
                "{} has other pictures or classes than {}, which {} learned from; choose data with the same",
                new.name, old.name, parent.name
            ),
        );
    }
}

/// The key of a recipe that a problem with it begins with, if it begins with one.
pub(super) fn recipe_key(problem: &str) -> String {
    let first = problem.split(' ').next().unwrap_or_default();
    match first.contains('_') || matches!(first, "epochs" | "batch" | "seed") {
        true => format!("recipe.{first}"),
        false => "recipe".to_owned(),
    }
}

/// How the pictures are found that a run learns from, which perhaps goes on from another.
pub(super) fn learned_from(parent: Option<&str>) -> Find {
    match parent {
        None => Library::training_part,
        Some(_) => Library::fine_tuning_part,
    }
}

/// How a library is asked for the pictures that a run learns from.
pub(super) type Find = for<'a> fn(&'a Library, &str) -> Result<(Selector, &'a Part), DataError>;

/// Whether there is such data, and the model can read it. What it would be trained on.
pub(super) fn material<'a>(
    data: &DataChoice,
    model: &Architecture,
    checking: &mut Checking<'a>,
    find: Find,
) -> Option<&'a Part> {
    let there = find(checking.library, &data.set).and_then(|(selector, part)| {
        // How many there will be of what learners write, nobody knows.
        let count = match checking.library.is_live(&selector) {
            true => usize::MAX,
            false => checking.library.count(&selector)?,
        };
        Ok((selector, part, count))
    });
    let (selector, part, there) = match there {
        Ok(there) => there,
        Err(error) => {
            checking.problem("data.set", error.to_string());
            return None;
        }
    };
    let wanted = data.train.unwrap_or(1).saturating_add(data.validation);
    if data.train == Some(0) || wanted > there {
        checking.problem("data", format!(
            "{} pictures to train on and {} for validation are asked for; {} has {}, and training needs at least 1",
            data.train.map_or("all remaining".to_owned(), |n| n.to_string()),
            data.validation,
            selector,
            there
        ));
    }
    if let Err(error) = model.parameters(part.shape, part.classes.len()) {
        checking.problem("model", error.to_string());
    }
    Some(part)
}
