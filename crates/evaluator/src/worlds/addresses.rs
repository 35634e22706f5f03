//! Addresses that stand for all addresses (T10).

use iamdiag_policy::condition::{Clause, OperandValue};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses inside each network but outside the smaller ones in it, and outside all of them, in both families. Complete where
/// one family is listed.
pub(super) fn of(clauses: &[&Clause]) -> (Vec<String>, bool) {
    let networks = networks(clauses);
    let everything = ["0.0.0.0/0", "::/0"].into_iter().filter_map(|net| net.parse::<IpNet>().ok());
    let mut addresses: Vec<IpAddr> = Vec::new();
    for net in networks.iter().copied().chain(everything) {
        let inner: Vec<IpNet> =
            networks.iter().copied().filter(|other| net != *other && net.contains(other)).collect();
        addresses.extend(outside(net, &inner));
    }
    addresses.sort();
    addresses.dedup();
    let v4 = networks.iter().any(|net| matches!(net, IpNet::V4(_)));
    let v6 = networks.iter().any(|net| matches!(net, IpNet::V6(_)));
    (addresses.iter().map(ToString::to_string).collect(), !(v4 && v6))
}

/// The same for an address that is known to lie in `net`.
pub(super) fn within(net: IpNet, clauses: &[&Clause]) -> Vec<String> {
    let networks = networks(clauses);
    let mut addresses: Vec<IpAddr> = Vec::new();
    let inside = networks.iter().copied().filter(|other| net.contains(other));
    for part in inside.chain(std::iter::once(net)) {
        let inner: Vec<IpNet> =
            networks.iter().copied().filter(|other| part != *other && part.contains(other)).collect();
        addresses.extend(outside(part, &inner));
    }
    addresses.sort();
    addresses.dedup();
    addresses.iter().map(ToString::to_string).collect()
}

fn networks(clauses: &[&Clause]) -> Vec<IpNet> {
    let operands = clauses.iter().flat_map(|clause| &clause.values);
    let mut networks: Vec<IpNet> = operands
        .filter_map(|operand| match &operand.value {
            OperandValue::Network(network) => network.map(|network| network.net()),
            _ => None,
        })
        .collect();
    networks.sort();
    networks.dedup();
    networks
}

/// An address of `net` that lies in none of `inner`, if there is one: it is the first, or one past the end of a part.
fn outside(net: IpNet, inner: &[IpNet]) -> Option<IpAddr> {
    let ends = inner.iter().filter_map(|part| after(part.broadcast()));
    std::iter::once(net.network())
        .chain(ends)
        .find(|address| net.contains(address) && !inner.iter().any(|part| part.contains(address)))
}

fn after(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => address.to_bits().checked_add(1).map(|bits| Ipv4Addr::from_bits(bits).into()),
        IpAddr::V6(address) => address.to_bits().checked_add(1).map(|bits| Ipv6Addr::from_bits(bits).into()),
    }
}
