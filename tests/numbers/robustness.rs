//! What a robustness kit promises: values worked out by hand from the definitions, and properties on data that is
//! as these want it.

use mindgap::eval::corruption_error::{
    Errors, MeanError, corruption_error, relative_corruption_error,
};
use mindgap::eval::effective::{Both, effective_robustness};
use mindgap::eval::guarantee::{clopper_pearson_upper, fewest, guaranteed};
use mindgap::eval::label_shift::{corrected, estimated, probabilities, shares};
use mindgap::eval::lowest::lowest;
use mindgap::eval::ood::{GroupedLogits, OodScore, auroc, detect, fpr95};
use mindgap::eval::right;
use mindgap::eval::{Logits, Proportion};
use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    let apart = (found - expected).abs();
    assert!(apart <= tolerance, "{found} is not {expected}");
}

// ---- out-of-distribution detection ----

#[test]
fn scores_of_logits_by_hand() {
    // Softmax of (ln 3, 0) is (3/4, 1/4); the energy of equal logits is that of one plus ln 2.
    close(OodScore::Msp.of(&[3f32.ln(), 0.0]), 0.75, 1e-6);
    close(OodScore::Energy.of(&[0.0, 0.0]), 2f64.ln(), 1e-12);
    close(
        OodScore::Energy.of(&[1000.0, 1000.0]),
        1000.0 + 2f64.ln(),
        1e-9,
    );
}

#[test]
fn the_area_under_the_roc_by_hand() {
    // Pairs: .9 and .8 beat both others, .4 loses to .7 and ties with .4: (4 + 0.5) / 6.
    let found = auroc(&[0.9, 0.8, 0.4], &[0.7, 0.4]).unwrap();
    close(found.value, 0.75, 1e-12);
    // DeLong: of positives 1, 1, 1/4, variance 3/16, over 3; of negatives 1/3, 1/6, variance 1/72, over 2.
    let spread = 1.959_964 * (0.0625f64 + 1.0 / 144.0).sqrt();
    let interval = found.interval.unwrap();
    close(interval.low, 0.75 - spread, 1e-6);
    close(interval.high, 1.0, 0.0);
    // Told apart without a mistake, or nothing but ties: no spread is seen.
    let apart = auroc(&[2.0, 3.0], &[0.0, 1.0]).unwrap();
    assert_eq!((apart.value, apart.interval), (1.0, None));
    assert_eq!(auroc(&[1.0, 1.0], &[1.0]).unwrap().value, 0.5);
}

#[test]
fn the_share_that_is_accepted_at_95_percent_by_hand() {
    // 19 of 20 scores reach 2; of the others, 2 and 3 do.
    let positive: Vec<f64> = (1..=20).map(f64::from).collect();
    let (threshold, accepted) = fpr95(&positive, &[0.0, 1.0, 2.0, 3.0]).unwrap();
    assert_eq!((threshold, accepted.count, accepted.n), (2.0, 2, 4));
    // Of three, all have to reach it: two are 67 %.
    let (threshold, accepted) = fpr95(&[5.0, 7.0, 6.0], &[4.0, 6.0]).unwrap();
    assert_eq!((threshold, accepted.count), (5.0, 1));
}

#[test]
fn scores_of_nothing_and_of_a_diverged_network_are_refused() {
    assert!(auroc(&[], &[1.0]).is_err() && fpr95(&[1.0], &[]).is_err());
    let refused = auroc(&[1.0, f64::NAN], &[1.0]).unwrap_err().to_string();
    assert!(refused.contains("picture 1"), "{refused}");
}

#[test]
fn a_detection_is_that_of_its_score() {
    // Confidences .75 against .5; energies ln 4 against ln 2 + 1: the sure ones score lower.
    let sure = Logits::new(2, vec![3f32.ln(), 0.0, 3f32.ln(), 0.0]).unwrap();
    let unsure = Logits::new(2, vec![1.0, 1.0]).unwrap();
    let by = |score| {
        detect(
            score,
            &GroupedLogits::ungrouped(&sure),
            &GroupedLogits::ungrouped(&unsure),
        )
        .unwrap()
    };
    assert_eq!(by(OodScore::Msp).auroc.value, 1.0);
    assert_eq!(by(OodScore::Msp).fpr95.count, 0);
    assert_eq!(by(OodScore::Energy).auroc.value, 0.0);
    assert_eq!(by(OodScore::Energy).fpr95.count, 1);
}

