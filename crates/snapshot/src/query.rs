//! What a user may type for a principal or a resource, taken apart, so that every source finds the same things.

use iamdiag_policy::{Arn, is_account_id};

/// A text that names principals of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalQuery {
    /// The ARN of a user or role, exactly.
    Arn(Box<str>),
    /// A session of a role, by the role's name, which is unique in its account (I9).
    Session {
        /// The account, by id or name.
        account: Option<Box<str>>,
        /// The role's name without path.
        role: Box<str>,
        /// The session's name.
        session: Box<str>,
    },
    /// `AIDA…` or `AROA…`, perhaps with a session (I12).
    UniqueId {
        /// The id.
        id: Box<str>,
        /// What stands behind the colon.
        session: Option<Box<str>>,
    },
    /// A name, with what was typed before it.
    Name {
        /// The account, by id or name.
        account: Option<Box<str>>,
        /// `user` or `role`, where typed.
        kind: Option<QueryKind>,
        /// The path without its outer slashes, where typed.
        path: Option<Box<str>>,
        /// The name.
        name: Box<str>,
    },
    /// The root user of an account.
    Root {
        /// The account, by id or name.
        account: Box<str>,
    },
}

/// The kinds of principal that can be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryKind {
    /// `user/…`
    User,
    /// `role/…`
    Role,
}

impl PrincipalQuery {
    /// Takes a text apart; `None` for what names nothing in a snapshot: services, `anonymous`, providers, other ARNs.
    pub fn parse(text: &str) -> Option<Self> {
        if text.starts_with("arn:") {
            return Self::of_arn(text);
        }
        if text == "anonymous" || text.contains('.') && !text.contains(['/', ':']) && is_service(text) {
            return None;
        }
        if let Some(found) = Self::unique_id(text) {
            return Some(found);
        }
        let (account, rest) = match text.split_once(':') {
            Some((account, rest)) if !account.is_empty() && !account.contains('/') => {
                (Some(Box::from(account)), rest)
            }
            _ => (None, text),
        };
        if rest.is_empty() || rest.contains(':') || rest.contains(char::is_whitespace) {
            return None;
        }
        if rest == "root" {
            return account.map(|account| Self::Root { account });
        }
        Self::of_rest(account, rest)
    }

    fn of_rest(account: Option<Box<str>>, rest: &str) -> Option<Self> {
        let (kind, named) = match rest.split_once('/') {
            None => (None, rest),
            Some(("user", named)) => (Some(QueryKind::User), named),
            Some(("role", named)) => (Some(QueryKind::Role), named),
            Some(("assumed-role", named)) => {
                let (role, session) = named.split_once('/')?;
                return Some(Self::Session { account, role: role.into(), session: session.into() });
            }
            Some(_) => return None,
        };
        let (path, name) = match named.rsplit_once('/') {
            Some((path, name)) => (Some(path.into()), name),
            None => (None, named),
        };
        (!name.is_empty()).then(|| Self::Name { account, kind, path, name: name.into() })
    }

    fn of_arn(text: &str) -> Option<Self> {
        let arn = Arn::parse(text)?;
        let account = arn.account_id()?;
        match (arn.service, arn.resource.split_once('/')) {
            ("iam", Some(("user" | "role", _))) => Some(Self::Arn(text.into())),
            ("sts", Some(("assumed-role", named))) => {
                let (role, session) = named.split_once('/')?;
                Some(Self::Session {
                    account: Some(account.into()),
                    role: role.into(),
                    session: session.into(),
                })
            }
            _ => None,
        }
    }

    fn unique_id(text: &str) -> Option<Self> {
        let (id, session) = match text.split_once(':') {
            Some((id, session)) => (id, Some(session.into())),
            None => (text, None),
        };
        let is_id = (id.starts_with("AIDA") || id.starts_with("AROA"))
            && id.len() >= 16
            && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        is_id.then(|| Self::UniqueId { id: id.into(), session })
    }

