//! EC2: VPC endpoints with their policies, and which regions an account has; two calls of an API of seven hundred.

use super::{Collecting, Reach, Service, resources};
use crate::operation::Operation;
use crate::signed::{Answer, Request, Signed};
use crate::site::{Asked, Place, Site, Stopped};
use crate::text::stored;
use iamdiag_evaluator::{Collected, EndpointType};
use iamdiag_snapshot::{CollectedResource, EndpointDetails, Item, ResourceDetails};
use serde::Deserialize;

/// Asked once for every account whose regions were not named.
pub(crate) const DESCRIBE_REGIONS: Operation =
    Operation::new("ec2", "DescribeRegions", &["ec2:DescribeRegions"]);
const DESCRIBE_ENDPOINTS: Operation =
    Operation::new("ec2", "DescribeVpcEndpoints", &["ec2:DescribeVpcEndpoints"]);
const API_VERSION: &str = "2016-11-15";

/// VPC endpoints of a region. One call a page.
pub(super) struct Ec2;

impl Service for Ec2 {
    fn name(&self) -> &'static str {
        "ec2"
    }

    fn reach(&self) -> Reach {
        Reach::Region
    }

    fn operations(&self) -> &'static [Operation] {
        &[DESCRIBE_ENDPOINTS]
    }

    fn collect<'s>(&'s self, site: &'s Site) -> Collecting<'s> {
        Box::pin(collect(site))
    }
}

async fn collect(site: &Site) -> Result<(), Stopped> {
    let mut token: Option<String> = None;
    loop {
        let parameters = [("MaxResults", Some("1000")), ("NextToken", token.as_deref())];
        let asked = call::<Endpoints>(&site.place, DESCRIBE_ENDPOINTS.name, &parameters);
        let Asked::Told(page) = site.ask(&DESCRIBE_ENDPOINTS, None, asked).await else { return Ok(()) };
        let items = page.vpc_endpoint_set.item.into_iter().map(|endpoint| item(site, endpoint));
        site.put(items.collect()).await?;
        match page.next_token.filter(|next| !next.is_empty()) {
            None => return Ok(()),
            Some(next) if token.as_ref() == Some(&next) => {
                site.unreadable(&DESCRIBE_ENDPOINTS, None, "a new token for the next page");
                return Ok(());
            }
            Some(next) => token = Some(next),
        }
    }
}

fn item(site: &Site, endpoint: VpcEndpoint) -> Item {
    let details = EndpointDetails {
        endpoint_type: match endpoint.vpc_endpoint_type.as_deref() {
            Some("Interface") => Some(EndpointType::Interface),
            Some("Gateway") => Some(EndpointType::Gateway),
            _ => None,
        },
        id: endpoint.vpc_endpoint_id.clone().into(),
        service: endpoint.service_name.map(Into::into),
        vpc: endpoint.vpc_id.map(Into::into),
    };
    let text = endpoint.policy_document.filter(|text| !text.trim().is_empty());
    let tags = endpoint.tag_set.item.into_iter().map(|tag| (tag.key, tag.value));
    Item::Resource(CollectedResource {
        arn: site.arn("ec2", &format!("vpc-endpoint/{}", endpoint.vpc_endpoint_id)).into(),
        account: endpoint.owner_id.map_or_else(|| site.place.account.clone(), Into::into),
        policy: Collected::Known(text.map(|text| stored("endpoint policy", &text))),
        tags: Some(resources::sorted(tags.collect())),
        details: ResourceDetails::Endpoint(details),
    })
}

/// The regions that are enabled in an account.
pub(crate) async fn enabled_regions(place: &Place) -> Answer<Vec<Box<str>>> {
    let told = call::<Regions>(place, DESCRIBE_REGIONS.name, &[]).await?;
    let mut names: Vec<Box<str>> =
        told.region_info.item.into_iter().map(|region| region.region_name.into()).collect();
    names.sort();
    Ok(names)
}

async fn call<T: for<'de> Deserialize<'de> + std::fmt::Debug + Send + Sync + 'static>(
    place: &Place,
    operation: &'static str,
    parameters: &[(&str, Option<&str>)],
) -> Answer<T> {
    let signed = Signed::new(place, "EC2");
    let request = Request {
        host: "ec2",
        signing_name: "ec2",
        path: "/",
        headers: &[],
        form: Some(form(operation, parameters)),
        operation,
    };
    signed.send(request).await
}

fn form(operation: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("Action", operation).append_pair("Version", API_VERSION);
    for (name, value) in parameters {
        if let Some(value) = value {
            form.append_pair(name, value);
        }
    }
    form.finish()
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Endpoints {
    vpc_endpoint_set: Set<VpcEndpoint>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Regions {
    region_info: Set<Region>,
}

/// How EC2 writes lists.
#[derive(Debug, Deserialize)]
struct Set<T> {
    #[serde(default = "Vec::new")]
    item: Vec<T>,
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self { item: Vec::new() }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct VpcEndpoint {
    vpc_endpoint_id: String,
    vpc_endpoint_type: Option<String>,
    vpc_id: Option<String>,
    service_name: Option<String>,
    policy_document: Option<String>,
    owner_id: Option<String>,
    #[serde(default)]
    tag_set: Set<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    region_name: String,
}

#[derive(Debug, Deserialize)]
struct Tag {
    key: String,
    #[serde(default)]
    value: String,
}
