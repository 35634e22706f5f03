//! Cuts the text of a line into objects, lists and their entries.
//!
//! For text that a JSON parser has read before: nothing is checked again, so that the many levels of a line cost little more than
//! one look at it. What is not JSON after all comes out as nothing, or as pieces that nobody can read; never as a panic.

/// A text with the places of its objects and lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut<'a> {
    pub(super) text: &'a str,
    /// Where each object and list begins and ends, in the order of their beginnings.
    containers: Vec<(usize, usize)>,
}

impl<'a> Cut<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let (mut containers, mut open) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    at = end_of_string(bytes, at).unwrap_or(bytes.len());
                    continue;
                }
                b'{' | b'[' => {
                    open.push(containers.len());
                    containers.push((at, bytes.len()));
                }
                b'}' | b']' => {
                    if let Some((_, end)) = open.pop().and_then(|index: usize| containers.get_mut(index)) {
                        *end = at + 1;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        Self { text, containers }
    }

    /// Where a slice of the text begins.
    pub(super) fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    /// The members of an object: each name as written, quotes included, and the text of its value. `object` must be a slice of the
    /// text.
    pub(super) fn members(&self, object: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut rest = Rest::of(self, object, b'{');
        std::iter::from_fn(move || Some((rest.value()?, rest.value()?)))
    }

    /// The texts of a list's elements. `list` must be a slice of the text.
    pub(super) fn elements(&self, list: &'a str) -> impl Iterator<Item = &'a str> {
        let mut rest = Rest::of(self, list, b'[');
        std::iter::from_fn(move || rest.value())
    }

    /// The RFC 6901 pointer of the innermost value that begins at, or holds, the byte at `offset`.
    pub(super) fn pointer(&self, offset: usize) -> String {
        let holds = |value: &str| {
            let start = self.offset(value);
            (start..start + value.len()).contains(&offset)
        };
        let mut pointer = String::new();
        let mut inner = self.text.trim_start();
        while self.offset(inner) != offset || pointer.is_empty() {
            let member = self.members(inner).find(|(_, value)| holds(value));
            let element = self.elements(inner).enumerate().find(|(_, value)| holds(value));
            let (name, value) = match (member, element) {
                (Some((name, value)), _) => (serde_json::from_str(name).unwrap_or_default(), value),
                (None, Some((index, value))) => (index.to_string(), value),
                (None, None) => break,
            };
            pointer.push('/');
            pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            inner = value;
        }
        pointer
    }

    fn end_of_container(&self, start: usize) -> Option<usize> {
        let index = self.containers.binary_search_by_key(&start, |(start, _)| *start).ok()?;
        self.containers.get(index).map(|(_, end)| *end)
    }

    /// Where the value at `start` ends; `None` where the container that it would be in ends instead.
    fn end_of_value(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        match bytes.get(start)? {
            b'"' => end_of_string(bytes, start),
            b'{' | b'[' => self.end_of_container(start),
            b'}' | b']' => None,
            _ => {
                let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r');
                Some(start + bytes.get(start..)?.iter().position(ends)?)
            }
        }
    }
}

/// What of a container was not looked at yet.
struct Rest<'c, 'a> {
    cut: &'c Cut<'a>,
    at: usize,
}

impl<'c, 'a> Rest<'c, 'a> {
    /// The inside of a container that opens with `open`; of anything else, nothing.
    fn of(cut: &'c Cut<'a>, container: &str, open: u8) -> Self {
        let opens = container.as_bytes().first() == Some(&open);
        Self { cut, at: if opens { cut.offset(container) + 1 } else { cut.text.len() } }
    }

    /// The next value, whatever separates it from the one before.
    fn value(&mut self) -> Option<&'a str> {
        let rest = self.cut.text.as_bytes().get(self.at..)?;
        let separates = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':');
        let start = self.at + rest.iter().position(|byte| !separates(byte))?;
        self.at = self.cut.end_of_value(start)?;
        self.cut.text.get(start..self.at)
    }
}

/// Most strings of a policy are short, and a loop is done with them before a vector search has begun.
fn end_of_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a panic is a test failure")]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn entries_are_cut_whatever_stands_between() {
        let text = r#"{ "a" : 1 ,"b\"}":"x\\", "c":[ {"d":"]"} , true],"":{}}"#;
        let cut = Cut::new(text);
        let found: Vec<_> = cut.members(text).collect();
        let expected = [
            (r#""a""#, "1"),
            (r#""b\"}""#, r#""x\\""#),
            (r#""c""#, r#"[ {"d":"]"} , true]"#),
            (r#""""#, "{}"),
        ];
        assert_eq!(found, expected);
        let (_, list) = found[2];
        assert_eq!(cut.elements(list).collect::<Vec<_>>(), [r#"{"d":"]"}"#, "true"]);
        let (_, empty) = found[3];
        assert_eq!(cut.elements(empty).count() + cut.members(empty).count() + cut.members(list).count(), 0);
    }

    #[test]
    fn a_pointer_leads_to_what_stands_there() {
        let text = r#" {"a/b": [1, {"~": "x"}]}"#;
        let at = |part: &str| Cut::new(text).pointer(text.find(part).unwrap());
        assert_eq!(at("[1"), "/a~1b");
        assert_eq!(at("{\"~"), "/a~1b/1");
        assert_eq!(at("\"x"), "/a~1b/1/~0");
        assert_eq!(Cut::new(text).pointer(1), "");
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

    fn agrees<'a>(cut: &Cut<'a>, text: &'a str, value: &Value) {
        match value {
            Value::Object(object) => {
                let names: Vec<String> =
                    cut.members(text).map(|(name, _)| serde_json::from_str(name).unwrap()).collect();
                assert_eq!(names, object.keys().cloned().collect::<Vec<_>>());
                cut.members(text)
                    .zip(object.values())
                    .for_each(|((_, text), value)| agrees(cut, text, value));
            }
            Value::Array(list) => {
                assert_eq!(cut.elements(text).count(), list.len());
                cut.elements(text).zip(list).for_each(|(text, value)| agrees(cut, text, value));
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
            agrees(&Cut::new(&text), &text, &value);
        }

        #[test]
        fn no_text_panics(text in "[\\PC\"\\\\{}\\[\\],: \n]{0,40}", offset in 0_usize..60) {
            let cut = Cut::new(&text);
            let _ = (cut.members(&text).count(), cut.elements(&text).count(), cut.pointer(offset));
        }
    }
}
