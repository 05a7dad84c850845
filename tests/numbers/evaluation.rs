//! What the figures promise: values worked out by hand on small tables, and properties on synthetic
//! data that is as the definitions want it.

use std::ops::ControlFlow;

use mindgap::dataset::Library;
use mindgap::eval::bootstrap::{mcnemar, paired};
use mindgap::eval::calibration::{BINS, Judged, ece_by_chance, judged, nll};
use mindgap::eval::logits::softmax;
use mindgap::eval::samples::{samples, sizes};
use mindgap::eval::{
    Conformal, Confusion, Evaluation, Familiarity, Logits, MetricError, Proportion, RiskCoverage,
    SliceSpec, compare, evaluate, fit_temperature, reliability,
};
use mindgap::model::network_classifier::ClassifierConfig;
use mindgap::model::{Architecture, NetworkClassifier, Normalisation, Preset, device};
use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    let apart = (found - expected).abs();
    assert!(apart <= tolerance, "{found} is not {expected}");
}

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn names(classes: usize) -> Vec<String> {
    (0..classes).map(|class| format!("class {class}")).collect()
}

/// An untrained network's evaluation of some test digits.
fn evaluation(seed: u64, sample: usize) -> Evaluation {
    let mut spec = SliceSpec::whole("mnist/test".parse().unwrap());
    spec.sample = Some(sample);
    let split = spec.draw(Library::builtin()).unwrap();
    let config = ClassifierConfig {
        architecture: Architecture::Preset(Preset::Linear),
        shape: split.dataset().shape(),
        classes: split.dataset().classes().to_vec(),
        normalisation: Normalisation::of(&split),
    };
    let device = device();
    let classifier = NetworkClassifier::new(config, seed, &device).unwrap();
    let go_on = |_| ControlFlow::Continue(());
    evaluate(&classifier.into(), &spec, &split, &device, go_on).unwrap()
}

// ---- what an evaluation keeps ----

#[test]
fn an_evaluation_keeps_a_row_of_logits_for_each_answer() {
    let evaluation = evaluation(7, 300);
    assert_eq!(
        (evaluation.logits.len(), evaluation.logits.classes()),
        (300, 10)
    );
    let rows = evaluation.logits.rows();
    for (row, prediction) in rows.zip(&evaluation.predictions) {
        let probabilities = softmax(row, 1.0);
        let answer = probabilities[usize::from(prediction.answer)];
        close(answer, f64::from(prediction.confidence), 1e-6);
        close(probabilities.iter().sum(), 1.0, 1e-12);
    }
    let alike = judged(&evaluation.logits, &evaluation.labels(), 1.0).unwrap();
    for (one, other) in alike.iter().zip(evaluation.judged()) {
        close(one.0, other.0, 1e-6);
        assert_eq!(one.1, other.1);
    }
}

#[test]
fn logits_do_not_make_the_json_of_a_slice_longer() {
    let (few, many) = (evaluation(7, 10), evaluation(7, 1_000));
    let length = |evaluation: &Evaluation| serde_json::to_string(evaluation).unwrap().len();
    // The same fields, with a few more digits.
    assert!(length(&many) < length(&few) + 100);
}

#[test]
fn logits_that_do_not_fill_their_rows_are_refused() {
    let refused = Logits::new(3, vec![0.0; 7]).unwrap_err().to_string();
    assert!(refused.contains('7') && refused.contains('3'), "{refused}");
    assert!(Logits::new(0, vec![]).is_err());
}

// ---- confusion ----

/// Three pictures of each of three classes: the first is taken once for the second, the second once
/// for the third, the third twice for the first.
const PAIRS: [(u8, u8); 9] = [
    (0, 0),
    (0, 0),
    (0, 1),
    (1, 1),
    (1, 1),
    (1, 2),
    (2, 2),
    (2, 0),
    (2, 0),
];

