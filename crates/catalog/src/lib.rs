//! Facts about AWS services that decide requests, or help to explain them.
//!
//! Which actions exist and on which types of resources they are authorised, which condition keys a check can have and
//! which of them hold lists, which ARNs belong to which type, which types have resource-based policies, which services
//! resource control policies bind, what API operations are called in policies, and what the AWS managed policies say.
//!
//! ```
//! use iamdiag_catalog::Catalog;
//!
//! let catalog = Catalog::embedded();
//! let action = catalog.action("S3", "getobject").expect("s3:GetObject exists");
//! assert_eq!(action.to_string(), "s3:GetObject");
//!
//! let object = action.resource_type_of("arn:aws:s3:::bucket/some/key").expect("an object");
//! assert_eq!(object.name(), "object");
//! assert!(object.has_resource_policy()); // its bucket's
//! assert!(catalog.key("aws:TagKeys").is_some_and(|key| key.is_list()));
//! ```
//!
//! The catalog is part of the program and is looked up in place: it costs nothing until it is asked. Every table has a
//! date. AWS adds actions and keys weekly, so *what is not here is unknown, never absent*.
//!
//! It decides nothing: `iamdiag-evaluator` does, with the catalog as an argument. It has no descriptions, prices,
//! quotas or endpoints; people who want to browse the reference should use AWS's own pages.

#[macro_use]
mod identity;

mod action;
mod catalog;
mod creates;
mod hash;
mod key;
mod managed_policy;
mod names;
mod operation;
mod overlap;
mod resource_type;
#[allow(dead_code, reason = "shared with the build script, which uses the rest of it")]
mod rows;
mod service;
mod special;
mod tables;
mod template;

pub use action::{AccessLevel, Action, ActionResource, Scenario};
pub use catalog::{Catalog, Source};
pub use key::{Key, KeyScope, KeyType};
pub use managed_policy::ManagedPolicy;
pub use operation::{Actions, CallCase, OperationActions, OperationVariant};
pub use resource_type::{PolicyRequirement, ResourceType};
pub use service::Service;
pub use special::{SyntheticArn, SyntheticClass};
pub use template::ArnTemplate;
