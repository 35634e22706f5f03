//! `Condition` blocks: operators, keys and typed values (C1 to C30).

mod date;
mod decimal;
mod network;
mod operand;
mod operator;

pub use date::Timestamp;
pub use decimal::Decimal;
pub use network::{Network, parse_address};
pub use operand::{ArnOperand, Operand, OperandValue, decode_base64};
pub use operator::{Base, Family, Operator, Qualifier};

use crate::key::ConditionKey;
use crate::span::Span;

/// One operator applied to one key: the smallest part of a condition, all of which must hold (C1).
#[derive(Clone, Debug)]
pub struct Clause {
    /// The operator with its qualifier and suffix.
    pub operator: Operator,
    /// Where the operator's name stands.
    pub operator_span: Span,
    /// The condition key.
    pub key: ConditionKey,
    /// Where the key stands.
    pub key_span: Span,
    /// The values, or-ed (C1); may be empty (C40).
    pub values: Box<[Operand]>,
    /// Where the value or the list of values stands.
    pub values_span: Span,
}
