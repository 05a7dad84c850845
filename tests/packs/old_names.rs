//! What keys and fields were called before: packs, and what learners saved, go on being read.

use mindgap::eval::SliceSpec;
use mindgap::lesson::Guess;
use mindgap::model::Normalisation;
use mindgap::pack::{Dial, Measure};

#[test]
fn keys_of_packs_by_their_old_names_are_read() {
    let slice = r#"{ "name": "a", "from": "mnist/test", "take": 3 }"#;
    let slice: SliceSpec = serde_json::from_str(slice).unwrap();
    assert_eq!(slice.sample, Some(3));
    let dial = r#"{ "of": "a", "from": "pendigits:1", "turn": "flag", "take": 20 }"#;
    let dial: Dial = serde_json::from_str(dial).unwrap();
    assert_eq!(dial.sample, 20);
    let measure: Measure = serde_json::from_str(r#""sure_when_wrong""#).unwrap();
    assert_eq!(measure, Measure::ConfidenceWhenWrong);
}

#[test]
fn what_was_saved_under_old_names_is_read() {
    let guess: Guess =
        serde_json::from_str(r#"{ "value": 80.0, "margin": 5.0, "sureness": 4 }"#).unwrap();
    assert_eq!(guess.confidence, 4);
    let saved = r#"{ "mean": [0.25], "deviation": [0.5] }"#;
    let normalisation: Normalisation = serde_json::from_str(saved).unwrap();
    assert_eq!(normalisation.std, [0.5]);
}
