//! What goes beside an answer, in words.

use crate::escape::escaped;
use iamdiag_diagnosis::Remark;
use iamdiag_evaluator::Layer;
use iamdiag_snapshot::Gap;

/// A remark as a sentence.
pub(crate) fn remark(remark: &Remark) -> String {
    match remark {
        Remark::NotReadable(gap) => not_readable(gap),
        Remark::OrganizationNotReadable { layers, management_account } => {
            let names: Vec<&str> =
                layers.iter().map(|layer| if *layer == Layer::Scp { "an SCP" } else { "an RCP" }).collect();
            let who = management_account.as_deref().map_or_else(
                || "the organization's management account".to_owned(),
                |account| format!("the management account {}", escaped(account)),
            );
            format!(
                "{} may deny this; this snapshot could not read them. {who} can, or a delegated administrator",
                names.join(" or ")
            )
        }
        Remark::AuthorisedBy { operation, action } => {
            format!("{} is authorised by {}", escaped(operation), escaped(action))
        }
        Remark::MayAskFor(actions) => {
            let names: Vec<_> = actions.iter().map(|action| escaped(action)).collect();
            format!("the same call may ask for more, on other resources: {}", names.join(", "))
        }
        Remark::KeyDoesNotDelegate => {
            "identity policies alone allow nothing on a KMS key: its policy has to allow, or to leave it to them by naming the account"
                .to_owned()
        }
        Remark::MissingObject => {
            "AWS answers 403 for an object that does not exist, too, unless the caller may s3:ListBucket"
                .to_owned()
        }
        Remark::NotInData { resource, near } => {
            let near: Vec<_> = near.iter().map(|one| escaped(one)).collect();
            format!("{} is not in the data; did you mean {}?", escaped(resource), near.join(" or "))
        }
    }
}

/// `s3:GetBucketPolicy of arn:… was refused: AccessDenied (request …)`.
fn not_readable(gap: &Gap) -> String {
    let about =
        gap.resource.as_deref().map_or(String::new(), |resource| format!(" of {}", escaped(resource)));
    let place = match (&gap.resource, &gap.unit.account, &gap.unit.region) {
        (None, Some(account), Some(region)) => format!(" in {} {}", escaped(account), escaped(region)),
        (None, Some(account), None) => format!(" in {}", escaped(account)),
        _ => String::new(),
    };
    let code = gap.error_code.as_deref().unwrap_or("no answer");
    let request = gap.request_id.as_deref().map_or(String::new(), |id| format!(" (request {})", escaped(id)));
    format!(
        "{}:{}{about}{place} could not be read: {}{request}",
        escaped(&gap.unit.service),
        escaped(&gap.operation),
        escaped(code)
    )
}
