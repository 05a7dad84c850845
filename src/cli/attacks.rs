//! What `mindgap reveal --attack` says of its attacks.

use schemars::JsonSchema;
use serde::Serialize;

use super::output::COLUMNS;
use crate::eval::{Attack, SliceSpec};

/// How pictures were attacked.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Attack")]
pub(super) struct AttackLine {
    /// `fgsm` (Goodfellow et al. 2015) or `pgd` (Madry et al. 2018), untargeted, by the gradients of the run
    /// that is measured.
    method: &'static str,
    /// By how much each pixel's intensity may change, 0..1 (the L-infinity norm).
    budget: f64,
    /// The same in whole bytes, 0..255: what it could change.
    bytes: u8,
    /// Steps.
    steps: usize,
    /// How far each of them goes, in intensity.
    step_size: f64,
    /// The seed of the random start; null where nothing is random.
    seed: Option<u64>,
}

impl AttackLine {
    /// How a slice was attacked, if it was.
    pub(super) fn of(spec: &SliceSpec) -> Option<Self> {
        let attack = spec.attack?;
        Some(Self {
            method: attack.method(),
            budget: attack.budget(),
            bytes: attack.bytes(),
            steps: attack.steps(),
            step_size: attack.step_size(),
            seed: attack.is_random().then_some(spec.seed),
        })
    }
}

/// What the attacks did, a paragraph for all of them; none where there was none.
pub(super) fn explained(attacks: &[Attack], seed: u64) -> Option<String> {
    let told = attacks.iter().map(|attack| {
        let steps = match attack.steps() {
            1 => "1 step".to_owned(),
            steps => format!("{steps} steps of {:.3}", attack.step_size()),
        };
        let start = match attack.is_random() {
            true => format!(" from a random start, seed {seed}"),
            false => String::new(),
        };
        format!(
            "{attack}: by at most {} of 255, {steps}{start}",
            attack.bytes()
        )
    });
    let told: Vec<String> = told.collect();
    let text = format!(
        "\nUnder attack, each pixel was changed so that this very run errs, by its own gradients \
         ({}). It is a worst case that somebody seeks out, not one that the world brings by itself; \
         stronger attacks may find more.",
        told.join("; ")
    );
    (!attacks.is_empty()).then(|| textwrap::fill(&text, COLUMNS))
}
