//! Cuts the text of an object or a list into its entries.
//!
//! For text that a JSON parser has read before: nothing is checked again, so that the many levels of a line cost little more than
//! one look at it. What is not JSON after all comes out as nothing, or as pieces that nobody can read; never as a panic.

use memchr::memchr2;

/// The members of an object: each name as written, quotes included, and the text of its value.
pub(super) fn members(object: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = Rest::of(object, b'{');
    std::iter::from_fn(move || Some((rest.value()?, rest.value()?)))
}

/// The texts of a list's elements.
pub(super) fn elements(list: &str) -> impl Iterator<Item = &str> {
    let mut rest = Rest::of(list, b'[');
    std::iter::from_fn(move || rest.value())
}

/// What of a container was not looked at yet.
struct Rest<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Rest<'a> {
    /// The inside of a container that opens with `open`; of anything else, nothing.
    fn of(text: &'a str, open: u8) -> Self {
        let opens = text.as_bytes().first() == Some(&open);
        Self { text, at: if opens { 1 } else { text.len() } }
    }

    /// The next value, whatever separates it from the one before.
    fn value(&mut self) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let separates = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':');
        let start = self.at + bytes.get(self.at..)?.iter().position(|byte| !separates(byte))?;
        let end = end_of_value(bytes, start)?;
        self.at = end;
        self.text.get(start..end)
    }
}

/// Where the value at `start` ends; `None` where the container ends instead.
fn end_of_value(bytes: &[u8], start: usize) -> Option<usize> {
    match bytes.get(start)? {
        b'"' => end_of_string(bytes, start),
        b'{' | b'[' => end_of_container(bytes, start),
        b'}' | b']' => None,
        _ => {
            let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r');
            Some(start + bytes.get(start..)?.iter().position(ends)?)
        }
    }
}

fn end_of_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        let found = at + memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(found) == Some(&b'"') {
            return Some(found + 1);
        }
        at = found + 2;
    }
}

fn end_of_container(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        match bytes.get(at)? {
            b'"' => {
                at = end_of_string(bytes, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 1 => return Some(at + 1),
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
}

/// The RFC 6901 pointer of the innermost value that begins at, or holds, the byte at `offset`.
pub(super) fn pointer(text: &str, offset: usize) -> String {
    let mut pointer = String::new();
    let mut inner = text.trim_start();
    loop {
        let holds = |value: &str| {
            let start = value.as_ptr() as usize - text.as_ptr() as usize;
            (start..start + value.len()).contains(&offset)
        };
        let member = members(inner).find(|(_, value)| holds(value));
        let element = elements(inner).enumerate().find(|(_, value)| holds(value));
        inner = match (member, element) {
            (Some((name, value)), _) => {
                let name = serde_json::from_str::<String>(name).unwrap_or_default();
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                value
            }
            (None, Some((index, value))) => {
                pointer.push_str(&format!("/{index}"));
                value
            }
            (None, None) => return pointer,
        };
        if inner.as_ptr() as usize - text.as_ptr() as usize == offset {
            return pointer;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn entries_are_cut_whatever_stands_between() {
        let text = r#"{ "a" : 1 ,"b\"}":"x\\", "c":[ {"d":"]"} , true],"":{}}"#;
        let found: Vec<_> = members(text).collect();
        let expected = [
            (r#""a""#, "1"),
            (r#""b\"}""#, r#""x\\""#),
            (r#""c""#, r#"[ {"d":"]"} , true]"#),
            (r#""""#, "{}"),
        ];
        assert_eq!(found, expected);
        assert_eq!(elements(r#"[ {"d":"]"} , true]"#).collect::<Vec<_>>(), [r#"{"d":"]"}"#, "true"]);
        assert_eq!(elements("[]").count() + members("{}").count() + members("[1]").count(), 0);
    }

    #[test]
    fn a_pointer_leads_to_what_stands_there() {
        let text = r#" {"a/b": [1, {"~": "x"}]}"#;
        let at = |part: &str| pointer(text, text.find(part).unwrap());
        assert_eq!(at("[1"), "/a~1b");
        assert_eq!(at("{\"~"), "/a~1b/1");
        assert_eq!(at("\"x"), "/a~1b/1/~0");
        assert_eq!(pointer(text, 1), "");
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[\\PC\"\\\\{}\\[\\],: \n]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec(("[a-c\"\\\\{]{0,3}", inner), 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    fn agrees(text: &str, value: &Value) {
        match value {
            Value::Object(object) => {
                let names: Vec<String> =
                    members(text).map(|(name, _)| serde_json::from_str(name).unwrap()).collect();
                assert_eq!(names, object.keys().cloned().collect::<Vec<_>>());
                members(text).zip(object.values()).for_each(|((_, text), value)| agrees(text, value));
            }
            Value::Array(list) => {
                assert_eq!(elements(text).count(), list.len());
                elements(text).zip(list).for_each(|(text, value)| agrees(text, value));
            }
            _ => assert_eq!(&serde_json::from_str::<Value>(text).unwrap(), value),
        }
    }

    proptest! {
        #[test]
        fn cutting_is_what_a_parser_reads(value in json(), pretty in any::<bool>()) {
            let text = match pretty {
                true => serde_json::to_string_pretty(&value).unwrap(),
                false => value.to_string(),
            };
            agrees(&text, &value);
        }

        #[test]
        fn no_text_panics(text in "[\\PC\"\\\\{}\\[\\],: \n]{0,40}", offset in 0_usize..60) {
            let _ = (members(&text).count(), elements(&text).count(), pointer(&text, offset));
        }
    }
}
