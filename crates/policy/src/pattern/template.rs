//! Text with policy variables (semantics section 5.9).

use super::glob::Glob;
use super::units::{QUESTION, STAR};
use crate::key::ConditionKey;
use std::borrow::Cow;

/// Whether `*` and `?` outside `${…}` are wildcards in this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wildcards {
    /// In `Resource` and in the `…Like` and Arn operators.
    Active,
    /// Elsewhere they are plain characters (C16).
    Literal,
}

/// A policy variable `${key}` or `${key, 'default'}` (W3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The condition key it stands for.
    pub key: ConditionKey,
    /// The text used where the key is absent (W7).
    pub default: Option<Box<str>>,
}

/// One part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Literal text.
    Text(Box<str>),
    /// `*`
    Star,
    /// `?`
    Question,
    /// `${…}`
    Variable(Variable),
}

/// What a variable stands for in one request.
#[derive(Clone, Debug)]
pub enum Expansion {
    /// The key is present with this text.
    Text(String),
    /// The key is present; its text is only known to match the pattern.
    Like(Glob),
    /// The key is absent and there is no default, or it is a list key (W4, W8).
    Unresolved,
    /// The key may be absent (with this default, if any) or present with any text.
    Unknown(Option<String>),
}

/// A template with its variables replaced.
#[derive(Clone, Debug)]
pub struct Expanded {
    /// The pattern; parts that are not known are `*`.
    pub glob: Glob,
    /// False if the pattern holds a part that is not known: a match is then only possible, a miss is sure.
    pub exact: bool,
    /// Whether some variable may turn out unresolved.
    pub may_be_unresolved: bool,
}

/// A pattern that may hold variables, read once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    form: Form,
    malformed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Fixed(Glob),
    Variable(Box<[Piece]>),
}

impl Template {
    /// Reads `text`. `variables` is true in documents of version 2012-10-17 (M3, W1).
    pub fn parse(text: &str, variables: bool, wildcards: Wildcards) -> Self {
        if !variables || !may_hold_variable(text) {
            let glob = match wildcards {
                Wildcards::Active => Glob::new(text),
                Wildcards::Literal => Glob::literal(text),
            };
            return Self { form: Form::Fixed(glob), malformed: false };
        }
        let mut reader = Reader { pieces: Vec::new(), text: String::new(), malformed: false, wildcards };
        reader.read(text);
        Self { malformed: reader.malformed, ..Self::from_pieces(reader.pieces) }
    }

    fn from_pieces(pieces: Vec<Piece>) -> Self {
        let form = if pieces.iter().any(|piece| matches!(piece, Piece::Variable(_))) {
            Form::Variable(pieces.into())
        } else {
            Form::Fixed(fixed_glob(&pieces))
        };
        Self { form, malformed: false }
    }

    /// The pattern of a template without variables.
    pub fn fixed(&self) -> Option<&Glob> {
        match &self.form {
            Form::Fixed(glob) => Some(glob),
            Form::Variable(_) => None,
        }
    }

