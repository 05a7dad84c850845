//! `draw`: the learner's own hand.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::spec::{Amount, Question, Spec};
use crate::pack::text::{Promised, Quantity};

/// The learner writes digits, and a network reads them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    /// The name of a run that was trained in an earlier step.
    pub of: String,
    /// Text above the question, in Markdown.
    #[serde(default)]
    pub say: String,
    /// How many digits are to be written.
    #[serde(default = "default_goal")]
    pub goal: usize,
    /// Whether they are written on the canvas only, or on paper only, of which the learner takes a photo; as the
    /// learner likes, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<WrittenOn>,
    /// Decides their order.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// What the learner says beforehand.
    #[serde(default)]
    pub predict: Option<DrawPrediction>,
    /// Shown with the result, in Markdown.
    #[serde(default)]
    pub takeaway: String,
}

/// What digits are written on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WrittenOn {
    /// The canvas on screen.
    Canvas,
    /// Paper, of which a photo is taken.
    Paper,
}

impl Spec for Draw {
    fn kind(&self) -> &'static str {
        "draw"
    }

    fn about(&self) -> &str {
        match &self.predict {
            Some(asked) => &asked.question,
            None => &self.say,
        }
    }

    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("say", &self.say), ("takeaway", &self.takeaway)]
    }

    fn texts_mut(&mut self) -> Vec<&mut String> {
        let mut texts = vec![&mut self.say, &mut self.takeaway];
        texts.extend(self.predict.as_mut().map(|asked| &mut asked.question));
        texts
    }

    fn figures(&self) -> Vec<Promised> {
        vec![Promised {
            quantities: Quantity::OF_READERS.to_vec(),
            of: self.written().to_owned(),
            by: Some(self.of.clone()),
        }]
    }

    fn hints(&self) -> Option<&[String]> {
        None
    }

    fn questions(&self) -> Vec<Question<'_>> {
        Question::number(
            &self.say,
            self.predict.as_ref().map(|asked| &asked.question),
        )
    }

    fn trains(&self) -> Option<&str> {
        None
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.of]
    }

    fn reseed(&mut self, _times: u64) {}

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        vec![Amount::Drawn(&mut self.goal)]
    }
}

fn default_goal() -> usize {
    20
}

fn default_seed() -> u64 {
    7
}

/// Asks how many of 100 such drawings will be read correctly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawPrediction {
    /// What is asked; the answer is a percentage.
    pub(crate) question: String,
}

impl Draw {
    /// How texts call what the learner wrote: apart where it stands on paper.
    pub fn written(&self) -> &'static str {
        match self.only {
            Some(WrittenOn::Paper) => "your digits on paper",
            Some(WrittenOn::Canvas) | None => "your digits",
        }
    }

    /// Whether digits may be drawn on the canvas.
    pub fn takes_drawings(&self) -> bool {
        self.only != Some(WrittenOn::Paper)
    }

    /// Whether digits may be written on paper.
    pub fn takes_paper(&self) -> bool {
        self.only != Some(WrittenOn::Canvas)
    }

    /// The digits to be written, in their order: each as often as the others, as far as that goes,
    /// ten by ten in an order of the seed's.
    pub fn asked(&self) -> Vec<u8> {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let mut asked = Vec::with_capacity(self.goal);
        while asked.len() < self.goal {
            let mut ten: Vec<u8> = (0..10).collect();
            // Fisher and Yates; that a remainder favours the low ones by 2^-61 does no harm here.
            for place in 0..ten.len() {
                let left = (ten.len() - place) as u64;
                ten.swap(place, place + (random.next_u64() % left) as usize);
            }
            asked.extend(ten);
        }
        asked.truncate(self.goal);
        asked
    }
}
