//! Policy values of a condition, read once for their operator's family (C7, C8).

use super::date::Timestamp;
use super::decimal::Decimal;
use super::network::Network;
use super::operator::{Base, Family};
use crate::pattern::{Template, Wildcards};
use crate::span::Span;
use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// One policy value of a [`super::Clause`].
#[derive(Clone, Debug)]
pub struct Operand {
    /// The text after M14's conversion of numbers and booleans.
    pub text: Box<str>,
    /// Where the value stands.
    pub span: Span,
    /// The value as the operator reads it.
    pub value: OperandValue,
}

/// A policy value as its operator reads it; `None` inside where the text is not of that kind (C20 to C24).
#[derive(Clone, Debug)]
pub enum OperandValue {
    /// String operators.
    Text(Template),
    /// Arn operators.
    Arn(ArnOperand),
    /// Numeric operators.
    Number(Option<Decimal>),
    /// Date operators.
    Date(Option<Timestamp>),
    /// `Bool`.
    Bool(Option<bool>),
    /// `BinaryEquals`.
    Binary(Option<Box<[u8]>>),
    /// `IpAddress` and `NotIpAddress`.
    Network(Option<Network>),
    /// `Null`: whether the key must be absent (C29).
    Null(Option<bool>),
    /// A variable in an operator outside W2's list: expanded at evaluation, where the clause becomes unknown (U10).
    Variable(Template),
}

/// A policy value of an Arn operator (C26).
#[derive(Clone, Debug)]
pub struct ArnOperand {
    /// The value as one pattern.
    pub whole: Template,
    /// Its six parts; `None` where the operand is malformed (C27). The single value `*` has none but matches every ARN.
    pub segments: Option<Box<[Template]>>,
    /// Whether it is the single value `*`.
    pub everything: bool,
}

impl Operand {
    /// Reads a value for an operator. `variables` is true in documents of version 2012-10-17.
    pub fn parse(text: &str, span: Span, base: Base, variables: bool) -> Self {
        Self { text: text.into(), span, value: OperandValue::parse(text, base, variables) }
    }
}

impl OperandValue {
    fn parse(text: &str, base: Base, variables: bool) -> Self {
        let family = base.family();
        if variables && !matches!(family, Family::String | Family::Arn | Family::Null) {
            let template = Template::parse(text, true, Wildcards::Literal);
            if template.fixed().is_none() {
                return Self::Variable(template);
            }
        }
        match family {
            Family::String => Self::Text(parse_string(text, base, variables)),
            Family::Arn => Self::Arn(ArnOperand::parse(text, variables)),
            Family::Numeric => Self::Number(Decimal::parse(text)),
            Family::Date => Self::Date(Timestamp::parse(text)),
            Family::Bool => Self::Bool(parse_bool(text)),
            Family::Binary => Self::Binary(decode_base64(text).map(Into::into)),
            Family::Ip => Self::Network(Network::parse(text)),
            Family::Null => Self::Null(parse_bool(text)),
        }
    }

    /// Whether the text is of the kind that the operator compares; variables count as of the kind.
    pub fn is_convertible(&self) -> bool {
        match self {
            Self::Text(_) | Self::Variable(_) => true,
            Self::Arn(arn) => arn.everything || arn.segments.is_some(),
            Self::Number(value) => value.is_some(),
            Self::Date(value) => value.is_some(),
            Self::Bool(value) | Self::Null(value) => value.is_some(),
            Self::Binary(value) => value.is_some(),
            Self::Network(value) => value.is_some(),
        }
    }
}

fn parse_string(text: &str, base: Base, variables: bool) -> Template {
    let wildcards = match base {
        Base::StringLike | Base::StringNotLike => Wildcards::Active,
        _ => Wildcards::Literal,
    };
    Template::parse(text, variables, wildcards)
}

impl ArnOperand {
    fn parse(text: &str, variables: bool) -> Self {
        let whole = Template::parse(text, variables, Wildcards::Active);
        let segments = whole.segments();
        let is_arn = segments.len() == 6
            && segments.first().is_some_and(|first| match first.fixed() {
                Some(glob) => glob.matches("arn"),
                None => true,
            });
        Self { everything: text == "*", segments: is_arn.then(|| segments.into()), whole }
    }
}

/// `true` or `false` in any case (C22).
fn parse_bool(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// Decodes base64, with or without padding (C23).
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&base64::alphabet::STANDARD, lenient).decode(text).ok()
}
