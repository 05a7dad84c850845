//! What a `draw` step can get wrong.

use super::checking::Checking;
use crate::pack::schema::Draw;

/// Nobody writes more digits in a row.
const MAX_DRAWINGS: usize = 100;

pub(super) fn check(draw: &Draw, checking: &mut Checking<'_>) {
    let run = checking.run("of", &draw.of);
    if !(1..=MAX_DRAWINGS).contains(&draw.goal) {
        checking.problem(
            "goal",
            format!(
                "{} digits; let learners write 1 to {MAX_DRAWINGS}",
                draw.goal
            ),
        );
    }
    let Some(part) = run.and_then(|run| run.part) else {
        return;
    };
    let digits = (0..10).map(|digit| digit.to_string());
    if part.shape.to_string() != "28x28x1" || !part.classes.iter().cloned().eq(digits) {
        checking.problem("of", format!(
            "{} is trained on {}, but what is written are digits of 28x28x1; use a run on mnist",
            draw.of, part.name
        ));
    }
}
