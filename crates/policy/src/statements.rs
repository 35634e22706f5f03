//! The statements of a document, told apart by the services that they may be about.

use crate::action::{ActionName, ServiceSet};
use crate::document::StatementSlot;
use std::ops::Deref;

/// The statements in the order of the text.
///
/// Most statements name the services whose actions they cover, so that those of other services need not be looked at.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    slots: Box<[StatementSlot]>,
    /// For each statement, the services that it may be about.
    services: Box<[ServiceSet]>,
    /// Those of all statements.
    every: ServiceSet,
}

impl Statements {
    /// The statements that may cover an action, each with its index. The others surely do not.
    pub fn about(&self, action: &ActionName) -> impl Iterator<Item = (usize, &StatementSlot)> {
        let wanted = action.service_set();
        let some = if self.every.meets(wanted) { &*self.slots } else { &[] };
        let all = self.services.iter().zip(some).enumerate();
        all.filter(move |(_, (services, _))| services.meets(wanted)).map(|(index, (_, slot))| (index, slot))
    }
}

impl FromIterator<StatementSlot> for Statements {
    fn from_iter<I: IntoIterator<Item = StatementSlot>>(slots: I) -> Self {
        Vec::from_iter(slots).into()
    }
}

impl From<Vec<StatementSlot>> for Statements {
    fn from(slots: Vec<StatementSlot>) -> Self {
        let services: Box<[ServiceSet]> = slots.iter().map(services).collect();
        let every = services.iter().copied().fold(ServiceSet::default(), ServiceSet::or);
        Self { slots: slots.into(), services, every }
    }
}

impl Deref for Statements {
    type Target = [StatementSlot];

    fn deref(&self) -> &[StatementSlot] {
        &self.slots
    }
}

/// The services that a statement may be about: all, where it excepts actions or could not be read.
fn services(slot: &StatementSlot) -> ServiceSet {
    match slot {
        StatementSlot::Read(statement) if !statement.action.negated => {
            let entries = statement.action.entries.iter();
            entries.map(|entry| entry.value.service_set()).fold(ServiceSet::default(), ServiceSet::or)
        }
        StatementSlot::Read(_) | StatementSlot::Unreadable { .. } => ServiceSet::ALL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, PolicyKind, parse};

    #[track_caller]
    fn check(statements: &str, action: &str, expected: &[usize]) {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        let document = parse(&text, PolicyKind::Identity, Origin::Given).unwrap();
        let action = ActionName::parse(action).unwrap();
        let about = document.statements.about(&action);
        assert_eq!(about.map(|(index, _)| index).collect::<Vec<_>>(), expected);
    }

    fn statement(action: &str) -> String {
        format!(r#"{{"Effect": "Allow", {action}, "Resource": "*"}}"#)
    }

    #[test]
    fn statements_of_other_services_are_left_out() {
        let statements = [
            statement(r#""Action": "s3:Get*""#),
            statement(r#""Action": ["sqs:SendMessage", "SNS:Publish"]"#),
            statement(r#""Action": []"#),
        ];
        check(&statements.join(","), "s3:GetObject", &[0]);
        check(&statements.join(","), "s3:PutObject", &[0]);
        check(&statements.join(","), "sns:Publish", &[1]);
        check(&statements.join(","), "ec2:RunInstances", &[]);
    }

    #[test]
    fn statements_about_anything_are_kept() {
        let statements = [statement(r#""Action": "*""#), statement(r#""NotAction": "s3:*""#)];
        check(&statements.join(","), "s3:GetObject", &[0, 1]);
    }
}
