//! What the user tells beside the snapshot: policies in files, the endpoint, layers that do not exist.

use iamdiag_evaluator::{Attached, Layer};
use std::collections::BTreeSet;

/// What was told of the policies of one question. It wins over what was collected.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Session policies that the caller's session was made with.
    pub session: Option<Vec<GivenPolicy>>,
    /// The policy on the resource, and its kind: `trust`, `key`, `bucket`, …
    pub resource: Option<(Box<str>, GivenPolicy)>,
    /// The VPC endpoint that the request goes through.
    pub endpoint: Option<GivenEndpoint>,
    /// The account that owns the object in a bucket (X31).
    pub object_owner: Option<Box<str>>,
    /// Layers that do not exist, by the user's word.
    pub absent: AbsentLayers,
}

/// A policy in a file of the user's.
#[derive(Clone, Debug)]
pub struct GivenPolicy {
    /// The file, by its name for people.
    pub file: Box<str>,
    /// The policy under the name it is to be called by.
    pub policy: Attached,
}

/// A VPC endpoint that the request goes through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenEndpoint {
    /// `vpce-…`, where told.
    pub id: Option<Box<str>>,
}

/// The layers of which the user says that nothing is there where nothing was collected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AbsentLayers(BTreeSet<Layer>);

impl AbsentLayers {
    /// The layers that can be said not to exist.
    pub const CHOICES: [Layer; 10] = [
        Layer::Scp,
        Layer::Rcp,
        Layer::Resource,
        Layer::Identity,
        Layer::Boundary,
        Layer::Session,
        Layer::Vpce,
        Layer::Acl,
        Layer::Grant,
        Layer::BlockPublicAccess,
    ];

    /// Whether the layer is said not to exist.
    pub fn contains(&self, layer: Layer) -> bool {
        self.0.contains(&layer)
    }
}

impl FromIterator<Layer> for AbsentLayers {
    fn from_iter<T: IntoIterator<Item = Layer>>(layers: T) -> Self {
        Self(layers.into_iter().collect())
    }
}
