//! Which combinations of states can occur together (T16, K31).

use crate::caller::CallerKind;
use crate::check::{Check, World};
use crate::state::KeyState;
use iamdiag_policy::condition::Timestamp;
use iamdiag_policy::{ConditionKey, KeyKind};

/// Whether a call can look like this world. Only what the world gives states to is doubted: told facts stand (K2).
pub(super) fn is_possible(check: &Check<'_>, world: &World) -> bool {
    let look = Look { check, world };
    look.network() && look.mfa() && look.times() && look.tags() && look.organization() && look.service()
}

struct Look<'a> {
    check: &'a Check<'a>,
    world: &'a World,
}

impl Look<'_> {
    /// The state of a key in this world.
    fn state(&self, kind: KeyKind) -> KeyState {
        let key = ConditionKey::new(kind.name());
        Check { world: Some(self.world), ..*self.check }.entry(&key).state.clone()
    }

    fn varies(&self, kind: KeyKind) -> bool {
        self.world.keys.iter().any(|(key, _)| key.kind() == kind)
    }

    /// Some when it is told in this world whether the key is there.
    fn presence(&self, kind: KeyKind) -> Option<bool> {
        match self.state(kind) {
            KeyState::Absent => Some(false),
            KeyState::Unknown(_) => None,
            _ => Some(true),
        }
    }

    /// K31: a call comes by the public path or through an endpoint.
    fn network(&self) -> bool {
        const ENDPOINT: [KeyKind; 3] = [KeyKind::SourceVpce, KeyKind::SourceVpc, KeyKind::VpcSourceIp];
        let varies = self.varies(KeyKind::SourceIp) || ENDPOINT.iter().any(|kind| self.varies(*kind));
        if !varies {
            return true;
        }
        let endpoint: Vec<bool> = ENDPOINT
            .iter()
            .filter(|kind| self.varies(**kind) || self.presence(**kind) == Some(true))
            .filter_map(|kind| self.presence(*kind))
            .collect();
        let through = endpoint.contains(&true);
        if through && endpoint.contains(&false) {
            return false;
        }
        let public = self.presence(KeyKind::SourceIp) == Some(true);
        let both_vary = self.varies(KeyKind::SourceIp) && ENDPOINT.iter().any(|kind| self.varies(*kind));
        if through { !public } else { public || !both_vary }
    }

    fn mfa(&self) -> bool {
        if !self.varies(KeyKind::MultiFactorAuthAge) && !self.varies(KeyKind::MultiFactorAuthPresent) {
            return true;
        }
        let absent = |state: &KeyState| match state {
            KeyState::Absent => true,
            KeyState::Scalar(value) => !value.eq_ignore_ascii_case("true"),
            _ => false,
        };
        !(self.presence(KeyKind::MultiFactorAuthAge) == Some(true)
            && absent(&self.state(KeyKind::MultiFactorAuthPresent)))
    }

    fn times(&self) -> bool {
        if !(self.varies(KeyKind::CurrentTime) && self.varies(KeyKind::EpochTime)) {
            return true;
        }
        let time = |kind| match self.state(kind) {
            KeyState::Scalar(text) => Timestamp::parse(&text).map(|time| time.millis().div_euclid(1000)),
            _ => None,
        };
        time(KeyKind::CurrentTime) == time(KeyKind::EpochTime)
    }

    /// `aws:RequestTag/k` is there exactly if `k` is among `aws:TagKeys`.
    fn tags(&self) -> bool {
        let names = match self.state(KeyKind::TagKeys) {
            KeyState::List(names) => names,
            KeyState::Absent => Box::default(),
            _ => return true,
        };
        let varies = self.varies(KeyKind::TagKeys);
        self.world.keys.iter().filter(|(key, _)| key.kind() == KeyKind::RequestTag).all(|(key, state)| {
            let listed = names.iter().any(|name| Some(&*name.to_lowercase()) == key.tag());
            match state {
                KeyState::Absent => !listed,
                _ => listed || (!varies && names.is_empty()),
            }
        })
    }

    fn organization(&self) -> bool {
        let pairs = [
            (KeyKind::PrincipalOrgId, KeyKind::PrincipalOrgPaths),
            (KeyKind::ResourceOrgId, KeyKind::ResourceOrgPaths),
        ];
        pairs.into_iter().all(|(id, paths)| {
            let both_vary = self.varies(id) && self.varies(paths);
            !both_vary || self.presence(id) == self.presence(paths)
        })
    }

    fn service(&self) -> bool {
        let is_service = matches!(self.check.prepared.request.caller.kind, CallerKind::Service { .. });
        let source = self.varies(KeyKind::SourceArn) && self.presence(KeyKind::SourceArn) == Some(true);
        let via = (self.varies(KeyKind::CalledVia) || self.varies(KeyKind::ViaAwsService))
            && self.presence(KeyKind::CalledVia) == Some(true);
        let called = match self.state(KeyKind::ViaAwsService) {
            KeyState::Scalar(value) => value.eq_ignore_ascii_case("true"),
            KeyState::Absent => false,
            _ => true,
        };
        (is_service || !source) && (called || !via)
    }
}
