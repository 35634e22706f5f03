//! API operations: what each needs to be allowed, and which of its errors are answers.

/// One operation of AWS's API that the fetcher calls. All of them read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Operation {
    /// The API that it belongs to, by its name in AWS's SDKs: `iam`, `s3`, `s3control`, …
    pub api: &'static str,
    /// Its name, such as `GetBucketPolicy`.
    pub name: &'static str,
    /// The IAM actions that it needs.
    pub actions: &'static [&'static str],
    /// Error codes that say that there is nothing, which is an answer.
    pub(crate) absent: &'static [&'static str],
    /// Error codes that say that what it asks about went away since it was listed.
    pub(crate) gone: &'static [&'static str],
}

impl Operation {
    pub(crate) const fn new(api: &'static str, name: &'static str, actions: &'static [&'static str]) -> Self {
        Self { api, name, actions, absent: &[], gone: &[] }
    }

    pub(crate) const fn absent(self, codes: &'static [&'static str]) -> Self {
        Self { absent: codes, ..self }
    }

    pub(crate) const fn gone(self, codes: &'static [&'static str]) -> Self {
        Self { gone: codes, ..self }
    }
}
