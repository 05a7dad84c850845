//! A text as it is printed before anything was measured: a figure is a gap to be filled in, and of branches all stand there,
//! each with what it hangs on.

use super::on_screen;
use super::template::{Piece, parse};

/// What stands where a figure is to be written by hand.
pub const GAP: &str = "\\_\\_\\_\\_\\_\\_";

/// The text as it is on paper, in Markdown; `otherwise` says what the last branch hangs on. One with wrong marks, which no
/// checked pack has, is shown as it is written.
pub fn on_paper(text: &str, otherwise: &str) -> String {
    let Ok(pieces) = parse(text) else {
        return on_screen(text).into_owned();
    };
    let mut printed = String::with_capacity(text.len());
    write(&pieces, otherwise, &mut printed);
    printed.truncate(printed.trim_end().len());
    printed
}

fn write(pieces: &[Piece], otherwise: &str, printed: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(text) | Piece::Foreign(text) => {
                if printed.ends_with("] ") && !text.starts_with(char::is_alphanumeric) {
                    printed.truncate(printed.trim_end().len());
                }
                printed.push_str(text);
            }
            Piece::Figure(..) => printed.push_str(GAP),
            Piece::ByMedium(screen, _) => write(screen, otherwise, printed),
            Piece::Cited(cited) => write(cited, otherwise, printed),
            Piece::Where(branches, last) => {
                let branches = branches.iter();
                let branches = branches.map(|(condition, pieces)| (condition.to_string(), pieces));
                let last = (!last.is_empty()).then(|| (otherwise.to_owned(), last));
                for (condition, pieces) in branches.chain(last) {
                    printed.push_str(&format!("[*{condition}:* "));
                    write(pieces, otherwise, printed);
                    printed.truncate(printed.trim_end().len());
                    printed.push_str("] ");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_a_gap_and_every_branch_says_what_it_hangs_on() {
        let text = "It read {{accuracy of Pen}} %. {{if accuracy of Pen below 90}}It fell.{{else}}It held.{{end}} Why?";
        assert_eq!(
            on_paper(text, "otherwise"),
            format!(
                "It read {GAP} %. [*accuracy of Pen below 90:* It fell.] [*otherwise:* It held.] Why?"
            )
        );
        assert_eq!(
            on_paper("`{{ user.name }}`", "otherwise"),
            "`{{ user.name }}`"
        );
    }
}
