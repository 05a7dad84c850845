//! A question that is put to a whole class: what can be said, who said what, and what all of it comes to. Nobody is shown what
//! others said before it is closed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::tens;

/// Characters of a question, and of a choice, at most.
pub const MAX_TEXT: usize = 300;
/// Choices at most: a digit each.
pub const MAX_CHOICES: usize = 9;
/// Between the question and its choices where both are typed as one line.
const BETWEEN: &str = " / ";

/// A question for a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// What is asked, as plain text.
    pub question: String,
    /// What can be chosen; a number from 0 to 100, if there are no choices.
    pub choices: Vec<String>,
}

/// What one voter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ballot {
    /// A choice, from 0.
    Choice(usize),
    /// A number from 0 to 100.
    Number(u8),
}

/// What a class said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tally {
    /// Each choice, or range of ten numbers, and how many said it, in order.
    pub rows: Vec<(String, usize)>,
    /// How many voted.
    pub voters: usize,
    /// Of numbers, the median: the middle one, or the mean of the two in the middle.
    pub median: Option<f64>,
}

impl Poll {
    /// A question as it is typed in one line: `Is it a 7? / yes / no`, or one without choices, which asks for a number. None
    /// if it is empty or too long, or has one choice or too many.
    pub fn typed(line: &str) -> Option<Self> {
        let mut parts = line.split(BETWEEN).map(str::trim);
        let question = parts.next()?.to_owned();
        let choices: Vec<String> = parts.map(str::to_owned).collect();
        Self { question, choices }.checked()
    }

    /// The same, if it can be put to a class.
    pub fn checked(self) -> Option<Self> {
        let fits = |text: &str| !text.is_empty() && text.chars().count() <= MAX_TEXT;
        let is_one = fits(&self.question)
            && self.choices.len() != 1
            && self.choices.len() <= MAX_CHOICES
            && self.choices.iter().all(|choice| fits(choice));
        is_one.then_some(self)
    }

    /// What a voter's text means: the number of a choice from 1, or a number from 0 to 100, perhaps with a percent sign.
    pub fn read(&self, text: &str) -> Option<Ballot> {
        let text = text.trim().trim_end_matches('%').trim_end();
        let ballot = match self.choices.is_empty() {
            true => Ballot::Number(text.parse().ok()?),
            false => Ballot::Choice(text.parse::<usize>().ok()?.checked_sub(1)?),
        };
        self.takes(ballot).then_some(ballot)
    }

    /// Whether this can be said.
    pub fn takes(&self, ballot: Ballot) -> bool {
        match ballot {
            Ballot::Choice(choice) => choice < self.choices.len(),
            Ballot::Number(number) => self.choices.is_empty() && number <= 100,
        }
    }

    /// What was said, as people read it.
    pub fn said(&self, ballot: Ballot) -> String {
        match ballot {
            Ballot::Choice(choice) => self.choices.get(choice).cloned().unwrap_or_default(),
            Ballot::Number(number) => number.to_string(),
        }
    }

    /// The row of a tally in which it counts.
    pub fn place(&self, ballot: Ballot) -> Option<usize> {
        self.takes(ballot).then_some(match ballot {
            Ballot::Choice(choice) => choice,
            Ballot::Number(number) => tens::of(number.into()),
        })
    }

    /// The line that would be typed for it.
    pub fn line(&self) -> String {
        let parts = std::iter::once(&self.question).chain(&self.choices);
        parts.map(String::as_str).collect::<Vec<_>>().join(BETWEEN)
    }

    /// What all of it comes to.
    pub fn tally(&self, ballots: impl IntoIterator<Item = Ballot>) -> Tally {
        let labels: Vec<String> = match self.choices.is_empty() {
            true => (0..tens::COUNT).map(tens::range).collect(),
            false => self.choices.clone(),
        };
        let mut counts = vec![0; labels.len()];
        let mut numbers = Vec::new();
        let mut voters = 0;
        for ballot in ballots.into_iter().filter(|ballot| self.takes(*ballot)) {
            if let Ballot::Number(number) = ballot {
                numbers.push(number);
            }
            let place = self.place(ballot);
            if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                *count += 1;
                voters += 1;
            }
        }
        Tally {
            rows: labels.into_iter().zip(counts).collect(),
            voters,
            median: median(numbers),
        }
    }
}

fn median(mut numbers: Vec<u8>) -> Option<f64> {
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    let upper = f64::from(*numbers.get(middle)?);
    match numbers.len().is_multiple_of(2) {
        true => Some((f64::from(*numbers.get(middle - 1)?) + upper) / 2.0),
        false => Some(upper),
    }
}