proptest! {
    /// Scores on a coarse grid, so that there are ties.
    #[test]
    fn the_area_is_the_share_of_pairs_and_only_the_order_matters(
        positive in proptest::collection::vec(0u8..12, 1..40),
        negative in proptest::collection::vec(0u8..12, 1..40),
    ) {
        let scores = |values: &[u8]| values.iter().map(|v| f64::from(*v)).collect::<Vec<_>>();
        let (positive, negative) = (scores(&positive), scores(&negative));
        let pairs = positive.iter().flat_map(|p| negative.iter().map(move |n| (p, n)));
        let won: f64 = pairs.map(|(p, n)| match p.total_cmp(n) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        }).sum();
        let area = auroc(&positive, &negative).unwrap().value;
        prop_assert!((area - won / (positive.len() * negative.len()) as f64).abs() < 1e-12);
        let stretched = |values: &[f64]| values.iter().map(|v| v.exp() - 3.0).collect::<Vec<_>>();
        let (p, n) = (stretched(&positive), stretched(&negative));
        prop_assert!((auroc(&p, &n).unwrap().value - area).abs() < 1e-12);
        prop_assert_eq!(fpr95(&p, &n).unwrap().1, fpr95(&positive, &negative).unwrap().1);
        prop_assert!((auroc(&negative, &positive).unwrap().value - (1.0 - area)).abs() < 1e-12);
    }
}

// ---- corruption error ----

fn errors(clean: f64, corrupted: &[f64]) -> Errors {
    Errors {
        clean,
        corrupted: corrupted.to_vec(),
    }
}

#[test]
fn corruption_errors_by_hand() {
    let run = errors(0.02, &[0.1, 0.2, 0.3]);
    let baseline = errors(0.08, &[0.2, 0.4, 0.6]);
    // .6 / 1.2, and (.6 - 3 x .02) / (1.2 - 3 x .08).
    close(corruption_error(&run, &baseline).unwrap(), 0.5, 1e-12);
    close(
        relative_corruption_error(&run, &baseline).unwrap(),
        0.54 / 0.96,
        1e-12,
    );
    close(corruption_error(&run, &run).unwrap(), 1.0, 0.0);
}

#[test]
fn pooled_before_dividing_the_mean_would_be_another() {
    let pairs = [(0.1, 0.2), (0.9, 0.9)];
    let ratio =
        |(run, baseline)| corruption_error(&errors(0.0, &[run]), &errors(0.0, &[baseline])).ok();
    let mean = MeanError::of(pairs.map(ratio));
    // (1/2 + 1) / 2, while 1.0 / 1.1 is .909.
    close(mean.mean.unwrap(), 0.75, 1e-12);
    assert_eq!((mean.of, mean.left_out), (2, 0));
}

#[test]
fn there_is_no_ratio_to_nothing() {
    let run = errors(0.02, &[0.1]);
    let refused = |baseline: &Errors| {
        let plain = corruption_error(&run, baseline).err();
        let relative = relative_corruption_error(&run, baseline).err();
        [plain, relative].map(|error| error.map(|error| error.to_string()))
    };
    let [plain, relative] = refused(&errors(0.0, &[0.0]));
    assert!(plain.unwrap().contains("makes no mistake"));
    assert!(relative.unwrap().contains("no worse"));
    // Better on altered pictures than on clean ones: a ratio, and no relative one.
    let [plain, relative] = refused(&errors(0.1, &[0.05]));
    assert!(plain.is_none() && relative.is_some());
    assert!(corruption_error(&run, &errors(0.0, &[0.1, 0.2])).is_err());
    assert!(corruption_error(&errors(0.0, &[]), &errors(0.0, &[])).is_err());
    let mean = MeanError::of([Some(2.0), None]);
    assert_eq!((mean.mean, mean.of, mean.left_out), (Some(2.0), 1, 1));
    assert_eq!(MeanError::of([None]).mean, None);
}

// ---- effective robustness ----

fn both(clean: (usize, usize), shifted: (usize, usize)) -> Both {
    Both {
        clean: Proportion::of(clean.0, clean.1),
        shifted: Proportion::of(shifted.0, shifted.1),
    }
}

#[test]
fn a_run_below_the_line_of_runs_that_lose_nothing() {
    let others = [50, 80, 95].map(|right| both((right, 100), (right, 100)));
    let found = effective_robustness(&both((90, 100), (80, 100)), &others).unwrap();
    close(found.slope, 1.0, 1e-12);
    close(found.intercept, 0.0, 1e-12);
    // The empirical logit of 90 of 100 is that of 90.5 / 101.
    close(found.expected, 90.5 / 101.0, 1e-12);
    close(found.effective, 0.8 - 90.5 / 101.0, 1e-12);
    close(found.expected_interval.low, found.expected, 1e-6);
    assert_eq!((found.runs, found.extrapolated), (3, false));
    let outside = effective_robustness(&both((99, 100), (80, 100)), &others).unwrap();
    assert!(outside.extrapolated);
}

