//! Condition operators and their spelling (C3).

/// What an operator compares, before qualifier, negation and `IfExists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    /// `StringEquals`
    StringEquals,
    /// `StringNotEquals`
    StringNotEquals,
    /// `StringEqualsIgnoreCase`
    StringEqualsIgnoreCase,
    /// `StringNotEqualsIgnoreCase`
    StringNotEqualsIgnoreCase,
    /// `StringLike`
    StringLike,
    /// `StringNotLike`
    StringNotLike,
    /// `NumericEquals`
    NumericEquals,
    /// `NumericNotEquals`
    NumericNotEquals,
    /// `NumericLessThan`
    NumericLessThan,
    /// `NumericLessThanEquals`
    NumericLessThanEquals,
    /// `NumericGreaterThan`
    NumericGreaterThan,
    /// `NumericGreaterThanEquals`
    NumericGreaterThanEquals,
    /// `DateEquals`
    DateEquals,
    /// `DateNotEquals`
    DateNotEquals,
    /// `DateLessThan`
    DateLessThan,
    /// `DateLessThanEquals`
    DateLessThanEquals,
    /// `DateGreaterThan`
    DateGreaterThan,
    /// `DateGreaterThanEquals`
    DateGreaterThanEquals,
    /// `Bool`
    Bool,
    /// `BinaryEquals`
    BinaryEquals,
    /// `IpAddress`
    IpAddress,
    /// `NotIpAddress`
    NotIpAddress,
    /// `ArnEquals`, the same as `ArnLike` (C26)
    ArnEquals,
    /// `ArnNotEquals`
    ArnNotEquals,
    /// `ArnLike`
    ArnLike,
    /// `ArnNotLike`
    ArnNotLike,
    /// `Null`
    Null,
}

/// The families that share a kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// C17, C18.
    String,
    /// C19.
    Numeric,
    /// C21.
    Date,
    /// C22.
    Bool,
    /// C23.
    Binary,
    /// C24.
    Ip,
    /// C26.
    Arn,
    /// C29.
    Null,
}

/// Every base with its canonical spelling, family and whether it is negated (C10), in the order of [`Base`].
const TABLE: &[(Base, &str, Family, bool)] = &[
    (Base::StringEquals, "StringEquals", Family::String, false),
    (Base::StringNotEquals, "StringNotEquals", Family::String, true),
    (Base::StringEqualsIgnoreCase, "StringEqualsIgnoreCase", Family::String, false),
    (Base::StringNotEqualsIgnoreCase, "StringNotEqualsIgnoreCase", Family::String, true),
    (Base::StringLike, "StringLike", Family::String, false),
    (Base::StringNotLike, "StringNotLike", Family::String, true),
    (Base::NumericEquals, "NumericEquals", Family::Numeric, false),
    (Base::NumericNotEquals, "NumericNotEquals", Family::Numeric, true),
    (Base::NumericLessThan, "NumericLessThan", Family::Numeric, false),
    (Base::NumericLessThanEquals, "NumericLessThanEquals", Family::Numeric, false),
    (Base::NumericGreaterThan, "NumericGreaterThan", Family::Numeric, false),
    (Base::NumericGreaterThanEquals, "NumericGreaterThanEquals", Family::Numeric, false),
    (Base::DateEquals, "DateEquals", Family::Date, false),
    (Base::DateNotEquals, "DateNotEquals", Family::Date, true),
    (Base::DateLessThan, "DateLessThan", Family::Date, false),
    (Base::DateLessThanEquals, "DateLessThanEquals", Family::Date, false),
    (Base::DateGreaterThan, "DateGreaterThan", Family::Date, false),
    (Base::DateGreaterThanEquals, "DateGreaterThanEquals", Family::Date, false),
    (Base::Bool, "Bool", Family::Bool, false),
    (Base::BinaryEquals, "BinaryEquals", Family::Binary, false),
    (Base::IpAddress, "IpAddress", Family::Ip, false),
    (Base::NotIpAddress, "NotIpAddress", Family::Ip, true),
    (Base::ArnEquals, "ArnEquals", Family::Arn, false),
    (Base::ArnNotEquals, "ArnNotEquals", Family::Arn, true),
    (Base::ArnLike, "ArnLike", Family::Arn, false),
    (Base::ArnNotLike, "ArnNotLike", Family::Arn, true),
    (Base::Null, "Null", Family::Null, false),
];

