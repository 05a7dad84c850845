//! A network that learns.

use pulp::Arch;
use rayon::prelude::*;

use super::network::{LinearLayer, Packed, filled, product};
use super::panels::{Panels, stride};
use super::product::Then;
use super::update::{Learned, Update};
use super::{WORTH_THREADS, part};
use crate::{AdamStep, CrossEntropy, adam, cross_entropy};

/// Adam's two moments of a layer's parameters, in their shapes.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerMoments {
    /// Of the weights.
    pub weights: [Vec<f32>; 2],
    /// Of the bias.
    pub bias: [Vec<f32>; 2],
}

/// A network of linear layers, each taking as many inputs as the one before it has outputs, and what Adam remembers of it.
#[derive(Debug, Clone)]
pub struct DenseLearner {
    layers: Vec<Layer>,
}

#[derive(Debug, Clone)]
struct Layer {
    packed: Packed,
    /// As the parameters lie.
    moments: LayerMoments,
    /// The weights as the gradient of the inputs needs them; empty in the first layer, whose inputs need none.
    transposed: Vec<f32>,
    /// `[n, stride]`: what it gave.
    out: Vec<f32>,
    /// Of the same shape: the gradient of the loss with respect to that, before the ReLU.
    gradient: Vec<f32>,
}

impl DenseLearner {
    /// A network with these layers, the moments of which are those given, or zero.
    pub fn new(layers: &[LinearLayer], moments: Option<&[LayerMoments]>) -> Self {
        let layers = layers.iter().enumerate().map(|(at, layer)| {
            let moments = moments.and_then(|moments| moments.get(at));
            Layer::new(layer, moments, at == 0)
        });
        Self {
            layers: layers.collect(),
        }
    }

    /// Its layers as they are now.
    pub fn layers(&self) -> Vec<LinearLayer> {
        let layers = self.layers.iter();
        layers.map(|layer| layer.packed.unpacked()).collect()
    }

    /// What Adam remembers of each layer.
    pub fn moments(&self) -> Vec<LayerMoments> {
        let moments = |Layer {
                           packed, moments, ..
                       }: &Layer| LayerMoments {
            weights: [0, 1].map(|at| packed.matrix.unpack(&moments.weights[at])),
            bias: [0, 1].map(|at| moments.bias[at][..packed.matrix.columns].to_vec()),
        };
        self.layers.iter().map(moments).collect()
    }

    /// Learns from inputs `[n, inputs]` with a label each: the loss and the logits `[n, classes]` from before it did. A
    /// loss that is not finite changes nothing.
    pub fn step(&mut self, inputs: &[f32], labels: &[u8], adam: AdamStep) -> (f32, Vec<f32>) {
        let n = labels.len();
        let mut values = inputs;
        for layer in &mut self.layers {
            layer.packed.forward(values, n, &mut layer.out);
            values = &layer.out;
        }
        let Some(last) = self.layers.last_mut() else {
            return (f32::NAN, Vec::new());
        };
        let classes = last.packed.matrix.columns;
        let logits = last.packed.matrix.rows_of(&last.out);
        let CrossEntropy { loss, gradient } = cross_entropy(&logits, labels);
        if loss.is_finite() {
            last.gradient.resize(n * stride(classes), 0.0);
            let rows = last.gradient.chunks_exact_mut(stride(classes));
            for (row, gradient) in rows.zip(gradient.chunks_exact(classes)) {
                row[..classes].copy_from_slice(gradient);
            }
            self.learn(inputs, n, adam);
        }
        (loss, logits)
    }

    /// Changes the parameters, where the last layer's gradient is known.
    fn learn(&mut self, inputs: &[f32], n: usize, adam: AdamStep) {
        for at in (0..self.layers.len()).rev() {
            let (before, layers) = self.layers.split_at_mut(at);
            let Some(layer) = layers.first_mut() else {
                continue;
            };
            match before.last_mut() {
                Some(before) => {
                    layer.backward(before, n);
                    layer.update(&before.out, n, adam);
                }
                None => layer.update(inputs, n, adam),
            }
        }
    }
}

impl Layer {
    fn new(layer: &LinearLayer, moments: Option<&LayerMoments>, is_first: bool) -> Self {
        let packed = Packed::new(layer);
        let Panels { rows, columns } = packed.matrix;
        let moments = match moments {
            Some(moments) => LayerMoments {
                weights: [0, 1].map(|at| packed.matrix.pack(&moments.weights[at])),
                bias: [0, 1].map(|at| filled(&moments.bias[at])),
            },
            None => LayerMoments {
                weights: [(); 2].map(|()| vec![0.0; packed.weights.len()]),
                bias: [(); 2].map(|()| vec![0.0; packed.bias.len()]),
            },
        };
        Self {
            packed,
            moments,
            transposed: vec![0.0; if is_first { 0 } else { columns * stride(rows) }],
            out: Vec::new(),
            gradient: Vec::new(),
        }
    }

    /// The gradient of what the layer before this one gave.
    fn backward(&mut self, before: &mut Self, n: usize) {
        let Packed {
            matrix, weights, ..
        } = &self.packed;
        let Panels { rows, columns } = *matrix;
        matrix.transpose(weights, &mut self.transposed);
        before.gradient.resize(n * stride(rows), 0.0);
        product(
            (&self.gradient, n),
            (matrix.transposed(), &self.transposed),
            part(n, rows, columns),
            Then::Mask(before.packed.relu.then_some(&before.out)),
            &mut before.gradient,
        );
    }

    fn update(&mut self, inputs: &[f32], n: usize, step: AdamStep) {
        let matrix = self.packed.matrix;
        let Panels { rows, columns } = matrix;
        let (stride, panel_len) = (stride(columns), matrix.panel_len());
        let [moment_1, moment_2] = &mut self.moments.weights;
        let panels: Vec<_> = matrix.each().collect();
        // All of them by one thread, where waking another one would take longer.
        let is_worth_threads = n * rows * columns >= WORTH_THREADS;
        let at_least = if is_worth_threads { 1 } else { panels.len() };
        panels
            .into_par_iter()
            .zip(self.packed.weights.par_chunks_mut(panel_len))
            .zip(moment_1.par_chunks_mut(panel_len))
            .zip(moment_2.par_chunks_mut(panel_len))
            .with_min_len(at_least)
            .for_each(|(((panel, values), moment_1), moment_2)| {
                Arch::new().dispatch(Update {
                    inputs,
                    row: inputs.len() / n.max(1),
                    gradients: &self.gradient,
                    stride,
                    panel,
                    weights: Learned {
                        values,
                        moment_1,
                        moment_2,
                    },
                    part: part(rows, columns, n),
                    adam: step,
                });
            });
        let mut sums = vec![0.0; stride];
        for gradient in self.gradient.chunks_exact(stride) {
            for (sum, gradient) in sums.iter_mut().zip(gradient) {
                *sum += gradient;
            }
        }
        let [moment_1, moment_2] = &mut self.moments.bias;
        adam(step, &mut self.packed.bias, &sums, moment_1, moment_2);
    }
}
