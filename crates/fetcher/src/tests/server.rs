//! A server on the loopback interface that knows which operation a request is.

use super::answers::{self, Answer};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request, read.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// The API and the operation: `iam GetPolicy`.
    pub(super) operation: String,
    /// The path with its query.
    pub(super) target: String,
    /// The body.
    pub(super) body: String,
    /// The `Authorization` header.
    pub(super) authorization: String,
}

/// How an answer goes wrong on its way.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    /// It does not.
    Whole(Answer),
    /// The body is shorter than promised.
    Cut(Answer),
    /// The body comes too late.
    Slow(Answer),
    /// The connection is closed instead.
    Drop,
}

type Script = dyn Fn(&Request, usize) -> Option<Reply> + Send + Sync;

/// The server; it stops when dropped.
pub(super) struct Server {
    address: String,
    shared: Arc<Shared>,
}

struct Shared {
    script: Box<Script>,
    seen: Mutex<Vec<Request>>,
    is_over: AtomicBool,
}

impl Server {
    /// A server that answers by a script, given how often the operation was asked for before; where that has nothing to say, with
    /// an account that has one of everything.
    pub(super) fn start(script: impl Fn(&Request, usize) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let shared = Arc::new(Shared {
            script: Box::new(script),
            seen: Mutex::default(),
            is_over: AtomicBool::new(false),
        });
        let serving = shared.clone();
        thread::spawn(move || {
            for connection in listener.incoming() {
                if serving.is_over.load(Ordering::Relaxed) {
                    return;
                }
                let serving = serving.clone();
                thread::spawn(move || serve(&serving, connection.unwrap()));
            }
        });
        Self { address, shared }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn seen(&self) -> Vec<Request> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// How often each operation was asked for.
    pub(super) fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for request in self.seen() {
            *counts.entry(request.operation).or_default() += 1;
        }
        counts
    }

    pub(super) fn count(&self, operation: &str) -> usize {
        self.counts().get(operation).copied().unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
        // One more connection, so that it looks.
        drop(TcpStream::connect(&self.address));
    }
}

fn serve(shared: &Shared, stream: TcpStream) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = stream;
    while let Some(request) = read(&mut reader) {
        let before = {
            let mut seen = shared.seen.lock().unwrap();
            let before = seen.iter().filter(|earlier| earlier.operation == request.operation).count();
            seen.push(request.clone());
            before
        };
        let reply =
            (shared.script)(&request, before).unwrap_or_else(|| Reply::Whole(answers::usual(&request)));
        if write(&mut writer, reply).is_none() {
            let _ = writer.shutdown(Shutdown::Both);
            return;
        }
    }
}

/// Writes an answer; `None` where the connection ends with it.
fn write(stream: &mut TcpStream, reply: Reply) -> Option<()> {
    let (answer, is_whole) = match &reply {
        Reply::Whole(answer) | Reply::Slow(answer) => (answer, true),
        Reply::Cut(answer) => (answer, false),
        Reply::Drop => return None,
    };
    let Answer { status, kind, body } = answer;
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nx-amzn-requestid: req-{status}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    if let Reply::Slow(_) = reply {
        stream.write_all(&body.as_bytes()[..body.len() / 2]).ok()?;
        stream.flush().ok()?;
        thread::sleep(Duration::from_secs(6));
        return None;
    }
    let end = if is_whole { body.len() } else { body.len() / 2 };
    stream.write_all(&body.as_bytes()[..end]).ok()?;
    stream.flush().ok()?;
    is_whole.then_some(())
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut words = first.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => headers.insert(name.to_lowercase(), value.trim().to_owned()),
            None => break,
        };
    }
    let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8(body).unwrap();
    let authorization = header("authorization");
    let operation = operation(&method, &target, &header("x-amz-target"), &authorization, &body);
    Some(Request { operation, target, body, authorization })
}

/// Which operation a request is, told from the wire alone.
fn operation(method: &str, target: &str, json: &str, authorization: &str, body: &str) -> String {
    // …Credential=KEY/DATE/REGION/SERVICE/aws4_request, …
    let service = authorization.split('/').nth(3).unwrap_or("unsigned");
    if let Some((_, name)) = json.rsplit_once('.') {
        return format!("{service} {name}");
    }
    if let Some(action) = body.split('&').find_map(|pair| pair.strip_prefix("Action=")) {
        return format!("{service} {action}");
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let has = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
    match (service, method) {
        ("s3", "GET") if path.starts_with("/v20180820/") => "s3control GetPublicAccessBlock".to_owned(),
        ("s3", "GET") => {
            let name = match () {
                () if path == "/" => "ListBuckets",
                () if has("policy") => "GetBucketPolicy",
                () if has("publicAccessBlock") => "GetPublicAccessBlock",
                () if has("ownershipControls") => "GetBucketOwnershipControls",
                () if has("tagging") => "GetBucketTagging",
                () if has("location") => "GetBucketLocation",
                () => "?",
            };
            format!("s3 {name}")
        }
        ("lambda", "GET") => {
            let parts: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
            let name = match parts.as_slice() {
                ["functions"] => "ListFunctions",
                ["functions", _, "versions"] => "ListVersionsByFunction",
                ["functions", _, "aliases"] => "ListAliases",
                ["functions", _, "policy"] => "GetPolicy",
                ["tags", ..] => "ListTags",
                ["layers"] => "ListLayers",
                ["layers", _, "versions"] => "ListLayerVersions",
                ["layers", _, "versions", _, "policy"] => "GetLayerVersionPolicy",
                _ => "?",
            };
            format!("lambda {name}")
        }
        _ => format!("{service} ? {method} {target}"),
    }
}
