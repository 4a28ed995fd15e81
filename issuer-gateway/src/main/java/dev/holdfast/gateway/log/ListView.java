package dev.holdfast.gateway.log;

import dev.holdfast.layout.Hash;
import dev.holdfast.list.Descriptor;

/// A list as the gateway has folded it.
///
/// @param leased ordinals handed out in blocks so far
/// @param allocation commitment to the key that orders its entries
public record ListView(int partition, Descriptor descriptor, long version, int leased, Hash allocation) {}
