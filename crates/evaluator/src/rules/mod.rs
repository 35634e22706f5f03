//! Rules of services that policies cannot change (semantics section 3), and which organization policies bind (2.5, 2.6).

mod binding;
mod grants;
mod public_policy;
mod resource_policies;
mod settled;
mod standing;
mod structure;

pub(crate) use binding::binding;
pub(crate) use grants::{Grants, grants};
pub(crate) use public_policy::cut_by_block_public_access;
pub(crate) use resource_policies::{is_unbound_by_delegation, owner_consent, requires_resource_policy};
pub(crate) use settled::Settled;
pub(crate) use standing::Standing;
pub(crate) use structure::{Impossible, impossible};
