//! Operators on numbers, dates, booleans, bytes and addresses (C19 to C24).

use super::{ClauseCheck, RequestValue};
use crate::truth::Truth;
use iamdiag_policy::Effect;
use iamdiag_policy::condition::{
    Base, Clause, Decimal, Network, Operand, OperandValue, Timestamp, decode_base64, parse_address,
};
use ipnet::IpNet;
use std::cmp::Ordering;

impl ClauseCheck<'_, '_> {
    pub(super) fn numbers(&self, value: RequestValue<'_>) -> Truth {
        self.compared(value, Decimal::parse, |operand| match operand {
            OperandValue::Number(number) => number.as_ref(),
            _ => None,
        })
    }

    pub(super) fn dates(&self, value: RequestValue<'_>) -> Truth {
        self.compared(value, Timestamp::parse, |operand| match operand {
            OperandValue::Date(date) => date.as_ref(),
            _ => None,
        })
    }

    /// The common shape of numbers and dates: request value *op* policy value (C19, C21).
    fn compared<T: Ord>(
        &self,
        value: RequestValue<'_>,
        parse: impl Fn(&str) -> Option<T>,
        operand: impl Fn(&OperandValue) -> Option<&T>,
    ) -> Truth {
        let RequestValue::Text(text) = value else {
            if self.is_never_negative() {
                return self.with_variables(value, Truth::True);
            }
            return self.of_unknown_value(value, |policy| operand(policy).is_some());
        };
        let Some(told) = parse(text) else {
            // C20, U20: no number or date: nothing matches, and so the negated form is true.
            self.reading(20);
            return self.with_variables(value, Truth::False);
        };
        let any = self.values.iter().filter_map(|policy| operand(&policy.value)).any(|wanted| {
            let ordering = told.cmp(wanted);
            match self.clause.operator.base {
                Base::NumericLessThan | Base::DateLessThan => ordering == Ordering::Less,
                Base::NumericLessThanEquals | Base::DateLessThanEquals => ordering != Ordering::Greater,
                Base::NumericGreaterThan | Base::DateGreaterThan => ordering == Ordering::Greater,
                Base::NumericGreaterThanEquals | Base::DateGreaterThanEquals => ordering != Ordering::Less,
                _ => ordering == Ordering::Equal,
            }
        });
        self.with_variables(value, any.into())
    }

    /// T4: at least zero, of a key that never is less.
    fn is_never_negative(&self) -> bool {
        const KEYS: &[&str] = &["aws:multifactorauthage", "aws:epochtime", "s3:max-keys"];
        let zero = Decimal::parse("0");
        self.clause.operator.base == Base::NumericGreaterThanEquals
            && KEYS.contains(&self.clause.key.lower())
            && self.values.iter().any(|policy| matches!(&policy.value, OperandValue::Number(n) if *n == zero))
    }

    pub(super) fn booleans(&self, value: RequestValue<'_>) -> Truth {
        let wants = |wanted: bool| {
            self.values
                .iter()
                .any(|operand| matches!(operand.value, OperandValue::Bool(Some(v)) if v == wanted))
        };
        let RequestValue::Text(text) = value else {
            if wants(true) && wants(false) {
                return Truth::True;
            }
            return self.of_unknown_value(value, |operand| matches!(operand, OperandValue::Bool(Some(_))));
        };
        let told = text.eq_ignore_ascii_case("true");
        if !told && !text.eq_ignore_ascii_case("false") {
            // C22, U35: any other text counts as false.
            self.reading(35);
        }
        self.with_variables(value, wants(told).into())
    }

    pub(super) fn binaries(&self, value: RequestValue<'_>) -> Truth {
        let RequestValue::Text(text) = value else {
            return self.of_unknown_value(value, |operand| matches!(operand, OperandValue::Binary(Some(_))));
        };
        let told = decode_base64(text);
        let any = told.is_some_and(|told| {
            self.values.iter().any(
                |operand| matches!(&operand.value, OperandValue::Binary(Some(bytes)) if **bytes == *told),
            )
        });
        self.with_variables(value, any.into())
    }

