//! Memory does not grow with the account.

#![cfg(target_os = "linux")]

use crate::answers;
use crate::program::{Program, Said};
use crate::server::{Reply, Server};
use crate::{ACCOUNT, REGION};
use std::fmt::Write;

/// How many roles AWS puts on a page.
const ROLES: usize = 500;

#[test]
fn ten_times_the_roles_need_hardly_more_memory() {
    let (few, many) = (peak(2), peak(20));
    assert!(many < few + few / 2, "{few} KiB for {}, {many} KiB for {} roles", 2 * ROLES, 20 * ROLES);
}

/// The highest resident memory in KiB while so many pages are fetched.
fn peak(pages: usize) -> u64 {
    let server = Server::start(move |request, before| {
        let is_details = request.operation == "iam GetAccountAuthorizationDetails";
        is_details.then(|| Reply::Whole(answers::xml(page(before, before + 1 < pages))))
    });
    let program = Program::at(&server.url(), REGION);
    let mut fetch = program.start(&["fetch", "--service", "iam", "--region", REGION]);
    let mut peak = 0;
    while fetch.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", fetch.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = now.unwrap_or(0).max(peak);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let said = Said::of(fetch.wait_with_output().unwrap());
    assert_eq!(said.code, Some(0), "{said:#?}");
    let shown = program.good(&["snapshot", "show"]);
    assert!(shown.contains(&format!(" {} roles", pages * ROLES)), "{shown}");
    peak
}

fn page(number: usize, has_more: bool) -> String {
    let encoded = answers::encoded();
    let mut roles = String::new();
    for role in 0..ROLES {
        let name = format!("role-{number}-{role}");
        // Every policy is another one, so that none is shared.
        let policy = encoded.replace("%47%65%74", &format!("%47%65%74{number:04}{role:04}"));
        let _ = write!(
            roles,
            "<member><Arn>arn:aws:iam::{ACCOUNT}:role/{name}</Arn><RoleName>{name}</RoleName>\
             <AssumeRolePolicyDocument>{encoded}</AssumeRolePolicyDocument><RolePolicyList><member>\
             <PolicyName>p</PolicyName><PolicyDocument>{policy}</PolicyDocument></member></RolePolicyList></member>"
        );
    }
    let more = if has_more { format!("<Marker>m{number}</Marker>") } else { String::new() };
    format!(
        "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>\
         <IsTruncated>{has_more}</IsTruncated>{more}<RoleDetailList>{roles}</RoleDetailList>\
         </GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>"
    )
}
