//! The hash by which names are found, shared by the build script, which fills the indexes, and the crate.

/// FNV-1a over a name without regard to ASCII case, mixed so that its low bits depend on all of it.
pub(crate) fn hash(name: impl Iterator<Item = u8>) -> u32 {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193);
    let hash = name.fold(0x811c_9dc5, step);
    hash ^ (hash >> 15)
}

/// The bytes of `service:name`.
pub(crate) fn pair<'n>(service: &'n str, name: &'n str) -> impl Iterator<Item = u8> + 'n {
    service.bytes().chain([b':']).chain(name.bytes())
}
