//! What a learner answered in a step: to its own question, not to what is asked before something is shown.

/// An answer, with all that came before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// What was asked, in Markdown.
    pub question: String,
    /// What was tried, in order; the answer last. At least one.
    pub tried: Vec<String>,
    /// Whether the answer is right, by the lesson itself; none where nothing is right or wrong.
    pub is_right: Option<bool>,
    /// Whether what is remembered says that it was right.
    pub is_called_right: bool,
    /// How many hints were shown before it.
    pub hints: usize,
}

impl Given {
    /// Whether what is remembered of it contradicts itself.
    pub fn is_contradictory(&self) -> bool {
        self.is_right
            .is_some_and(|is_right| is_right != self.is_called_right)
    }
}
