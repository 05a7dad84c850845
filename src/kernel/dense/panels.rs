//! How a matrix of weights lies in memory: in panels of a few vectors of columns, row after row, so that what a product
//! reads next lies next. The same on every processor.

use std::ops::Range;

/// Values in the widest vectors that there are; rows are filled up to whole ones.
const VECTOR: usize = 16;
/// Columns of a panel: with this many, six rows of sums fit into the registers of the widest processors.
const PANEL: usize = 4 * VECTOR;

/// Columns with those that fill the last vector.
pub(super) fn stride(columns: usize) -> usize {
    columns.next_multiple_of(VECTOR)
}

/// The layout of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Panels {
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// Some columns of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Panel {
    /// The first of them.
    pub(super) first: usize,
    /// How many, with those that fill the last vector.
    pub(super) width: usize,
}

impl Panels {
    /// Values in all panels together.
    fn len(self) -> usize {
        self.rows * stride(self.columns)
    }

    pub(super) fn each(self) -> impl Iterator<Item = Panel> {
        let stride = stride(self.columns);
        (0..stride).step_by(PANEL).map(move |first| Panel {
            first,
            width: PANEL.min(stride - first),
        })
    }

    /// Values in each panel but the last, which may be narrower.
    pub(super) fn panel_len(self) -> usize {
        self.rows * PANEL
    }

    /// Where a panel's values lie.
    pub(super) fn range(self, panel: Panel) -> Range<usize> {
        let start = self.rows * panel.first;
        start..start + self.rows * panel.width
    }

    /// Puts a matrix `[rows, columns]` into panels; what fills them up is 0.
    pub(super) fn pack(self, matrix: &[f32]) -> Vec<f32> {
        let mut packed = vec![0.0; self.len()];
        for panel in self.each() {
            let width = panel.width.min(self.columns - panel.first);
            let values = packed[self.range(panel)].chunks_exact_mut(panel.width);
            for (values, row) in values.zip(matrix.chunks_exact(self.columns)) {
                values[..width].copy_from_slice(&row[panel.first..][..width]);
            }
        }
        packed
    }

    /// The matrix `[rows, columns]` again.
    pub(super) fn unpack(self, packed: &[f32]) -> Vec<f32> {
        let mut matrix = vec![0.0; self.rows * self.columns];
        for panel in self.each() {
            let width = panel.width.min(self.columns - panel.first);
            let values = packed[self.range(panel)].chunks_exact(panel.width);
            for (values, row) in values.zip(matrix.chunks_exact_mut(self.columns)) {
                row[panel.first..][..width].copy_from_slice(&values[..width]);
            }
        }
        matrix
    }

    /// Rows without what fills them up, of `[n, stride of the columns]`.
    pub(super) fn rows_of(self, values: &[f32]) -> Vec<f32> {
        let rows = values.chunks_exact(stride(self.columns).max(1));
        rows.flat_map(|row| &row[..self.columns]).copied().collect()
    }

    /// The layout of the transposed matrix.
    pub(super) fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
        }
    }

    /// Puts the transposed matrix into panels of its own.
    pub(super) fn transpose(self, packed: &[f32], transposed: &mut [f32]) {
        let other = self.transposed();
        for to in other.each() {
            let values = &mut transposed[other.range(to)];
            let rows = to.width.min(self.rows - to.first);
            for panel in self.each() {
                let width = panel.width.min(self.columns - panel.first);
                let from = &packed[self.range(panel)];
                for row in 0..rows {
                    let from = &from[(to.first + row) * panel.width..][..width];
                    let column = values[panel.first * to.width + row..].iter_mut();
                    for (value, from) in column.step_by(to.width).zip(from) {
                        *value = *from;
                    }
                }
            }
        }
    }
}
