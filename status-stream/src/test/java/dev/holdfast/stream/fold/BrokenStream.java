package dev.holdfast.stream.fold;

import dev.holdfast.event.Refusal;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.Outcome.Accepted;
import dev.holdfast.fold.Outcome.Duplicate;
import dev.holdfast.fold.Outcome.Refused;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.format.BoundedInflate;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.DraftRecord;
import dev.holdfast.schema.TokenDraft;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// A stream with one mistake, which the simulation has to find.
record BrokenStream(String name, Supplier<Variant> making) {
    static List<BrokenStream> all() {
        return List.of(
                new BrokenStream("a fold that undoes what is final", AFoldThatUndoesWhatIsFinal::new),
                new BrokenStream("a fold that swallows a late command", AFoldThatSwallowsALateCommand::new),
                new BrokenStream("an event skipped", AnEventSkipped::new),
                new BrokenStream("bits in the other order", BitsInTheOtherOrder::new),
                new BrokenStream("a writer forgotten", AWriterForgotten::new),
                new BrokenStream("a refusal forgotten", ARefusalForgotten::new),
                new BrokenStream("an old head", AnOldHead::new),
                new BrokenStream("a draft twice", ADraftTwice::new),
                new BrokenStream("a draft lost", ADraftLost::new));
    }

    @Override
    public String toString() {
        return name;
    }

    private static final class AFoldThatUndoesWhatIsFinal implements Variant {
        @Override
        public Outcome decide(PartitionState state, StatusEvent event) {
            return Fold.decide(state, event) instanceof Refused refused && refused.reason() == Refusal.FINAL
                    ? new Accepted(refused.n(), refused.command(), new TreeMap<>())
                    : Fold.decide(state, event);
        }
    }

    private static final class AFoldThatSwallowsALateCommand implements Variant {
        @Override
        public Outcome decide(PartitionState state, StatusEvent event) {
            return Fold.decide(state, event) instanceof Refused refused && refused.reason() == Refusal.OUT_OF_ORDER
                    ? new Duplicate("a late command", 1)
                    : Fold.decide(state, event);
        }
    }

    private static final class AnEventSkipped implements Variant {
        private int seen;

        @Override
        public boolean folds(StatusEvent event) {
            return ++seen % 50 != 0;
        }
    }

    private static final class BitsInTheOtherOrder implements Variant {
        @Override
        public List<DraftRecord> drafts(DraftRecord draft) {
            return List.of(draft instanceof TokenDraft token ? swapped(token) : draft);
        }
    }

    private static final class AWriterForgotten implements Variant {
        // Versions, lease and window; the writers follow.
        private static final int BEFORE_WRITERS = 36;

        @Override
        public Optional<byte[]> keeps(byte[] key, byte[] row) {
            return Optional.of(
                    key[0] == RowKeys.LIST
                            ? ByteBuffer.allocate(BEFORE_WRITERS + 2)
                                    .put(row, 0, BEFORE_WRITERS)
                                    .array()
                            : row);
        }
    }

    private static final class ARefusalForgotten implements Variant {
        @Override
        public Optional<byte[]> keeps(byte[] key, byte[] row) {
            return key[0] == RowKeys.REFUSED ? Optional.empty() : Optional.of(row);
        }
    }

    private static final class AnOldHead implements Variant {
        private byte[] first = new byte[0];

        @Override
        public Optional<byte[]> keeps(byte[] key, byte[] row) {
            if (!Arrays.equals(key, RowKeys.single(RowKeys.PUBLISHED))) {
                return Optional.of(row);
            }
            first = first.length == 0 ? row : first;
            return Optional.of(first);
        }
    }

    private static final class ADraftTwice implements Variant {
        private int seen;

        @Override
        public List<DraftRecord> drafts(DraftRecord draft) {
            boolean twice = draft instanceof CheckpointDraft && ++seen % 20 == 0;
            return twice ? List.of(draft, draft) : List.of(draft);
        }
    }

    private static final class ADraftLost implements Variant {
        private int seen;

        @Override
        public List<DraftRecord> drafts(DraftRecord draft) {
            boolean lost = draft instanceof CheckpointDraft && ++seen % 20 == 0;
            return lost ? List.of() : List.of(draft);
        }
    }

    /// F31: the token of one standard with the bits of the other.
    private static TokenDraft swapped(TokenDraft draft) {
        try {
            Statement said = draft.form().format().parseDraft(draft.payload().toArray());
            StatusListToken claims = said.claims();
            StatusListToken other = new StatusListToken(
                    claims.sub(),
                    claims.issuedAt(),
                    claims.expiresAt(),
                    claims.ttl(),
                    swapped(claims.statuses()),
                    claims.aggregationUri(),
                    claims.provenance());
            byte[] payload =
                    draft.form().format().draft(new Statement(said.purpose(), other), BoundedInflate.DEFAULT_LEVEL);
            return new TokenDraft(
                    draft.partition(),
                    draft.list(),
                    draft.form(),
                    draft.version(),
                    draft.n(),
                    draft.epoch(),
                    Bytes.of(payload));
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    private static PackedStatuses swapped(PackedStatuses statuses) {
        int perByte = 8 / statuses.bits();
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        for (int idx = 0; idx < statuses.capacity(); idx++) {
            int other = idx / perByte * perByte + (perByte - 1 - idx % perByte);
            if (other < statuses.capacity()) {
                codes.put(other, statuses.code(idx));
            }
        }
        return statuses.with(codes);
    }
}