    /// The account that was typed, by id or name.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Arn(text) => Arn::parse(text)?.account_id(),
            Self::Session { account, .. } | Self::Name { account, .. } => account.as_deref(),
            Self::Root { account } => Some(account),
            Self::UniqueId { .. } => None,
        }
    }

    /// The name to look for, without path; none for a unique id or root.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Arn(text) => text.rsplit('/').next(),
            Self::Session { role, .. } => Some(role),
            Self::Name { name, .. } => Some(name),
            Self::UniqueId { .. } | Self::Root { .. } => None,
        }
    }
}

fn is_service(text: &str) -> bool {
    text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn")
}

/// A text that names resources of a snapshot, if it is no ARN: the last part of an ARN, perhaps with its account before it, or a
/// bucket with a key behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceQuery<'q> {
    /// The account, by id or name, if what stands before the first colon is one.
    pub account: Option<&'q str>,
    /// What is looked for.
    pub rest: &'q str,
}

impl<'q> ResourceQuery<'q> {
    /// Takes a text apart. `is_account` tells whether a text is the name of an account; ids are recognised.
    pub fn parse(text: &'q str, is_account: impl Fn(&str) -> bool) -> Self {
        match text.split_once(':') {
            Some((account, rest)) if is_account_id(account) || is_account(account) => {
                Self { account: Some(account), rest }
            }
            _ => Self { account: None, rest: text },
        }
    }

    /// Whether a resource's ARN is named by the text: its last part, or the end of that behind a `/` or `:`.
    pub fn names(&self, arn: &Arn<'_>) -> bool {
        let is_end = |text: &str| {
            text.strip_suffix(self.rest)
                .is_some_and(|before| before.is_empty() || before.ends_with(['/', ':']))
        };
        !self.rest.is_empty() && is_end(arn.resource)
    }

    /// The bucket and the key, if the text may be an object: `bucket/key`.
    pub fn bucket_and_key(&self) -> Option<(&'q str, &'q str)> {
        self.rest.split_once('/').filter(|(bucket, key)| !bucket.is_empty() && !key.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn name(text: &str) -> (Option<String>, Option<QueryKind>, Option<String>, String) {
        match PrincipalQuery::parse(text) {
            Some(PrincipalQuery::Name { account, kind, path, name }) => {
                (account.map(Into::into), kind, path.map(Into::into), name.into())
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn abbreviations_are_taken_apart() {
        assert_eq!(name("deploy"), (None, None, None, "deploy".into()));
        assert_eq!(name("role/deploy"), (None, Some(QueryKind::Role), None, "deploy".into()));
        assert_eq!(
            name("prod:role/team/a/deploy"),
            (Some("prod".into()), Some(QueryKind::Role), Some("team/a".into()), "deploy".into())
        );
        assert_eq!(name("ann@example.com").3, "ann@example.com");
    }

    #[test]
    fn sessions_and_ids_are_told_apart() {
        let session = PrincipalQuery::Session {
            account: Some("111122223333".into()),
            role: "deploy".into(),
            session: "ci".into(),
        };
        for text in
            ["arn:aws:sts::111122223333:assumed-role/deploy/ci", "111122223333:assumed-role/deploy/ci"]
        {
            assert_eq!(PrincipalQuery::parse(text).as_ref(), Some(&session));
        }
        let id = PrincipalQuery::UniqueId { id: "AROAEXAMPLE000000001".into(), session: Some("ci".into()) };
        assert_eq!(PrincipalQuery::parse("AROAEXAMPLE000000001:ci"), Some(id));
    }

    #[test]
    fn what_names_nothing_in_a_snapshot_is_no_query() {
        for text in
            ["anonymous", "sns.amazonaws.com", "arn:aws:iam::111122223333:root", "a b", "", "prod:", "root"]
        {
            assert_eq!(PrincipalQuery::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_resource_is_named_by_the_end_of_its_arn() {
        let arn = Arn::parse("arn:aws:dynamodb:eu-west-1:111122223333:table/orders").unwrap();
        let query = |text| ResourceQuery::parse(text, |name| name == "prod");
        assert!(query("orders").names(&arn) && query("table/orders").names(&arn));
        assert!(query("prod:table/orders").names(&arn) && !query("ders").names(&arn));
        assert_eq!(query("prod:orders").account, Some("prod"));
        assert_eq!(query("other:orders").rest, "other:orders");
    }
}