    /// The parts; those of a template without variables are cut on demand.
    pub fn pieces(&self) -> Cow<'_, [Piece]> {
        match &self.form {
            Form::Fixed(glob) => Cow::Owned(glob_pieces(glob.units())),
            Form::Variable(pieces) => Cow::Borrowed(pieces),
        }
    }

    /// The variables in it.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.variable_pieces().iter().filter_map(|piece| match piece {
            Piece::Variable(variable) => Some(variable),
            Piece::Text(_) | Piece::Star | Piece::Question => None,
        })
    }

    /// The parts of a template with variables, else none.
    fn variable_pieces(&self) -> &[Piece] {
        match &self.form {
            Form::Fixed(_) => &[],
            Form::Variable(pieces) => pieces,
        }
    }

    /// Whether it held an unterminated `${` or a blank name, kept as literal text (W3).
    pub fn is_malformed(&self) -> bool {
        self.malformed
    }

    /// Replaces the variables; `None` where one is unresolved (W8).
    pub fn expand(&self, mut resolve: impl FnMut(&Variable) -> Expansion) -> Option<Expanded> {
        let pieces = match &self.form {
            Form::Fixed(glob) => {
                return Some(Expanded { glob: glob.clone(), exact: true, may_be_unresolved: false });
            }
            Form::Variable(pieces) => pieces,
        };
        let mut units = Vec::new();
        let (mut exact, mut may_be_unresolved) = (true, false);
        for piece in pieces {
            match piece {
                Piece::Text(text) => units.extend_from_slice(text.as_bytes()),
                Piece::Star => units.push(STAR),
                Piece::Question => units.push(QUESTION),
                Piece::Variable(variable) => match resolve(variable) {
                    Expansion::Text(text) => units.extend_from_slice(text.as_bytes()),
                    Expansion::Like(glob) => {
                        exact = false;
                        units.extend_from_slice(glob.units());
                    }
                    Expansion::Unknown(default) => {
                        exact = false;
                        may_be_unresolved |= default.is_none();
                        units.push(STAR);
                    }
                    Expansion::Unresolved => return None,
                },
            }
        }
        Some(Expanded { glob: Glob::from_units(units), exact, may_be_unresolved })
    }

    /// Cuts at the first five colons of the literal text, as ARNs are cut (I2, R4). A variable's text makes no cut (W5).
    pub fn segments(&self) -> Vec<Template> {
        match &self.form {
            Form::Fixed(glob) => {
                let parts = glob.units().splitn(SEGMENTS, |&unit| unit == b':');
                parts.map(|part| Glob::from_units(part.to_vec()).into()).collect()
            }
            Form::Variable(pieces) => segment_pieces(pieces).into_iter().map(Self::from_pieces).collect(),
        }
    }

    /// How many [`Template::segments`] it has.
    pub fn segment_count(&self) -> usize {
        let colons = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte == b':').count();
        let colons = match &self.form {
            Form::Fixed(glob) => colons(glob.units()),
            Form::Variable(pieces) => pieces.iter().map(|piece| piece.text().map_or(0, colons)).sum(),
        };
        SEGMENTS.min(colons + 1)
    }

    /// Whether the segment at `index` holds a wildcard.
    pub(crate) fn segment_has_wildcard(&self, index: usize) -> bool {
        match &self.form {
            Form::Fixed(glob) => {
                let mut parts = glob.units().splitn(SEGMENTS, |&unit| unit == b':');
                parts.nth(index).is_some_and(|part| part.iter().any(|&unit| unit >= STAR))
            }
            Form::Variable(pieces) => {
                let segments = segment_pieces(pieces);
                let wildcard = |piece: &Piece| matches!(piece, Piece::Star | Piece::Question);
                segments.get(index).is_some_and(|pieces| pieces.iter().any(wildcard))
            }
        }
    }
}

fn may_hold_variable(text: &str) -> bool {
    text.bytes().any(|byte| byte == b'$') && text.contains("${")
}

/// The parts of an ARN (I2).
const SEGMENTS: usize = 6;

impl From<Glob> for Template {
    fn from(glob: Glob) -> Self {
        Self { form: Form::Fixed(glob), malformed: false }
    }
}

impl Piece {
    fn text(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text.as_bytes()),
            Self::Star | Self::Question | Self::Variable(_) => None,
        }
    }
}

fn segment_pieces(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut segments = vec![Vec::new()];
    for piece in pieces {
        let Piece::Text(text) = piece else {
            push_piece(&mut segments, piece.clone());
            continue;
        };
        let cuts = SEGMENTS.saturating_sub(segments.len()) + 1;
        for (at, part) in text.splitn(cuts, ':').enumerate() {
            if at > 0 {
                segments.push(Vec::new());
            }
            if !part.is_empty() {
                push_piece(&mut segments, Piece::Text(part.into()));
            }
        }
    }
    segments
}

fn push_piece(segments: &mut [Vec<Piece>], piece: Piece) {
    if let Some(last) = segments.last_mut() {
        last.push(piece);
    }
}

fn fixed_glob(pieces: &[Piece]) -> Glob {
    let mut units = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => units.extend_from_slice(text.as_bytes()),
            Piece::Star => units.push(STAR),
            Piece::Question => units.push(QUESTION),
            Piece::Variable(_) => {}
        }
    }
    Glob::from_units(units)
}

fn glob_pieces(units: &[u8]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for run in units.split_inclusive(|&unit| unit >= STAR) {
        let (literal, wildcard) = match run.split_last() {
            Some((&STAR, literal)) => (literal, Some(Piece::Star)),
            Some((&QUESTION, literal)) => (literal, Some(Piece::Question)),
            _ => (run, None),
        };
        if !literal.is_empty() {
            pieces.push(Piece::Text(String::from_utf8_lossy(literal).into()));
        }
        pieces.extend(wildcard);
    }
    pieces
}

