//! The learner's phone beside a conversation: how it finds in is said, and what it does is done as if it were typed.

use anyhow::Result;

use super::conversation::Conversation;
use super::talk::{PhoneLink, Talk};
use crate::lesson::Action;
use crate::lesson::phone::{Does, FromPhone, Part, PhoneView};
use crate::lesson::step::PhotoSource;
use crate::say;

impl Conversation<'_> {
    /// Opens the door for the learner's phone, and says how it finds in.
    pub(super) fn invite(&mut self, talk: &mut Talk) -> Result<()> {
        let words = self.words();
        match self.session.invite(words, self.input.phone_listener()) {
            Err(error) => self.paper.line(error.to_string()),
            Ok(invitation) => {
                let (address, code) = (invitation.address, invitation.code);
                let code: Vec<String> = code.chars().map(String::from).collect();
                let code = code.join(" ");
                let way_in = say!(words, "plain-phone", address = address, code = code);
                self.paper.line(way_in);
                self.paper.line(say!(words, "phone-as-long-as"));
                let at = talk.walk.at();
                talk.phone.get_or_insert(PhoneLink { at, heard: 0 });
            }
        }
        self.show_phone(talk);
        self.flush()
    }

    /// The phone shows what there is now; where the step was left, nobody comes in any more.
    pub(super) fn show_phone(&mut self, talk: &mut Talk) {
        match &talk.phone {
            Some(link) if link.at == talk.walk.at() => {
                let view = PhoneView::of(&talk.walk, link.heard, self.words());
                self.session.show_phone(view);
            }
            Some(_) => {
                talk.phone = None;
                self.session.shut_door();
            }
            None => {}
        }
    }

    /// Does what the phone does; whether that has changed what is asked.
    pub(super) fn hear_phone(&mut self, talk: &mut Talk, what: FromPhone) -> Result<bool> {
        let words = self.words();
        let Some(link) = &mut talk.phone else {
            return Ok(false);
        };
        let said = match what {
            FromPhone::Arrived => say!(words, "phone-here"),
            FromPhone::Sending => say!(words, "phone-sending-there"),
            FromPhone::NotSent => say!(words, "phone-not-sent"),
            FromPhone::Left => return Ok(false),
            FromPhone::Expired => {
                talk.phone = None;
                self.session.shut_door();
                say!(words, "plain-phone-expired")
            }
            FromPhone::Photo(photo) => {
                if !talk.walk.takes_photos() {
                    return Ok(false);
                }
                match self.session.keep_photo(&photo) {
                    Ok(number) => {
                        let photo = Action::Photo(PhotoSource::Sent(number));
                        self.act(talk, vec![photo])?;
                        return Ok(true);
                    }
                    Err(error) => error.to_string(),
                }
            }
            FromPhone::Drawn(Part { number, does }) => {
                link.heard = number;
                let is_over = |does: &Does| matches!(does, Does::HandsIn);
                let is_handed_in = does.iter().any(is_over);
                let actions = does.into_iter().map(|does| match does {
                    Does::Draws(pen) => Action::Draw(pen),
                    Does::HandsIn => Action::HandIn,
                });
                self.act(talk, actions.collect())?;
                self.show_phone(talk);
                // A stroke in between would be told with every tenth of a second.
                return Ok(is_handed_in);
            }
        };
        self.paper.line(said);
        self.flush()?;
        Ok(false)
    }
}
