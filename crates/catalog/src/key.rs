//! Condition keys.

use std::fmt;

use crate::catalog::Catalog;
use crate::names;
use crate::rows::{KeyRow, LIST, key_scopes};

/// A condition key, or a family of keys whose names end in a tag key or the like (`aws:PrincipalTag/${TagKey}`).
#[derive(Clone, Copy)]
pub struct Key<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) id: u32,
    pub(crate) row: KeyRow,
}

/// The type of a key's value, or of each value if the key holds a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// Text.
    String,
    /// An Amazon Resource Name.
    Arn,
    /// `true` or `false`.
    Bool,
    /// A number.
    Numeric,
    /// A date and time.
    Date,
    /// An IP address.
    IpAddress,
    /// Bytes in base64.
    Binary,
}

/// In which requests a key can be present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyScope {
    /// Only where the reference lists it, for an action or a resource type.
    Service,
    /// In requests to any service (`aws:SourceIp`). For tag keys the reference also lists where they apply.
    Global,
    /// With the credentials of one kind of session, whatever service is called (`lambda:SourceFunctionArn`).
    Session,
    /// When an identity provider vouches for the caller, and for some keys in the session that follows (`saml:sub`).
    Federation,
}

impl<'a> Key<'a> {
    /// The canonical spelling. A family has its placeholder: `aws:PrincipalTag/${TagKey}`.
    pub fn name(&self) -> &'a str {
        self.catalog.strings.get(self.row.name)
    }

    /// Whether this is a family of keys with a placeholder in the name.
    pub fn is_family(&self) -> bool {
        next_part(self.name()).is_some()
    }

    /// The type of its values.
    pub fn value_type(&self) -> KeyType {
        match self.row.kind & !LIST {
            1 => KeyType::Arn,
            2 => KeyType::Bool,
            3 => KeyType::Numeric,
            4 => KeyType::Date,
            5 => KeyType::IpAddress,
            6 => KeyType::Binary,
            _ => KeyType::String,
        }
    }

    /// Whether the key holds a list of values (`ArrayOf…` in the reference), however many a request has.
    pub fn is_list(&self) -> bool {
        self.row.kind & LIST != 0
    }

    /// In which requests it can be present.
    pub fn scope(&self) -> KeyScope {
        match self.row.scope {
            key_scopes::GLOBAL => KeyScope::Global,
            key_scopes::SESSION => KeyScope::Session,
            key_scopes::FEDERATION | key_scopes::CLAIM => KeyScope::Federation,
            _ => KeyScope::Service,
        }
    }

    /// Whether it can be present in requests to any service: a key with prefix `aws:`.
    pub fn is_global(&self) -> bool {
        self.scope() == KeyScope::Global
    }

    /// Whether `name` is this key, or one of this family.
    pub fn covers(&self, name: &str) -> bool {
        match self.row.scope {
            key_scopes::CLAIM => self.catalog.claim(name) == Some(*self),
            _ => covers(self.name(), name),
        }
    }
}

identified_by_row!(Key);

impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.name()).finish()
    }
}

/// The text before the first placeholder (`${TagKey}` or `<key>`) and the text after it.
fn next_part(template: &str) -> Option<(&str, &str)> {
    let start = template.bytes().position(|c| c == b'$' || c == b'<')?;
    let end = template.bytes().position(|c| c == b'}' || c == b'>')?;
    Some((template.get(..start)?, template.get(end + 1..)?))
}

/// Whether the name fits the template: same letters without case, and some text for each placeholder.
fn covers(template: &str, name: &str) -> bool {
    let Some((before, after)) = next_part(template) else { return template.eq_ignore_ascii_case(name) };
    let Some(rest) = names::after_head(name, before) else { return false };
    if after.is_empty() {
        return !rest.is_empty();
    }
    let mut tails = rest.char_indices().skip(1).filter_map(|(at, _)| rest.get(at..));
    tails.any(|tail| covers(after, tail))
}
