//! What a `train` step can get wrong.

use super::checking::Checking;
use crate::dataset::Part;
use crate::model::Architecture;
use crate::pack::schema::Train;
use crate::shift::Augmentation;
use crate::train::DataChoice;

pub(super) fn check<'a>(train: &'a Train, checking: &mut Checking<'a>) {
    if let Err(error) = train.recipe.check() {
        checking.problem(recipe_key(&error.to_string()), error.to_string());
    }
    let part = material(&train.data, &train.model, checking);
    for (augmentation, number) in train.recipe.augment.iter().zip(1..) {
        if let (Augmentation::Mix(mix), Some(part)) = (augmentation, part)
            && let Err(error) = mix.check(checking.library, part)
        {
            checking.problem(
                format!("recipe.augment {number}.mix.from"),
                error.to_string(),
            );
        }
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
    checking.add_run(&train.name, part);
}

/// The key of a recipe that a problem with it begins with, if it begins with one.
pub(super) fn recipe_key(problem: &str) -> String {
    let first = problem.split(' ').next().unwrap_or_default();
    match first.contains('_') || matches!(first, "epochs" | "batch" | "seed") {
        true => format!("recipe.{first}"),
        false => "recipe".to_owned(),
    }
}

/// Whether there is such data, and the model can read it. What it would be trained on.
pub(super) fn material<'a>(
    data: &DataChoice,
    model: &Architecture,
    checking: &mut Checking<'a>,
) -> Option<&'a Part> {
    let there = checking
        .library
        .training_part(&data.set)
        .and_then(|(selector, part)| {
            let count = checking.library.count(&selector)?;
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
