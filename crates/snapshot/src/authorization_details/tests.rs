use super::*;
use crate::Framing;
use iamdiag_policy::{PolicyKind, Position};

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": []}"#;

fn snapshot(text: &str) -> Snapshot {
    read(text.as_bytes().to_vec(), "iam.json").unwrap()
}

#[track_caller]
fn check_error(bytes: &[u8], expected: &str) {
    assert_eq!(read(bytes.to_vec(), "iam.json").unwrap_err().to_string(), expected);
}

fn with_inline(document: &str) -> String {
    format!(
        r#"{{"UserDetailList": [{{"Arn": "arn:aws:iam::111122223333:user/p/Ann", "UserName": "Ann",
            "UserPolicyList": [{{"PolicyName": "own", "PolicyDocument": {document}}}]}}]}}"#
    )
}

fn inline_of(text: &str) -> StoredPolicy {
    snapshot(text).user("111122223333", "ann").unwrap().inline.first().unwrap().clone()
}

#[test]
fn an_object_is_numbered_by_the_file() {
    let place = inline_of(&with_inline(POLICY)).place().unwrap();
    assert_eq!(place.framing, Framing::ByFile);
    assert_eq!(place.position, Position { line: 2, column: 72 });
}

#[test]
fn strings_are_decoded_whether_percent_encoded_or_not() {
    let encoded = r#""%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D""#;
    let quoted = r#""{\"Version\":\"2012-10-17\",\"Statement\":[]}""#;
    for document in [encoded, quoted] {
        let policy = inline_of(&with_inline(document));
        assert_eq!(policy.place().unwrap().framing, Framing::ByItself);
        let document = policy.text.document(PolicyKind::Identity);
        assert!(document.statements.is_empty(), "{document:?}");
    }
}

#[test]
fn equal_documents_are_one() {
    let policy = format!(r#"{{"PolicyName": "own", "PolicyDocument": {POLICY}}}"#);
    let text = format!(
        r#"{{"UserDetailList": [{{"Arn": "arn:aws:iam::111122223333:user/Ann", "UserName": "Ann",
            "UserPolicyList": [{policy}, {policy}]}}]}}"#
    );
    let snapshot = snapshot(&text);
    let inline = &snapshot.user("111122223333", "Ann").unwrap().inline;
    assert!(Arc::ptr_eq(&inline[0].text, &inline[1].text));
    assert_ne!(inline[0].place(), inline[1].place());
}

#[test]
fn the_default_version_is_in_force() {
    let text = r#"{"Policies": [{"PolicyName": "P", "Arn": "arn:aws:iam::111122223333:policy/P", "DefaultVersionId": "v1",
        "PolicyVersionList": [{"VersionId": "v2", "Document": {"a": 2}}, {"VersionId": "v1", "Document": {"a": 1}}]}]}"#;
    let snapshot = snapshot(text);
    let policy = snapshot.policy("arn:aws:iam::111122223333:policy/P").unwrap();
    assert_eq!(policy.document.as_ref().unwrap().text.as_str(), r#"{"a": 1}"#);
    assert!(snapshot.is_partial(), "three of the four lists are missing");
}

#[test]
fn pages_are_told() {
    let lists = r#""UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []"#;
    assert!(!snapshot(&format!("{{{lists}}}")).is_partial());
    assert!(!snapshot(&format!("{{{lists}, \"IsTruncated\": false, \"NextToken\": null}}")).is_partial());
    assert!(snapshot(&format!("{{{lists}, \"IsTruncated\": true}}")).is_partial());
    assert!(snapshot(&format!("{{{lists}, \"NextToken\": \"x\"}}")).is_partial());
}

#[test]
fn what_cannot_be_read_is_placed() {
    check_error(b"", "iam.json:1:1: the file is empty");
    check_error(b" \n", "iam.json:1:1: the file is empty");
    check_error(b"\xff\xfe{\0}\0", "iam.json:1:1: the file is UTF-16, not UTF-8");
    check_error(b"{\n \"\xc3\xa9\xff\"}", "iam.json:2:4: the text is not UTF-8 from here on");
    check_error(
        b"{\n  \"UserDetailList\": [",
        "iam.json:2:21: the file ends in the middle of the JSON text (EOF while parsing a list)",
    );
    check_error("{\n \"é\": 1,}".as_bytes(), "iam.json:2:9: not JSON: trailing comma");
    check_error(
        b"[]",
        "iam.json:1:1: not what `aws iam get-account-authorization-details` prints: a list, expected an object",
    );
    check_error(
        b"{}",
        "iam.json:1:1: not what `aws iam get-account-authorization-details` prints: UserDetailList, GroupDetailList, RoleDetailList and Policies are all missing",
    );
    check_error(
        b"{\"UserDetailList\": [\n{\"Arn\": \"ann\", \"UserName\": \"Ann\"}]}",
        "iam.json:2:10: `ann` is not the ARN of a user, role, group or policy",
    );
    check_error(
        with_inline("7").as_bytes(),
        "iam.json:2:72: a policy must be an object, a string that holds its text, or the name of a .json file",
    );
}

#[test]
fn a_byte_order_mark_is_no_text() {
    assert!(snapshot("\u{feff}{\"Policies\": []}").is_partial());
}
