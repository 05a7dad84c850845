//! A frame for a terminal that knows no Unicode: each sign is replaced by the ASCII character that
//! comes nearest, in its own cell.

use ratatui::buffer::Buffer;

/// Replaces every character outside of ASCII.
pub(crate) fn replace(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let sign = cell.symbol().chars().next();
        if let Some(sign) = sign.filter(|sign| !sign.is_ascii()) {
            cell.set_char(nearest(sign));
        }
    }
}

fn nearest(sign: char) -> char {
    match sign {
        '─' | '╸' | '╌' | '–' | '—' => '-',
        '━' => '=',
        '│' | '┃' | '▏' | '▕' => '|',
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' => '+',
        '▸' | '→' | '▶' => '>',
        '◀' | '←' => '<',
        '↑' | '▲' => '^',
        '↓' | '▼' => 'v',
        '●' | '◆' | '•' | '·' | '⠿' => '*',
        '○' => 'o',
        '◐' => '%',
        '✓' => 'v',
        '✗' | '×' => 'x',
        '“' | '”' | '„' => '"',
        '’' | '‘' => '\'',
        '±' => '~',
        '…' => '.',
        '°' => 'o',
        'ä' => 'a',
        'ö' => 'o',
        'ü' => 'u',
        'Ä' => 'A',
        'Ö' => 'O',
        'Ü' => 'U',
        'ß' => 's',
        'é' | 'è' | 'ê' => 'e',
        '\u{a0}' => ' ',
        '▀' | '▄' | '█' => '#',
        _ => '?',
    }
}
