//! Where a mouse touches a surface.

/// Where a mouse touches a surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Touch {
    /// From the surface's left edge to the middle of the cell, 0..1.
    pub(super) x: f32,
    /// From its top to the middle of the cell, 0..1.
    pub(super) y: f32,
    /// What the button does.
    pub(super) phase: Phase,
}

/// What a mouse button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// It goes down.
    Press,
    /// The mouse moves with the button down.
    Drag,
    /// It comes up.
    Release,
}
