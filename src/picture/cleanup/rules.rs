//! Finds the lines that paper comes with (ruled, squared, tables) and removes them, but not the
//! strokes that cross them.
//!
//! A rule is followed column by column as a thin run of ink; so it may slant and bend a little, as it
//! does on a photo. Where a stroke crosses it, the run is thick, and stays.

use image::imageops;
use image::{GrayImage, Luma};

use super::frames::without_frames;
use super::pieces::{Pieces, usual_height};
use super::table::{Line, Table};

/// A rule is at most so thick, as a share of the short side.
const MAX_THICKNESS: f64 = 0.04;
/// What a rule looks like: a short one is straight and dark, one across the whole page may be faint or bent.
const KINDS: [Kind; 3] = [
    Kind {
        length: 0.5,
        slender: 25.0,
        inked: 0.75,
        bend: 0.03,
    },
    Kind {
        length: 0.7,
        slender: 150.0,
        inked: 0.5,
        bend: 0.02,
    },
    Kind {
        length: 0.7,
        slender: 80.0,
        inked: 0.75,
        bend: 0.06,
    },
];
/// The middle of a line tells how it runs: so much is left out at each end, where it may have been followed out of
/// what else is there, a picture or a word.
const ENDS: f64 = 0.2;
/// It may be interrupted for so long, as a share of the picture's side along it.
const BREAK: f64 = 0.04;
/// Its ends are at the border if they are so close to it, as a share of the short side.
const AT_BORDER: f64 = 0.02;
/// If they are not, it is at least so many times as long as other ink is usually high.
const LONGER: f64 = 2.0;
/// At least so much of its length is a thin run, the rest a stroke across it or nothing.
const BARE: f64 = 0.4;
/// Four of five runs are at most so many times as thick as half of them, and a pixel or two: a rule is
/// of one thickness, a line of text is not.
const EVEN: f64 = 1.5;
/// Runs up to this many times as thick as a rule are the rule, thicker ones a stroke across it.
const ACROSS: f64 = 1.6;
/// The last runs that tell how a rule goes on, its slope and its thickness: so long, as a share of the
/// picture's side along it.
const MEMORY: f64 = 0.125;
/// What is expected behind a stroke may be off by so much, as a share of the way across it.
const DRIFT: f64 = 0.03;
/// Fewer runs than this tell nothing.
const MIN_RUNS: usize = 6;
/// The steepest slope; what is steeper is found among the upright ones.
const MAX_SLOPE: f64 = 1.0;

/// Removes the rules from the ink and says how many there were. They are followed in what is at least faint ink.
pub(super) fn remove(ink: &mut GrayImage, faint: &GrayImage) -> Removed {
    let level = candidates(faint);
    let turned = transposed(faint);
    let upright: Vec<Rule> = candidates(&turned)
        .into_iter()
        .map(Rule::transposed)
        .collect();
    let only_one_upright = level.is_empty() && upright.len() == 1;
    let all: Vec<Rule> = level.into_iter().chain(upright).collect();
    if all.is_empty() {
        return Removed::default();
    }
    let mut rest = ink.clone();
    all.iter().for_each(|rule| rule.erase(&mut rest));
    let size = ink.dimensions();
    let others = Pieces::of(&rest);
    if only_one_upright && others.pieces.is_empty() {
        // The only ink is one upright line: sooner a 1 than a page with a rule.
        return Removed::default();
    }
    let at_border = (f64::from(size.0.min(size.1)) * AT_BORDER) as u32;
    // What is at the border itself may be the rest of a frame.
    let mut whole = others.pieces.clone();
    whole.retain(|piece| !piece.bounds.is_at_border(at_border, size));
    let usual = usual_height(without_frames(&others, &whole).into_iter());
    let mut rules = all;
    rules.retain(|rule| rule.joins_borders(at_border, size) || rule.span() >= LONGER * usual);
    rules.iter().for_each(|rule| rule.erase(ink));
    Removed {
        n: rules.len(),
        table: table(&rules, at_border, size),
    }
}

/// What was removed.
#[derive(Debug, Default)]
pub(super) struct Removed {
    /// How many rules.
    pub(super) n: usize,
    /// The table that they make, if they make one.
    pub(super) table: Option<Table>,
}

