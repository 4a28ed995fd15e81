package dev.holdfast.fold;

import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.Region;
import dev.holdfast.layout.Bytes;
import dev.holdfast.list.ListImage;
import dev.holdfast.trust.Publisher;
import java.time.Instant;
import java.util.List;

/// A checkpoint that nobody has signed yet.
///
/// @param header the header that will be signed as it stands
/// @param body the bytes that the header commits to
public record Draft(Header header, Bytes body) {
    /// Drafts the state of a partition together with what changed to get there.
    ///
    /// @throws IllegalStateException if the adopted trust document names no publisher for `region`
    public static Draft of(PartitionState state, Delta delta, Region region, Instant issuedAt) {
        var trust = state.trust().orElseThrow(() -> new IllegalStateException("no trust document was adopted"));
        Publisher publisher = trust.document()
                .publisher(region)
                .orElseThrow(() -> new IllegalStateException("no publisher for region " + region));
        byte[] body = delta.toBytes();
        List<ListImage> images = state.images();
        Header header = new Header(
                state.deployment(),
                region,
                publisher.epoch(),
                state.partition(),
                state.n(),
                state.chain(),
                state.homeOffset(),
                trust.document().version(),
                images.size(),
                Snapshot.rootOf(images),
                issuedAt,
                Delta.hashOf(body));
        return new Draft(header, Bytes.of(body));
    }
}
