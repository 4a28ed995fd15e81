package dev.holdfast.cbor;

/// The key of a map entry. The number 2 and the text "2" are different keys.
public sealed interface Label {
    /// A number.
    record Numbered(long value) implements Label {}

    /// A text.
    record Named(String value) implements Label {}
}