#[test]
fn three_runs_that_scatter_say_next_to_nothing() {
    // 0, 1, 2 of 2 right have the logits -l, 0, l with l = ln 5. In units of l, x = -1 0 1 and y = -1 1 0: slope
    // 1/2, squared misses 1/4 + 1 + 1/4 over one degree of freedom, at x = 0 times 1 + 1/3: 2.
    let others = [
        both((0, 2), (0, 2)),
        both((1, 2), (2, 2)),
        both((2, 2), (1, 2)),
    ];
    let found = effective_robustness(&both((1, 2), (1, 2)), &others).unwrap();
    close(found.slope, 0.5, 1e-12);
    close(found.expected, 0.5, 1e-12);
    close(found.effective, 0.0, 1e-12);
    // Student's t with one degree of freedom is Cauchy's: its 97.5 % quantile is tan(.475 pi).
    let t = (0.475 * std::f64::consts::PI).tan();
    let low = 1.0 / (1.0 + 5f64.powf(t * 2f64.sqrt()));
    let apart = found.expected_interval.low / low - 1.0;
    close(apart, 0.0, 1e-6);
}

#[test]
fn two_runs_are_no_line_and_equal_ones_are_none() {
    let run = both((9, 10), (8, 10));
    let refused = effective_robustness(&run, &[run, run]).unwrap_err();
    assert!(refused.to_string().contains("at least 3"), "{refused}");
    let refused = effective_robustness(&run, &[run, run, run]).unwrap_err();
    assert!(refused.to_string().contains("equally well"), "{refused}");
    let nothing = both((0, 0), (0, 0));
    assert!(effective_robustness(&run, &[run, run, nothing]).is_err());
}

// ---- the lowest of several ----

#[test]
fn the_lowest_of_two_by_hand() {
    let shares = [
        ("good", Proportion::of(19, 20)),
        ("bad", Proportion::of(12, 20)),
        ("absent", Proportion::of(0, 0)),
    ];
    let found = lowest(shares, 7).unwrap();
    assert_eq!((found.name.as_str(), found.of), ("bad", 2));
    // Each at .95^(1/2) = .97468: z = 2.2365, z² = 5.0019, centre .72505, spread .27506, scale 1.25010.
    close(found.sidak_interval.low, 0.35996, 1e-4);
    close(found.sidak_interval.high, 0.80003, 1e-4);
    assert!(lowest([("alone", Proportion::of(1, 2))], 7).is_none());
}

#[test]
fn the_lowest_of_two_tosses_is_heads_a_quarter_of_the_time() {
    let tosses = [
        ("one", Proportion::of(1, 1)),
        ("other", Proportion::of(0, 1)),
    ];
    let found = lowest(tosses, 7).unwrap();
    close(found.by_chance, 0.25, 0.03);
    assert_eq!(found.by_chance_low, 0.0);
    let perfect = [
        ("one", Proportion::of(9, 9)),
        ("other", Proportion::of(5, 5)),
    ];
    let found = lowest(perfect, 7).unwrap();
    assert_eq!((found.by_chance, found.by_chance_low), (1.0, 1.0));
}

// ---- a threshold with a guarantee ----

#[test]
fn bounds_of_a_share_by_hand() {
    // No mistake among n: (1 - b)^n = delta. One of two: 1 - b² = delta.
    close(
        clopper_pearson_upper(0, 10, 0.05),
        1.0 - 0.05f64.powf(0.1),
        1e-9,
    );
    close(clopper_pearson_upper(1, 2, 0.05), 0.95f64.sqrt(), 1e-9);
    assert_eq!(clopper_pearson_upper(2, 2, 0.05), 1.0);
    assert_eq!(clopper_pearson_upper(0, 0, 0.05), 1.0);
}

