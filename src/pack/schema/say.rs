//! `say`: text to read, in Markdown. It is nothing but that text.

use super::spec::{Amount, Question, Spec};
use crate::pack::text::Promised;

impl Spec for String {
    fn kind(&self) -> &'static str {
        "say"
    }

    fn about(&self) -> &str {
        self
    }

    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("", self)]
    }

    fn texts_mut(&mut self) -> Vec<&mut String> {
        vec![self]
    }

    fn figures(&self) -> Vec<Promised> {
        Vec::new()
    }

    fn hints(&self) -> Option<&[String]> {
        None
    }

    fn questions(&self) -> Vec<Question<'_>> {
        Vec::new()
    }

    fn trains(&self) -> Option<&str> {
        None
    }

    fn uses(&self) -> Vec<&str> {
        Vec::new()
    }

    fn reseed(&mut self, _times: u64) {}

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        Vec::new()
    }
}
