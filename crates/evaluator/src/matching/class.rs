//! By which kind of principal entry a statement matches its caller (P4).

use crate::truth::Truth;

/// The class of a matching principal entry, which decides what else a resource-policy Allow needs (E10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The session or federated user itself.
    Session,
    /// The calling user.
    User,
    /// Everybody.
    Any,
    /// The calling service.
    Service,
    /// The identity provider.
    Federated,
    /// The role behind the session.
    Role,
    /// The user behind the federated user.
    Issuer,
    /// The caller's account.
    Account,
}

impl Class {
    /// All classes, strongest first.
    pub const ALL: [Self; 8] = [
        Self::Session,
        Self::User,
        Self::Any,
        Self::Service,
        Self::Federated,
        Self::Role,
        Self::Issuer,
        Self::Account,
    ];
}

/// For each class, whether some entry of that class matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes([Truth; Class::ALL.len()]);

impl Classes {
    pub(crate) fn get(&self, class: Class) -> Truth {
        self.0.get(class as usize).copied().unwrap_or_default()
    }

    pub(crate) fn add(&mut self, class: Class, truth: Truth) {
        if let Some(known) = self.0.get_mut(class as usize) {
            *known = known.or(truth);
        }
    }

    /// Whether any entry matches.
    pub(crate) fn any(&self) -> Truth {
        self.0.into_iter().fold(Truth::False, Truth::or)
    }

    /// Every class weakened by what else must hold.
    pub(crate) fn and(self, truth: Truth) -> Self {
        Self(self.0.map(|class| class.and(truth)))
    }

    pub(crate) fn or(&mut self, other: Self) {
        for class in Class::ALL {
            self.add(class, other.get(class));
        }
    }
}
