//! The learner's phone, as long as the door is open for it.

use crate::engine::door::Invitation;

/// What is going on with a learner's phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum PhoneState {
    /// None is there yet, or none any more.
    #[default]
    Awaited,
    /// One is there.
    Here,
    /// A photo is on its way.
    Sending,
}

impl PhoneState {
    /// The id of the text that says so; its attribute `label` says so in a word or two.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Awaited => "phone-awaited",
            Self::Here => "phone-here",
            Self::Sending => "phone-sending-there",
        }
    }
}

/// A door that is open for a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PhoneLink {
    /// How the phone finds in.
    pub(super) invitation: Invitation,
    pub(super) state: PhoneState,
    /// The last part of a drawing that was taken in.
    pub(super) heard: u64,
}

impl PhoneLink {
    /// A door through which nobody has come yet.
    pub(super) fn new(invitation: Invitation) -> Self {
        Self {
            invitation,
            state: PhoneState::default(),
            heard: 0,
        }
    }
}
