package dev.holdfast.edge;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.Publication;
import dev.holdfast.list.ListImage;
import dev.holdfast.replica.Replica;
import dev.holdfast.trust.SignedTrustDocument;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that answers are made from, at one moment. Immutable.
///
/// @param trust every document from version 1 on
/// @param nextTrust offset in `trust` to go on from
/// @param floor newest verified `iat`, see `VerifierClock`
/// @param holdings by partition
/// @param index of the lists in `holdings`
record View(List<SignedTrustDocument> trust, long nextTrust, Instant floor, List<Holding> holdings, ListIndex index) {
    View {
        trust = List.copyOf(trust);
        holdings = List.copyOf(holdings);
    }

    static View of(Stored stored) {
        return new View(
                stored.trust(),
                stored.nextTrust(),
                stored.floor(),
                stored.holdings(),
                ListIndex.of(stored.holdings().stream().map(Holding::replica).toList(), ListIndex.EMPTY));
    }

    Optional<SignedTrustDocument> newestTrust() {
        return trust.isEmpty() ? Optional.empty() : Optional.of(trust.getLast());
    }

    int trustVersion() {
        return trust.size();
    }

    Replica replica(int partition) {
        return holdings.get(partition).replica();
    }

    /// How a list is published under one of its URIs, in its own order.
    List<Publication> publications(ListIndex.Place place) {
        ListImage list = replica(place.partition()).lists().get(place.list());
        return list == null
                ? List.of()
                : list.descriptor().publications().stream()
                        .filter(publication -> publication.uri().equals(place.uri()))
                        .toList();
    }

    /// The newest `iat` of any partition.
    Optional<Instant> newest() {
        return holdings.stream()
                .flatMap(holding -> holding.replica().header().stream())
                .map(Header::issuedAt)
                .max(Instant::compareTo);
    }
}
