package dev.holdfast.list;

/// Where entry 0 stands in a byte. The two standards disagree, and a mix-up revokes neighbours.
public enum BitOrder {
    /// Entry 0 in the lowest bits (Token Status List, section 4.1). Also the order that digests are taken over.
    LEAST_SIGNIFICANT_FIRST,
    /// Entry 0 in the highest bits (Bitstring Status List, section 2.2).
    MOST_SIGNIFICANT_FIRST
}
