//! The page of findings, written from what was measured: nothing on it is written by hand but what surrounds the
//! numbers.

use std::fmt::Write;

use super::super::text::{count, interval, percent};
use super::finding::{FINDINGS, Finding, Network, Point};
use crate::base::machine::processor;
use crate::eval::{Evaluation, Interval, Spread, spread};

/// The page, for networks that learned from so many pictures for so many epochs.
pub(super) fn page(
    (pictures, epochs): (usize, usize),
    networks: &[Network],
    curve: &[Point],
) -> String {
    let runs: Vec<String> = networks
        .iter()
        .map(|network| format!("{} (seed {})", network.run, network.seed))
        .collect();
    let mut page = format!(
        "# Findings\n\n\
         Written by `mindgap findings` on {} ({}): {} networks of the preset `cnn`, each trained for {epochs} epochs \
         on {} of MNIST's training digits without augmentation, and measured on the slices below. Runs: {}.\n\n\
         Accuracies are in percent. *sd*, *lowest* and *highest* are of single networks: how far seeds of one recipe \
         spread. *other pictures* is the 95 % interval of one network with the mean accuracy, over pictures of the kind \
         (Wilson), or over typefaces where that is wider; where writers are not known, their pictures count as if each were \
         of another hand, so that it is too narrow. *rests on* says which of the two is wider, and so what a \
         sentence about one network rests on.\n",
        processor(),
        std::env::consts::ARCH,
        networks.len(),
        count(pictures),
        runs.join(", "),
    );
    for (number, finding) in FINDINGS.iter().enumerate() {
        let _ = write!(
            page,
            "\n## {}. {}\n\n{}\n\n\
             | slice | source | n | mean % | sd | lowest – highest | other pictures | rests on | digest |\n\
             |---|---|---:|---:|---:|---|---|---|---|\n",
            number + 1,
            finding.title,
            finding.about,
        );
        for slice in finding.slices {
            let results = networks.iter().filter_map(|network| network.result(slice));
            let results: Vec<Evaluation> = results.cloned().collect();
            page.push_str(&row(&results).unwrap_or_default());
        }
        page.push_str(&conclusion(finding, networks).unwrap_or_default());
    }
    page + &other_hands(networks, curve)
}

fn sd(spread: &Spread) -> String {
    spread.sd.map_or("–".to_owned(), percent)
}

fn range(spread: &Spread) -> String {
    interval(Interval {
        low: spread.lowest,
        high: spread.highest,
    })
}

fn row(results: &[Evaluation]) -> Option<String> {
    let first = results.first()?;
    let spread = spread(&Vec::from_iter(results))?;
    Some(format!(
        "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} |\n",
        first.slice,
        first.inputs,
        count(first.n),
        percent(spread.mean),
        sd(&spread),
        range(&spread),
        interval(spread.over_pictures),
        spread.rests_on.word(),
        first.digest.get(..12).unwrap_or(&first.digest),
    ))
}

/// What the best and the worst slice say together, and what the wrong answers of the worst were.
fn conclusion(finding: &Finding, networks: &[Network]) -> Option<String> {
    let slices = finding.slices.iter().map(|slice| {
        let results = networks.iter().filter_map(|network| network.result(slice));
        let results: Vec<&Evaluation> = results.collect();
        let sum: f64 = results.iter().map(|result| result.accuracy).sum();
        (sum / results.len().max(1) as f64, results)
    });
    let slices: Vec<(f64, Vec<&Evaluation>)> = slices.collect();
    let (worst, results) = slices.iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
    let best = slices.iter().map(|(mean, _)| *mean).fold(0.0, f64::max);
    let first = results.first()?;
    let classes = first.pictures.dataset().classes();
    let mut counts = vec![0usize; classes.len()];
    let answers = results.iter().flat_map(|result| &result.predictions);
    for wrong in answers.filter(|prediction| !prediction.is_correct()) {
        if let Some(count) = counts.get_mut(usize::from(wrong.answer)) {
            *count += 1;
        }
    }
    let all: usize = counts.iter().sum();
    let most = counts.iter().zip(classes).max_by_key(|(count, _)| **count);
    let mistaken = match most {
        Some((&most, name)) if most > 0 => format!(
            "; of all {} wrong answers there, {} were {name}",
            count(all),
            count(most),
        ),
        _ => String::new(),
    };
    Some(format!(
        "\nBetween the means of the best and the worst of these lie {:.1} points. The worst is `{}`{mistaken}.\n",
        (best - worst) * 100.0,
        first.slice,
    ))
}

/// What a few digits of other hands bring, and cost.
fn other_hands(networks: &[Network], curve: &[Point]) -> String {
    let Some(Point { results, .. }) = curve.first() else {
        return String::new();
    };
    let names = results.iter().filter_map(|results| results.first());
    let names: Vec<String> = names
        .map(|first| format!("`{}` (n = {})", first.slice, count(first.n)))
        .collect();
    let mut text = format!(
        "\n## {}. A few digits of other hands\n\n\
         Each of the {} networks went on with so many digits of 30 writers (`mindgap train --from`, its usual recipe), \
         drawn by its own seed. Measured on 14 other writers and on MNIST's test digits, mean, sd and lowest – highest \
         of the networks, in percent.\n\n\
         | digits | {} |\n|---:|{}\n",
        FINDINGS.len() + 1,
        networks.len(),
        names.join(" | "),
        "---|".repeat(names.len()),
    );
    for point in curve {
        let cells = point.results.iter().filter_map(|results| {
            let spread = spread(&Vec::from_iter(results))?;
            Some(format!(
                "{} (sd {}; {})",
                percent(spread.mean),
                sd(&spread),
                range(&spread)
            ))
        });
        let cells: Vec<String> = cells.collect();
        let _ = writeln!(
            text,
            "| {} | {} |",
            count(point.pictures),
            cells.join(" | ")
        );
    }
    text
}
