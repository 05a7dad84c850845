//! What a row becomes that two hosts have changed at once.

use serde_json::Value;

use super::row::Row;
use super::table::Policy;

/// One host's side: the row, and the fencing token of its learner's seat.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) row: &'a Row,
    pub(super) fence: Option<u64>,
}

/// What becomes of a row that was `base` when both had the same, if they ever had.
pub(super) fn merge(policy: Policy, base: Option<&Row>, mine: Side<'_>, theirs: Side<'_>) -> Row {
    let is_later = |column: &str| {
        let at = |row: &Row| row.get(column).and_then(Value::as_i64);
        at(mine.row) > at(theirs.row)
    };
    let is_mine = match policy {
        Policy::Merge => return by_column(base, mine.row, theirs.row),
        Policy::Latest(column) => is_later(column),
        Policy::Fenced(column) => match mine.fence.cmp(&theirs.fence) {
            std::cmp::Ordering::Equal => is_later(column),
            order => order.is_gt(),
        },
    };
    match is_mine {
        // What a newer program has in other columns stays.
        true => over(theirs.row, mine.row),
        false => theirs.row.clone(),
    }
}

/// A row with the columns of another one in the place of its own.
pub(super) fn over(under: &Row, row: &Row) -> Row {
    let mut both = under.clone();
    both.extend(
        row.iter()
            .map(|(column, value)| (column.clone(), value.clone())),
    );
    both
}

fn by_column(base: Option<&Row>, mine: &Row, theirs: &Row) -> Row {
    let Some(base) = base else {
        return theirs.clone();
    };
    let changed = mine
        .iter()
        .filter(|(column, value)| base.get(*column) != Some(*value));
    let changed = changed
        .map(|(column, value)| (column.clone(), value.clone()))
        .collect();
    over(theirs, &changed)
}