/// A question that was put to a class, and what was said so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Vote {
    /// What is asked.
    pub poll: Poll,
    /// By voter: a learner's id, or a phone's.
    ballots: BTreeMap<String, Ballot>,
    is_open: bool,
}

impl Vote {
    /// One that is open, and in which nobody has said anything.
    pub fn new(poll: Poll) -> Self {
        Self {
            poll,
            ballots: BTreeMap::new(),
            is_open: true,
        }
    }

    /// Takes what a voter says, instead of what they said before. False where that cannot be said, or not any more.
    pub fn cast(&mut self, voter: &str, ballot: Ballot) -> bool {
        let is_taken = self.is_open && self.poll.takes(ballot);
        if is_taken {
            self.ballots.insert(voter.to_owned(), ballot);
        }
        is_taken
    }

    /// Nothing is taken any more, and everybody sees what was said.
    pub fn close(&mut self) {
        self.is_open = false;
    }

    /// Whether something can be said still.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// How many have said something.
    pub fn voters(&self) -> usize {
        self.ballots.len()
    }

    /// What this one said.
    pub fn ballot_of(&self, voter: &str) -> Option<Ballot> {
        self.ballots.get(voter).copied()
    }

    /// What it comes to, once it is closed.
    pub fn tally(&self) -> Option<Tally> {
        (!self.is_open).then(|| self.poll.tally(self.ballots.values().copied()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_question_is_typed_in_one_line() {
        let poll = Poll::typed("  Is it a 7? / yes / no / it depends ").unwrap();
        assert_eq!(poll.question, "Is it a 7?");
        assert_eq!(poll.choices, ["yes", "no", "it depends"]);
        assert_eq!(poll.read(" 2 "), Some(Ballot::Choice(1)));
        assert_eq!(poll.said(Ballot::Choice(1)), "no");
        for wrong in ["0", "4", "yes", "", "-1"] {
            assert_eq!(poll.read(wrong), None, "{wrong}");
        }
        let number = Poll::typed("How many of 100, and/or why?").unwrap();
        assert!(number.choices.is_empty(), "no blanks around it");
        assert_eq!(number.read("82 %"), Some(Ballot::Number(82)));
        assert_eq!((number.read("101"), number.read("x")), (None, None));
        let many = (0..10).map(|n| n.to_string()).collect::<Vec<_>>();
        for wrong in [
            "",
            "one / choice",
            "an / empty /  / one",
            &format!("q / {}", many.join(" / ")),
        ] {
            assert_eq!(Poll::typed(wrong), None, "{wrong}");
        }
        assert_eq!(Poll::typed(&"x".repeat(MAX_TEXT + 1)), None);
    }

    #[test]
    fn numbers_come_in_ranges_with_their_median() {
        let poll = Poll::typed("How many?").unwrap();
        let numbers = [100, 97, 0, 90].map(Ballot::Number);
        let tally = poll.tally(numbers);
        assert_eq!((tally.voters, tally.median), (4, Some(93.5)));
        assert_eq!(tally.rows[0], ("0–9 %".to_owned(), 1));
        assert_eq!(tally.rows[9], ("90–100 %".to_owned(), 3));
        assert_eq!(poll.tally([Ballot::Number(7)]).median, Some(7.0));
        assert_eq!(poll.tally([]).median, None);
    }

    #[test]
    fn nobody_sees_what_was_said_before_it_is_closed_and_nobody_says_anything_after() {
        let mut vote = Vote::new(Poll::typed("q / a / b").unwrap());
        assert!(vote.cast("ada", Ballot::Choice(0)));
        assert!(!vote.cast("bo", Ballot::Choice(2)) && !vote.cast("bo", Ballot::Number(1)));
        assert_eq!((vote.voters(), vote.tally()), (1, None));
        vote.close();
        assert!(!vote.cast("bo", Ballot::Choice(1)));
        assert_eq!(vote.tally().unwrap().rows[0].1, 1);
    }

    proptest! {
        #[test]
        fn each_voter_counts_once_with_what_they_said_last(
            said in proptest::collection::vec((0_u8..20, 0_usize..4), 0..100),
        ) {
            let mut vote = Vote::new(Poll::typed("q / a / b / c").unwrap());
            let mut last = BTreeMap::new();
            for (voter, choice) in said {
                let is_taken = vote.cast(&voter.to_string(), Ballot::Choice(choice));
                prop_assert_eq!(is_taken, choice < 3);
                if is_taken {
                    last.insert(voter, choice);
                }
            }
            vote.close();
            let tally = vote.tally().unwrap();
            prop_assert_eq!(tally.voters, last.len());
            for (choice, (_, count)) in tally.rows.iter().enumerate() {
                let own = last.values().filter(|said| **said == choice).count();
                prop_assert_eq!(*count, own);
            }
        }
    }
}
