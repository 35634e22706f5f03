//! Conditions on the caller's address: Denies that hit calls through endpoints, and addresses nobody has (C25).

use super::quote::quote;
use super::{Finding, Lint, Linted, allows, demands_presence};
use crate::codes::{Code, Severity};
use iamdiag_policy::condition::{Base, Network, Operand, OperandValue};
use iamdiag_policy::{KeyKind, Statement};
use std::net::IpAddr;

static ENDPOINTS: Code = Code {
    id: "IAM1307",
    name: "address-deny-hits-endpoints",
    severity: Severity::Warning,
    headline: "a Deny by `NotIpAddress` also hits every call through a VPC endpoint",
    rules: &["C10", "C25"],
    means: "Requests through a VPC endpoint do not carry `aws:SourceIp`, and a negated operator is true for an absent key.",
    matters: "Workloads inside the VPC lose access, although they are the safest callers.",
    example: "{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\",\n \"Condition\": {\"NotIpAddress\": \
              {\"aws:SourceIp\": \"203.0.113.0/24\"}}}",
    fix: "Name the endpoints or VPCs that may in the same condition: `\"StringNotEquals\": {\"aws:SourceVpc\": \"vpc-…\"}`; or add \
          `\"Null\": {\"aws:SourceIp\": \"false\"}` if the Deny is about public addresses only.",
};

static PRIVATE: Code = Code {
    id: "IAM1308",
    name: "private-address-in-source-ip",
    severity: Severity::Warning,
    headline: "`aws:SourceIp` is compared with a private address",
    rules: &["C24", "C25"],
    means: "The key holds the public address that a request reaches AWS from. Requests from private addresses come through a VPC \
            endpoint and do not carry it.",
    matters: "The comparison never matches: an Allow grants nothing, a Deny by `NotIpAddress` spares nobody.",
    example: "\"IpAddress\": {\"aws:SourceIp\": \"10.0.0.0/8\"}",
    fix: "Write `aws:VpcSourceIp` together with `aws:SourceVpc` for addresses inside a VPC, or the public address of the network.",
};

pub(super) const LINT: Lint = Lint { codes: &[&ENDPOINTS, &PRIVATE], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    for (statement, clause) in linted.clauses().filter(|(_, clause)| clause.key.kind() == KeyKind::SourceIp) {
        let operator = clause.operator;
        if operator.base == Base::NotIpAddress
            && operator.qualifier.is_none()
            && !allows(statement)
            && !is_narrowed(statement)
        {
            let message = "this denies every call through a VPC endpoint, which carries no `aws:SourceIp`";
            let help =
                "name the endpoints or VPCs that may, or add `\"Null\": {\"aws:SourceIp\": \"false\"}`";
            found.push(Finding::new(&ENDPOINTS, clause.operator_span, message).help(help));
        }
        for value in clause.values.iter().filter(|value| is_private(value)) {
            let message =
                format!("no request has the private address {} in `aws:SourceIp`", quote(&value.text));
            let help = "write `aws:VpcSourceIp` with `aws:SourceVpc`, or the public address";
            found.push(Finding::new(&PRIVATE, value.span, message).help(help));
        }
    }
}

/// Whether the statement says something about the way a request takes, or asks for the address to be there.
fn is_narrowed(statement: &Statement) -> bool {
    statement.conditions.iter().any(|clause| match clause.key.kind() {
        KeyKind::SourceVpce
        | KeyKind::SourceVpc
        | KeyKind::SourceVpcArn
        | KeyKind::VpcSourceIp
        | KeyKind::VpceAccount
        | KeyKind::VpceOrgId
        | KeyKind::VpceOrgPaths => true,
        KeyKind::SourceIp => demands_presence(clause),
        _ => false,
    })
}

/// Whether a network lies wholly in address space that the internet does not route.
fn is_private(operand: &Operand) -> bool {
    let OperandValue::Network(Some(network)) = &operand.value else { return false };
    PRIVATE_BLOCKS.iter().filter_map(|block| Network::parse(block)).any(|block| {
        let ends = [network.net().network(), network.net().broadcast()];
        ends.into_iter().all(|end: IpAddr| block.contains(end))
    })
}

/// RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291, and loopback.
const PRIVATE_BLOCKS: [&str; 9] = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
];

#[cfg(test)]
mod tests {
    use crate::lints::testing::{check, with_condition};

    const CODES: &[&str] = &["IAM1307", "IAM1308"];

    #[track_caller]
    fn check_condition(effect: &str, condition: &str, expected: &[&str]) {
        check(CODES, &with_condition(effect, condition), expected);
    }

    #[test]
    fn a_deny_by_address_hits_endpoints() {
        let deny = r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#;
        check_condition(
            "Deny",
            deny,
            &[
                r#"IAM1307 warning: this denies every call through a VPC endpoint, which carries no `aws:SourceIp` | "NotIpAddress""#,
            ],
        );
        check_condition(
            "Deny",
            &format!(r#"{deny}, "Bool": {{"aws:ViaAWSService": "false"}}"#),
            &["IAM1307"],
        );
        check_condition("Allow", deny, &[]);
        for narrowed in [
            r#""StringNotEquals": {"aws:SourceVpc": "vpc-1"}"#,
            r#""Null": {"aws:SourceVpce": "true"}"#,
            r#""Null": {"aws:SourceIp": "false"}"#,
        ] {
            check_condition("Deny", &format!("{deny}, {narrowed}"), &[]);
        }
    }

    #[test]
    fn private_addresses_never_come() {
        check_condition(
            "Allow",
            r#""IpAddress": {"aws:SourceIp": ["10.1.0.0/16", "203.0.113.7", "172.32.0.0/16", "fd00::/8"]}"#,
            &[r#"IAM1308 warning: no request has the private address `10.1.0.0/16`"#, "`fd00::/8`"],
        );
        check_condition("Allow", r#""IpAddress": {"aws:SourceIp": "0.0.0.0/0"}"#, &[]);
        check_condition("Allow", r#""IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}"#, &[]);
    }
}