/// The table that rules make that reach no border, if there are enough of them.
fn table(rules: &[Rule], margin: u32, size: (u32, u32)) -> Option<Table> {
    let within = rules
        .iter()
        .filter(|rule| !rule.reaches_border(margin, size));
    let (upright, level): (Vec<&Rule>, Vec<&Rule>) = within.partition(|rule| rule.upright);
    let lines = |rules: Vec<&Rule>| -> Vec<Line> {
        rules
            .into_iter()
            .filter_map(|rule| line_of(&rule.runs))
            .collect()
    };
    Table::of(lines(level), lines(upright))
}

/// A kind of rule.
struct Kind {
    /// At least so long, as a share of the picture's side along it.
    length: f64,
    /// At least so many times as long as thick.
    slender: f64,
    /// At least so much of its length is a thin run or a stroke across it.
    inked: f64,
    /// It leaves the straight line between its ends by at most this share of its length.
    bend: f64,
}

/// The slope and the row at column 0 of the straight line that fits runs best; none of fewer than two.
fn line_of(runs: &[Run]) -> Option<Line> {
    let n = runs.len() as f64;
    let at = |run: &Run| f64::from(run.at);
    let mean = |of: &dyn Fn(&Run) -> f64| runs.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(&at), mean(&|run| run.centre()));
    let spread = runs.iter().map(|run| (at(run) - x).powi(2)).sum::<f64>();
    let both = runs
        .iter()
        .map(|run| (at(run) - x) * (run.centre() - y))
        .sum::<f64>();
    let slope = both / spread;
    (spread > 0.0).then_some((slope, y - slope * x))
}

/// Ink without a break from a pixel to another one below it.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The column.
    at: u32,
    top: u32,
    /// The row after the last one.
    bottom: u32,
}

impl Run {
    fn thickness(&self) -> u32 {
        self.bottom - self.top
    }

    fn centre(&self) -> f64 {
        f64::from(self.top + self.bottom) / 2.0
    }
}

/// A line of thin runs.
#[derive(Debug)]
struct Rule {
    runs: Vec<Run>,
    /// Whether its runs lie across and not down: then columns are rows.
    upright: bool,
}

impl Rule {
    fn transposed(self) -> Self {
        Self {
            upright: true,
            ..self
        }
    }

    /// Its first and its last point, as column and row of the picture.
    fn ends(&self) -> Option<[(f64, f64); 2]> {
        let point = |run: &Run| match self.upright {
            true => (run.centre(), f64::from(run.at)),
            false => (f64::from(run.at), run.centre()),
        };
        Some([point(self.runs.first()?), point(self.runs.last()?)])
    }

    /// Its length along the side of the picture that it follows, in pixels.
    fn span(&self) -> f64 {
        match (self.runs.first(), self.runs.last()) {
            (Some(first), Some(last)) => f64::from(last.at - first.at + 1),
            _ => 0.0,
        }
    }

    fn joins_borders(&self, margin: u32, size: (u32, u32)) -> bool {
        self.at_borders(margin, size).all(|at_border| at_border)
    }

    fn reaches_border(&self, margin: u32, size: (u32, u32)) -> bool {
        self.at_borders(margin, size).any(|at_border| at_border)
    }

    /// Whether each of its ends is at a border.
    fn at_borders(&self, margin: u32, (width, height): (u32, u32)) -> impl Iterator<Item = bool> {
        let margin = f64::from(margin);
        let near = move |at: f64, size: u32| at <= margin || at + 1.0 + margin >= f64::from(size);
        let ends = self.ends().into_iter().flatten();
        ends.map(move |(x, y)| near(x, width) || near(y, height))
    }

    /// The thickness that this share of its runs does not exceed.
    fn thickness(&self, share: f64) -> f64 {
        let mut all: Vec<u32> = self.runs.iter().map(Run::thickness).collect();
        all.sort_unstable();
        let place = (all.len() as f64 * share) as usize;
        all.get(place).copied().map_or(0.0, f64::from)
    }

    /// The same without what lies far beside the line of its middle, at both ends.
    fn trimmed(mut self) -> Self {
        let n = self.runs.len();
        let margin = (n as f64 * ENDS) as usize;
        let Some((slope, row)) = self.runs.get(margin..n - margin).and_then(line_of) else {
            return self;
        };
        let widest = KINDS.map(|kind| kind.bend).into_iter().fold(0.0, f64::max);
        let slack = (widest * self.span()).max(self.thickness(0.5));
        let fits = |run: &Run| (row + slope * f64::from(run.at) - run.centre()).abs() <= slack;
        let last = self.runs.iter().rposition(fits).map_or(0, |last| last + 1);
        let first = self.runs.iter().position(fits).unwrap_or(last);
        self.runs.truncate(last);
        self.runs.drain(..first.min(last));
        self
    }

