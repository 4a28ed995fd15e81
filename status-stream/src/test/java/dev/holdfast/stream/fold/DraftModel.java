package dev.holdfast.stream.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Changes;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Delta.ListChange;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.format.Statement;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.Descriptor;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.DraftRecord;
import dev.holdfast.schema.SnapshotDraft;
import dev.holdfast.schema.TokenDraft;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an edge would hold that believed every draft. It accepts nothing but the next delta.
final class DraftModel {
    private final SortedMap<ListId, ListImage> lists = new TreeMap<>();
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private long n;
    private Instant issuedAt = Instant.MIN;
    private Bytes header = Bytes.empty();
    private final Optional<NaiveFold> naive;

    /// Judges drafts by themselves alone.
    DraftModel() {
        this.naive = Optional.empty();
    }

    /// @param naive has folded everything that was drafted
    DraftModel(NaiveFold naive) {
        this.naive = Optional.of(naive);
    }

    /// n, chain and root of the last checkpoint.
    record Drafted(long n, Hash chain, Hash root) {}

    void apply(List<DraftRecord> drafts) throws Malformed {
        for (DraftRecord draft : drafts) {
            switch (draft) {
                case CheckpointDraft checkpoint -> applyCheckpoint(checkpoint);
                case SnapshotDraft piece -> applyPiece(piece);
                case TokenDraft token -> applyToken(token);
            }
        }
    }

    Drafted drafted() throws Malformed {
        Header last = Header.parse(header.toArray());
        return new Drafted(last.n(), last.chain(), last.root());
    }

    List<ListImage> images() {
        return List.copyOf(lists.values());
    }

    boolean isEmpty() {
        return header.length() == 0;
    }

    private void applyCheckpoint(CheckpointDraft draft) throws Malformed {
        Header next = Header.parse(draft.header().toArray());
        Delta delta = Delta.parse(draft.body().toArray());
        assertThat(delta.fromN()).as("a delta follows the last").isEqualTo(n);
        assertThat(next.n()).as("n never falls").isGreaterThanOrEqualTo(n);
        naive.ifPresent(fold -> assertFolded(fold, next, delta));
        assertThat(next.issuedAt()).isAfter(issuedAt);
        assertThat(next.body()).isEqualTo(Delta.hashOf(draft.body().toArray()));
        for (ListChange change : delta.changes()) {
            applyChange(change);
        }
        assertThat(next.root()).as("root at n " + next.n()).isEqualTo(Snapshot.rootOf(lists.values()));
        assertThat(next.listCount()).isEqualTo(lists.size());
        n = next.n();
        issuedAt = next.issuedAt();
        header = draft.header();
    }

    private static void assertFolded(NaiveFold fold, Header next, Delta delta) {
        assertThat(next.chain()).as("chain at n " + next.n()).isEqualTo(fold.chains.get((int) next.n()));
        assertThat(next.trustVersion()).isEqualTo(fold.trustVersions.get((int) next.n()));
        assertThat(delta.refused())
                .as("every refusal once")
                .isEqualTo(fold.refused.stream()
                        .filter(event -> event.n() > delta.fromN() && event.n() <= next.n())
                        .toList());
    }

    private void applyChange(ListChange change) throws Malformed {
        ListImage before = lists.get(change.list());
        assertThat(change.fromVersion()).isEqualTo(before == null ? 0 : before.version());
        assertThat(change.toVersion()).isGreaterThan(change.fromVersion());
        Descriptor descriptor = change.descriptor().orElseGet(() -> before == null ? null : before.descriptor());
        PackedStatuses statuses =
                before == null ? PackedStatuses.allValid(descriptor.bits(), descriptor.capacity()) : before.statuses();
        SortedMap<Integer, Integer> codes =
                Changes.decode(change.coded().toArray(), descriptor.bits(), descriptor.capacity());
        codes.forEach((idx, code) -> {
            if (statuses.code(idx) == Status.INVALID.code()) {
                assertThat(code).as("INVALID is final").isEqualTo(Status.INVALID.code());
            }
        });
        lists.put(change.list(), new ListImage(descriptor, change.toVersion(), statuses.with(codes)));
    }

    private void applyPiece(SnapshotDraft piece) throws Malformed {
        assertThat(piece.headerHash()).isEqualTo(header.sha256());
        if (piece.index() == 0) {
            pieces.reset();
        }
        pieces.writeBytes(piece.bytes().toArray());
        if (piece.index() == piece.count() - 1) {
            assertThat(Snapshot.parseLists(pieces.toByteArray())).isEqualTo(List.copyOf(lists.values()));
        }
    }

    private void applyToken(TokenDraft draft) throws Malformed {
        applyNaively(draft);
        Statement says = draft.form().format().parseDraft(draft.payload().toArray());
        ListImage list = lists.get(draft.list());
        assertThat(draft.n()).isEqualTo(n);
        assertThat(draft.version()).isEqualTo(list.version());
        assertThat(says.purpose()).isEqualTo(draft.form().purpose());
        PackedStatuses shown = says.purpose().of(list.statuses());
        for (int idx = 0; idx < shown.capacity(); idx++) {
            assertThat(says.claims().statuses().code(idx)).isEqualTo(shown.code(idx));
        }
    }

    private void applyNaively(TokenDraft draft) {
        NaiveToken.requireShows(
                draft.payload().toArray(), lists.get(draft.list()).statuses());
    }
}
