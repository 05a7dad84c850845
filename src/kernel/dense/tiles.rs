//! The sums that a kernel holds in registers at a time.

use pulp::Simd;

/// Vectors of a row of sums.
#[inline(always)]
pub(super) fn most_vectors<S: Simd>() -> usize {
    if S::REGISTER_COUNT >= 32 { 4 } else { 2 }
}

/// Rows of `width` vectors of sums, with one register left for what is read of a row and `width` for the weights.
#[inline(always)]
pub(super) fn most_rows<S: Simd>(width: usize) -> usize {
    ((S::REGISTER_COUNT.clamp(16, 32) - 1 - width) / width).clamp(1, 12)
}

/// Calls a method for all of `(rows, vectors)`: with as many of them as constants as fit into registers, and with where
/// they begin as its last argument.
macro_rules! tiles {
    ($simd:ident, ($rows:expr, $vectors:expr), $self:ident.$method:ident($($argument:expr),*)) => {{
        let (rows, vectors) = ($rows, $vectors);
        let widest = $crate::dense::tiles::most_vectors::<$simd>();
        for column in (0..vectors).step_by(widest) {
            let width = widest.min(vectors - column);
            let most = $crate::dense::tiles::most_rows::<$simd>(width);
            let tiles = rows.div_ceil(most);
            let mut first = 0;
            for tile in 0..tiles {
                let until = (tile + 1) * rows / tiles;
                tiles!(@ $self, $method, (until - first, width), ($($argument,)* (first, column)),
                    (1, 1) (2, 1) (3, 1) (4, 1) (5, 1) (6, 1) (7, 1) (8, 1) (9, 1) (10, 1) (11, 1) (12, 1)
                    (1, 2) (2, 2) (3, 2) (4, 2) (5, 2) (6, 2) (7, 2) (8, 2) (9, 2) (10, 2) (11, 2) (12, 2)
                    (1, 3) (2, 3) (3, 3) (4, 3) (5, 3) (6, 3) (7, 3) (8, 3) (9, 3)
                    (1, 4) (2, 4) (3, 4) (4, 4) (5, 4) (6, 4));
                first = until;
            }
        }
    }};
    (@ $self:ident, $method:ident, $size:expr, $arguments:tt, $(($r:literal, $w:literal))*) => {
        match $size {
            $(($r, $w) => tiles!(@@ $self, $method, $r, $w, $arguments),)*
            _ => unreachable!("tiles are chosen to fit"),
        }
    };
    (@@ $self:ident, $method:ident, $r:literal, $w:literal, ($($argument:expr),*)) => {
        $self.$method::<_, $r, $w>($($argument),*)
    };
}

pub(super) use tiles;
