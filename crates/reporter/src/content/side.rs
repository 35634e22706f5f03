//! Which account a layer is of: the caller's or the resource's (E16).

use iamdiag_evaluator::Layer;

/// A side of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The caller's account.
    Caller,
    /// The account that owns the resource.
    Resource,
}

impl Side {
    /// The side of a layer; `None` for rules of AWS.
    pub(super) fn of(layer: Layer) -> Option<Self> {
        match layer {
            Layer::Identity | Layer::Boundary | Layer::Session | Layer::Scp | Layer::Vpce => {
                Some(Self::Caller)
            }
            Layer::Resource | Layer::Rcp | Layer::Acl | Layer::BlockPublicAccess | Layer::Grant => {
                Some(Self::Resource)
            }
            Layer::ServiceRule | Layer::Structure => None,
        }
    }

    /// The word in the table of layers.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Caller => "caller's",
            Self::Resource => "resource's",
        }
    }
}
