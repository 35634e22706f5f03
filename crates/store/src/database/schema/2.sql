-- Version 2: views for those who ask the file with SQL. Each row carries the snapshot it is of.

CREATE VIEW account AS
SELECT held.snapshot, held.account, coalesce(node.name, state.name) AS name, node.parent AS organizational_unit,
       state.public_access_block, state.allow_change_password
FROM snapshot_account AS held
JOIN account_state AS state ON state.id = held.state
JOIN snapshot ON snapshot.id = held.snapshot
LEFT JOIN organization_node AS node ON node.organization = snapshot.organization AND node.id = held.account
WHERE held.account NOT IN ('', 'aws');

CREATE VIEW coverage AS
SELECT held.snapshot, nullif(held.account, '') AS account, nullif(unit.region, '') AS region, unit.service,
       coalesce(unit.coverage, 'planned') AS state
FROM snapshot_account AS held
JOIN unit ON unit.state = held.state;

CREATE VIEW principal AS
SELECT held.snapshot, identity.account, identity.kind, identity.name, identity.arn, identity.unique_id,
       identity.boundary, identity.tags, identity.id AS identity
FROM snapshot_account AS held
JOIN state_identity AS member ON member.state = held.state
JOIN identity ON identity.id = member.identity;

-- Every place that a policy has a say at. `layer` is the kind of policy in the decision; `holder` what it is attached to.
CREATE VIEW attachment AS
SELECT principal.snapshot, principal.account, 'identity' AS layer, principal.kind AS holder_kind,
       principal.arn AS holder, inline_policy.name AS policy, NULL AS policy_arn, inline_policy.document
FROM principal JOIN inline_policy ON inline_policy.identity = principal.identity
UNION ALL
SELECT principal.snapshot, principal.account, 'identity', principal.kind, principal.arn, attached.name, attached.arn,
       (SELECT managed.document FROM managed_policy AS managed
        JOIN state_policy AS member ON member.policy = managed.id
        JOIN snapshot_account AS held ON held.state = member.state AND held.snapshot = principal.snapshot
        WHERE managed.arn = attached.arn)
FROM principal JOIN attached_policy AS attached ON attached.identity = principal.identity
UNION ALL
SELECT principal.snapshot, principal.account, 'boundary', principal.kind, principal.arn,
       replace(principal.boundary, rtrim(principal.boundary, replace(principal.boundary, '/', '')), ''), principal.boundary,
       (SELECT managed.document FROM managed_policy AS managed
        JOIN state_policy AS member ON member.policy = managed.id
        JOIN snapshot_account AS held ON held.state = member.state AND held.snapshot = principal.snapshot
        WHERE managed.arn = principal.boundary)
FROM principal WHERE principal.boundary IS NOT NULL
UNION ALL
SELECT principal.snapshot, principal.account, 'resource', 'role', principal.arn, 'trust policy', NULL, identity.trust
FROM principal JOIN identity ON identity.id = principal.identity
WHERE identity.trust IS NOT NULL
UNION ALL
SELECT held.snapshot, resource.account, iif(resource.arn LIKE 'arn:%:ec2:%:vpc-endpoint/%', 'vpce', 'resource'),
       resource.service, resource.arn, resource.policy_name, NULL,
       resource.policy
FROM snapshot_account AS held
JOIN state_resource AS member ON member.state = held.state
JOIN resource ON resource.id = member.resource
WHERE resource.policy_state = 'collected'
UNION ALL
SELECT snapshot.id, CASE node.kind WHEN 'account' THEN node.id END, attached.kind, node.kind, node.id, policy.name,
       policy.arn, policy.document
FROM snapshot
JOIN organization_attachment AS attached ON attached.organization = snapshot.organization
JOIN organization_node AS node ON node.organization = attached.organization AND node.id = attached.node
JOIN organization_policy AS policy ON policy.organization = attached.organization AND policy.id = attached.policy;

-- One row for each statement of each document, with what it lists as JSON.
CREATE VIEW statement AS
SELECT document.id AS document, document.sha256,
       CASE json_type(document.text, '$.Statement') WHEN 'array' THEN each.key ELSE 0 END AS statement,
       each.value ->> '$.Sid' AS sid, each.value ->> '$.Effect' AS effect,
       each.value -> '$.Action' AS action, each.value -> '$.NotAction' AS not_action,
       each.value -> '$.Resource' AS resource, each.value -> '$.NotResource' AS not_resource,
       each.value -> '$.Principal' AS principal, each.value -> '$.NotPrincipal' AS not_principal,
       each.value -> '$.Condition' AS condition
FROM document,
     json_each(CASE WHEN json_valid(document.text)
                    THEN CASE json_type(document.text, '$.Statement')
                         WHEN 'array' THEN document.text -> '$.Statement'
                         WHEN 'object' THEN json_array(json(document.text -> '$.Statement')) ELSE '[]' END
                    ELSE '[]' END) AS each
WHERE each.type = 'object';

-- One row for each action that a statement lists. `element` is `Action` or `NotAction`.
CREATE VIEW statement_action AS
SELECT statement.document, statement.statement, statement.sid, statement.effect, 'Action' AS element, each.value AS action
FROM statement, json_each(statement.action) AS each
UNION ALL
SELECT statement.document, statement.statement, statement.sid, statement.effect, 'NotAction', each.value
FROM statement, json_each(statement.not_action) AS each;

-- One row for each resource that a statement lists. `element` is `Resource` or `NotResource`.
CREATE VIEW statement_resource AS
SELECT statement.document, statement.statement, statement.sid, statement.effect, 'Resource' AS element,
       each.value AS resource
FROM statement, json_each(statement.resource) AS each
UNION ALL
SELECT statement.document, statement.statement, statement.sid, statement.effect, 'NotResource', each.value
FROM statement, json_each(statement.not_resource) AS each;

-- One row for each principal that a statement lists; `kind` is `AWS`, `Service`, `Federated`, `CanonicalUser`.
CREATE VIEW statement_principal AS
SELECT statement.document, statement.statement, statement.sid, statement.effect, 'Principal' AS element,
       CASE WHEN kind.key IS NULL THEN 'AWS' ELSE kind.key END AS kind, each.value AS principal
FROM statement, json_each(statement.principal) AS kind,
     json_each(CASE kind.type WHEN 'array' THEN kind.value ELSE json_array(kind.value) END) AS each
UNION ALL
SELECT statement.document, statement.statement, statement.sid, statement.effect, 'NotPrincipal',
       CASE WHEN kind.key IS NULL THEN 'AWS' ELSE kind.key END, each.value
FROM statement, json_each(statement.not_principal) AS kind,
     json_each(CASE kind.type WHEN 'array' THEN kind.value ELSE json_array(kind.value) END) AS each;
