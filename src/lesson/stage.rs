//! What comes next in a step.

/// What the learner has to do next in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Read, or look; then go on.
    Look,
    /// Choose an answer.
    Choose,
    /// Say beforehand what is expected.
    Predict,
    /// Begin the training.
    Begin,
    /// Watch it.
    Watch,
    /// Draw.
    Draw,
    /// Say what a picture shows.
    Label,
    /// Wait for a measurement.
    Wait,
    /// Try again what failed.
    Retry,
}