#[test]
fn a_confusion_matrix_by_hand() {
    let confusion = Confusion::new(&names(3), PAIRS).unwrap();
    assert_eq!(
        confusion.counts(),
        [vec![2, 1, 0], vec![0, 2, 1], vec![2, 0, 1]]
    );
    // Recall divides by the rows' sums 3, 3, 3; precision by the columns' 4, 3, 2.
    let per_class = confusion.per_class();
    let shares = |of: fn(&mindgap::eval::confusion::ClassMetrics) -> (usize, usize)| {
        per_class.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(
        shares(|figures| (figures.recall.count, figures.recall.n)),
        [(2, 3), (2, 3), (1, 3)]
    );
    assert_eq!(
        shares(|figures| (figures.precision.count, figures.precision.n)),
        [(2, 4), (2, 3), (1, 2)]
    );
    let interval = mindgap::eval::wilson(2, 3);
    assert_eq!(per_class[0].recall.interval, interval);
    let mistakes = confusion.mistakes();
    let mistakes = mistakes.iter().map(|m| (m.truth, m.answer, m.count));
    assert_eq!(
        mistakes.collect::<Vec<_>>(),
        [(2, 0, 2), (0, 1, 1), (1, 2, 1)]
    );
}

#[test]
fn a_class_that_was_never_there_or_never_answered_has_no_share() {
    let confusion = Confusion::new(&names(3), [(0, 1)]).unwrap();
    let per_class = confusion.per_class();
    assert_eq!(per_class[1].recall.share, None);
    assert_eq!(per_class[0].precision.share, None);
    let refused = Confusion::new(&names(3), [(0, 0), (1, 3)]).unwrap_err();
    assert!(refused.to_string().contains("picture 1"), "{refused}");
}

#[test]
fn a_slices_confusion_counts_every_picture_in_its_own_row() {
    let evaluation = evaluation(7, 500);
    let confusion = Confusion::of(&evaluation).unwrap();
    let mut of_class = [0; 10];
    for label in evaluation.labels() {
        of_class[usize::from(label)] += 1;
    }
    let rows = confusion.counts().iter().map(|row| row.iter().sum());
    assert_eq!(rows.collect::<Vec<usize>>(), of_class);
    let diagonal = (0..10).map(|class| confusion.counts()[class][class]);
    assert_eq!(diagonal.sum::<usize>(), evaluation.correct);
}

// ---- calibration ----

#[test]
fn the_calibration_error_by_hand() {
    // Four bins; an edge belongs to the bin below it.
    // (0, .25]: one wrong at .25: |0 - .25| = .25
    // (.25, .5]: right at .5, wrong at .375: |1 - .875| = .125
    // (.75, 1]: right at 1 and .875, wrong at .9375: |2 - 2.8125| = .8125
    let answers = [
        (0.25, false),
        (0.5, true),
        (0.375, false),
        (1.0, true),
        (0.875, true),
        (0.9375, false),
    ];
    let found = reliability(&answers, 4).unwrap();
    let counts = found
        .bins
        .iter()
        .map(|bin| (bin.accuracy.count, bin.accuracy.n));
    assert_eq!(counts.collect::<Vec<_>>(), [(0, 1), (1, 2), (0, 0), (2, 3)]);
    close(found.ece, 1.1875 / 6.0, 1e-12);
    close(found.confidence, 3.9375 / 6.0, 1e-12);
    close(found.overconfidence, 3.9375 / 6.0 - 0.5, 1e-12);
    close(found.bins[3].confidence.unwrap(), 0.9375, 1e-12);
    assert_eq!((found.bins[3].low, found.bins[3].high), (0.75, 1.0));
    assert_eq!(found.bins[2].confidence, None);
    assert_eq!(
        reliability(&[(0.0, false)], 4).unwrap().bins[0].accuracy.n,
        1
    );
}

#[test]
fn what_cannot_be_calibrated_says_so() {
    for (answers, bins) in [
        (&[][..], 15),
        (&[(f64::NAN, true)], 15),
        (&[(1.5, true)], 15),
        (&[(0.5, true)], 0),
    ] {
        assert!(reliability(answers, bins).is_err());
    }
}

/// Answers that are right exactly as often as their confidence says.
fn calibrated(n: usize, seed: u64) -> Vec<Judged> {
    let mut rng = rng(seed);
    (0..n)
        .map(|_| {
            let confidence = rng.random_range(0.1..1.0);
            (confidence, rng.random::<f64>() < confidence)
        })
        .collect()
}

proptest! {
    #[test]
    fn the_calibration_error_is_a_share_and_at_least_the_whole_gap(
        answers in prop::collection::vec((0.0..=1.0f64, any::<bool>()), 1..200),
        bins in 1usize..40,
    ) {
        let found = reliability(&answers, bins).unwrap();
        prop_assert!((0.0..=1.0).contains(&found.ece));
        // Gaps of bins can only add up to more than the gap of all.
        prop_assert!(found.ece >= found.overconfidence.abs() - 1e-12);
        let counted: usize = found.bins.iter().map(|bin| bin.accuracy.n).sum();
        prop_assert_eq!(counted, answers.len());
    }
}

#[test]
fn calibrated_answers_have_no_calibration_error_in_the_limit() {
    // A bin of m answers is off by at most sqrt(m / 4) on average, so that 15 bins of n answers add
    // up to at most sqrt(15 n / 4) / n: .0087 of 50,000.
    for seed in 0..20 {
        let found = reliability(&calibrated(50_000, seed), BINS).unwrap();
        assert!(found.ece < 0.0087, "{}", found.ece);
    }
}

#[test]
fn chance_alone_explains_the_calibration_error_of_calibrated_answers_and_of_no_others() {
    // By definition 95 % of trials; of 100, fewer than 87 come less than once in a thousand
    // times (binomial).
    let explained = (0..100).filter(|&seed| {
        let answers = calibrated(300, seed);
        let ece = reliability(&answers, BINS).unwrap().ece;
        ece <= ece_by_chance(&answers, BINS, seed).unwrap()
    });
    let explained = explained.count();
    assert!(explained >= 87, "{explained}");
    // Half as often right as claimed: no chance.
    let mut rng = rng(7);
    let sure: Vec<Judged> = (0..300).map(|_| (0.9, rng.random_bool(0.45))).collect();
    let by_chance = ece_by_chance(&sure, BINS, 7).unwrap();
    assert!(reliability(&sure, BINS).unwrap().ece > 2.0 * by_chance);
}

// ---- temperature ----

#[test]
fn a_temperature_by_hand() {
    // Two classes; the network always says 90 % for the first (logits ln 9 and 0), but only three of
    // four pictures are of it. The best is 75 %: ln 9 / T = ln 3, T = 2.
    let logits = Logits::new(2, [9f32.ln(), 0.0].repeat(4)).unwrap();
    let labels = [0, 0, 1, 0];
    let found = fit_temperature(&logits, &labels).unwrap();
    close(found.value, 2.0, 1e-6);
    close(
        found.nll_before,
        -(3.0 * 0.9f64.ln() + 0.1f64.ln()) / 4.0,
        1e-6,
    );
    close(
        found.nll_after,
        -(3.0 * 0.75f64.ln() + 0.25f64.ln()) / 4.0,
        1e-6,
    );
    for (confidence, _) in judged(&logits, &labels, found.value).unwrap() {
        close(confidence, 0.75, 1e-6);
    }
}

/// Logits, and labels drawn with the probabilities that the logits give.
fn drawn(n: usize, seed: u64) -> (Logits, Vec<u8>) {
    let mut rng = rng(seed);
    let values: Vec<f32> = (0..n * 10).map(|_| rng.random_range(-3.0..3.0)).collect();
    let logits = Logits::new(10, values).unwrap();
    let label = |row: &[f32]| {
        let mut left = rng.random::<f64>();
        let mut classes = softmax(row, 1.0).into_iter().zip(0u8..);
        let reached = classes.find(|(p, _)| {
            left -= p;
            left < 0.0
        });
        reached.map_or(9, |(_, class)| class)
    };
    let labels = logits.rows().map(label).collect();
    (logits, labels)
}

#[test]
fn calibrated_logits_get_temperature_1_and_stretched_ones_get_it_back() {
    let (logits, labels) = drawn(20_000, 7);
    let found = fit_temperature(&logits, &labels).unwrap();
    // The likelihood's curvature is the mean variance of the logits under the answers; it gives the
    // standard error of 1/T.
    let variances = logits.rows().map(|row| {
        let values = softmax(row, 1.0).into_iter().zip(row);
        let moments = values.fold((0.0, 0.0), |(mean, square), (p, &z)| {
            (mean + p * f64::from(z), square + p * f64::from(z).powi(2))
        });
        moments.1 - moments.0.powi(2)
    });
    let standard_error = variances.sum::<f64>().sqrt().recip();
    close(1.0 / found.value, 1.0, 4.0 * standard_error);

    for factor in [0.25f32, 4.0] {
        // Powers of two: no rounding.
        let stretched = logits.rows().flatten().map(|z| z * factor).collect();
        let stretched = Logits::new(10, stretched).unwrap();
        let again = fit_temperature(&stretched, &labels).unwrap();
        close(again.value / found.value, f64::from(factor), 1e-6);
        close(again.nll_after, found.nll_after, 1e-9);
        assert!(again.nll_before > again.nll_after);
    }
}

#[test]
fn no_other_temperature_has_a_smaller_loss() {
    let (logits, labels) = drawn(500, 8);
    let best = fit_temperature(&logits, &labels).unwrap();
    for factor in [0.5, 0.9, 0.999, 1.001, 1.1, 2.0] {
        let other = nll(&logits, &labels, best.value * factor).unwrap();
        assert!(other > best.nll_after, "at {factor}");
    }
}

#[test]
fn where_there_is_no_best_temperature_it_says_why() {
    let all_right = Logits::new(2, vec![1.0, 0.0, 0.0, 1.0]).unwrap();
    let message = |labels: &[u8]| {
        let error = fit_temperature(&all_right, labels).unwrap_err();
        error.to_string()
    };
    assert!(message(&[0, 1]).contains("surer is always better"));
    assert!(message(&[1, 0]).contains("less confidence is always better"));
    assert!(message(&[0]).contains("one for each picture"));
    assert!(message(&[0, 2]).contains("picture 1 has the class 2"));
    let diverged = Logits::new(2, vec![1.0, f32::NAN]).unwrap();
    let error = fit_temperature(&diverged, &[0]).unwrap_err();
    assert!(error.to_string().contains("diverged"), "{error}");
    assert!(nll(&all_right, &[0, 1], 0.0).is_err());
}

// ---- refusing ----

#[test]
fn a_risk_coverage_curve_by_hand() {
    // Surest first: right, wrong, right, wrong. Among the first k: 0/1, 1/2, 1/3, 2/4 wrong.
    let answers = [(0.6, false), (0.9, true), (0.8, false), (0.7, true)];
    let curve = RiskCoverage::of(&answers).unwrap();
    let points = curve.points().iter();
    let points: Vec<_> = points
        .map(|point| (point.threshold, point.answered, point.wrong))
        .collect();
    assert_eq!(points, [(0.9, 1, 0), (0.8, 2, 1), (0.7, 3, 1), (0.6, 4, 2)]);
    close(curve.aurc(), (0.0 + 0.5 + 1.0 / 3.0 + 0.5) / 4.0, 1e-12);
    // At best, the two right ones come first: 0, 0, 1/3, 2/4.
    close(curve.best_aurc(), (1.0 / 3.0 + 0.5) / 4.0, 1e-12);
    // 2 of 3 right is enough for 60 %, and more than that is not to be had for 4.
    let operating = curve.at_accuracy(0.6).unwrap();
    assert_eq!(operating.threshold, 0.7);
    assert_eq!((operating.coverage.count, operating.coverage.n), (3, 4));
    assert_eq!((operating.accuracy.count, operating.accuracy.n), (2, 3));
    assert_eq!(curve.at_accuracy(0.99).unwrap().coverage.count, 1);
    // A threshold between two answers, and one above all of them.
    assert_eq!(curve.at_threshold(0.75).accuracy.n, 2);
    let silent = curve.at_threshold(0.95);
    assert_eq!((silent.coverage.count, silent.accuracy.share), (0, None));
}

#[test]
fn answers_of_equal_confidence_are_given_or_refused_together() {
    let answers = [(0.9, true), (0.9, false), (0.5, true)];
    let mut backwards = answers;
    backwards.reverse();
    let curve = RiskCoverage::of(&answers).unwrap();
    assert_eq!(curve, RiskCoverage::of(&backwards).unwrap());
    assert_eq!(curve.points().len(), 2);
    // In either order of the first two, on average: 1/2, 1/2, then 1/3.
    close(curve.aurc(), (0.5 + 0.5 + 1.0 / 3.0) / 3.0, 1e-12);
    assert!(curve.at_accuracy(0.99).is_none());
}

proptest! {
    #[test]
    fn a_perfect_ranking_has_the_area_of_its_closed_form_and_no_other_has_less(
        right in 0usize..60, wrong in 0usize..60, seed in any::<u64>(),
    ) {
        prop_assume!(right + wrong > 0);
        let n = right + wrong;
        let place = |place: usize| 1.0 - place as f64 / (n + 1) as f64;
        let perfect: Vec<Judged> = (0..n).map(|at| (place(at), at < right)).collect();
        let curve = RiskCoverage::of(&perfect).unwrap();
        // m - c (H(n) - H(c)), over n, with the harmonic numbers H: the sum of (k - c) / k.
        let harmonics: f64 = (right + 1..=n).map(|k| 1.0 / k as f64).sum();
        let closed = (wrong as f64 - right as f64 * harmonics) / n as f64;
        prop_assert!((curve.aurc() - closed).abs() < 1e-12);
        prop_assert!((curve.best_aurc() - closed).abs() < 1e-12);

        let mut rng = rng(seed);
        let shuffled: Vec<Judged> =
            perfect.iter().map(|&(_, right)| (rng.random(), right)).collect();
        let curve = RiskCoverage::of(&shuffled).unwrap();
        prop_assert!(curve.aurc() >= closed - 1e-12);
        prop_assert!((curve.best_aurc() - closed).abs() < 1e-12);
    }
}

// ---- prediction sets ----

#[test]
fn prediction_sets_by_hand() {
    // Nine scores. (9 + 1) (1 - 1/4) = 7.5, so the 8th smallest.
    let scores: Vec<f64> = [5, 1, 9, 3, 7, 2, 8, 4, 6]
        .map(|s| f64::from(s) / 16.0)
        .into();
    let rule = Conformal::from_scores(scores.clone(), 0.25).unwrap();
    assert_eq!(rule.threshold, 0.5);
    // Classes whose probability is at least 1 - 1/2.
    assert_eq!(rule.set(&[0.5, 0.5, 0.0]), [0, 1]);
    assert_eq!(rule.set(&[0.25, 0.625, 0.125]), [1]);
    assert!(rule.set(&[0.25, 0.375, 0.375]).is_empty());
    // 10 (1 - .1) = 9 is the largest score, although .1 has no exact binary form.
    let rule = Conformal::from_scores(scores.clone(), 0.1).unwrap();
    assert_eq!(rule.threshold, 9.0 / 16.0);
    // One miss in twenty needs nineteen.
    let refused = Conformal::from_scores(scores, 0.05).unwrap_err();
    let expected = MetricError::TooFew {
        n: 9,
        alpha: 0.05,
        least: 19,
    };
    assert_eq!(refused, expected);
    assert!(Conformal::from_scores(vec![0.5; 19], 0.05).is_ok());
    assert!(Conformal::from_scores(vec![0.5; 19], 0.0).is_err());
    assert!(Conformal::from_scores(vec![f64::NAN; 19], 0.5).is_err());
}

#[test]
fn the_size_and_the_coverage_of_sets_by_hand() {
    // Logits ln 3 and 0: 75 % and 25 %. With a threshold of 1/2 only the first class is in a set;
    // with 3/4 (and a little for rounding) both are.
    let logits = Logits::new(2, [3f32.ln(), 0.0].repeat(4)).unwrap();
    let labels = [0, 0, 0, 1];
    let rule = |threshold| Conformal {
        alpha: 0.1,
        n: 9,
        threshold,
    };
    let narrow = rule(0.5).measure(&logits, &labels).unwrap();
    assert_eq!((narrow.coverage.count, narrow.mean_size), (3, 1.0));
    assert_eq!(narrow.sizes, [0, 4, 0]);
    let wide = rule(0.7501).measure(&logits, &labels).unwrap();
    assert_eq!((wide.coverage.count, wide.mean_size), (4, 2.0));
    // Sizes 1, 1, 2, 2: mean 1.5, variance 1/3, standard error sqrt(1/12).
    let logits = [3f32.ln(), 0.0, 0.0, 3f32.ln(), 0.0, 0.0, 0.0, 0.0];
    let logits = Logits::new(2, logits.to_vec()).unwrap();
    let mixed = rule(0.5).measure(&logits, &labels).unwrap();
    let bounds = mixed.mean_size_interval.unwrap();
    let spread = 1.959_964 / 12f64.sqrt();
    close(bounds.low, 1.5 - spread, 1e-6);
    close(bounds.high, 2.0f64.min(1.5 + spread), 1e-6);
}

#[test]
fn sets_hold_the_truth_as_often_as_promised_on_exchangeable_data() {
    // Each trial calibrates on n fresh pictures and looks at one more, so the hits are binomial with
    // a probability between 1 - alpha and 1 - alpha + 1 / (n + 1). By Hoeffding's inequality the
    // share of 3,000 hits strays by more than sqrt(ln(1000) / 6000) = .034 once in a thousand.
    let (trials, slack) = (3_000, 0.034);
    for (n, alpha) in [(19, 0.05), (30, 0.2), (50, 0.1)] {
        let hits = (0..trials).filter(|&trial| {
            let (logits, labels) = drawn(n + 1, trial);
            let rows: Vec<&[f32]> = logits.rows().collect();
            let known = Logits::new(10, rows[..n].concat()).unwrap();
            let rule = Conformal::calibrate(&known, &labels[..n], alpha).unwrap();
            rule.set(&softmax(rows[n], 1.0)).contains(&labels[n])
        });
        let share = hits.count() as f64 / trials as f64;
        assert!(share >= 1.0 - alpha - slack, "{share} for {alpha}");
        let most = 1.0 - alpha + 1.0 / (n + 1) as f64;
        assert!(share <= most + slack, "{share} for {alpha}");
    }
}

// ---- two runs ----

#[test]
fn the_exact_test_by_hand() {
    // Twice the chance of at most one head in seven tosses: 2 (1 + 7) / 128.
    close(mcnemar(1, 6), 0.125, 1e-12);
    close(mcnemar(6, 1), 0.125, 1e-12);
    close(mcnemar(10, 0), 2.0 / 1024.0, 1e-15);
    assert_eq!([mcnemar(0, 0), mcnemar(5, 5)], [1.0, 1.0]);
    // Many tosses: the normal approximation with continuity correction, z = 199 / sqrt(6000), has
    // p = .0102; exactly it is .01019.
    close(mcnemar(2_900, 3_100), 0.0102, 1e-4);
}

/// Answers of two runs: so many right by the first alone, by the second alone, and by both.
fn runs(only_first: usize, only_second: usize, both: usize, n: usize) -> (Vec<bool>, Vec<bool>) {
    let first = (0..n).map(|at| at < only_first || at >= n - both);
    let second =
        (0..n).map(|at| (only_first..only_first + only_second).contains(&at) || at >= n - both);
    (first.collect(), second.collect())
}

#[test]
fn a_paired_difference_by_hand() {
    let (first, second) = runs(80, 50, 800, 1_000);
    let found = paired(&first, &second, 7).unwrap();
    assert_eq!(
        (found.only_first, found.only_second, found.both, found.n),
        (80, 50, 800, 1_000)
    );
    close(found.difference, 0.03, 1e-12);
    // The normal interval: standard error sqrt(130 - 30² / 1000) / 1000 = .011362, so .0077 to .0523.
    let bounds = found.interval.unwrap();
    close(bounds.low, 0.0077, 0.0015);
    close(bounds.high, 0.0523, 0.0015);
    assert_eq!(paired(&first, &second, 7).unwrap(), found);
    // The other way round, all signs change (and the draws, a little).
    let turned = paired(&second, &first, 7).unwrap();
    close(turned.difference, -0.03, 1e-12);
    close(turned.interval.unwrap().low, -bounds.high, 0.0015);
    close(turned.p_value, found.p_value, 1e-12);
}

#[test]
fn runs_that_no_picture_tells_apart_have_no_interval() {
    let (first, second) = runs(0, 0, 15, 20);
    let found = paired(&first, &second, 7).unwrap();
    assert_eq!((found.interval, found.p_value), (None, 1.0));
    // One run right where the other is wrong, everywhere.
    let (first, second) = runs(20, 0, 0, 20);
    let bounds = paired(&first, &second, 7).unwrap().interval.unwrap();
    assert_eq!((bounds.low, bounds.high), (1.0, 1.0));
    assert!(paired(&first, &second[1..], 7).is_err());
    assert!(paired(&[], &[], 7).is_err());
}

#[test]
fn the_interval_holds_the_true_difference_as_often_as_it_says() {
    // The first run is right with probability .85; the second as well, but .1 of its answers are
    // drawn anew with probability .5 of being right: a difference of .1 (.85 - .5) = .035.
    // Of 300 intervals at 95 %, fewer than 270 hold it less than once in a thousand times (binomial).
    let held = (0..300).filter(|&seed| {
        let mut rng = rng(seed);
        let pair = |_| {
            let first = rng.random_bool(0.85);
            let anew = rng.random_bool(0.1);
            (first, if anew { rng.random_bool(0.5) } else { first })
        };
        let (first, second): (Vec<bool>, Vec<bool>) = (0..500).map(pair).unzip();
        let bounds = paired(&first, &second, seed).unwrap().interval.unwrap();
        bounds.low <= 0.035 && 0.035 <= bounds.high
    });
    let held = held.count();
    assert!(held >= 270, "{held} of 300");
}

#[test]
fn only_evaluations_of_the_same_pictures_are_compared() {
    let (one, other) = (evaluation(7, 200), evaluation(8, 200));
    let found = compare(&one, &other, 7).unwrap();
    assert_eq!(found.both + found.only_first, one.correct);
    assert_eq!(found.both + found.only_second, other.correct);
    let refused = compare(&one, &evaluation(7, 199), 7).unwrap_err();
    assert!(refused.to_string().contains("same slice"), "{refused}");
}

// ---- what looks like nothing known ----

#[test]
fn letters_are_far_from_every_digit_and_other_peoples_digits_are_not() {
    let library = Library::builtin();
    let split = |name: &str| library.select(&name.parse().unwrap()).unwrap();
    let (train, validation) = (
        split("mnist/train@1-10000"),
        split("mnist/train@58001-60000"),
    );
    let familiarity = Familiarity::fit(&train, &validation).unwrap();
    let far = |name: &str, most: usize| {
        let split = split(name);
        let split = split.sample(most.min(split.len()), 7).unwrap();
        let pictures: Vec<&[u8]> = (0..split.len()).map(|n| split.picture(n)).collect();
        let far = familiarity.distances(&pictures).into_iter();
        let far = far.filter(|distance| *distance > familiarity.threshold());
        far.count() as f64 / pictures.len() as f64
    };
    assert_eq!(
        (familiarity.fitted_on(), familiarity.reference()),
        (500, 10_000)
    );
    // What it learned from is at no distance, and what it was fitted on is by its definition.
    assert_eq!(far("mnist/train@1-10000", 200), 0.0);
    assert!(far("mnist/test", 300) < 0.04);
    assert!(far("optdigits", 300) < 0.05);
    assert!(far("fonts", 300) < 0.08);
    assert!(far("fonts/letters", 300) > 0.35);
}

#[test]
fn without_enough_validation_pictures_there_is_no_threshold() {
    let split = |name: &str| Library::builtin().select(&name.parse().unwrap()).unwrap();
    assert!(Familiarity::fit(&split("mnist/test@1-500"), &split("mnist/test@501-599")).is_none());
    assert!(Familiarity::fit(&split("mnist/test@1-500"), &split("mnist/test@501-600")).is_some());
}

#[test]
fn of_twenty_intervals_one_misses_on_average() {
    let correct: Vec<bool> = (0..1_000).map(|place| place % 10 != 0).collect();
    assert_eq!(sizes(1_000), [20, 100, 500]);
    assert_eq!(sizes(199), [20]);
    assert!(sizes(39).is_empty());
    let draws = 0..200;
    let drawn: Vec<Proportion> = draws
        .flat_map(|draw| samples(&correct, 100, draw))
        .collect();
    let holding = drawn
        .iter()
        .filter(|sample| sample.interval.contains(0.9))
        .count();
    // 95 of 100, and somewhat more, since samples of a tenth of all differ less than samples of something endless.
    let share = holding as f64 / drawn.len() as f64;
    assert!((0.93..0.99).contains(&share), "{share}");
    // The same draw is the same draw.
    assert_eq!(samples(&correct, 20, 3), samples(&correct, 20, 3));
    assert_ne!(samples(&correct, 20, 3), samples(&correct, 20, 4));
}
