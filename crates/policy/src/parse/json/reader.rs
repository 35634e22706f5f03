//! The grammar of JSON over tokens.

use super::layout::Page;
use super::lexer::{Lexer, Token};
use super::tape::{Kind, Tape};
use super::{Checked, Json, MAX_DEPTH, syntax};
use crate::problem::{Problem, ProblemCode};
use crate::shown_text::{Layout, ShownText};
use crate::span::Span;

pub(super) fn read(text: &str) -> Result<Json, (ShownText, Problem)> {
    if u32::try_from(text.len()).is_err() {
        // Beyond what a span counts there is nothing to show.
        let problem = Problem::new(ProblemCode::NotJson, Span::default(), "the text is larger than 4 GiB");
        return Err((ShownText::new("", Layout::AsReceived), problem));
    }
    let mut reader = Reader {
        lexer: Lexer::new(text),
        page: Page::for_text(text),
        tape: Tape::with_capacity(text.len() / BYTES_PER_ENTRY),
        open: Vec::with_capacity(MAX_DEPTH),
    };
    match reader.document() {
        Ok(()) => Ok(Json { text: reader.page.finish(text), tape: reader.tape, size: reader.lexer.size }),
        Err(problem) => Err((ShownText::new(text, Layout::AsReceived), *problem)),
    }
}

/// Policies have at least this many bytes for each key and value, nearly always.
const BYTES_PER_ENTRY: usize = 10;

/// An object or list that is not closed yet.
#[derive(Clone, Copy)]
pub(super) struct Open {
    /// Where its bracket stands in the received text.
    pub(super) start: u32,
    /// Whether it is an object.
    pub(super) object: bool,
}

struct Reader<'t> {
    lexer: Lexer<'t>,
    page: Page,
    tape: Tape,
    open: Vec<Open>,
}

impl Reader<'_> {
    fn document(&mut self) -> Checked<()> {
        self.advance()?;
        if self.lexer.token == Token::End {
            return Err(syntax::empty(self.lexer.text()).into());
        }
        self.value()?;
        match self.lexer.token {
            Token::End => Ok(()),
            _ => Err(syntax::after_the_end(self.lexer.text(), self.lexer.span).into()),
        }
    }

    fn advance(&mut self) -> Checked<()> {
        self.lexer.advance().map_err(|problem| match problem.help {
            Some(_) => problem,
            // A string without end: only the grammar knows what else is open.
            None => problem.help(syntax::closing("\"", &self.open)).into(),
        })
    }

    /// Shows the current token and goes on; gives its place in the shown text.
    fn take(&mut self) -> Checked<Span> {
        let span = self.page.token(self.lexer.source(), self.lexer.span);
        self.advance()?;
        Ok(span)
    }

    /// Reads the value that begins with the current token.
    fn value(&mut self) -> Checked<()> {
        let kind = match self.lexer.token {
            Token::Text { escaped: false } => Kind::Plain,
            Token::Text { escaped: true } => Kind::Escaped,
            Token::OpenBrace => return self.object(),
            Token::OpenBracket => return self.list(),
            Token::Number => Kind::Number,
            Token::True => Kind::True,
            Token::False => Kind::False,
            Token::Null => Kind::Null,
            Token::End => return Err(self.cut_off()),
            Token::CloseBrace | Token::CloseBracket | Token::Comma | Token::Colon => {
                return Err(syntax::no_value(self.lexer.text(), self.lexer.span, self.lexer.previous).into());
            }
        };
        let span = self.take()?;
        self.tape.push(kind, span);
        Ok(())
    }

    fn object(&mut self) -> Checked<()> {
        let object = self.enter(Kind::Object)?;
        while self.more(self.tape.is_last(object))? {
            self.page.line(self.open.len());
            self.member()?;
        }
        self.leave(object)
    }

    fn list(&mut self) -> Checked<()> {
        let list = self.enter(Kind::List)?;
        while self.more(self.tape.is_last(list))? {
            self.page.line(self.open.len());
            self.value()?;
        }
        self.leave(list)
    }

    fn member(&mut self) -> Checked<()> {
        match self.lexer.token {
            Token::Text { .. } => self.value()?,
            Token::End => return Err(self.cut_off()),
            _ => return Err(syntax::no_key(self.lexer.text(), self.lexer.span).into()),
        }
        match self.lexer.token {
            Token::Colon => self.take()?,
            Token::End => return Err(self.cut_off()),
            _ => return Err(syntax::no_colon(self.lexer.text(), self.lexer.previous).into()),
        };
        self.page.space();
        self.value()
    }

    /// Opens an object or list and gives its place on the tape.
    fn enter(&mut self, kind: Kind) -> Checked<usize> {
        if self.open.len() >= MAX_DEPTH {
            return Err(syntax::too_deep(self.lexer.span).into());
        }
        self.open.push(Open { start: self.lexer.span.start, object: kind == Kind::Object });
        let bracket = self.take()?;
        Ok(self.tape.push(kind, bracket))
    }

    /// Closes the innermost object or list, whose bracket is the current token.
    fn leave(&mut self, index: usize) -> Checked<()> {
        self.open.pop();
        if !self.tape.is_last(index) {
            self.page.line(self.open.len());
        }
        let bracket = self.take()?;
        self.tape.close(index, bracket.end);
        Ok(())
    }

    /// Whether another member or entry follows; the comma before it is taken.
    fn more(&mut self, first: bool) -> Checked<bool> {
        let Some(&open) = self.open.last() else { return Ok(false) };
        let (text, span, previous) = (self.lexer.text(), self.lexer.span, self.lexer.previous);
        let problem = match self.lexer.token {
            Token::Comma if !first => return self.comma(),
            Token::CloseBrace if open.object => return Ok(false),
            Token::CloseBracket if !open.object => return Ok(false),
            Token::CloseBrace | Token::CloseBracket => syntax::wrong_closer(text, span, open),
            Token::End => return Err(self.cut_off()),
            Token::Comma => syntax::stray_comma(span),
            _ if first => return Ok(true),
            Token::Colon => syntax::stray_colon(text, previous, span, open),
            _ => syntax::missing_comma(previous),
        };
        Err(problem.into())
    }

    /// Takes a comma between two entries.
    fn comma(&mut self) -> Checked<bool> {
        let comma = self.lexer.span;
        self.take()?;
        match self.lexer.token {
            Token::CloseBrace | Token::CloseBracket => Err(syntax::trailing_comma(comma).into()),
            Token::Comma => Err(syntax::stray_comma(self.lexer.span).into()),
            _ => Ok(true),
        }
    }

    fn cut_off(&self) -> Box<Problem> {
        syntax::cut_off(self.lexer.text(), &self.open).into()
    }
}
