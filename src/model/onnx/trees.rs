//! A forest as plain operators: each tree is walked from its root, one level for all pictures and trees at a time.
//!
//! A place in the forest is a node's number; a leaf leads to itself, so walking on changes nothing. The definition:
//! ONNX, TreeEnsembleClassifier.

use std::collections::HashMap;

use rten_onnx::onnx::{AttributeProto, NodeProto};

use super::graph::{Attribute, attributes, floats, ints, operator};
use super::plain::{Plain, place, unknown};
use super::problem::ContentProblem;

/// The deepest tree that is walked. Each level is a handful of operators.
const MAX_DEPTH: usize = 128;

/// The most numbers in the table of what leaves say (nodes times classes): 400 MB.
const MAX_LEAVES: usize = 100_000_000;

/// A forest, its nodes numbered through all trees.
struct Forest {
    /// The numbers of the roots.
    roots: Vec<i64>,
    features: Vec<i64>,
    thresholds: Vec<f32>,
    /// Where a picture goes on that is below the threshold, or at it.
    below: Vec<i64>,
    /// Where one goes on that is above.
    above: Vec<i64>,
    /// Steps from a root to the deepest leaf.
    depth: usize,
    /// `[nodes, classes]`: what a leaf adds to each class.
    says: Vec<f32>,
    classes: usize,
}

/// Replaces a forest by plain operators.
///
/// # Errors
/// When it is of another kind than scikit-learn's, or damaged.
pub(super) fn make_plain(node: &NodeProto, plain: &mut Plain) -> Result<(), ContentProblem> {
    let forest = forest(node)?;
    let output = place(node, &node.output, 1)?;
    let name = |part: &str| format!("{output}/{part}");
    let input = plain.as_floats(place(node, &node.input, 0)?, output);
    let (nodes, trees) = (forest.features.len(), forest.roots.len());
    let [roots, features, thresholds, below, above, says] =
        ["roots", "features", "thresholds", "below", "above", "says"].map(name);
    plain.weights.extend([
        ints(&roots, &[1, trees], &forest.roots),
        ints(&features, &[nodes], &forest.features),
        floats(&thresholds, &[nodes], &forest.thresholds),
        ints(&below, &[nodes], &forest.below),
        ints(&above, &[nodes], &forest.above),
        floats(&says, &[nodes, forest.classes], &forest.says),
    ]);
    let mut at = begin(plain, &input, &roots, &name);
    for level in 0..forest.depth {
        let name = |part: &str| format!("{output}/{level}/{part}");
        let [feature, value, threshold, is_above, left, right, next] = [
            "feature",
            "value",
            "threshold",
            "is_above",
            "left",
            "right",
            "next",
        ]
        .map(name);
        // Each `[pictures, trees]`.
        plain.add("Gather", &[&features, &at], &feature, Vec::new());
        let along = vec![("axis", Attribute::Int(1))];
        plain.add("GatherElements", &[&input, &feature], &value, along);
        plain.add("Gather", &[&thresholds, &at], &threshold, Vec::new());
        plain.add("Greater", &[&value, &threshold], &is_above, Vec::new());
        plain.add("Gather", &[&below, &at], &left, Vec::new());
        plain.add("Gather", &[&above, &at], &right, Vec::new());
        plain.add("Where", &[&is_above, &right, &left], &next, Vec::new());
        at = next;
    }
    let [said, scores] = ["said", "scores"].map(name);
    plain.add("Gather", &[&says, &at], &said, Vec::new()); // [pictures, trees, classes]
    plain.sum(&said, 1, &scores);
    plain.transform(node, &scores, output)
}

/// The roots, once for each picture.
fn begin(plain: &mut Plain, input: &str, roots: &str, name: &impl Fn(&str) -> String) -> String {
    let [first, zero, zeros, whole, at] = ["first", "zero", "zeros", "whole", "at"].map(name);
    plain.weights.push(ints(&first, &[1], &[0]));
    plain.weights.push(floats(&zero, &[1, 1], &[0.0]));
    let column = name("column");
    let along = vec![("axis", Attribute::Int(1))];
    plain.add("Gather", &[input, &first], &column, along); // [pictures, 1]
    plain.add("Mul", &[&column, &zero], &zeros, Vec::new());
    plain.add("Cast", &[&zeros], &whole, vec![("to", Attribute::Int(7))]);
    plain.add("Add", &[&whole, roots], &at, Vec::new()); // [pictures, trees]
    at
}

