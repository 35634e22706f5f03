//! Addresses and networks of the IP operators (C24).

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A policy value of `IpAddress` or `NotIpAddress`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    net: IpNet,
    /// An IPv6 network written with host bits set, which was seen never to match (U22), or one of IPv4-mapped addresses, of
    /// which nothing is known.
    doubtful: bool,
}

impl Network {
    /// Reads an address or a CIDR block; a bare address is a network of one (C24).
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let written_as_v6 = address.contains(':');
        let mapped = written_as_v6 && parse_address(address)?.is_ipv4();
        let address = if mapped { address.parse().map(IpAddr::V6).ok()? } else { parse_address(address)? };
        let full = if address.is_ipv4() { 32 } else { 128 };
        let length = match length {
            None => full,
            Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse().ok()?
            }
            Some(_) => return None,
        };
        let net = IpNet::new(address, length).ok()?;
        let host_bits = address.is_ipv6() && net.network() != address;
        if let (true, Some(in_v4)) = (mapped, as_v4(net)) {
            return Some(Self { net: in_v4, doubtful: true });
        }
        Some(Self { net: net.trunc(), doubtful: host_bits })
    }

    /// Whether the address lies in the network; families never mix (C24).
    pub fn contains(&self, address: IpAddr) -> bool {
        self.net.contains(&address)
    }

    /// Whether it is open if this network ever matches: an IPv6 network with host bits set or of IPv4-mapped addresses (U22).
    pub fn is_doubtful(&self) -> bool {
        self.doubtful
    }

    /// The network itself, host bits masked.
    pub fn net(&self) -> IpNet {
        self.net
    }
}

/// Reads a request's address: plain, IPv4 octets always decimal, an IPv4-mapped IPv6 address as IPv4 (C24).
pub fn parse_address(text: &str) -> Option<IpAddr> {
    if let Some(address) = parse_ipv4(text) {
        return Some(address.into());
    }
    let address: Ipv6Addr = text.parse().ok()?;
    Some(address.to_ipv4_mapped().map_or(IpAddr::V6(address), IpAddr::V4))
}

/// The IPv4 network that a network of IPv4-mapped addresses covers.
fn as_v4(net: IpNet) -> Option<IpNet> {
    let IpNet::V6(net) = net else { return None };
    let length = net.prefix_len().checked_sub(96)?;
    let address = net.addr().to_ipv4_mapped()?;
    IpNet::new(address.into(), length).ok().map(|net| net.trunc())
}

/// Four decimal octets; leading zeros do not make them octal (C24).
fn parse_ipv4(text: &str) -> Option<Ipv4Addr> {
    let mut octets = [0u8; 4];
    let mut parts = text.split('.');
    for octet in &mut octets {
        let part = parts.next()?;
        if part.is_empty() || part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *octet = part.parse::<u16>().ok().and_then(|n| u8::try_from(n).ok())?;
    }
    parts.next().is_none().then(|| Ipv4Addr::from(octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(network: &str, address: &str, expected: bool) {
        let network = Network::parse(network).unwrap();
        assert_eq!(network.contains(parse_address(address).unwrap()), expected);
    }

    #[test]
    fn membership() {
        check("10.0.0.0/8", "10.255.0.1", true);
        check("10.1.2.3/8", "10.255.0.1", true);
        check("10.0.0.1", "10.0.0.1", true);
        check("10.0.0.1", "10.0.0.2", false);
        check("0.0.0.0/0", "2001:db8::1", false);
        check("::/0", "10.0.0.1", false);
        check("10.0.0.0/8", "::ffff:10.0.0.1", true);
        check("10.0.0.0/8", "010.000.000.001", true);
        check("2001:db8::/32", "2001:db8::1", true);
    }

    #[test]
    fn host_bits_matter_for_ipv6_only() {
        assert!(Network::parse("2001:db8::1/32").unwrap().is_doubtful());
        assert!(!Network::parse("10.1.2.3/8").unwrap().is_doubtful());
        assert!(Network::parse("::ffff:10.0.0.1").unwrap().is_doubtful());
    }

    #[test]
    fn other_text_is_no_network() {
        for text in
            ["", "10.0.0.*", "10.0.0", "10.0.0.256", "10.0.0.0/33", "10.0.0.0/", "host", "10.0.0.0/+8"]
        {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }
}
