//! One line that is written to at any column.

use unicode_width::UnicodeWidthChar;

/// The look of a piece of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Style {
    /// As it is.
    #[default]
    Plain,
    /// Line numbers and what frames the code.
    Gutter,
    /// What decides.
    Primary,
    /// What goes with it.
    Context,
}

/// A line of cells; a wide character takes two, of which the second is empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Canvas(Vec<(Option<char>, Style)>);

impl Canvas {
    /// Writes over what stands at `column`.
    pub(super) fn put(&mut self, column: usize, text: &str, style: Style) {
        let mut at = column;
        for c in text.chars() {
            for cell in 0..c.width().unwrap_or(0) {
                if self.0.len() <= at {
                    self.0.resize(at + 1, (Some(' '), Style::Plain));
                }
                if let Some(here) = self.0.get_mut(at) {
                    *here = ((cell == 0).then_some(c), style);
                }
                at += 1;
            }
        }
    }

    /// The line without blanks at its end; `primary` is the colour of what decides, if there are colours.
    pub(super) fn line(&self, primary: Option<&str>) -> String {
        let end = self.0.iter().rposition(|(c, _)| *c != Some(' ')).map_or(0, |last| last + 1);
        let mut text = String::new();
        let mut style = Style::Plain;
        for (c, wanted) in self.0.iter().take(end) {
            let wanted = if *c == Some(' ') { style } else { *wanted };
            if let Some(primary) = primary.filter(|_| wanted != style) {
                text.push_str(&code(wanted, primary));
                style = wanted;
            }
            text.extend(c);
        }
        if style != Style::Plain {
            text.push_str("\u{1b}[0m");
        }
        text
    }
}

fn code(style: Style, primary: &str) -> String {
    match style {
        Style::Plain => "\u{1b}[0m".to_owned(),
        Style::Gutter | Style::Context => "\u{1b}[0;1;34m".to_owned(),
        Style::Primary => format!("\u{1b}[0;1;{primary}m"),
    }
}
