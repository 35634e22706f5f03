//! Files of a data directory: each is read, or refused at a place that is in it; what was read answers and can be handed on.

use iamdiag_catalog::Catalog;
use iamdiag_evaluator::{Caller, Prepared, Request, Resource, evaluate};
use iamdiag_policy::ActionName;
use iamdiag_policy::condition::Timestamp;
use iamdiag_snapshot::{DirectoryError, Files, Given, Item, Listing, Snapshot, read_directory};
use std::convert::Infallible;

/// The files that the first line of an input may name.
pub(crate) const NAMES: [&str; 4] = [
    "organization.json",
    "coverage.json",
    "accounts/111122223333/iam.json",
    "accounts/111122223333/resources.json",
];

/// A policy that the file may name.
const POLICY: &str =
    r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#;

/// Reads `data`, the file that its first line names, as the one file of a directory.
pub fn data_directory(data: &[u8]) {
    let Some(end) = data.iter().position(|&byte| byte == b'\n') else { return };
    let (Some(name), Some(content)) = (data.get(..end), data.get(end + 1..)) else { return };
    let Some(name) = NAMES.iter().find(|known| known.as_bytes() == name) else { return };
    match read_directory(&OneFile { name, content }) {
        Ok(snapshot) => check(&snapshot),
        Err(DirectoryError::Files(impossible)) => match impossible {},
        Err(DirectoryError::Read(error)) => {
            let lines = content.split(|&byte| byte == b'\n').count();
            let line = error.position.line as usize;
            assert!((1..=lines.max(1)).contains(&line), "{error}: the file has {lines} lines");
        }
    }
}

/// Everybody in it can ask for something, and its items make the same snapshot.
fn check(snapshot: &Snapshot) {
    let principals = snapshot.accounts().flat_map(|account| account.principals());
    for principal in principals.take(3) {
        let Ok(caller) = Caller::parse(&principal.arn, false) else { continue };
        for resource in snapshot.resources().take(3).map(|resource| Resource::Arn(resource.arn.clone())) {
            ask(snapshot, caller.clone(), resource);
        }
        ask(snapshot, caller, Resource::Arn("arn:aws:s3:::b/k".into()));
    }
    let mut copy = Snapshot::default();
    let items: Vec<Item> = snapshot.items().collect();
    let count = items.len();
    for item in items {
        assert!(copy.add(item).is_ok(), "an item of a snapshot is refused");
    }
    assert_eq!(copy.items().count(), count, "a copy has other items");
}

fn ask(snapshot: &Snapshot, caller: Caller, resource: Resource) {
    let Some(action) = ActionName::parse("s3:GetObject") else { return };
    let mut request = Request::new(caller, action, resource, Timestamp::from_millis(0));
    let given = Given::default();
    snapshot.fill_in(&mut request, &given);
    let gathered = snapshot.evidence(&request, &given, Catalog::embedded());
    let prepared = Prepared::new(&request, gathered.evidence.endpoint.as_ref(), Catalog::embedded());
    let evaluation = evaluate(&prepared, &gathered.evidence);
    for statement in &evaluation.trace.statements {
        assert!(
            gathered.origin(statement.at).is_some(),
            "a statement of which nobody knows where it is from"
        );
    }
}

struct OneFile<'d> {
    name: &'d str,
    content: &'d [u8],
}

impl Files for OneFile<'_> {
    type Error = Infallible;

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(match path {
            _ if path == self.name => Some(self.content.to_vec()),
            "policy.json" | "accounts/111122223333/policy.json" => Some(POLICY.into()),
            _ => None,
        })
    }

    fn list(&self, path: &str) -> Result<Listing, Infallible> {
        let is_there = path == "accounts" && self.name.starts_with("accounts/");
        let folders = if is_there { vec!["111122223333".to_owned()] } else { Vec::new() };
        Ok(Listing { folders, ..Listing::default() })
    }

    fn name(&self, path: &str) -> String {
        path.to_owned()
    }
}