#[test]
fn a_guaranteed_threshold_by_hand() {
    // Eight answers, the surer half right. Three steps, each at .2 / 3: of the four surest, none is wrong, and the
    // bound is 1 - (.2 / 3)^(1/4) = .492; of six, two are, and of five, one is, whose bounds are above 1/2.
    let answers: Vec<(f64, bool)> = (1..=8).map(|at| (f64::from(at) / 10.0, at > 4)).collect();
    let found = guaranteed(&answers, 0.5, 0.2).unwrap().unwrap();
    assert_eq!((found.threshold, found.wrong), (0.5, 0));
    assert_eq!((found.coverage.count, found.coverage.n), (4, 8));
    close(found.bound, 1.0 - (0.2f64 / 3.0).powf(0.25), 1e-9);
    // Three without a mistake would not do: 1 - (.2 / 3)^(1/3) is .594.
    assert_eq!(fewest(8, 0.5, 0.2), 4);
    assert_eq!(guaranteed(&answers, 0.1, 0.2).unwrap(), None);
    for (risk, delta) in [(0.0, 0.1), (1.0, 0.1), (0.1, 0.0), (0.1, f64::NAN)] {
        assert!(guaranteed(&answers, risk, delta).is_err());
    }
    assert!(guaranteed(&[], 0.1, 0.1).is_err());
}

#[test]
fn a_guarantee_fails_no_more_often_than_it_says() {
    // Confidence uniform on 1/2..1 and right as often as it says: the risk above t is (1 - t) / 2, and a risk of
    // a tenth is exceeded below t = .8.
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let (mut failed, mut found) = (0, 0);
    for _ in 0..200 {
        let answers: Vec<(f64, bool)> = (0..1000)
            .map(|_| {
                let confidence = rng.random_range(0.5..1.0);
                (confidence, rng.random::<f64>() < confidence)
            })
            .collect();
        if let Some(guarantee) = guaranteed(&answers, 0.1, 0.2).unwrap() {
            found += 1;
            failed += usize::from(guarantee.threshold < 0.8);
        }
    }
    assert!(found > 150, "{found} of 200");
    assert!(failed <= 40, "{failed} of 200");
}

// ---- label shift ----

#[test]
fn a_correction_for_shares_by_hand() {
    // .6 x .2 / .5 and .4 x .8 / .5 are as .12 to .32.
    let rows = [vec![0.6, 0.4]];
    let found = corrected(&rows, &[0.5, 0.5], &[0.2, 0.8]).unwrap();
    close(found[0][0], 0.12 / 0.44, 1e-12);
    assert_eq!(
        (right(&rows, &[0]).unwrap(), right(&found, &[1]).unwrap()),
        (1, 1)
    );
    // A class that is not there is not answered, and equal shares change nothing.
    let found = corrected(&rows, &[0.5, 0.5], &[0.0, 1.0]).unwrap();
    assert_eq!(found[0], [0.0, 1.0]);
    assert_eq!(
        corrected(&rows, &[0.5, 0.5], &[0.5, 0.5]).unwrap()[0],
        rows[0]
    );
}

#[test]
fn shares_are_estimated_without_a_label() {
    // One sign, shown by 8 of 10 of the first class and 3 of 10 of the second, which were learned half and half: with
    // it, the first has 8/11, without it 2/9. Among 100 pictures, 75 show it: .8 p + .3 (1 - p) = .75 at p = .9.
    let sign = vec![vec![8.0 / 11.0, 3.0 / 11.0]; 75];
    let none = vec![vec![2.0 / 9.0, 7.0 / 9.0]; 25];
    let found = estimated(&[sign, none].concat(), &[0.5, 0.5]).unwrap();
    assert!(found.settled);
    close(found.shares[0], 0.9, 1e-4);
    // Without a doubt, they are counted.
    let sure = [
        vec![1.0, 0.0],
        vec![0.0, 1.0],
        vec![0.0, 1.0],
        vec![0.0, 1.0],
    ];
    let found = estimated(&sure, &[0.5, 0.5]).unwrap();
    assert_eq!(
        (found.shares.as_slice(), found.rounds),
        (&[0.25, 0.75][..], 2)
    );
}

#[test]
fn a_class_that_was_never_learned_has_no_correction() {
    let rows = [vec![0.6, 0.4]];
    let refused = estimated(&rows, &[1.0, 0.0]).unwrap_err().to_string();
    assert!(refused.contains("share in training"), "{refused}");
    assert!(corrected(&rows, &[0.5, 0.5], &[1.0]).is_err());
    assert!(estimated(&[], &[0.5, 0.5]).is_err());
    assert!(right(&rows, &[]).is_err());
    assert_eq!(shares(&[0, 1, 1, 1], 2).unwrap(), [0.25, 0.75]);
    assert!(shares(&[2], 2).is_err() && shares(&[], 2).is_err());
    let logits = Logits::new(2, vec![3f32.ln(), 0.0]).unwrap();
    close(probabilities(&logits, 1.0)[0][0], 0.75, 1e-6);
}