    /// Whether it is as long, straight, slender, even and dark as a rule is, along a side of so many pixels. In so many
    /// columns a stroke crossed it.
    fn is_rule(&self, side: f64, crossed: u32) -> bool {
        let (Some(first), Some(last)) = (self.runs.first(), self.runs.last()) else {
            return false;
        };
        let (span, thickness) = (self.span(), self.thickness(0.5));
        let slope = (last.centre() - first.centre()) / f64::from(last.at - first.at).max(1.0);
        let bent = self.runs.iter().map(|run| {
            let straight = first.centre() + slope * f64::from(run.at - first.at);
            (run.centre() - straight).abs()
        });
        let bend = bent.fold(0.0, f64::max);
        let bare = self.runs.len() as f64;
        let inked = bare + f64::from(crossed);
        let is_of = |kind: &Kind| {
            span >= kind.length * side
                && thickness * kind.slender <= span
                && inked >= kind.inked * span
                && bend <= (kind.bend * span).max(thickness)
        };
        let is_even = self.thickness(0.8) <= EVEN * thickness + 2.0;
        is_even && bare >= BARE * span && KINDS.iter().any(is_of)
    }

    fn erase(&self, ink: &mut GrayImage) {
        let limit = ACROSS * self.thickness(0.5) + 1.0;
        for run in &self.runs {
            if f64::from(run.thickness()) > limit {
                continue;
            }
            for across in run.top..run.bottom {
                let (x, y) = match self.upright {
                    true => (across, run.at),
                    false => (run.at, across),
                };
                ink.put_pixel(x, y, Luma([0]));
            }
        }
    }
}

/// A rule that is being followed.
struct Trace {
    runs: Vec<Run>,
    /// The number of last runs that tell how it goes on.
    memory: usize,
    /// Columns in which a stroke crossed it.
    crossed: u32,
    /// Columns without ink since its last run.
    blank: u32,
}

impl Trace {
    fn recent(&self) -> &[Run] {
        &self.runs[self.runs.len().saturating_sub(self.memory)..]
    }

    /// How far from what is expected it may be in a column, in pixels beside half of its thickness.
    fn slack(&self, at: u32) -> f64 {
        let since = self.runs.last().map_or(0, |last| at - last.at);
        1.5 + DRIFT * f64::from(since)
    }

    /// Where it should be in a column.
    fn expected(&self, at: u32) -> f64 {
        let (Some(first), Some(last)) = (self.recent().first(), self.runs.last()) else {
            return 0.0;
        };
        let columns = f64::from(last.at - first.at);
        let slope = match self.runs.len() {
            ..MIN_RUNS => 0.0,
            _ => (last.centre() - first.centre()) / columns.max(1.0),
        };
        last.centre() + slope.clamp(-MAX_SLOPE, MAX_SLOPE) * f64::from(at - last.at)
    }

    /// Whether a run is about as thick as it has been, and not a stroke across it.
    fn is_continued_by(&self, run: &Run) -> bool {
        let recent = self.recent();
        let sum: u32 = recent.iter().map(Run::thickness).sum();
        let usual = f64::from(sum) / recent.len().max(1) as f64;
        recent.len() < MIN_RUNS || f64::from(run.thickness()) <= ACROSS * usual + 1.0
    }
}

/// The lines across a picture that are long, thin and straight enough.
fn candidates(ink: &GrayImage) -> Vec<Rule> {
    let width = ink.width();
    let measures = Measures::of(ink);
    let mut found = Vec::new();
    let mut traces: Vec<Trace> = Vec::new();
    let mut finish = |trace: Trace| {
        let crossed = trace.crossed;
        let rule = Rule {
            runs: trace.runs,
            upright: false,
        };
        let rule = rule.trimmed();
        if rule.is_rule(f64::from(width), crossed) {
            found.push(rule);
        }
    };
    for at in 0..width {
        let runs = thin_runs(ink, at, measures.thickest);
        let mut free = vec![true; runs.len()];
        let mut going_on = Vec::with_capacity(traces.len());
        for mut trace in traces {
            trace.follow(ink, at, &runs, &mut free);
            match trace.blank > measures.longest_break {
                true => finish(trace),
                false => going_on.push(trace),
            }
        }
        let new = runs.iter().zip(free).filter(|(_, free)| *free);
        going_on.extend(new.map(|(&run, _)| Trace::of(vec![run], &measures)));
        traces = going_on;
    }
    traces.into_iter().for_each(&mut finish);
    let mirrored = imageops::flip_horizontal(ink);
    let followed = |rule: Rule| {
        let to_its_end = rule.middle().followed(ink, &measures);
        let back = to_its_end.mirrored(width).followed(&mirrored, &measures);
        back.mirrored(width)
    };
    found.into_iter().map(followed).collect()
}