    pub(super) fn addresses(&self, value: RequestValue<'_>) -> Truth {
        match value {
            RequestValue::Text(text) => {
                let Some(address) = parse_address(text) else {
                    // C24: a malformed request value matches neither form.
                    return Truth::False;
                };
                let any = self.networks().any(|network| !network.is_doubtful() && network.contains(address));
                let doubtful =
                    self.networks().any(|network| network.is_doubtful() && network.contains(address));
                self.settle_host_bits(value, any.into(), doubtful)
            }
            RequestValue::Within(net)
                if self
                    .networks()
                    .any(|network| network.is_doubtful() && !within(net, network).is_false()) =>
            {
                self.reading(22);
                Truth::Unknown
            }
            RequestValue::Within(net) => {
                let any = self
                    .networks()
                    .filter(|network| !network.is_doubtful())
                    .map(|network| within(net, network));
                self.with_variables(value, any.fold(Truth::False, Truth::or))
            }
            RequestValue::Anything => {
                let covers = |wanted: &str| {
                    wanted.parse().is_ok_and(|all: IpNet| self.networks().any(|n| n.net() == all))
                };
                if covers("0.0.0.0/0") && covers("::/0") {
                    return self.with_variables(value, Truth::True);
                }
                self.of_unknown_value(value, |operand| matches!(operand, OperandValue::Network(Some(_))))
            }
            RequestValue::Like(_) | RequestValue::Unlike(_) => Truth::Unknown,
        }
    }

    fn networks(&self) -> impl Iterator<Item = &Network> {
        self.values.iter().filter_map(|operand| match &operand.value {
            OperandValue::Network(network) => network.as_ref(),
            _ => None,
        })
    }

    /// U22: an IPv6 network with host bits was seen never to match; where that decides in the opening direction, unknown.
    fn settle_host_bits(&self, value: RequestValue<'_>, any: Truth, doubtful: bool) -> Truth {
        let truth = self.with_variables(value, any);
        if !doubtful || any.is_true() {
            return truth;
        }
        match (self.effect, self.clause.operator.negated) {
            (Effect::Allow, false) => {
                self.reading(22);
                truth
            }
            _ => self.dispute(22),
        }
    }

    /// A value of which nothing is known: unknown, unless no policy value can be read, so that none can match (T4).
    fn of_unknown_value(&self, value: RequestValue<'_>, readable: impl Fn(&OperandValue) -> bool) -> Truth {
        let hopeless = !self.values.iter().any(|operand| readable(&operand.value));
        if hopeless { self.with_variables(value, Truth::False) } else { Truth::Unknown }
    }

    /// W2, U10: a variable in these operators is documented as not expanded; where expanding it would decide otherwise, the
    /// clause is open.
    fn with_variables(&self, value: RequestValue<'_>, any: Truth) -> Truth {
        let literal = self.negate_if_needed(any);
        let has_variables =
            self.values.iter().any(|operand| matches!(operand.value, OperandValue::Variable(_)));
        if !has_variables || any.is_true() || self.expanded(value) == Some(literal) {
            return literal;
        }
        self.dispute(10)
    }

    /// The clause's verdict with its variables expanded, where they all have a told text.
    fn expanded(&self, value: RequestValue<'_>) -> Option<Truth> {
        let operands = self.values.iter().map(|operand| {
            let OperandValue::Variable(template) = &operand.value else {
                return Some(operand.clone());
            };
            let expanded = template.expand(|variable| self.resolve(variable))?;
            let text = expanded.glob.exact_text().filter(|_| expanded.exact)?;
            Some(Operand::parse(text, operand.span, self.clause.operator.base, false))
        });
        let clause = Clause { values: operands.collect::<Option<_>>()?, ..self.clause.clone() };
        Some(ClauseCheck::new(self.check, self.at, self.part, self.effect, &clause).value(value))
    }
}

/// Whether an address in `net` is in `network`: surely, surely not, or perhaps.
fn within(net: IpNet, network: &Network) -> Truth {
    let wanted = network.net();
    if wanted.contains(&net) {
        Truth::True
    } else if net.contains(&wanted) {
        Truth::Unknown
    } else {
        Truth::False
    }
}
