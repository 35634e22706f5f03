//! The views say what is in the tables, also of policies that are hard to take apart.

use super::*;
use rusqlite::Connection;

fn rows(path: &Path, query: &str) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let mut statement = connection.prepare(query).unwrap();
    let columns = statement.column_count();
    let read = |row: &rusqlite::Row<'_>| {
        let cells = (0..columns).map(|column| match row.get_ref(column).unwrap() {
            rusqlite::types::ValueRef::Null => "-".to_owned(),
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            value => value.as_str().unwrap().to_owned(),
        });
        Ok(cells.collect::<Vec<_>>().join(" "))
    };
    statement.query_map([], read).unwrap().map(Result::unwrap).collect()
}

#[test]
fn statements_are_taken_apart_whatever_their_shape() {
    let place = place();
    let texts = [
        r#"{"Statement": {"Sid": "one", "Effect": "Deny", "NotAction": "s3:*", "Resource": ["a", "b"]}}"#,
        r#"{"Statement": [7, {"Effect": "Allow", "Action": ["x:A", "x:B"], "Principal": {"AWS": ["1", "2"], "Service": "s"}},
            {"Effect": "Allow", "Action": "x:C", "Principal": "*", "NotResource": "c"}]}"#,
        r#"{"Statement": "none"}"#,
        "[1]",
        "no JSON {",
        "",
    ];
    let items = texts.iter().enumerate().map(|(at, text)| role(DATA, &format!("r{at}"), text)).collect();
    write(&place.path, "2026-11-22T08:00:00Z", items);
    let statements =
        "SELECT statement, sid, effect, action, not_action, resource, not_resource, principal FROM statement";
    assert_eq!(
        rows(&place.path, statements),
        [
            r#"0 one Deny - "s3:*" ["a","b"] - -"#,
            r#"1 - Allow ["x:A","x:B"] - - - {"AWS":["1","2"],"Service":"s"}"#,
            r#"2 - Allow "x:C" - - "c" "*""#,
        ]
    );
    let actions = "SELECT element, action FROM statement_action ORDER BY action";
    assert_eq!(rows(&place.path, actions), ["NotAction s3:*", "Action x:A", "Action x:B", "Action x:C"]);
    let resources = "SELECT element, resource FROM statement_resource ORDER BY resource";
    assert_eq!(rows(&place.path, resources), ["Resource a", "Resource b", "NotResource c"]);
    let principals = "SELECT element, kind, principal FROM statement_principal ORDER BY principal";
    assert_eq!(
        rows(&place.path, principals),
        ["Principal AWS *", "Principal AWS 1", "Principal AWS 2", "Principal Service s"]
    );
}

#[test]
fn attachments_are_of_every_layer_and_of_their_snapshot() {
    let place = place();
    write(&place.path, "2026-11-22T08:00:00Z", acme());
    write(&place.path, "2026-11-23T08:00:00Z", Vec::new());
    let query = "SELECT snapshot, layer, holder_kind, count(*), count(document) FROM attachment
                 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
    assert_eq!(
        rows(&place.path, query),
        [
            "1 boundary role 3 3",
            "1 identity group 1 1",
            "1 identity role 6 4",
            "1 resource kms 1 1",
            "1 resource role 3 3",
            "1 resource s3 1 1",
            "1 scp ou 3 3",
            "1 scp root 1 1",
            "1 vpce ec2 1 1",
        ]
    );
    let boundaries = "SELECT DISTINCT policy FROM attachment WHERE layer = 'boundary'";
    assert_eq!(rows(&place.path, boundaries), ["ReadOnlyAccess"]);
    assert_eq!(
        rows(&place.path, "SELECT account, name, organizational_unit FROM account ORDER BY 1"),
        ["111122223333 name-of-111122223333 ou-1", "444455556666 name-of-444455556666 ou-2",]
    );
    assert_eq!(
        rows(&place.path, "SELECT account, region, service, state FROM coverage ORDER BY 1, 2, 3"),
        [
            "- - organizations collected",
            "111122223333 - iam collected",
            "444455556666 - s3 partial",
            "444455556666 eu-west-1 kms refused",
        ]
    );
}
