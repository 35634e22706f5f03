//! Rows of cells.

use super::{columns, fold};

/// A column is not made narrower than this.
const LEAST: usize = 10;
/// What stands between two columns.
const GAP: usize = 2;

/// Rows of cells, each column as wide as its widest cell; where that is too much, the widest columns are folded.
pub(crate) fn table(rows: &[Vec<String>], width: usize) -> String {
    let widths = widths(rows, width.saturating_sub(1));
    let mut text = String::new();
    for row in rows {
        let cells: Vec<Vec<String>> =
            row.iter().zip(&widths).map(|(cell, width)| fold(cell, (*width).max(1))).collect();
        for line in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let parts = cells.iter().zip(&widths).map(|(cell, width)| {
                let part = cell.get(line).map_or("", |part| part.trim_end());
                format!("{part}{}", " ".repeat(width.saturating_sub(columns(part))))
            });
            let joined = format!(" {}", parts.collect::<Vec<_>>().join(&" ".repeat(GAP)));
            text.push_str(joined.trim_end());
            text.push('\n');
        }
    }
    text
}

/// The widths of the columns: the widest is cut until all fit.
fn widths(rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| columns(cell)).max();
    let mut widths: Vec<usize> = (0..count).map(|column| widest(column).unwrap_or(0)).collect();
    loop {
        let excess = (widths.iter().sum::<usize>() + GAP * count.saturating_sub(1)).saturating_sub(width);
        let most = widths.iter().copied().max().unwrap_or(0);
        if excess == 0 || most <= LEAST {
            return widths;
        }
        let next = widths.iter().copied().filter(|one| *one < most).max().unwrap_or(0).max(LEAST);
        // The last of the widest columns: what comes later explains what comes before.
        if let Some(column) = widths.iter_mut().rev().find(|one| **one == most) {
            *column = most.saturating_sub(excess).max(next.saturating_sub(1)).max(LEAST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[&[&str]]) -> Vec<Vec<String>> {
        cells.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        assert_eq!(table(&rows(&[&["a", "b"], &["ccc", "d"]]), 40), " a    b\n ccc  d\n");
    }

    #[test]
    fn the_widest_column_is_folded() {
        let text = table(&rows(&[&["scp", "none of the five statements of it matches"]]), 30);
        assert_eq!(text, " scp  none of the five\n      statements of it matches\n");
        assert!(text.lines().all(|line| columns(line) <= 30));
    }

    #[test]
    fn no_line_is_too_wide() {
        let wide = "arn:aws:s3:::bucket/".repeat(5);
        for width in [48, 60, 80] {
            let text = table(&rows(&[&["DENIED", "s3:GetObject", &wide, &wide]]), width);
            assert!(text.lines().all(|line| columns(line) <= width), "{text}");
        }
    }
}
