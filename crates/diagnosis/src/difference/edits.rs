//! The fewest characters to change so that a text matches a pattern.

use super::Edit;

/// Longer texts are not compared: the time is pattern times text.
const LONGEST: usize = 200;

/// The edits, if `most` or fewer make the text match. `*` matches anything and `?` any one character, at no cost.
pub(super) fn edits(pattern: &str, text: &str, most: usize) -> Option<Vec<Edit>> {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    if pattern.len().max(text.len()) > LONGEST {
        return None;
    }
    let table = Table::new(&pattern, &text);
    (table.cost(pattern.len(), text.len()) <= most).then(|| table.back())
}

/// How many edits every beginning of the pattern needs for every beginning of the text.
struct Table<'a> {
    pattern: &'a [char],
    text: &'a [char],
    costs: Vec<usize>,
}

/// One step back in the table: how many characters of pattern and text it takes, and what it costs.
type Step = (usize, usize, usize);

impl<'a> Table<'a> {
    fn new(pattern: &'a [char], text: &'a [char]) -> Self {
        let mut table =
            Self { pattern, text, costs: Vec::with_capacity((pattern.len() + 1) * (text.len() + 1)) };
        for row in 0..=pattern.len() {
            for column in 0..=text.len() {
                let steps = table.steps(row, column);
                let cost = steps.into_iter().flatten().map(|step| table.before(row, column, step)).min();
                table.costs.push(cost.unwrap_or(0));
            }
        }
        table
    }

    fn cost(&self, row: usize, column: usize) -> usize {
        self.costs.get(row * (self.text.len() + 1) + column).copied().unwrap_or(usize::MAX / 2)
    }

    fn before(&self, row: usize, column: usize, (rows, columns, cost): Step) -> usize {
        self.cost(row - rows, column - columns).saturating_add(cost)
    }

    /// The steps that lead here, none at the beginning.
    fn steps(&self, row: usize, column: usize) -> [Option<Step>; 3] {
        let wanted = row.checked_sub(1).and_then(|at| self.pattern.get(at)).copied();
        let asked = column.checked_sub(1).and_then(|at| self.text.get(at)).copied();
        let star = wanted == Some('*');
        let both = wanted
            .zip(asked)
            .filter(|_| !star)
            .map(|(wanted, asked)| (1, 1, usize::from(wanted != '?' && wanted != asked)));
        [
            both,
            wanted.map(|_| (1, 0, usize::from(!star))),
            // Under a star the text goes on for nothing.
            asked.map(|_| (0, 1, usize::from(!star))),
        ]
    }

    /// The edits on the cheapest way, in the order of the text.
    fn back(&self) -> Vec<Edit> {
        let (mut row, mut column) = (self.pattern.len(), self.text.len());
        let mut found = Vec::new();
        while row > 0 || column > 0 {
            let steps = self.steps(row, column).into_iter().flatten();
            let Some((rows, columns, cost)) = steps.min_by_key(|step| self.before(row, column, *step)) else {
                break;
            };
            if cost > 0 {
                let wanted = (rows > 0).then(|| self.pattern.get(row - 1).copied()).flatten();
                let asked = (columns > 0).then(|| self.text.get(column - 1).copied()).flatten();
                found.push(Edit { wanted, asked });
            }
            row -= rows;
            column -= columns;
        }
        found.reverse();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, text: &str, expected: Option<&[(Option<char>, Option<char>)]>) {
        let expected =
            expected.map(|all| all.iter().map(|&(wanted, asked)| Edit { wanted, asked }).collect::<Vec<_>>());
        assert_eq!(edits(pattern, text, 2), expected, "{pattern} {text}");
    }

    #[test]
    fn characters_to_change_are_told() {
        check("bucket", "bucket", Some(&[]));
        check("bucket", "bukcet", Some(&[(Some('c'), Some('k')), (Some('k'), Some('c'))]));
        check("bucket", "bucke", Some(&[(Some('t'), None)]));
        check("bucket", "buckets", Some(&[(None, Some('s'))]));
        check("bucket", "tekcub", None);
    }

    #[test]
    fn wildcards_cost_nothing() {
        check("acme-*/x", "acmi-raw/2026/x", Some(&[(Some('e'), Some('i'))]));
        check("a?c", "abd", Some(&[(Some('c'), Some('d'))]));
        check("*", "", Some(&[]));
    }
}
