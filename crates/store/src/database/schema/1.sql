-- Version 1: the tables. docs/store.md describes them for those who query the file.

-- One run of collecting. Only rows in state `complete` are answered from.
CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL CHECK (state IN ('partial', 'complete')),
    origin TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    collected_at TEXT,
    tool_version TEXT NOT NULL,
    caller_account TEXT,
    organization_state TEXT NOT NULL DEFAULT 'not-collected'
        CHECK (organization_state IN ('not-collected', 'none', 'collected')),
    organization INTEGER REFERENCES organization (id)
);

-- The text of a policy, once, under the SHA-256 of its text in hexadecimal digits.
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL
);

-- One account as it was collected. Snapshots between which nothing changed in the account share the row and all below it.
-- A sealed row never changes any more; `digest` is that of its content.
-- The account '' holds what belongs to no account, and 'aws' AWS's own managed policies.
CREATE TABLE account_state (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    digest BLOB UNIQUE,
    name TEXT,
    public_access_block TEXT,
    allow_change_password INTEGER
);

-- Which state of each account a snapshot holds.
CREATE TABLE snapshot_account (
    snapshot INTEGER NOT NULL REFERENCES snapshot (id),
    account TEXT NOT NULL,
    state INTEGER NOT NULL REFERENCES account_state (id),
    PRIMARY KEY (snapshot, account)
) WITHOUT ROWID;
CREATE INDEX snapshot_account_by_state ON snapshot_account (state);

-- A service in a region of an account, and what became of it; no coverage: it is planned.
CREATE TABLE unit (
    state INTEGER NOT NULL REFERENCES account_state (id),
    service TEXT NOT NULL,
    region TEXT NOT NULL,
    coverage TEXT,
    PRIMARY KEY (state, service, region)
) WITHOUT ROWID;

-- A call that brought nothing.
CREATE TABLE gap (
    snapshot INTEGER NOT NULL REFERENCES snapshot (id),
    account TEXT NOT NULL,
    service TEXT NOT NULL,
    region TEXT NOT NULL,
    position INTEGER NOT NULL,
    operation TEXT NOT NULL,
    resource TEXT,
    error_code TEXT,
    request_id TEXT,
    PRIMARY KEY (snapshot, account, service, region, position)
) WITHOUT ROWID;

-- Users, roles and groups. The rows of this table and of the next two never change; `digest` is that of their content.
CREATE TABLE identity (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    account TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('user', 'role', 'group')),
    name TEXT NOT NULL COLLATE NOCASE,
    arn TEXT NOT NULL,
    unique_id TEXT,
    boundary TEXT,
    tags TEXT NOT NULL,
    trust INTEGER REFERENCES document (id)
);
CREATE INDEX identity_by_name ON identity (name, account);
CREATE INDEX identity_by_unique_id ON identity (unique_id) WHERE unique_id IS NOT NULL;

CREATE TABLE inline_policy (
    identity INTEGER NOT NULL REFERENCES identity (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES document (id),
    PRIMARY KEY (identity, position)
) WITHOUT ROWID;

CREATE TABLE attached_policy (
    identity INTEGER NOT NULL REFERENCES identity (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    arn TEXT NOT NULL,
    PRIMARY KEY (identity, position)
) WITHOUT ROWID;

CREATE TABLE group_membership (
    identity INTEGER NOT NULL REFERENCES identity (id),
    position INTEGER NOT NULL,
    group_name TEXT NOT NULL,
    PRIMARY KEY (identity, position)
) WITHOUT ROWID;

CREATE TABLE managed_policy (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    account TEXT NOT NULL,
    arn TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT,
    document INTEGER REFERENCES document (id)
);
CREATE INDEX managed_policy_by_arn ON managed_policy (arn);
CREATE INDEX managed_policy_by_name ON managed_policy (name);

-- `policy_state`: none = it has no policy.
CREATE TABLE resource (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    account TEXT NOT NULL,
    arn TEXT NOT NULL,
    service TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    policy_state TEXT NOT NULL CHECK (policy_state IN ('collected', 'none', 'not-collected')),
    policy_name TEXT,
    policy INTEGER REFERENCES document (id),
    tags TEXT,
    details TEXT
);
CREATE INDEX resource_by_arn ON resource (arn);
CREATE INDEX resource_by_name ON resource (name);

CREATE TABLE resource_alias (
    alias TEXT NOT NULL,
    resource INTEGER NOT NULL REFERENCES resource (id),
    PRIMARY KEY (alias, resource)
) WITHOUT ROWID;

-- Which rows a state of an account is made of.
CREATE TABLE state_identity (
    state INTEGER NOT NULL REFERENCES account_state (id),
    identity INTEGER NOT NULL REFERENCES identity (id),
    PRIMARY KEY (state, identity)
) WITHOUT ROWID;

CREATE TABLE state_policy (
    state INTEGER NOT NULL REFERENCES account_state (id),
    policy INTEGER NOT NULL REFERENCES managed_policy (id),
    PRIMARY KEY (state, policy)
) WITHOUT ROWID;

CREATE TABLE state_resource (
    state INTEGER NOT NULL REFERENCES account_state (id),
    resource INTEGER NOT NULL REFERENCES resource (id),
    PRIMARY KEY (state, resource)
) WITHOUT ROWID;

-- The organization as a whole, shared by all snapshots between which it did not change.
CREATE TABLE organization (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    management_account TEXT,
    scps_enabled INTEGER,
    rcps_enabled INTEGER,
    resource_policy_state TEXT NOT NULL CHECK (resource_policy_state IN ('collected', 'none', 'not-collected')),
    resource_policy_name TEXT,
    resource_policy INTEGER REFERENCES document (id)
);

-- Root, units and accounts. `scps`, `rcps`: whether the policies attached there were collected.
CREATE TABLE organization_node (
    organization INTEGER NOT NULL REFERENCES organization (id),
    id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('root', 'ou', 'account')),
    name TEXT,
    parent TEXT,
    scps INTEGER NOT NULL,
    rcps INTEGER NOT NULL,
    PRIMARY KEY (organization, id)
) WITHOUT ROWID;

CREATE TABLE organization_policy (
    organization INTEGER NOT NULL REFERENCES organization (id),
    id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('scp', 'rcp')),
    name TEXT NOT NULL,
    arn TEXT,
    document_name TEXT,
    document INTEGER REFERENCES document (id),
    PRIMARY KEY (organization, id)
) WITHOUT ROWID;

-- What is attached at each node itself, not what it inherits.
CREATE TABLE organization_attachment (
    organization INTEGER NOT NULL REFERENCES organization (id),
    node TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('scp', 'rcp')),
    position INTEGER NOT NULL,
    policy TEXT NOT NULL,
    PRIMARY KEY (organization, node, kind, position)
) WITHOUT ROWID;

CREATE TABLE delegated_administrator (
    organization INTEGER NOT NULL REFERENCES organization (id),
    position INTEGER NOT NULL,
    account TEXT NOT NULL,
    services TEXT NOT NULL,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;