struct Reader {
    pieces: Vec<Piece>,
    text: String,
    malformed: bool,
    wildcards: Wildcards,
}

impl Reader {
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if let Some(after) = rest.strip_prefix("${") {
                rest = self.variable(after);
                continue;
            }
            match character {
                '*' if self.wildcards == Wildcards::Active => self.push(Piece::Star),
                '?' if self.wildcards == Wildcards::Active => self.push(Piece::Question),
                other => self.text.push(other),
            }
            rest = rest.get(character.len_utf8()..).unwrap_or("");
        }
        self.flush();
    }

    /// Reads what follows `${` and returns the text after the closing brace.
    fn variable<'a>(&mut self, after: &'a str) -> &'a str {
        if let Some((variable, rest)) = parse_variable(after) {
            match variable {
                Ok(literal) => self.text.push(literal),
                Err(variable) => self.push(Piece::Variable(variable)),
            }
            return rest;
        }
        // Unterminated or blank: literal text, flagged (W3).
        self.malformed = true;
        self.text.push_str("${");
        after
    }

    fn push(&mut self, piece: Piece) {
        self.flush();
        self.pieces.push(piece);
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.pieces.push(Piece::Text(text.into()));
        }
    }
}

/// `Ok` for the escapes `${*}`, `${?}`, `${$}` (W6), `Err` for a variable; with the text after the closing brace.
fn parse_variable(after: &str) -> Option<(Result<char, Variable>, &str)> {
    for escape in ['*', '?', '$'] {
        if let Some(rest) = after.strip_prefix(escape).and_then(|rest| rest.strip_prefix('}')) {
            return Some((Ok(escape), rest));
        }
    }
    let end = after.find(['}', ','])?;
    let name = after.get(..end)?.trim();
    if name.is_empty() || name.contains(char::is_whitespace) || name.contains("${") {
        return None;
    }
    let key = ConditionKey::new(name);
    let tail = after.get(end..)?;
    if let Some(rest) = tail.strip_prefix('}') {
        return Some((Err(Variable { key, default: None }), rest));
    }
    let quoted = tail.strip_prefix(',')?.trim_start_matches(' ').strip_prefix('\'')?;
    let (default, rest) = quoted.split_once('\'')?;
    let rest = rest.trim_start_matches(' ').strip_prefix('}')?;
    Some((Err(Variable { key, default: Some(default.into()) }), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Template {
        Template::parse(text, true, Wildcards::Active)
    }

    #[test]
    fn variables_and_defaults_are_read() {
        let template = parse("home/${aws:username}/${aws:PrincipalTag/team, 'no one'}/*");
        let names: Vec<_> = template.variables().map(|v| (v.key.lower(), v.default.as_deref())).collect();
        assert_eq!(names, [("aws:username", None), ("aws:principaltag/team", Some("no one"))]);
    }

    #[test]
    fn escapes_are_literal_characters() {
        let template = parse("b/${*}");
        assert!(template.fixed().unwrap().matches("b/*"));
        assert!(!template.fixed().unwrap().matches("b/x"));
    }

    #[test]
    fn a_2008_document_has_no_variables() {
        let template = Template::parse("${aws:username}*", false, Wildcards::Active);
        assert!(template.fixed().unwrap().matches("${aws:username}x"));
    }

    #[test]
    fn an_unterminated_variable_is_literal_and_flagged() {
        for text in ["a${aws:username", "a${}", "a${ }", "a${x, default}"] {
            let template = parse(text);
            assert!(template.is_malformed(), "{text}");
            assert!(template.fixed().unwrap().matches(text), "{text}");
        }
    }

    #[test]
    fn substituted_text_is_literal() {
        let expanded = parse("${aws:username}").expand(|_| Expansion::Text("*".into())).unwrap();
        assert!(expanded.glob.matches("*") && !expanded.glob.matches("x"));
    }

    #[test]
    fn segments_are_cut_at_literal_colons_only() {
        let segments = parse("arn:aws:s3:::${aws:username}:x:y").segments();
        assert_eq!(segments.len(), 6);
        assert_eq!(parse("arn:aws:s3").segments().len(), 3);
    }
}
