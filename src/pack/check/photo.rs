//! What a `photo` step can get wrong.

use super::checking::Checking;
use crate::pack::schema::Photo;

pub(super) fn check(photo: &Photo, checking: &mut Checking<'_>) {
    let run = checking.run("of", &photo.of);
    if photo.tries.is_empty() {
        checking.problem(
            "try",
            "the list is empty; name a picture, such as photos/sudoku.png",
        );
    }
    for (file, number) in photo.tries.iter().zip(1..) {
        if let Err(error) = checking.library.catalogue().file(file) {
            checking.problem(format!("try {number}"), error.to_string());
        }
    }
    if let Some(part) = run.and_then(|run| run.part)
        && part.shape.to_string() != "28x28x1"
    {
        checking.problem(
            "of",
            format!(
                "{} reads pictures of {}, but photos become digits of 28x28x1; use a run on mnist",
                photo.of, part.shape
            ),
        );
    }
}
