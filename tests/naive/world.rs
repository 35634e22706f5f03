//! One possible world, or what is known before any is chosen: keys, atoms, and what was asked of it (T2, T12, T16).

use super::case::{Case, Kind};
use super::context::{Shape, State, Value};
use super::document::Statement;
use super::truth::Truth;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The unknown session name of a caller given as a role ARN (I7), kept like a key.
pub const SESSION_NAME: &str = ":session-name";

/// Something unknown that a result hinged on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    Key(String),
    Atom(String),
}

/// A world, perhaps not yet fully told.
pub struct World<'a> {
    pub case: &'a Case,
    pub keys: BTreeMap<String, Value>,
    pub atoms: BTreeMap<String, bool>,
    pub needs: RefCell<Vec<Need>>,
}

impl<'a> World<'a> {
    /// Nothing but what the input says.
    pub fn known(case: &'a Case) -> World<'a> {
        World { case, keys: BTreeMap::new(), atoms: BTreeMap::new(), needs: RefCell::default() }
    }

    /// The same world with one key told.
    pub fn with_key(&self, key: &str, value: Value) -> World<'a> {
        let mut keys = self.keys.clone();
        keys.insert(key.to_string(), value);
        World { case: self.case, keys, atoms: self.atoms.clone(), needs: RefCell::default() }
    }