fn forest(node: &NodeProto) -> Result<Forest, ContentProblem> {
    let attributes = attributes(node);
    let damaged = || ContentProblem::Weights(operator(node));
    let whole = |name: &str| attributes.get(name).map_or(&[][..], |found| &found.ints);
    let (trees, ids) = (whole("nodes_treeids"), whole("nodes_nodeids"));
    let n = ids.len();
    let modes = attributes
        .get("nodes_modes")
        .map_or(&[][..], |found| &found.strings);
    let values = attributes
        .get("nodes_values")
        .map_or(&[][..], |found| &found.floats);
    let features = whole("nodes_featureids");
    let nexts = [whole("nodes_truenodeids"), whole("nodes_falsenodeids")];
    let lengths = [
        trees.len(),
        modes.len(),
        values.len(),
        features.len(),
        nexts[0].len(),
        nexts[1].len(),
    ];
    if n == 0 || lengths.iter().any(|&length| length != n) || attributes.contains_key("base_values")
    {
        return Err(unknown(node));
    }
    let keys = trees.iter().copied().zip(ids.iter().copied());
    let places: HashMap<(i64, i64), usize> = keys.zip(0..).collect();
    let mut is_reached = vec![false; n];
    let mut next = [vec![0; n], vec![0; n]];
    for at in 0..n {
        let is_leaf = match modes[at].as_str() {
            "LEAF" => true,
            "BRANCH_LEQ" => false,
            _ => return Err(unknown(node)),
        };
        for (ways, ids) in next.iter_mut().zip(nexts) {
            ways[at] = match is_leaf {
                true => at as i64,
                false => {
                    let to = *places.get(&(trees[at], ids[at])).ok_or_else(damaged)?;
                    is_reached[to] = true;
                    to as i64
                }
            };
        }
    }
    let roots: Vec<i64> = (0..n)
        .filter(|&at| !is_reached[at])
        .map(|at| at as i64)
        .collect();
    let [below, above] = next;
    let depth = depth(&roots, [&below, &above]).ok_or_else(damaged)?;
    let (says, classes) = says(node, &attributes, &places)?;
    Ok(Forest {
        roots,
        features: features.to_vec(),
        thresholds: values.to_vec(),
        below,
        above,
        depth,
        says,
        classes,
    })
}

/// Steps from the roots to the deepest leaf; none where a tree is deeper than is walked, or goes round in a circle.
fn depth(roots: &[i64], ways: [&[i64]; 2]) -> Option<usize> {
    let mut level: Vec<i64> = roots.to_vec();
    for depth in 0..=MAX_DEPTH {
        let further = level.iter().flat_map(|&at| {
            let nexts = ways.map(|way| way.get(at as usize).copied());
            nexts.into_iter().flatten().filter(move |&next| next != at)
        });
        level = further.collect();
        // A tree has each node once; what has more is none.
        if level.len() > ways[0].len() {
            return None;
        }
        if level.is_empty() {
            return Some(depth);
        }
    }
    None
}

/// What each node adds to each class, `[nodes, classes]`, and the number of classes.
fn says(
    node: &NodeProto,
    attributes: &HashMap<&str, &AttributeProto>,
    places: &HashMap<(i64, i64), usize>,
) -> Result<(Vec<f32>, usize), ContentProblem> {
    let whole = |name: &str| attributes.get(name).map_or(&[][..], |found| &found.ints);
    let labels = attributes
        .get("classlabels_strings")
        .map_or(0, |found| found.strings.len());
    let classes = labels.max(whole("classlabels_int64s").len());
    let weights = attributes
        .get("class_weights")
        .map_or(&[][..], |found| &found.floats);
    let (trees, ids, of) = (
        whole("class_treeids"),
        whole("class_nodeids"),
        whole("class_ids"),
    );
    let n = weights.len();
    // Of two classes, one weight may stand for both.
    if classes < 3 || [trees.len(), ids.len(), of.len()] != [n; 3] {
        return Err(unknown(node));
    }
    let size = places.len().saturating_mul(classes);
    if size > MAX_LEAVES {
        return Err(ContentProblem::TooLarge);
    }
    let mut says = vec![0.0; size];
    for (place, weight) in weights.iter().enumerate() {
        let at = places.get(&(trees[place], ids[place]));
        let class = usize::try_from(of[place])
            .ok()
            .filter(|&class| class < classes);
        let (at, class) = at
            .zip(class)
            .ok_or_else(|| ContentProblem::Weights(operator(node)))?;
        says[at * classes + class] += weight;
    }
    Ok((says, classes))
}