impl Base {
    fn row(self) -> (&'static str, Family, bool) {
        let row = TABLE.get(self as usize);
        row.map_or(("", Family::Null, false), |(_, name, family, negated)| (*name, *family, *negated))
    }

    /// The canonical spelling.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// What kind of value it compares.
    pub fn family(self) -> Family {
        self.row().1
    }

    /// Whether it is true when the request's value matches none of the policy's (C1).
    pub fn is_negated(self) -> bool {
        self.row().2
    }
}

/// A set operator (C31).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// `ForAllValues:`
    ForAllValues,
    /// `ForAnyValue:`
    ForAnyValue,
}

impl Qualifier {
    /// The spelling, without the colon.
    pub fn name(self) -> &'static str {
        match self {
            Self::ForAllValues => "ForAllValues",
            Self::ForAnyValue => "ForAnyValue",
        }
    }
}

/// A whole operator: `[ForAllValues:|ForAnyValue:]Base[IfExists]` (C3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operator {
    /// What is compared.
    pub base: Base,
    /// Its kind of value; `base.family()`, kept beside it because evaluation asks at every clause.
    pub family: Family,
    /// Whether the base is negated; `base.is_negated()`, kept for the same reason.
    pub negated: bool,
    /// The set operator.
    pub qualifier: Option<Qualifier>,
    /// Whether it ends in `IfExists`.
    pub if_exists: bool,
}

impl Operator {
    /// Reads an operator without regard to case (U15); `None` for an unknown base or `NullIfExists` (C3).
    pub fn parse(text: &str) -> Option<Self> {
        let (qualifier, rest) = match text.split_once(':') {
            None => (None, text),
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAllValues") => {
                (Some(Qualifier::ForAllValues), rest)
            }
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAnyValue") => {
                (Some(Qualifier::ForAnyValue), rest)
            }
            Some(_) => return None,
        };
        let (name, if_exists) =
            match rest.len().checked_sub("IfExists".len()).and_then(|at| rest.split_at_checked(at)) {
                Some((name, suffix)) if suffix.eq_ignore_ascii_case("IfExists") => (name, true),
                _ => (rest, false),
            };
        let (base, _, family, negated) =
            *TABLE.iter().find(|(_, known, ..)| known.eq_ignore_ascii_case(name))?;
        if base == Base::Null && if_exists {
            return None;
        }
        Some(Self { base, family, negated, qualifier, if_exists })
    }

    /// The canonical spelling.
    pub fn canonical(&self) -> String {
        let set = self.qualifier.map_or(String::new(), |q| format!("{}:", q.name()));
        let suffix = if self.if_exists { "IfExists" } else { "" };
        format!("{set}{}{suffix}", self.base.name())
    }

    /// Whether `text` is the canonical spelling.
    pub fn is_spelled(&self, text: &str) -> bool {
        let rest = match self.qualifier {
            Some(set) => text.strip_prefix(set.name()).and_then(|rest| rest.strip_prefix(':')),
            None => Some(text),
        };
        let name = match rest {
            Some(rest) if self.if_exists => rest.strip_suffix("IfExists"),
            other => other,
        };
        name == Some(self.base.name())
    }

    /// Every canonical base name, for "did you mean".
    pub fn base_names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|(_, name, ..)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_round_trips() {
        for set in ["", "ForAllValues:", "ForAnyValue:"] {
            for name in Operator::base_names() {
                for suffix in ["", "IfExists"] {
                    let text = format!("{set}{name}{suffix}");
                    let read = Operator::parse(&text);
                    if name == "Null" && suffix == "IfExists" {
                        assert_eq!(read, None);
                    } else {
                        assert_eq!(read.unwrap().canonical(), text);
                        assert!(
                            read.unwrap().is_spelled(&text)
                                && !read.unwrap().is_spelled(&text.to_uppercase())
                        );
                        assert_eq!(Operator::parse(&text.to_uppercase()), read);
                    }
                }
            }
        }
    }

    #[test]
    fn the_table_is_in_order() {
        for (at, (base, ..)) in TABLE.iter().enumerate() {
            assert_eq!(*base as usize, at);
        }
    }

    #[test]
    fn unknown_operators_are_refused() {
        for text in ["StringEqual", "ForSomeValues:StringEquals", "", "IfExists", "NotNull"] {
            assert_eq!(Operator::parse(text), None, "{text}");
        }
    }
}
