//! What a `train` step can get wrong.

use super::Checking;
use crate::dataset::Part;
use crate::model::Architecture;
use crate::pack::schema::Train;
use crate::shift::Augmentation;
use crate::train::DataChoice;

pub(super) fn check<'a>(train: &'a Train, checking: &mut Checking<'a>) {
    if let Err(error) = train.recipe.check() {
        checking.problem(format!("recipe: {error}"));
    }
    let part = material(&train.data, &train.model, checking);
    for augmentation in &train.recipe.augment {
        if let (Augmentation::Mix(mix), Some(part)) = (augmentation, part)
            && let Err(error) = mix.check(checking.library, part)
        {
            checking.problem(format!("recipe: augment: mix: from: {error}"));
        }
    }
    for prediction in &train.predict {
        if !(1..=train.recipe.epochs).contains(&prediction.after) {
            checking.problem(format!(
                "predict: after: {} is not an epoch of this recipe, which has {}",
                prediction.after, train.recipe.epochs
            ));
        }
    }
    if !train.predict.is_empty() && train.data.validation == 0 {
        checking.problem(
            "predict: what is predicted is the validation accuracy; set data: validation above 0",
        );
    }
    checking.trains(&train.name, part);
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
            checking.problem(format!("data: set: {error}"));
            return None;
        }
    };
    let wanted = data.train.unwrap_or(1).saturating_add(data.validation);
    if data.train == Some(0) || wanted > there {
        checking.problem(format!(
            "data: {} pictures to train on and {} for validation are asked for; {} has {}, and training needs at least 1",
            data.train.map_or("all remaining".to_owned(), |n| n.to_string()),
            data.validation,
            selector,
            there
        ));
    }
    if let Err(error) = model.parameters(part.shape, part.classes.len()) {
        checking.problem(format!("model: {error}"));
    }
    Some(part)
}
