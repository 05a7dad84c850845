//! Finds the lines that paper comes with (ruled, squared, tables) and removes them, but not the
//! strokes that cross them.
//!
//! A rule is followed column by column as a thin run of ink; so it may slant and bend a little, as it
//! does on a photo. Where a stroke crosses it, the run is thick, and stays.

use image::{GrayImage, Luma};

use super::groups::{Pieces, usual_height, without_frames};

/// A rule is at most so thick, as a share of the short side.
const MAX_THICKNESS: f64 = 0.04;
/// Its length is at least so many times its thickness.
const SLENDER: f64 = 25.0;
/// A rule is at least so long, as a share of the picture's side along it.
const MIN_LENGTH: f64 = 0.5;
/// It may be interrupted for so long, as a share of the picture's side along it.
const BREAK: f64 = 0.04;
/// Its ends are at the border if they are so close to it, as a share of the short side.
const AT_BORDER: f64 = 0.02;
/// If they are not, it is at least so many times as long as other ink is usually high.
const LONGER: f64 = 2.0;
/// At least so much of its length is a thin run...
const BARE: f64 = 0.4;
/// ...and at least so much is either that or a stroke across it.
const INKED: f64 = 0.75;
/// Four of five runs are at most so many times as thick as half of them, and a pixel or two: a rule is
/// of one thickness, a line of text is not.
const EVEN: f64 = 1.5;
/// It leaves the straight line between its ends by at most this share of its length.
const BEND: f64 = 0.03;
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

/// Removes the rules and says how many there were.
pub(super) fn remove(ink: &mut GrayImage) -> usize {
    let level = candidates(ink);
    let turned = transposed(ink);
    let upright: Vec<Rule> = candidates(&turned)
        .into_iter()
        .map(Rule::transposed)
        .collect();
    let only_one_upright = level.is_empty() && upright.len() == 1;
    let all: Vec<Rule> = level.into_iter().chain(upright).collect();
    if all.is_empty() {
        return 0;
    }
    let mut rest = ink.clone();
    all.iter().for_each(|rule| rule.erase(&mut rest));
    let size = ink.dimensions();
    let others = Pieces::of(&rest).pieces;
    if only_one_upright && others.is_empty() {
        // The only ink is one upright line: sooner a 1 than a page with a rule.
        return 0;
    }
    let at_border = (f64::from(size.0.min(size.1)) * AT_BORDER) as u32;
    // What is at the border itself may be the rest of a frame.
    let mut whole = others;
    whole.retain(|piece| !piece.bounds.is_at_border(at_border, size));
    let usual = usual_height(without_frames(&whole).into_iter());
    let rules = all
        .iter()
        .filter(|rule| rule.joins_borders(at_border, size) || rule.span() >= LONGER * usual);
    rules.map(|rule| rule.erase(ink)).count()
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

    fn joins_borders(&self, margin: u32, (width, height): (u32, u32)) -> bool {
        let margin = f64::from(margin);
        let near = |at: f64, size: u32| at <= margin || at + 1.0 + margin >= f64::from(size);
        self.ends()
            .is_some_and(|ends| ends.iter().all(|&(x, y)| near(x, width) || near(y, height)))
    }

    /// The thickness that this share of its runs does not exceed.
    fn thickness(&self, share: f64) -> f64 {
        let mut all: Vec<u32> = self.runs.iter().map(Run::thickness).collect();
        all.sort_unstable();
        let place = (all.len() as f64 * share) as usize;
        all.get(place).copied().map_or(0.0, f64::from)
    }

    fn is_straight_and_slender(&self) -> bool {
        let (Some(first), Some(last)) = (self.runs.first(), self.runs.last()) else {
            return false;
        };
        let (span, thickness) = (self.span(), self.thickness(0.5));
        let slope = (last.centre() - first.centre()) / f64::from(last.at - first.at).max(1.0);
        let bent = self.runs.iter().map(|run| {
            let straight = first.centre() + slope * f64::from(run.at - first.at);
            (run.centre() - straight).abs()
        });
        let even = self.thickness(0.8) <= EVEN * thickness + 2.0;
        even && thickness * SLENDER <= span
            && bent.fold(0.0, f64::max) <= (BEND * span).max(thickness)
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
    let (width, height) = ink.dimensions();
    let thickest = (f64::from(width.min(height)) * MAX_THICKNESS).max(3.0) as u32;
    let longest_break = (f64::from(width) * BREAK) as u32 + 1;
    let memory = ((f64::from(width) * MEMORY) as usize).max(MIN_RUNS);
    let mut found = Vec::new();
    let mut traces: Vec<Trace> = Vec::new();
    let mut finish = |trace: Trace| {
        let bare = trace.runs.len() as f64;
        let rule = Rule {
            runs: trace.runs,
            upright: false,
        };
        let span = rule.span();
        if span >= MIN_LENGTH * f64::from(width)
            && bare >= BARE * span
            && bare + f64::from(trace.crossed) >= INKED * span
            && rule.is_straight_and_slender()
        {
            found.push(rule);
        }
    };
    for at in 0..width {
        let runs = thin_runs(ink, at, thickest);
        let mut free = vec![true; runs.len()];
        let mut going_on = Vec::with_capacity(traces.len());
        for mut trace in traces {
            let expected = trace.expected(at);
            match nearest(&runs, expected, trace.slack(at)) {
                Some(place) if free[place] && trace.is_continued_by(&runs[place]) => {
                    free[place] = false;
                    trace.runs.push(runs[place]);
                    trace.blank = 0;
                }
                _ if is_ink(ink, at, expected) => trace.crossed += 1,
                _ => trace.blank += 1,
            }
            match trace.blank > longest_break {
                true => finish(trace),
                false => going_on.push(trace),
            }
        }
        let new = runs.iter().zip(free).filter(|(_, free)| *free);
        going_on.extend(new.map(|(&run, _)| Trace {
            runs: vec![run],
            memory,
            crossed: 0,
            blank: 0,
        }));
        traces = going_on;
    }
    traces.into_iter().for_each(&mut finish);
    found
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
