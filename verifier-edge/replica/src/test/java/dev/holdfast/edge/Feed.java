package dev.holdfast.edge;

import dev.holdfast.check.Answer;
import dev.holdfast.check.Answer.Verdict;
import dev.holdfast.check.Freshness;
import dev.holdfast.check.Policy;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.edge.Offer.OfCheckpoint;
import dev.holdfast.edge.Offer.OfSnapshot;
import dev.holdfast.edge.Offer.OfTrust;
import dev.holdfast.edge.Offer.Poll;
import dev.holdfast.event.ListId;
import dev.holdfast.layout.Bytes;
import dev.holdfast.schema.SignedList;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// An edge without a network: what it is fed goes the way that records from Kafka go.
public final class Feed implements AutoCloseable {
    private final Edge edge;
    private long offset;

    private Feed(Edge edge) {
        this.edge = edge;
    }

    public static Feed open(Path directory, Root root, FakeClock clock) throws StoreRefused {
        return new Feed(
                Edge.open(new EdgeSettings(root, directory, Freshness.Limits.DEFAULT, Optional.empty()), clock));
    }

    public Edge edge() {
        return edge;
    }

    Applier.Outcome trust(SignedTrustDocument document) throws StoreFailed {
        OfTrust offer = new OfTrust(document.document().version(), document.bytes());
        return edge.applier().apply(new Poll(List.of(offer), OptionalLong.of(++offset), List.of()));
    }

    /// All that came to `trust` while the edge was away, in one poll.
    Applier.Outcome trust(List<Bytes> documents) throws StoreFailed {
        List<OfTrust> offers = documents.stream()
                .map(document -> new OfTrust(Integer.MAX_VALUE, document))
                .toList();
        return edge.applier().apply(new Poll(offers, OptionalLong.of(++offset), List.of()));
    }

    Applier.Outcome checkpoint(Checkpoint checkpoint) throws Exception {
        int partition = checkpoint.signed().header().partition();
        return edge.applier().apply(Poll.of(List.of(new OfCheckpoint(partition, offset++, checkpoint, false))));
    }

    Applier.Outcome snapshot(Snapshot snapshot) throws Exception {
        int partition = snapshot.signed().header().partition();
        return edge.applier().apply(Poll.of(List.of(new OfSnapshot(partition, snapshot, OptionalLong.of(offset++)))));
    }

    void token(SignedList token) throws StoreFailed {
        long at = offset++;
        edge.tokens().apply(List.of(new TokenShelf.Arrival(0, at, token)), Map.of(0, at + 1));
    }

    /// Everything the centre has to say now.
    public void follow(Centre centre) throws Exception {
        for (SignedTrustDocument document : centre.trust()) {
            trust(document);
        }
        for (int partition = 0; partition < centre.newestTrust().document().partitions(); partition++) {
            checkpoint(centre.checkpoint(partition));
        }
    }

    public void feedToken(SignedList token) throws Exception {
        token(token);
    }

    public Answer check(ListId list, int idx) {
        return edge.check(Centre.uri(list), idx, Policy.STANDARD);
    }

    Verdict verdict(ListId list, int idx) {
        return check(list, idx).verdict();
    }

    Freshness freshness(ListId list, int idx) {
        return check(list, idx).freshness();
    }

    long refused(String reason) {
        return edge.stats().refused().getOrDefault(reason, 0L);
    }

    @Override
    public void close() {
        edge.close();
    }
}
