package dev.holdfast.edge;

import java.util.List;

/// What an edge has under the path of a publication.
public sealed interface TokenLookup {
    /// Tokens that verified and are good now: the list in one form or several, which media types tell apart.
    ///
    /// @param tokens at least one, in the order of the list's publications
    record Found(List<ServedToken> tokens) implements TokenLookup {
        public Found {
            tokens = List.copyOf(tokens);
        }
    }

    /// No list with such a publication is held, or no token of it has arrived.
    record Missing() implements TokenLookup {}

    /// There is a token, and its time is over; nothing makes it valid again.
    record Expired() implements TokenLookup {}

    /// There is a token, and it contradicts what this edge has verified.
    ///
    /// @param reason for people
    record Withheld(String reason) implements TokenLookup {}
}
