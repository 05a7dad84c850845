//! Reading.

use super::can::Can;
use super::kind::{Kind, Records};
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::gate::Gate;
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report};
use crate::pack::text::Figure;
use crate::words::Words;

/// A text was read or it was not: nothing of it is remembered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SayState;

impl Kind for SayState {
    type Spec = String;

    fn stage(&self, _text: &String) -> Stage {
        Stage::Look
    }

    fn can(&self, _text: &String) -> Vec<Can> {
        Vec::new()
    }

    fn gate(&self) -> Option<&Gate> {
        None
    }

    fn gate_mut(&mut self) -> Option<&mut Gate> {
        None
    }

    fn failure(&self) -> Option<&str> {
        None
    }

    fn remembered(&self) -> Self {
        Self
    }

    fn figures(&self, _text: &String) -> Vec<Figure> {
        Vec::new()
    }

    fn tell(&self, text: &String, _words: Words) -> Vec<Block> {
        vec![Block::Authored(text.clone())]
    }

    fn done(&self, _text: &String, _records: Records<'_>, _words: Words) -> Vec<Block> {
        Vec::new()
    }

    fn solution(&self, _text: &String) -> Option<Action> {
        None
    }

    fn act(&mut self, _text: &String, _action: Action, _around: &Around) -> Vec<Order> {
        Vec::new()
    }

    fn hear(&mut self, _text: &String, _report: Report, _around: &Around) -> Vec<Order> {
        Vec::new()
    }

    fn enter(&mut self, _text: &String, _around: &Around) -> Vec<Order> {
        Vec::new()
    }
}
