package dev.holdfast.edge;

/// What an edge has under the path of a publication.
public sealed interface TokenLookup {
    /// A token that verified and is good now.
    record Found(ServedToken token) implements TokenLookup {}

    /// No list with such a publication is held, or no token of it has arrived.
    record Missing() implements TokenLookup {}

    /// There is a token, and its time is over; nothing makes it valid again.
    record Expired() implements TokenLookup {}

    /// There is a token, and it contradicts what this edge has verified.
    ///
    /// @param reason for people
    record Withheld(String reason) implements TokenLookup {}
}