    /// The same world with one atom told.
    pub fn with_atom(&self, atom: &str, value: bool) -> World<'a> {
        let mut atoms = self.atoms.clone();
        atoms.insert(atom.to_string(), value);
        World { case: self.case, keys: self.keys.clone(), atoms, needs: RefCell::default() }
    }

    /// T2: what is known of a key (lower case).
    pub fn state(&self, key: &str) -> State {
        if let Some(v) = self.keys.get(key) {
            return State::Known(v.clone());
        }
        if key == SESSION_NAME {
            return State::Open { may_be_absent: false, shape: Shape::Any };
        }
        match self.case.context.get(key) {
            Some(s) => s.clone(),
            None if self.case.open_context => State::unknown(),
            None => State::Known(Value::Absent),
        }
    }

    /// Is the key's state open in this world?
    pub fn open(&self, key: &str) -> bool {
        matches!(self.state(key), State::Open { .. })
    }

    /// T12: a disputed reading, named by rule and statement.
    pub fn disputed(&self, rule: &str, statement: &Statement) -> Truth {
        self.atom(&format!("{rule}@{}", statement.id))
    }

    /// T12: an atom.
    pub fn atom(&self, name: &str) -> Truth {
        match self.atoms.get(name) {
            Some(b) => Truth::of(*b),
            None => {
                self.need(Need::Atom(name.to_string()));
                Truth::Unknown
            }
        }
    }

    /// Remember what a result hinged on.
    pub fn need(&self, need: Need) {
        self.needs.borrow_mut().push(need);
    }

    /// `None` while the key is open.
    fn value(&self, key: &str) -> Option<Value> {
        match self.state(key) {
            State::Known(v) => Some(v),
            State::Open { .. } => None,
        }
    }

    fn present(&self, key: &str) -> Option<bool> {
        self.value(key).map(|v| v != Value::Absent)
    }

    fn is(&self, key: &str, text: &str) -> Option<bool> {
        self.value(key).map(|v| v == Value::One(text.to_string()))
    }

    /// Given in the input, or open: the constraints speak of such keys only, since in a closed world a key
    /// that nobody mentions is absent by decree and not by knowledge.
    fn mentioned(&self, key: &str) -> bool {
        self.case.open_context || self.case.context.contains_key(key)
    }

    /// Did the input leave the key open (whether or not this world has told it since)?
    fn was_open(&self, key: &str) -> bool {
        match self.case.context.get(key) {
            Some(s) => matches!(s, State::Open { .. }),
            None => self.case.open_context,
        }
    }

    /// T16: can this world be? Constraints between keys that the input states outright are not looked at.
    pub fn possible(&self) -> bool {
        let kind = self.case.caller.kind;
        let linked = |a: &str, b: &str| {
            self.mentioned(a) && self.mentioned(b) && (self.was_open(a) || self.was_open(b))
        };
        // a present => b
        let implies = |a: Option<bool>, b: Option<bool>| !(a == Some(true) && b == Some(false));
        let same = |a: Option<bool>, b: Option<bool>| a.is_none() || b.is_none() || a == b;

        // K31: exactly one of the public and the endpoint group, in a direct call.
        let direct = kind != Kind::Service && self.is("aws:viaawsservice", "true") == Some(false);
        let path = ["aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip"];
        for vpc in path {
            if direct && linked("aws:sourceip", vpc) {
                let other = self.present(vpc).map(|p| !p);
                if !same(self.present("aws:sourceip"), other) {
                    return false;
                }
            }
            if linked(path[0], vpc) && !same(self.present(path[0]), self.present(vpc)) {
                return false;
            }
        }
        let (age, mfa) = ("aws:multifactorauthage", "aws:multifactorauthpresent");
        if linked(age, mfa) && !implies(self.present(age), self.is(mfa, "true")) {
            return false;
        }
        if self.was_open("aws:username") && !same(self.present("aws:username"), Some(kind == Kind::User)) {
            return false;
        }
        let temporary = match kind {
            Kind::Session | Kind::Role | Kind::Federated => Some(true),
            Kind::Service | Kind::Anonymous | Kind::Provider => Some(false),
            Kind::Root | Kind::User => match self.case.field("/session/kind").and_then(|k| k.as_str()) {
                Some("session-token" | "console") => Some(true),
                Some("long-term") => Some(false),
                _ => None,
            },
        };
        let token = "aws:tokenissuetime";
        if self.was_open(token) && !same(self.present(token), temporary) {
            return false;
        }
        if self.was_open("aws:sourcearn")
            && kind != Kind::Service
            && self.present("aws:sourcearn") == Some(true)
        {
            return false;
        }
        let (via, called) = ("aws:viaawsservice", "aws:calledvia");
        if linked(via, called) && !implies(self.present(called), self.is(via, "true")) {
            return false;
        }
        self.tags_agree() && self.organizations_agree() && self.session_agrees()
    }

    /// T16: `RequestTag/k` present <=> k in `TagKeys`.
    fn tags_agree(&self) -> bool {
        let Some(tag_keys) = self.value("aws:tagkeys").filter(|_| self.mentioned("aws:tagkeys")) else {
            return true;
        };
        let listed = match tag_keys {
            Value::Many(k) => k,
            _ => Vec::new(),
        };
        let all = self.case.context.keys().chain(self.keys.keys());
        for key in all {
            let Some(tag) = key.strip_prefix("aws:requesttag/") else { continue };
            if !self.was_open(key) && !self.was_open("aws:tagkeys") {
                continue;
            }
            let named = listed.iter().any(|k| k.to_lowercase() == tag);
            if self.present(key).is_some_and(|p| p != named) {
                return false;
            }
        }
        true
    }

    /// T16: `…OrgPaths` present <=> `…OrgID`, and the path begins with the id.
    fn organizations_agree(&self) -> bool {
        for side in ["principal", "resource"] {
            let (id, paths) = (format!("aws:{side}orgid"), format!("aws:{side}orgpaths"));
            if !(self.mentioned(&id)
                && self.mentioned(&paths)
                && (self.was_open(&id) || self.was_open(&paths)))
            {
                continue;
            }
            match (self.value(&id), self.value(&paths)) {
                (Some(Value::One(id)), Some(Value::Many(p))) => {
                    if !p.iter().all(|p| p.starts_with(&format!("{id}/"))) {
                        return false;
                    }
                }
                (Some(Value::Absent), Some(Value::Absent)) | (None, _) | (_, None) => {}
                _ => return false,
            }
        }
        true
    }

    /// I7: the session name and `aws:userid` of a caller given as a role ARN.
    fn session_agrees(&self) -> bool {
        match (self.keys.get(SESSION_NAME), self.value("aws:userid")) {
            (Some(Value::One(name)), Some(Value::One(id))) => id.ends_with(&format!(":{name}")),
            _ => true,
        }
    }
}
