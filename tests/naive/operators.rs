//! Condition operators: names (C3) and the comparison of one request value with one operand (C16 to C28).

use super::patterns::{self, Token};
use super::values::{self, compare_decimals};
use std::cmp::Ordering;

/// C3: the qualifier of a set operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    None,
    ForAll,
    ForAny,
}

/// C17 to C29: the kinds of comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    String,
    StringIgnoreCase,
    StringLike,
    Numeric,
    Date,
    Bool,
    Binary,
    Ip,
    Arn,
    Null,
}

/// C3: `[ForAllValues:|ForAnyValue:]Base[IfExists]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    pub qualifier: Qualifier,
    pub family: Family,
    pub negated: bool,
    pub if_exists: bool,
    /// Numbers and dates: the orderings of request against operand that match.
    pub accepts: &'static [Ordering],
}

const EQUAL: &[Ordering] = &[Ordering::Equal];

/// C3, U15: read an operator's name, in any case.
pub fn operator(name: &str) -> Option<Operator> {
    let lower = name.to_ascii_lowercase();
    let (qualifier, base) = if let Some(b) = lower.strip_prefix("forallvalues:") {
        (Qualifier::ForAll, b)
    } else if let Some(b) = lower.strip_prefix("foranyvalue:") {
        (Qualifier::ForAny, b)
    } else {
        (Qualifier::None, lower.as_str())
    };
    let (base, if_exists) = match base.strip_suffix("ifexists") {
        Some(b) => (b, true),
        None => (base, false),
    };
    let (family, negated, accepts) = match base {
        "stringequals" => (Family::String, false, EQUAL),
        "stringnotequals" => (Family::String, true, EQUAL),
        "stringequalsignorecase" => (Family::StringIgnoreCase, false, EQUAL),
        "stringnotequalsignorecase" => (Family::StringIgnoreCase, true, EQUAL),
        "stringlike" => (Family::StringLike, false, EQUAL),
        "stringnotlike" => (Family::StringLike, true, EQUAL),
        "bool" => (Family::Bool, false, EQUAL),
        "binaryequals" => (Family::Binary, false, EQUAL),
        "ipaddress" => (Family::Ip, false, EQUAL),
        "notipaddress" => (Family::Ip, true, EQUAL),
        "arnequals" | "arnlike" => (Family::Arn, false, EQUAL),
        "arnnotequals" | "arnnotlike" => (Family::Arn, true, EQUAL),
        "null" if !if_exists => (Family::Null, false, EQUAL),
        other => ordered(other)?,
    };
    Some(Operator { qualifier, family, negated, if_exists, accepts })
}

/// C19, C21: the operators that order.
fn ordered(base: &str) -> Option<(Family, bool, &'static [Ordering])> {
    let (family, relation) = if let Some(r) = base.strip_prefix("numeric") {
        (Family::Numeric, r)
    } else {
        (Family::Date, base.strip_prefix("date")?)
    };
    let accepts: &'static [Ordering] = match relation {
        "equals" | "notequals" => EQUAL,
        "lessthan" => &[Ordering::Less],
        "lessthanequals" => &[Ordering::Less, Ordering::Equal],
        "greaterthan" => &[Ordering::Greater],
        "greaterthanequals" => &[Ordering::Greater, Ordering::Equal],
        _ => return None,
    };
    Some((family, relation == "notequals", accepts))
}

impl Operator {
    /// W2: where variables are documented to be expanded.
    pub fn expands(&self) -> bool {
        matches!(self.family, Family::String | Family::StringIgnoreCase | Family::StringLike | Family::Arn)
    }

    /// C16: the operators that know wildcards.
    pub fn wild(&self) -> bool {
        matches!(self.family, Family::StringLike | Family::Arn)
    }

    /// C26.
    pub fn is_arn(&self) -> bool {
        self.family == Family::Arn
    }
}

/// One operand, with its variables put in.
#[derive(Clone, Debug)]
pub struct Operand {
    pub text: String,
    pub tokens: Vec<Token>,
}

/// C26, C27: `*` alone, or six parts that begin with `arn`.
pub fn well_formed_operand(tokens: &[Token]) -> bool {
    let parts = patterns::parts(tokens);
    tokens == [Token::Star] || (parts.len() == 6 && patterns::like(&parts[0], "arn"))
}

/// C24, C27: a request value that no operand can match and no negation saves.
pub fn unusable(family: Family, request: &str) -> bool {
    match family {
        Family::Ip => values::address(request).is_none(),
        Family::Arn => !patterns::well_formed_arn(request),
        _ => false,
    }
}

/// C17 to C28: does one request value match one operand? `mask_v6`: the other reading of U22.
pub fn matches(op: &Operator, request: &str, operand: &Operand, mask_v6: bool) -> bool {
    let text = operand.text.as_str();
    match op.family {
        Family::String => request == text,
        Family::StringIgnoreCase => request.to_lowercase() == text.to_lowercase(),
        Family::StringLike => patterns::like(&operand.tokens, request),
        Family::Numeric => match (values::decimal(request), values::decimal(text)) {
            (Some(r), Some(p)) => op.accepts.contains(&compare_decimals(&r, &p)),
            _ => false,
        },
        Family::Date => match (values::date(request), values::date(text)) {
            (Some(r), Some(p)) => op.accepts.contains(&r.cmp(&p)),
            _ => false,
        },
        Family::Bool => {
            let truth = request.eq_ignore_ascii_case("true");
            text.eq_ignore_ascii_case(if truth { "true" } else { "false" })
        }
        Family::Binary => match (values::base64(request), values::base64(text)) {
            (Some(r), Some(p)) => r == p,
            _ => false,
        },
        Family::Ip => in_network(request, text, mask_v6),
        Family::Arn => {
            patterns::well_formed_arn(request)
                && (operand.tokens == [Token::Star] || patterns::by_segment(&operand.tokens, request))
        }
        Family::Null => false,
    }
}

/// C24.
fn in_network(request: &str, operand: &str, mask_v6: bool) -> bool {
    let (Some((six, address)), Some((net_six, base, bits))) =
        (values::address(request), values::network(operand))
    else {
        return false;
    };
    let hosts = values::host_mask(net_six, bits);
    if net_six && base & hosts != 0 && !mask_v6 {
        return false;
    }
    six == net_six && address & !hosts == base & !hosts
}
