//! A network that answers.

use pulp::Arch;
use rayon::prelude::*;

use super::panels::{Panels, stride};
use super::product::{Product, Then};
use super::{WORTH_THREADS, part};

/// A linear layer, perhaps with a ReLU behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearLayer {
    /// `[inputs, outputs]`.
    pub weights: Vec<f32>,
    /// `[outputs]`.
    pub bias: Vec<f32>,
    /// Whether what is not above zero becomes zero.
    pub relu: bool,
}

/// A network of such layers, each taking as many inputs as the one before it has outputs.
#[derive(Debug, Clone)]
pub struct DenseNetwork {
    layers: Vec<Packed>,
}

impl DenseNetwork {
    /// The network, its weights packed.
    pub fn new(layers: &[LinearLayer]) -> Self {
        Self {
            layers: layers.iter().map(Packed::new).collect(),
        }
    }

    /// The logits `[n, classes]` of inputs `[n, inputs]`.
    pub fn logits(&self, inputs: &[f32], n: usize) -> Vec<f32> {
        let (mut out, mut before) = (Vec::new(), Vec::new());
        for (at, layer) in self.layers.iter().enumerate() {
            let values = if at == 0 { inputs } else { &before };
            layer.forward(values, n, &mut out);
            std::mem::swap(&mut out, &mut before);
        }
        match self.layers.last() {
            Some(last) => last.matrix.rows_of(&before),
            None => Vec::new(),
        }
    }
}

/// A layer with its weights in panels.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    pub(super) matrix: Panels,
    pub(super) relu: bool,
    pub(super) weights: Vec<f32>,
    /// Filled up to whole vectors.
    pub(super) bias: Vec<f32>,
}

impl Packed {
    pub(super) fn new(layer: &LinearLayer) -> Self {
        let columns = layer.bias.len();
        let rows = layer.weights.len() / columns.max(1);
        let matrix = Panels { rows, columns };
        Self {
            matrix,
            relu: layer.relu,
            weights: matrix.pack(&layer.weights),
            bias: filled(&layer.bias),
        }
    }

    pub(super) fn unpacked(&self) -> LinearLayer {
        LinearLayer {
            weights: self.matrix.unpack(&self.weights),
            bias: self.bias[..self.matrix.columns].to_vec(),
            relu: self.relu,
        }
    }

    /// What it gives for `n` rows of inputs: `[n, stride of its columns]`.
    pub(super) fn forward(&self, inputs: &[f32], n: usize, out: &mut Vec<f32>) {
        let Panels { rows, columns } = self.matrix;
        out.resize(n * stride(columns), 0.0);
        let then = Then::Bias {
            bias: &self.bias,
            relu: self.relu,
        };
        let part = part(n, columns, rows);
        product((inputs, n), (self.matrix, &self.weights), part, then, out);
    }
}

/// Filled up to whole vectors.
pub(super) fn filled(values: &[f32]) -> Vec<f32> {
    let mut filled = values.to_vec();
    filled.resize(stride(values.len()), 0.0);
    filled
}

/// Rows times a matrix in panels.
pub(super) fn product(
    (rows, n): (&[f32], usize),
    (matrix, packed): (Panels, &[f32]),
    part: usize,
    then: Then,
    out: &mut [f32],
) {
    let row = rows.len() / n.max(1);
    let stride = stride(matrix.columns);
    let is_worth_threads = n * matrix.rows * matrix.columns >= WORTH_THREADS;
    // One part a thread, since each reads the whole matrix. How many there are changes no sum.
    let parts = if is_worth_threads {
        rayon::current_num_threads()
    } else {
        1
    };
    let some = n.div_ceil(parts).max(1);
    out.par_chunks_mut(some * stride)
        .zip(rows.par_chunks(some * row.max(1)))
        .enumerate()
        .for_each(|(at, (out, rows))| {
            Arch::new().dispatch(Product {
                rows,
                row,
                matrix,
                packed,
                part,
                then: then.of(at * some * stride..),
                out,
            });
        });
}