/// What rules of a picture are measured by, in pixels.
struct Measures {
    thickest: u32,
    longest_break: u32,
    /// Runs that tell how one goes on.
    memory: usize,
}

impl Measures {
    fn of(ink: &GrayImage) -> Self {
        let (width, height) = ink.dimensions();
        Self {
            thickest: (f64::from(width.min(height)) * MAX_THICKNESS).max(3.0) as u32,
            longest_break: (f64::from(width) * BREAK) as u32 + 1,
            memory: ((f64::from(width) * MEMORY) as usize).max(MIN_RUNS),
        }
    }
}

impl Trace {
    fn of(runs: Vec<Run>, measures: &Measures) -> Self {
        Self {
            runs,
            memory: measures.memory,
            crossed: 0,
            blank: 0,
        }
    }

    /// Takes the run of a column that goes on with it, if it is still free.
    fn follow(&mut self, ink: &GrayImage, at: u32, runs: &[Run], free: &mut [bool]) {
        let expected = self.expected(at);
        match nearest(runs, expected, self.slack(at)) {
            Some(place) if free[place] && self.is_continued_by(&runs[place]) => {
                free[place] = false;
                self.runs.push(runs[place]);
                self.blank = 0;
            }
            _ if is_ink(ink, at, expected) => self.crossed += 1,
            _ => self.blank += 1,
        }
    }
}

impl Rule {
    /// Its middle alone, which tells how it runs better than where it was first met.
    fn middle(mut self) -> Self {
        let n = self.runs.len();
        let margin = (n as f64 * ENDS) as usize;
        self.runs.truncate(n - margin);
        self.runs.drain(..margin);
        self
    }

    /// The same with what follows its last run.
    fn followed(self, ink: &GrayImage, measures: &Measures) -> Self {
        let last = self.runs.last().map_or(ink.width(), |run| run.at);
        let mut trace = Trace::of(self.runs, measures);
        for at in last + 1..ink.width() {
            let runs = thin_runs(ink, at, measures.thickest);
            let mut free = vec![true; runs.len()];
            trace.follow(ink, at, &runs, &mut free);
            if trace.blank > measures.longest_break {
                break;
            }
        }
        Self {
            runs: trace.runs,
            ..self
        }
    }

    /// As it is in a mirrored picture of so many columns.
    fn mirrored(mut self, width: u32) -> Self {
        self.runs.reverse();
        for run in &mut self.runs {
            run.at = width - 1 - run.at;
        }
        self
    }
}

/// The place of the run that is where a line is expected, give or take some pixels, if one is.
fn nearest(runs: &[Run], expected: f64, slack: f64) -> Option<usize> {
    let after = runs.partition_point(|run| run.centre() < expected);
    let distance = |place: &usize| (runs[*place].centre() - expected).abs();
    let near = [after.checked_sub(1), (after < runs.len()).then_some(after)];
    let place = near
        .into_iter()
        .flatten()
        .min_by(|one, other| distance(one).total_cmp(&distance(other)))?;
    (distance(&place) <= slack + f64::from(runs[place].thickness()) / 2.0).then_some(place)
}

fn is_ink(ink: &GrayImage, at: u32, row: f64) -> bool {
    // Float to integer casts saturate, so that a row above the picture is its first.
    let row = row.floor() as u32;
    ink.get_pixel_checked(at, row)
        .is_some_and(|pixel| pixel.0[0] > 0)
}

/// The runs of a column that are no thicker than this, from the top.
fn thin_runs(ink: &GrayImage, at: u32, thickest: u32) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut top = None;
    for row in 0..=ink.height() {
        let is_ink = row < ink.height() && ink.get_pixel(at, row).0[0] > 0;
        match (is_ink, top) {
            (true, None) => top = Some(row),
            (false, Some(from)) => {
                if row - from <= thickest {
                    runs.push(Run {
                        at,
                        top: from,
                        bottom: row,
                    });
                }
                top = None;
            }
            _ => {}
        }
    }
    runs
}

fn transposed(picture: &GrayImage) -> GrayImage {
    GrayImage::from_fn(picture.height(), picture.width(), |x, y| {
        *picture.get_pixel(y, x)
    })
}
