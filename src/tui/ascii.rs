//! A frame for a terminal that knows no Unicode.

use ratatui::buffer::Buffer;

use crate::base::ascii::nearest;

/// Replaces every character outside of ASCII, in its own cell.
pub(crate) fn replace(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let sign = cell.symbol().chars().next();
        if let Some(sign) = sign.filter(|sign| !sign.is_ascii()) {
            cell.set_char(nearest(sign));
        }
    }
}
