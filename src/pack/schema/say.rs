//! `say`: text to read, in Markdown. It is nothing but that text.

use super::spec::{Amount, Question, Spec};

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

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        Vec::new()
    }
}
